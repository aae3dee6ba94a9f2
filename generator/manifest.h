/*
 * manifest.h - what a release was made of and how many files it has, as text:
 *	hallgen-manifest 2
 *	content HEX
 *	inputs HEX
 *	files N
 * The file's mtime is the stamp of the release.
 */
#ifndef GENERATOR_MANIFEST_H
#define GENERATOR_MANIFEST_H

#include "buf.h"
#include "release.h"

/* Fills all but id, which the caller knows. */
bool manifest_read(const char *path, struct arena *a, struct manifest *m, struct err *e);
void manifest_write(const struct manifest *m, struct buf *out);

#endif

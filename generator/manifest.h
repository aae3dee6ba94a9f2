/*
 * manifest.h - the list of files of a release with their digests, as text:
 *	hallgen-manifest 1
 *	content HEX
 *	inputs HEX
 *	HEX PATH            one line a file, sorted by path
 * The file's mtime is the stamp of the release.
 */
#ifndef GENERATOR_MANIFEST_H
#define GENERATOR_MANIFEST_H

#include "buf.h"
#include "release.h"

/* Fills all but id, which the caller knows. */
bool manifest_read(const char *path, struct arena *a, struct manifest *m, struct err *e);
/* Sorts the files and appends the text. */
void manifest_write(struct manifest *m, struct buf *out);
/* NULL when there is no such path. m->file must be sorted. */
const struct release_file *manifest_find(const struct manifest *m, struct str path);

#endif

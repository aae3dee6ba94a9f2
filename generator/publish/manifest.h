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

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "crypto.h"

struct manifest {
	struct str id;		   /* empty when there is no such release */
	char content[DIGEST_TEXT]; /* of content/ and site/ */
	char inputs[DIGEST_TEXT];  /* of content, day, base URL and program */
	int64_t stamp_s;	   /* mtime of its changed files, see release.h */
	size_t files;		   /* without manifest and .gz */
};

/* Fills all but id, which the caller knows. */
bool manifest_read(const char *path, struct arena *a, struct manifest *m, struct err *e);
void manifest_write(const struct manifest *m, struct buf *out);

#endif

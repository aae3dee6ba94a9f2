/*
 * zip.h - the members of a zip file, as a stream (owner of minizip's unzip.h).
 */
#ifndef LIB_ZIP_H
#define LIB_ZIP_H

#include "base/str.h"

/* What all members read may come to; above that the file is taken for a zip bomb. */
enum { ZIP_MAX_BYTES = 128 << 20 };

enum zip_result { ZIP_DONE, ZIP_ABSENT, ZIP_DAMAGED, ZIP_ENCRYPTED, ZIP_TOO_LARGE };

struct zip {
	void *file;
	size_t bytes; /* given out so far */
};

/* Takes the next bytes; false stops, and the member counts as damaged. */
typedef bool zip_chunk_fn(void *ctx, struct str bytes);

bool zip_open(struct zip *z, const char *path);
/* The name's case does not matter. The checksum is part of what is read. */
enum zip_result zip_read(struct zip *z, const char *name, zip_chunk_fn *fn, void *ctx);
void zip_close(struct zip *z);

#endif

/*
 * gzip.h - .gz files beside the pages, for nginx's gzip_static (owner of libdeflate.h).
 */
#ifndef GENERATOR_GZIP_H
#define GENERATOR_GZIP_H

#include "base/buf.h"
#include "base/str.h"

struct gzip;

/* The state of one compressor, used for file after file; about 450 KiB. */
struct gzip *gzip_new(void);
/* NULL is allowed. */
void gzip_free(struct gzip *g);
/*
 * Appends s as one gzip member (RFC 1952): no name, mtime 0, so that
 * the same input gives the same bytes.
 */
void gzip_add(struct gzip *g, struct str s, struct buf *out);

#endif

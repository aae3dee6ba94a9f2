#include "gzip.h"

#define ZLIB_CONST /* next_in points to const */

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

struct gzip {
	z_stream stream;
};

struct gzip *gzip_new(void)
{
	const int gzip_window = MAX_WBITS + 16; /* + 16: gzip header instead of zlib's */
	const int memory_level = 8;
	struct gzip *g = calloc(1, sizeof *g);

	if (!g || deflateInit2(&g->stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window,
			       memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
		abort(); /* no memory: see the head of arena.h */
	return g;
}

void gzip_free(struct gzip *g)
{
	if (!g)
		return;
	deflateEnd(&g->stream);
	free(g);
}

void gzip_add(struct gzip *g, struct str s, struct buf *out)
{
	z_stream *z = &g->stream;
	uLong bound = deflateBound(z, s.len);
	int code;

	assert(s.len <= UINT_MAX && bound <= UINT_MAX);
	z->next_in = (const Bytef *)s.s;
	z->avail_in = (uInt)s.len;
	z->next_out = (Bytef *)buf_room(out, bound);
	z->avail_out = (uInt)bound;
	code = deflate(z, Z_FINISH);
	assert(code == Z_STREAM_END); /* bound is room enough */
	out->len += bound - z->avail_out;
	deflateReset(z);
}

/*
 * buf.h - a growing byte buffer: pages, answers, files. Memory is its own
 * (malloc), so that one buffer serves page after page without growing again.
 */
#ifndef LIB_BUF_H
#define LIB_BUF_H

#include "base/arena.h"
#include "base/str.h"

struct buf {
	char *s;
	size_t len;
	size_t cap;
};

#define BUF_INIT                                                                                   \
	{                                                                                          \
		NULL, 0, 0                                                                         \
	}

void buf_grow(struct buf *b, size_t more);
void buf_add(struct buf *b, struct str s);
void buf_add_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Room for `more` bytes behind the end; returns the end. Add to len what was used. */
static inline char *buf_room(struct buf *b, size_t more)
{
	if (b->cap - b->len < more)
		buf_grow(b, more);
	return b->s + b->len;
}
void buf_clear(struct buf *b); /* len = 0, keeps the memory */
void buf_release(struct buf *b);
/* A view that holds until the next change of b. */
struct str buf_str(const struct buf *b);
/* The same in a, as arena_str() copies it; b is released. */
struct str buf_keep(struct buf *b, struct arena *a);

#endif

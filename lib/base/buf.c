#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PRINTED_BYTES = 128 }; /* more takes a second round */

void buf_grow(struct buf *b, size_t more)
{
	size_t cap = b->cap ? b->cap : 1024;
	char *grown;

	assert(more < SIZE_MAX / 4 && b->len < SIZE_MAX / 4);
	while (cap - b->len < more)
		cap *= 2;
	grown = realloc(b->s, cap);
	if (!grown)
		abort(); /* see the head of arena.h */
	b->s = grown;
	b->cap = cap;
}

void buf_add(struct buf *b, struct str s)
{
	if (s.len == 0)
		return;
	memcpy(buf_room(b, s.len), s.s, s.len);
	b->len += s.len;
}

void buf_add_char(struct buf *b, char c)
{
	*buf_room(b, 1) = c;
	b->len++;
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	size_t room = PRINTED_BYTES;
	va_list ap;
	int len;

	for (;;) {
		va_start(ap, fmt);
		len = vsnprintf(buf_room(b, room), room, fmt, ap);
		va_end(ap);
		assert(len >= 0);
		if ((size_t)len < room)
			break;
		room = (size_t)len + 1;
	}
	b->len += (size_t)len;
}

void buf_clear(struct buf *b)
{
	b->len = 0;
}

void buf_release(struct buf *b)
{
	free(b->s);
	*b = (struct buf)BUF_INIT;
}

struct str buf_str(const struct buf *b)
{
	return (struct str){ b->s, b->len };
}

struct str buf_keep(struct buf *b, struct arena *a)
{
	struct str kept = arena_str(a, buf_str(b));

	buf_release(b);
	return kept;
}

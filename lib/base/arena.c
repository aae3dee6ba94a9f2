#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_chunk {
	struct arena_chunk *next;
	size_t used;
	size_t size;
	alignas(max_align_t) unsigned char bytes[];
};

enum { CHUNK_BYTES = 32 * 1024 };

static struct arena_chunk *chunk_new(size_t size)
{
	struct arena_chunk *c;

	assert(size < SIZE_MAX - sizeof *c);
	c = malloc(sizeof *c + size);
	if (!c)
		abort(); /* see the head of arena.h */
	c->next = NULL;
	c->used = 0;
	c->size = size;
	return c;
}

static struct arena_chunk *chunk_with(struct arena *a, size_t size)
{
	struct arena_chunk *c = a->last;

	if (c && c->size - c->used >= size)
		return c;
	c = chunk_new(size > CHUNK_BYTES ? size : CHUNK_BYTES);
	if (a->last)
		a->last->next = c;
	else
		a->first = c;
	a->last = c;
	return c;
}

/* What the memory held before is in it. */
static void *take(struct arena *a, size_t size)
{
	const size_t unit = alignof(max_align_t);
	struct arena_chunk *c;
	void *p;

	assert(size <= SIZE_MAX / 2);
	size = (size + unit - 1) / unit * unit;
	c = chunk_with(a, size);
	p = c->bytes + c->used;
	c->used += size;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(take(a, size), 0, size);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	assert(size == 0 || n <= SIZE_MAX / 2 / size);
	return arena_alloc(a, n * size);
}

static void chunks_free(struct arena_chunk *c)
{
	while (c) {
		struct arena_chunk *next = c->next;

		free(c);
		c = next;
	}
}

void arena_reset(struct arena *a)
{
	if (!a->first)
		return;
	chunks_free(a->first->next);
	a->first->next = NULL;
	a->first->used = 0;
	a->last = a->first;
}

void arena_release(struct arena *a)
{
	chunks_free(a->first);
	a->first = a->last = NULL;
}

struct str arena_str(struct arena *a, struct str s)
{
	char *copy = take(a, s.len + 1);

	if (s.len)
		memcpy(copy, s.s, s.len);
	copy[s.len] = '\0';
	return (struct str){ copy, s.len };
}

const char *arena_cstr(struct arena *a, struct str s)
{
	return arena_str(a, s).s;
}

struct str arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	char brief[128]; /* more takes a second round */
	va_list again;
	char *text;
	int len;

	va_copy(again, ap);
	len = vsnprintf(brief, sizeof brief, fmt, again);
	va_end(again);
	assert(len >= 0);
	if ((size_t)len < sizeof brief)
		return arena_str(a, (struct str){ brief, (size_t)len });
	text = take(a, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	return (struct str){ text, (size_t)len };
}

struct str arena_int(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

struct str arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	struct str s;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}

void *arena_push(struct arena *a, void *list, size_t *n, size_t *cap, size_t size)
{
	void *old;

	memcpy(&old, list, sizeof old); /* list is a pointer to some T * */
	if (*n == *cap) {
		size_t more = *cap ? *cap * 2 : 16;
		void *grown = arena_array(a, more, size);

		if (*n)
			memcpy(grown, old, *n * size);
		memcpy(list, &grown, sizeof grown);
		old = grown;
		*cap = more;
	}
	return (unsigned char *)old + (*n)++ * size;
}

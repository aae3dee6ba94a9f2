/*
 * arena.h - memory that lives as long as a run, a page or a request.
 *
 * Nothing is freed one by one: arena_reset() gives everything back at once
 * and keeps the first chunk for the next round. Running out of memory ends
 * the process with abort(): every change of ours is a transaction, so nothing
 * is half done, nginx answers 503 and the supervisor starts hallbook again.
 */
#ifndef LIB_ARENA_H
#define LIB_ARENA_H

#include "base/str.h"

#include <stdarg.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *first;
	struct arena_chunk *last;
};

#define ARENA_INIT                                                                                 \
	{                                                                                          \
		NULL, NULL                                                                         \
	}

/* Zeroed, aligned for every type; size 0 is allowed. */
void *arena_alloc(struct arena *a, size_t size);
/* n * size zeroed bytes; the product must not overflow (asserted). */
void *arena_array(struct arena *a, size_t n, size_t size);
/* Forget everything, keep the first chunk. */
void arena_reset(struct arena *a);
/* Give all memory back to the system. */
void arena_release(struct arena *a);

/* A copy with a NUL behind it (not counted), so .s serves foreign APIs too. */
struct str arena_str(struct arena *a, struct str s);
const char *arena_cstr(struct arena *a, struct str s);
/* In decimal figures. */
struct str arena_int(struct arena *a, int64_t n);
struct str arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
struct str arena_vprintf(struct arena *a, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

/*
 * Grows an array held in `a` so that one more element fits and returns the
 * place for it, zeroed:
 *	struct item *it = arena_push(a, &list, &n, &cap, sizeof *it);
 * Old copies stay in the arena (total waste at most the final size).
 */
void *arena_push(struct arena *a, void *list, size_t *n, size_t *cap, size_t size);

#endif

/*
 * str.h - string views.
 *
 * A struct str points at bytes that somebody else owns (an arena, a file's
 * text, a literal) and is not NUL-terminated. The empty string may have a
 * null pointer; every function here accepts that.
 */
#ifndef LIB_STR_H
#define LIB_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *s;
	size_t len;
};

/* A view of a string literal. */
#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })
/* For static initialisers, where a compound literal is not constant. */
#define STR_INIT(literal)                                                                          \
	{                                                                                          \
		"" literal, sizeof(literal) - 1                                                    \
	}
/* Elements of an array (not of a pointer). */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
/* printf("%.*s", STR_ARG(x)) */
#define STR_ARG(x) (int)(x).len, ((x).s ? (x).s : "")

/* View of a NUL-terminated string; NULL gives the empty view. */
struct str str_of(const char *cstr);

/* These six are in every loop over text. */
static inline bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.s, b.s, a.len) == 0);
}
/* The part from byte `from` to the end; empty when from >= len. */
static inline struct str str_from(struct str s, size_t from)
{
	if (from >= s.len)
		return (struct str){ s.s ? s.s + s.len : NULL, 0 };
	return (struct str){ s.s + from, s.len - from };
}
/* At most the first `len` bytes. */
static inline struct str str_head(struct str s, size_t len)
{
	return (struct str){ s.s, len < s.len ? len : s.len };
}
static inline bool str_starts(struct str s, struct str prefix)
{
	return str_eq(str_head(s, prefix.len), prefix);
}

/* Takes the prefix off; false, and nothing is taken, when *s does not begin with it. */
static inline bool str_take(struct str *s, struct str prefix)
{
	bool begins = str_starts(*s, prefix);

	if (begins)
		*s = str_from(*s, prefix.len);
	return begins;
}
static inline bool str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len && str_eq(str_from(s, s.len - suffix.len), suffix);
}
/*
 * Cuts *rest at the first `sep`: returns what stands before it and moves
 * *rest behind it. Without a sep all of *rest is returned and *rest becomes
 * the null view (s == NULL), which ends the usual loop:
 *	while (rest.s) { struct str part = str_cut(&rest, ','); ... }
 */
static inline struct str str_cut(struct str *rest, char sep)
{
	struct str whole = *rest;
	const char *hit = whole.len ? memchr(whole.s, sep, whole.len) : NULL;

	if (!hit) {
		*rest = (struct str){ NULL, 0 };
		return whole;
	}
	*rest = str_from(whole, (size_t)(hit - whole.s) + 1);
	return str_head(whole, (size_t)(hit - whole.s));
}

/* Equal but for the case of ASCII letters. */
bool str_ieq(struct str a, struct str b);
/* <0, 0, >0 in byte order, a prefix before the longer string. */
int str_cmp(struct str a, struct str b);
/* Index of the first needle, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle);
bool str_contains(struct str s, struct str needle);

#define STR_DIGITS "0123456789"
#define STR_LOWER "abcdefghijklmnopqrstuvwxyz"
#define STR_LETTERS STR_LOWER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
/* How many bytes at the front are in the set, as strspn(3). */
size_t str_span(struct str s, const char *set);
/* Whether all are, and there is one. */
bool str_is_of(struct str s, const char *set);

/* Without ASCII blanks, tabs, CR and LF at both ends. */
struct str str_trim(struct str s);

/* Decimal digits only, no sign, at most `max`. False leaves *out alone. */
bool str_to_int(struct str s, int64_t max, int64_t *out);
/* The number that it is, or 0. */
int64_t str_int(struct str s);

#endif

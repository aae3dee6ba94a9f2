/*
 * utf8.h - UTF-8 as RFC 3629 has it: no overlong forms, no surrogates,
 * nothing above U+10FFFF.
 */
#ifndef LIB_UTF8_H
#define LIB_UTF8_H

#include "base/arena.h"
#include "base/str.h"

/*
 * Takes the first character off *s and returns its code point; -1 at a byte
 * that does not begin a well-formed character (one byte is then taken) and at
 * the end (s->len == 0).
 */
int32_t utf8_next(struct str *s);
bool utf8_valid(struct str s);
/* Characters (code points) in s; ill-formed bytes count one each. */
size_t utf8_count(struct str s);
/* At most the first max_bytes bytes, without cutting a character. */
struct str utf8_head(struct str s, size_t max_bytes);
/* Whether it is one of the characters of a set. */
bool utf8_has(struct str set, int32_t cp);
/* Writes cp (0..0x10FFFF, no surrogate) to out, returns 1..4 bytes. */
size_t utf8_put(char out[4], int32_t cp);
/* Each character as `of` has it, -1 at what is none; what becomes -1 is left out. */
struct str utf8_map(struct str s, int32_t (*of)(int32_t cp), struct arena *a);

#endif

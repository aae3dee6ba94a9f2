/*
 * unicode.h - what a character is, by Unicode's own tables (owner of
 * unictype.h and uninorm.h). Anything but a code point is neither hidden nor
 * wide.
 */
#ifndef LIB_UNICODE_H
#define LIB_UNICODE_H

#include "base/arena.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Nothing to be seen, or turns the direction of what follows: what clipboards
 * carry along and no word needs. The no-break space is among them, so a place
 * that reads it as a blank asks for blanks first; the sign that colours an
 * emoji (U+FE0F) is not.
 */
bool unicode_is_hidden(int32_t cp);
/* Of these, what leaves nothing behind: joiners, marks of direction, soft hyphens, fillers. */
bool unicode_is_ignorable(int32_t cp);
/* The sign that colours an emoji, U+FE0F: ignorable, but not hidden. */
bool unicode_is_emoji_style(int32_t cp);
/* A blank of any width, the no-break space, a tab or an end of line. */
bool unicode_is_blank(int32_t cp);
/* - and its look-alikes, of any length. */
bool unicode_is_dash(int32_t cp);
/* Punctuation of any kind, brackets and quotation marks too. */
bool unicode_is_punctuation(int32_t cp);
/* A letter or a digit of any script. */
bool unicode_is_word(int32_t cp);
/* Normal form C: an accent typed behind its letter is the letter with the accent. */
struct str unicode_compose(struct str s, struct arena *a);
/* A spreadsheet takes the text for a formula; ＝ ＋ － ＠ too, where they are typed with full
 * width. */
bool unicode_is_formula(struct str s);
/* The plain form of a full-width character (U+3000 is a blank), else cp. */
int32_t unicode_narrow(int32_t cp);
/* A text in that form and in lower case, character for character, but for those that `drops` (or
 * NULL) takes away. */
struct str unicode_plain(struct str s, bool (*drops)(int32_t cp), struct arena *a);

#endif

/*
 * pinyin.h - the first letters of a Chinese text's pinyin, for the finder
 * (pages.md, Finder): 居民身份证 is found by jmsfz.
 *
 * The 3,755 characters of GB 2312 level 1 are ordered by pinyin, so a
 * character's code there gives its letter. All characters of the list are
 * among them (tests/unit/test_pinyin.c); others have no letter.
 */
#ifndef GENERATOR_PINYIN_H
#define GENERATOR_PINYIN_H

#include "arena.h"
#include "err.h"
#include "str.h"

enum { PINYIN_READINGS_MAX = 8 };

struct pinyin {
	void *converter; /* UTF-8 to GB 2312, opened once */
};

/* False when the system's iconv does not know GB 2312. */
bool pinyin_open(struct pinyin *p, struct err *e);
void pinyin_close(struct pinyin *p);

/*
 * The initials of text, lower case: a letter for each Chinese character, ASCII
 * digits and letters as they are but for case, nothing for all else.
 * Characters of two readings take both: several strings of equal length,
 * separated by blanks, at most PINYIN_READINGS_MAX; further such characters
 * take their usual reading only. Memory from a.
 */
struct str pinyin_initials(struct pinyin *p, struct str text, struct arena *a);

#endif

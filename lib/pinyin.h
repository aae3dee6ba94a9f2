/*
 * pinyin.h - the readings of Chinese characters, for the finder
 * and the desk: 居民身份证 is found by jmsfz and by shenfenzheng.
 *
 * The readings stand in pinyin.txt. All characters of the list are among its
 * some 6,770; others have no reading. What only surnames have (单 shan) counts in
 * pinyin_is_typed alone.
 */
#ifndef LIB_PINYIN_H
#define LIB_PINYIN_H

#include "base/arena.h"
#include "base/str.h"

enum { PINYIN_READINGS_MAX = 8, PINYIN_TYPED_MAX = 63 };

struct pinyin;

/* One syllable, spelled as in pinyin.txt, and characters read so. */
struct pinyin_row {
	struct str syllable;
	struct str characters;
};

/* Memory from a. */
struct pinyin *pinyin_open(struct arena *a);

/*
 * The initials of text, lower case: a letter for each Chinese character, ASCII
 * digits and letters as they are but for case, nothing for all else.
 * Characters of two readings take both: several strings of equal length,
 * separated by blanks, at most PINYIN_READINGS_MAX; further such characters
 * take their usual reading only. Memory from a.
 */
struct str pinyin_initials(const struct pinyin *p, struct str text, struct arena *a);

/* Whole syllables, by first readings: jumin; what has none is left out. */
struct str pinyin_spelling(const struct pinyin *p, struct str text, struct arena *a);

/*
 * Whether letters, a-z and digits, at most PINYIN_TYPED_MAX, are how some part of
 * text is typed: of each of its characters the syllable, in any reading, or what
 * it begins with. 欧阳小明 is oyxm, ouyang, xiaoming and yangxm.
 */
bool pinyin_is_typed(const struct pinyin *p, struct str text, struct str letters);

/* Remembers the characters of text for pinyin_rows. */
void pinyin_note(struct pinyin *p, struct str text);
/*
 * The readings of all characters noted: a row for each line of pinyin.txt that
 * has some, in its order.
 */
struct pinyin_row *pinyin_rows(const struct pinyin *p, struct arena *a, size_t *n);

/* The first Chinese character of text that has no reading; empty when all have. */
struct str pinyin_unread(const struct pinyin *p, struct str text);

#endif

#include "pinyin.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <assert.h>
#include <string.h>

/* pinyin.txt, embedded by the Makefile. */
extern const char pinyin_txt[];

enum { HAN_FIRST = 0x4E00, HAN_LAST = 0x9FFF };

/* Of one character: its lines, counted from 1; 0 = none. */
struct reading {
	unsigned short first, second;
	bool noted;
};

struct pinyin {
	struct pinyin_row *line; /* of pinyin.txt */
	size_t n, surnames;	 /* lines; those before the ones that only names have */
	struct reading of[HAN_LAST - HAN_FIRST + 1];
};

static bool is_han(int32_t cp)
{
	return cp >= HAN_FIRST && cp <= HAN_LAST;
}

static void learn(struct pinyin *p, struct str characters)
{
	while (characters.len) {
		int32_t cp = utf8_next(&characters);
		struct reading *r;

		assert(is_han(cp));
		r = &p->of[cp - HAN_FIRST];
		assert(!r->second);
		*(r->first ? &r->second : &r->first) = (unsigned short)p->n;
	}
}

struct pinyin *pinyin_open(struct arena *a)
{
	struct pinyin *p = arena_array(a, 1, sizeof *p);
	struct str rest = str_of(pinyin_txt);
	size_t cap = 0;

	while (rest.len) {
		struct str line = str_cut(&rest, '\n');
		struct pinyin_row *row;

		if (str_starts(line, STR("#")))
			continue;
		if (str_eq(line, STR("surnames"))) {
			p->surnames = p->n;
			continue;
		}
		row = arena_push(a, &p->line, &p->n, &cap, sizeof *row);
		row->syllable = str_cut(&line, ' ');
		row->characters = line;
		learn(p, line);
	}
	return p;
}

static struct reading reading_of(const struct pinyin *p, int32_t cp)
{
	return is_han(cp) ? p->of[cp - HAN_FIRST] : (struct reading){ 0 };
}

/* The letter a line begins with; '\0' for no line. */
static char letter(const struct pinyin *p, unsigned line)
{
	return line ? p->line[line - 1].syllable.s[0] : '\0';
}

/* '\0' for what has none. */
static char letter_of(const struct pinyin *p, int32_t cp)
{
	if ((cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z'))
		return (char)cp;
	if (cp >= 'A' && cp <= 'Z')
		return (char)(cp - 'A' + 'a');
	return letter(p, reading_of(p, cp).first);
}

/* '\0' when there is none, it is the first one, or only names have it. */
static char second_letter_of(const struct pinyin *p, int32_t cp, char first)
{
	unsigned line = reading_of(p, cp).second;
	char second = letter(p, line);

	return second == first || line > p->surnames ? '\0' : second;
}

struct str pinyin_initials(const struct pinyin *p, struct str text, struct arena *a)
{
	size_t line_max = utf8_count(text) + 1, len = 0, lines = 1;
	char *all = arena_alloc(a, PINYIN_READINGS_MAX * line_max), *end;

	while (text.len) {
		int32_t cp = utf8_next(&text);
		char first = letter_of(p, cp), second = second_letter_of(p, cp, first);

		if (!first)
			continue;
		for (size_t i = 0; i < lines; i++)
			all[i * line_max + len] = first;
		len++;
		if (!second || lines * 2 > PINYIN_READINGS_MAX)
			continue;
		for (size_t i = 0; i < lines; i++) {
			char *copy = all + (lines + i) * line_max;

			memcpy(copy, all + i * line_max, len);
			copy[len - 1] = second;
		}
		lines *= 2;
	}
	end = all + len;
	for (size_t i = 1; i < lines; i++) {
		*end++ = ' ';
		memmove(end, all + i * line_max, len);
		end += len;
	}
	return (struct str){ all, (size_t)(end - all) };
}

struct str pinyin_spelling(const struct pinyin *p, struct str text, struct arena *a)
{
	struct buf out = BUF_INIT;
	struct str spelling;

	while (text.len) {
		int32_t cp = utf8_next(&text);
		unsigned line = reading_of(p, cp).first;

		if (line)
			buf_add(&out, p->line[line - 1].syllable);
		else if (letter_of(p, cp))
			buf_add_char(&out, letter_of(p, cp));
	}
	spelling = arena_str(a, buf_str(&out));
	buf_release(&out);
	return spelling;
}

/* How many of the letters a syllable begins with. */
static size_t shared(struct str syllable, struct str letters)
{
	size_t n = 0;

	while (n < syllable.len && n < letters.len && syllable.s[n] == letters.s[n])
		n++;
	return n;
}

/* The bits i + 1 to i + n: so many letters are typed when i were. */
static uint64_t typed_up_to(size_t i, size_t n)
{
	return ((((uint64_t)1 << n) - 1) << i) << 1;
}

/* The same as `typed` behind one more character, of that letter and these lines. */
static uint64_t type_on(const struct pinyin *p, int32_t cp, struct str letters, uint64_t typed)
{
	struct reading r = reading_of(p, cp);
	const char own = letter_of(p, cp);
	uint64_t next = 0;

	for (size_t i = 0; i < letters.len; i++) {
		struct str rest = str_from(letters, i);

		if (!(typed >> i & 1))
			continue;
		if (!r.first && rest.s[0] == own)
			next |= typed_up_to(i, 1);
		if (r.first)
			next |= typed_up_to(i, shared(p->line[r.first - 1].syllable, rest));
		if (r.second)
			next |= typed_up_to(i, shared(p->line[r.second - 1].syllable, rest));
	}
	return next;
}

bool pinyin_is_typed(const struct pinyin *p, struct str text, struct str letters)
{
	uint64_t typed = 0; /* bit i: the first i letters are, up to here */

	assert(letters.len <= PINYIN_TYPED_MAX);
	while (text.len && !(typed >> letters.len & 1)) {
		int32_t cp = utf8_next(&text);

		if (letter_of(p, cp))
			typed = type_on(p, cp, letters, typed | 1); /* any part begins here */
	}
	return typed >> letters.len & 1;
}

void pinyin_note(struct pinyin *p, struct str text)
{
	while (text.len) {
		int32_t cp = utf8_next(&text);

		if (is_han(cp))
			p->of[cp - HAN_FIRST].noted = true;
	}
}

static struct str noted_in(const struct pinyin *p, struct str characters, struct arena *a)
{
	char *all = arena_alloc(a, characters.len);
	size_t len = 0;

	while (characters.len) {
		struct str at = characters;

		if (!p->of[utf8_next(&characters) - HAN_FIRST].noted)
			continue;
		memcpy(all + len, at.s, at.len - characters.len);
		len += at.len - characters.len;
	}
	return (struct str){ all, len };
}

struct pinyin_row *pinyin_rows(const struct pinyin *p, struct arena *a, size_t *n)
{
	struct pinyin_row *row = arena_array(a, p->surnames, sizeof *row);

	*n = 0;
	for (size_t i = 0; i < p->surnames; i++) {
		struct str characters = noted_in(p, p->line[i].characters, a);

		if (characters.len)
			row[(*n)++] = (struct pinyin_row){ p->line[i].syllable, characters };
	}
	return row;
}

struct str pinyin_unread(const struct pinyin *p, struct str text)
{
	while (text.len) {
		struct str at = text;
		int32_t cp = utf8_next(&text);

		/* the Han of the supplementary planes have no reading here either */
		if ((is_han(cp) || cp >= 0x20000) && !reading_of(p, cp).first)
			return str_head(at, at.len - text.len);
	}
	return STR("");
}

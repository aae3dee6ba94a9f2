#include "pinyin.h"

#include "utf8.h"

#include <iconv.h>
#include <string.h>

/* The first character of each letter in GB 2312 level 1 (no pinyin begins with i, u or v). */
static const struct {
	unsigned code;
	char letter;
} level1[] = {
	{ 0xB0A1, 'a' }, { 0xB0C5, 'b' }, { 0xB2C1, 'c' }, { 0xB4EE, 'd' }, { 0xB6EA, 'e' },
	{ 0xB7A2, 'f' }, { 0xB8C1, 'g' }, { 0xB9FE, 'h' }, { 0xBBF7, 'j' }, { 0xBFA6, 'k' },
	{ 0xC0AC, 'l' }, { 0xC2E8, 'm' }, { 0xC4C3, 'n' }, { 0xC5B6, 'o' }, { 0xC5BE, 'p' },
	{ 0xC6DA, 'q' }, { 0xC8BB, 'r' }, { 0xC8F6, 's' }, { 0xCBFA, 't' }, { 0xCDDA, 'w' },
	{ 0xCEF4, 'x' }, { 0xD1B9, 'y' }, { 0xD4D1, 'z' },
};

enum { LEVEL1_LAST = 0xD7F9 };

/*
 * The common characters whose second reading begins with another letter than
 * their place in level 1 says: 行 重 长 调 藏 乐. (还 and 都 have two readings of
 * the same letter.)
 */
static const struct {
	unsigned code;
	char letter;
} second_reading[] = {
	{ 0xD0D0, 'h' }, { 0xD6D8, 'c' }, { 0xB3A4, 'z' },
	{ 0xB5F7, 't' }, { 0xB2D8, 'z' }, { 0xC0D6, 'y' },
};

bool pinyin_open(struct pinyin *p, struct err *e)
{
	iconv_t converter = iconv_open("GB2312", "UTF-8");

	/* POSIX gives this value for failure. */
	if (converter == (iconv_t)-1)
		return err_errno(e, "iconv: GB2312");
	p->converter = converter;
	return true;
}

void pinyin_close(struct pinyin *p)
{
	iconv_close(p->converter);
}

/* text in GB 2312 (one byte for ASCII, two for all else); characters outside are left out. */
static struct str to_gb(struct pinyin *p, struct str text, struct arena *a)
{
	size_t left = text.len, room = text.len;
	char *in = arena_alloc(a, text.len), *begin = arena_alloc(a, room), *out = begin;

	if (text.len)
		memcpy(in, text.s, text.len);
	while (left && iconv(p->converter, &in, &left, &out, &room) == (size_t)-1) {
		struct str rest = { in, left };

		utf8_next(&rest);
		in += left - rest.len;
		left = rest.len;
	}
	iconv(p->converter, NULL, NULL, NULL, NULL);
	return (struct str){ begin, (size_t)(out - begin) };
}

static unsigned next_code(struct str *gb)
{
	unsigned code = (unsigned char)gb->s[0];

	*gb = str_from(*gb, 1);
	if (code >= 0x80 && gb->len) {
		code = code << 8 | (unsigned char)gb->s[0];
		*gb = str_from(*gb, 1);
	}
	return code;
}

/* '\0' for what has none. */
static char letter_of(unsigned code)
{
	char letter = '\0';

	if ((code >= '0' && code <= '9') || (code >= 'a' && code <= 'z'))
		return (char)code;
	if (code >= 'A' && code <= 'Z')
		return (char)(code - 'A' + 'a');
	if (code > LEVEL1_LAST)
		return '\0';
	for (size_t i = 0; i < sizeof level1 / sizeof *level1 && level1[i].code <= code; i++)
		letter = level1[i].letter;
	return letter;
}

static char second_letter_of(unsigned code)
{
	for (size_t i = 0; i < sizeof second_reading / sizeof *second_reading; i++)
		if (second_reading[i].code == code)
			return second_reading[i].letter;
	return '\0';
}

struct str pinyin_initials(struct pinyin *p, struct str text, struct arena *a)
{
	struct str gb = to_gb(p, text, a);
	size_t line_max = gb.len + 1, len = 0, lines = 1;
	char *all = arena_alloc(a, PINYIN_READINGS_MAX * line_max), *end;

	while (gb.len) {
		unsigned code = next_code(&gb);
		char first = letter_of(code), second = second_letter_of(code);

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

#include "name.h"

#include "base/utf8.h"
#include "unicode.h"

#include <string.h>

struct range {
	int32_t from, to;
};

/* What a name may hold beside blanks. */
static const struct range name_chars[] = {
	{ '&', ')' },					       /* & ' ( ) */
	{ ',', '9' },					       /* , - . / and digits */
	{ 'A', 'Z' },	      { 'a', 'z' },   { 0xB7, 0xB7 },  /* middle dot */
	{ 0xC0, 0xD6 },	      { 0xD8, 0xF6 }, { 0xF8, 0x24F }, /* Latin-1 letters to Extended-B */
	{ 0x1E00, 0x1EFF },				       /* Latin Extended Additional */
	{ 0x2013, 0x2014 },				       /* dashes */
	{ 0x2018, 0x201D },				       /* quotation marks */
	{ 0x3001, 0x3001 },				       /* 、 */
	{ 0x3005, 0x3007 },				       /* 々 〆 〇 */
	{ 0x300A, 0x300B },				       /* 《 》 */
	{ 0x3010, 0x3011 },				       /* 【 】 */
	{ 0x3014, 0x3015 },				       /* 〔 〕 */
	{ 0x3400, 0x4DBF },				       /* Han, Extension A */
	{ 0x4E00, 0x9FFF },				       /* Han */
	{ 0xF900, 0xFAFF },				       /* Han, compatibility */
	{ 0xFF06, 0xFF06 },				       /* full-width & */
	{ 0xFF08, 0xFF09 },				       /* full-width ( ) */
	{ 0xFF0C, 0xFF0E },				       /* full-width , - . */
	{ 0xFF1A, 0xFF1A },				       /* full-width : */
	{ 0x20000, 0x323AF },				       /* Han, Extensions B to H */
};

/* Dots that people type between the parts of a name. */
static const struct str dots = STR_INIT("\u2022\u2027\u2219\u22C5\u30FB\uFF65");

static bool in_ranges(int32_t cp, const struct range *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cp >= list[i].from && cp <= list[i].to)
			return true;
	return false;
}

static bool is_name_char(int32_t cp)
{
	return in_ranges(cp, name_chars, COUNT(name_chars));
}

static bool is_any(int32_t cp)
{
	return cp >= 0;
}

static bool is_han(int32_t cp)
{
	return cp == 0x3007 || (cp >= 0x3400 && cp <= 0x9FFF) || (cp >= 0xF900 && cp <= 0xFAFF) ||
	       (cp >= 0x20000 && cp <= 0x323AF);
}

/* U+00B7 for its look-alikes; for full stops when Han stands on both sides. */
static int32_t plain_dot(int32_t before, int32_t cp, struct str rest)
{
	bool stop = cp == '.' || cp == 0xFF0E;

	if (stop ? is_han(before) && is_han(utf8_next(&rest)) : utf8_has(dots, cp))
		return 0xB7;
	return cp;
}

static int32_t plain_letter(int32_t cp)
{
	int32_t narrow = unicode_narrow(cp);
	bool letter = (narrow >= 'A' && narrow <= 'Z') || (narrow >= 'a' && narrow <= 'z') ||
		      (narrow >= '0' && narrow <= '9');

	return letter ? narrow : cp;
}

/* Without what is not seen at both ends; blanks inside are one blank. */
static struct str tidy(struct arena *a, struct str in)
{
	char *p = arena_alloc(a, in.len + 1);
	size_t n = 0, end = 0;
	bool blank = false;

	while (in.len) {
		struct str rest = in;
		int32_t cp = utf8_next(&rest);
		size_t len = in.len - rest.len;

		if (unicode_is_blank(cp)) {
			blank = end > 0;
		} else if (end || !unicode_is_ignorable(cp)) {
			if (blank)
				p[n++] = ' ';
			blank = false;
			memcpy(p + n, in.s, len);
			n += len;
			if (!unicode_is_ignorable(cp) || unicode_is_emoji_style(cp))
				end = n;
		}
		in = rest;
	}
	return (struct str){ p, end };
}

static enum name_fault read(struct arena *a, struct str in, bool is_allowed(int32_t cp),
			    bool is_name, struct name *out)
{
	struct str rest = unicode_compose(tidy(a, in), a);
	char *p = arena_alloc(a, 3 * rest.len + 1); /* U+FFFD for a byte */
	enum name_fault fault = NAME_OK;
	int32_t before = 0;

	*out = (struct name){ .text = { p, 0 } };
	while (rest.len) {
		int32_t cp = utf8_next(&rest);

		if (is_name)
			cp = plain_letter(plain_dot(before, cp, rest));
		if (fault == NAME_OK && cp != ' ' && (!is_allowed(cp) || unicode_is_hidden(cp))) {
			out->odd = cp;
			fault = unicode_is_hidden(cp) ? NAME_HIDDEN : NAME_CHARS;
		}
		out->text.len += utf8_put(p + out->text.len, cp < 0 ? 0xFFFD : cp);
		out->chars++;
		out->letters = out->letters || (cp >= 'A' && unicode_is_word(cp));
		before = cp;
	}
	return fault;
}

enum name_fault name_parse(struct arena *a, struct str in, struct name *out)
{
	enum name_fault fault = read(a, in, is_name_char, true, out);

	if (out->chars == 0)
		return NAME_EMPTY;
	if (out->chars > NAME_MAX_CHARS)
		return NAME_LONG;
	return fault == NAME_OK && !out->letters ? NAME_EMPTY : fault;
}

enum name_fault name_parse_line(struct arena *a, struct str in, struct name *out)
{
	enum name_fault fault = read(a, in, is_any, false, out);

	return out->chars ? fault : NAME_EMPTY;
}

static bool is_separator(int32_t cp)
{
	return unicode_is_blank(cp) || utf8_has(STR(",;/+、"), unicode_narrow(cp));
}

static bool take_han(struct str *s)
{
	return s->len && is_han(utf8_next(s));
}

/* Bytes of 王　伟 in front: a name of two that is spread to the width of three; 0: there is none.
 */
static size_t spread_name(struct str list)
{
	struct str rest = list, behind;
	bool blank = false;

	if (!take_han(&rest))
		return 0;
	for (behind = rest; behind.len && unicode_is_blank(utf8_next(&behind)); blank = true)
		rest = behind;
	if (!blank || !take_han(&rest))
		return 0;
	behind = rest;
	return rest.len && !is_separator(utf8_next(&behind)) ? 0 : list.len - rest.len;
}

struct str name_close(struct arena *a, struct str name)
{
	char *p = arena_alloc(a, name.len + 1);
	int32_t before = 0;
	size_t n = 0;

	while (name.len) {
		struct str behind;
		int32_t cp = utf8_next(&name);

		behind = name;
		if (cp == ' ' && is_han(before) && take_han(&behind))
			continue;
		n += utf8_put(p + n, cp);
		before = cp;
	}
	return (struct str){ p, n };
}

bool name_split(struct str *list, struct str *name)
{
	*name = STR("");
	while (name->len == 0 && list->len) {
		size_t spread = spread_name(*list);
		struct str rest = str_from(*list, spread);
		size_t end = spread;
		bool ended = false;

		while (rest.len && !ended) {
			end = list->len - rest.len;
			ended = is_separator(utf8_next(&rest));
		}
		*name = str_head(*list, ended ? end : list->len);
		*list = rest;
	}
	return name->len > 0;
}

#include "table/text.h"

#include "base/utf8.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

enum {
	REPLACEMENT_LEN = sizeof REPLACEMENT - 1,
	GROWTH = 3, /* no byte of GB18030 or UTF-16 becomes more than U+FFFD's three */
};

static char *add_replacement(char *out)
{
	memcpy(out, REPLACEMENT, REPLACEMENT_LEN);
	return out + REPLACEMENT_LEN;
}

/* What iconv refuses becomes U+FFFD, `unit` bytes at a time. */
static struct str convert(struct str raw, const char *encoding, size_t unit, struct arena *a)
{
	size_t room = raw.len * GROWTH + REPLACEMENT_LEN;
	char *start = arena_alloc(a, room + 1), *out = start;
	/* iconv's prototype lacks a const; it does not write to its input. */
	char *in = arena_alloc(a, raw.len + 1);
	size_t left = raw.len;
	iconv_t cd = iconv_open("UTF-8", encoding);

	assert(cd != (iconv_t)-1); /* both are built into glibc's gconv of Debian */
	memcpy(in, raw.s, raw.len);
	while (left) {
		if (iconv(cd, &in, &left, &out, &room) != (size_t)-1)
			break;
		assert(errno != E2BIG);
		unit = unit < left ? unit : left;
		in += unit;
		left -= unit;
		out = add_replacement(out);
		room -= REPLACEMENT_LEN;
	}
	iconv_close(cd);
	return (struct str){ start, (size_t)(out - start) };
}

/* More well-formed characters beyond ASCII than broken bytes: UTF-8, if damaged. */
static bool is_mostly_utf8(struct str s)
{
	size_t good = 0, bad = 0;

	while (s.len) {
		int32_t cp = utf8_next(&s);

		good += cp >= 0x80;
		bad += cp < 0;
	}
	return good > bad;
}

/* Broken bytes and NULs become U+FFFD. */
static int32_t replace_broken(int32_t cp)
{
	return cp > 0 ? cp : 0xFFFD;
}

/* CRLF and lone CR to LF. */
static struct str unify_lines(struct str s, struct arena *a)
{
	char *start, *out;

	if (s.len == 0 || !memchr(s.s, '\r', s.len))
		return s;
	start = out = arena_alloc(a, s.len + 1);
	for (size_t i = 0; i < s.len; i++) {
		if (s.s[i] != '\r')
			*out++ = s.s[i];
		else if (i + 1 == s.len || s.s[i + 1] != '\n')
			*out++ = '\n';
	}
	return (struct str){ start, (size_t)(out - start) };
}

static struct text to_utf8(struct str raw, struct arena *a)
{
	if (str_starts(raw, STR("\xFF\xFE")))
		return (struct text){ convert(str_from(raw, 2), "UTF-16LE", 2, a), "UTF-16" };
	if (str_starts(raw, STR("\xFE\xFF")))
		return (struct text){ convert(str_from(raw, 2), "UTF-16BE", 2, a), "UTF-16" };
	str_take(&raw, STR("\xEF\xBB\xBF"));
	if (utf8_valid(raw) || is_mostly_utf8(raw))
		return (struct text){ raw, NULL };
	return (struct text){ convert(raw, "GB18030", 1, a), "GB18030" };
}

struct str text_repair(struct str s, struct arena *a)
{
	if (!utf8_valid(s) || (s.len && memchr(s.s, '\0', s.len)))
		s = utf8_map(s, replace_broken, a);
	return unify_lines(s, a);
}

struct text text_decode(struct str raw, struct arena *a)
{
	struct text t = to_utf8(raw, a);

	t.s = text_repair(t.s, a);
	return t;
}

void text_keep_encodings(void)
{
	static const char *const kept[] = { "UTF-16LE", "UTF-16BE", "GB18030", "CP936", "CP1252" };

	for (size_t i = 0; i < COUNT(kept); i++)
		(void)iconv_open("UTF-8", kept[i]);
}

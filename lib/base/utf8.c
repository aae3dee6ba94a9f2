#include "base/utf8.h"

#include <assert.h>

/* By length less one: the bits that tell it by the first byte, and the least code point. */
static const struct {
	unsigned char mask, lead;
	int32_t least;
} form[] = {
	{ 0x80, 0x00, 0 }, { 0xE0, 0xC0, 0x80 }, { 0xF0, 0xE0, 0x800 }, { 0xF8, 0xF0, 0x10000 }
};

int32_t utf8_next(struct str *s)
{
	unsigned char lead = s->len ? (unsigned char)s->s[0] : 0xFF;
	int32_t cp = -1;
	size_t tail = 0, i = 0;

	while (tail < COUNT(form) && (lead & form[tail].mask) != form[tail].lead)
		tail++;
	if (tail < COUNT(form) && tail < s->len)
		for (cp = lead & ~form[tail].mask; i < tail && (s->s[i + 1] & 0xC0) == 0x80; i++)
			cp = cp << 6 | (s->s[i + 1] & 0x3F);
	if (cp < 0 || i < tail || cp < form[tail].least || cp > 0x10FFFF ||
	    (cp >= 0xD800 && cp <= 0xDFFF)) {
		*s = str_from(*s, 1);
		return -1;
	}
	*s = str_from(*s, tail + 1);
	return cp;
}

bool utf8_valid(struct str s)
{
	while (s.len)
		if (utf8_next(&s) < 0)
			return false;
	return true;
}

size_t utf8_count(struct str s)
{
	size_t n = 0;

	while (s.len) {
		utf8_next(&s);
		n++;
	}
	return n;
}

struct str utf8_head(struct str s, size_t max_bytes)
{
	if (s.len <= max_bytes)
		return s;
	while (max_bytes && ((unsigned char)s.s[max_bytes] & 0xC0) == 0x80)
		max_bytes--;
	return str_head(s, max_bytes);
}

bool utf8_has(struct str set, int32_t cp)
{
	char c[4];

	return cp >= 0 && str_contains(set, (struct str){ c, utf8_put(c, cp) });
}

size_t utf8_put(char out[4], int32_t cp)
{
	size_t tail = COUNT(form) - 1;

	assert(cp >= 0 && cp <= 0x10FFFF && !(cp >= 0xD800 && cp <= 0xDFFF));
	while (cp < form[tail].least)
		tail--;
	for (size_t i = tail; i > 0; i--, cp >>= 6)
		out[i] = (char)(0x80 | (cp & 0x3F));
	out[0] = (char)(form[tail].lead | cp);
	return tail + 1;
}

struct str utf8_map(struct str s, int32_t (*of)(int32_t cp), struct arena *a)
{
	char *out = arena_alloc(a, 4 * s.len + 1); /* whatever a byte becomes */
	size_t n = 0;

	while (s.len) {
		int32_t cp = of(utf8_next(&s));

		if (cp >= 0)
			n += utf8_put(out + n, cp);
	}
	return (struct str){ out, n };
}

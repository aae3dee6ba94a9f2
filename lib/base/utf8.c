#include "base/utf8.h"

#include <assert.h>

/* The number of bytes that follow `lead` and the least code point they may make. */
static int tail_of(unsigned char lead, int32_t *cp, int32_t *least)
{
	if (lead < 0x80) {
		*cp = lead;
		*least = 0;
		return 0;
	}
	if ((lead & 0xE0) == 0xC0) {
		*cp = lead & 0x1F;
		*least = 0x80;
		return 1;
	}
	if ((lead & 0xF0) == 0xE0) {
		*cp = lead & 0x0F;
		*least = 0x800;
		return 2;
	}
	if ((lead & 0xF8) == 0xF0) {
		*cp = lead & 0x07;
		*least = 0x10000;
		return 3;
	}
	return -1;
}

int32_t utf8_next(struct str *s)
{
	int32_t cp, least;
	int tail;

	if (s->len == 0)
		return -1;
	tail = tail_of((unsigned char)s->s[0], &cp, &least);
	if (tail < 0 || s->len <= (size_t)tail)
		goto bad;
	for (int i = 1; i <= tail; i++) {
		unsigned char c = (unsigned char)s->s[i];

		if ((c & 0xC0) != 0x80)
			goto bad;
		cp = (int32_t)((uint32_t)cp << 6 | (c & 0x3F));
	}
	if (cp < least || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		goto bad;
	*s = str_from(*s, (size_t)tail + 1);
	return cp;
bad:
	*s = str_from(*s, 1);
	return -1;
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

size_t utf8_put(char out[4], int32_t cp)
{
	uint32_t c = (uint32_t)cp;

	assert(cp >= 0 && cp <= 0x10FFFF && !(cp >= 0xD800 && cp <= 0xDFFF));
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

#include "phone.h"

#include "base/utf8.h"
#include "unicode.h"

#include <stdio.h>
#include <string.h>

enum {
	DIGITS_MAX = 20, /* kept; more are only counted */
	MOBILE_DIGITS = 11,
	LOCAL_MIN = 7,
	LOCAL_MAX = 8,
};

#define NINGDU_AREA "0797"

/* What was written, reduced to its digits. */
struct dialled {
	char digit[DIGITS_MAX + 1];
	size_t n;  /* digits written, may exceed DIGITS_MAX */
	bool plus; /* began with + */
	bool bad;  /* holds a character that no number has */
};

static bool is_blank_or_bracket(int32_t cp)
{
	return cp == ' ' || cp == '\t' || cp == 0xA0 || (cp >= 0x2002 && cp <= 0x200A) ||
	       cp == '(' || cp == ')';
}

static bool is_dash(int32_t cp)
{
	return cp == '-' || (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0xFE63;
}

static void take(struct dialled *d, int32_t cp)
{
	if (cp >= '0' && cp <= '9') {
		if (d->n < DIGITS_MAX)
			d->digit[d->n] = (char)cp;
		d->n++;
	} else if (cp == '+' && d->n == 0 && !d->plus) {
		d->plus = true;
	} else if (!is_blank_or_bracket(cp) && !is_dash(cp)) {
		d->bad = true;
	}
}

/* Without +86 or 0086; an area code may then stand without its 0. */
static void drop_country(struct dialled *d)
{
	size_t code = d->plus ? 0 : 2;

	if (d->n > DIGITS_MAX || d->n < code + 2)
		return;
	if (memcmp(d->digit, d->plus ? "86" : "0086", code + 2) != 0)
		return;
	d->n -= code + 2;
	memmove(d->digit, d->digit + code + 2, d->n + 1);
	d->digit[d->n] = '\0';
	d->plus = false;
	if (d->n > LOCAL_MAX && d->digit[0] != '0' && d->digit[0] != '1' && d->n < DIGITS_MAX) {
		memmove(d->digit + 1, d->digit, d->n + 1);
		d->digit[0] = '0';
		d->n++;
	}
}

/* Digits of the area code that begins with 0: 010, 02X, or 0 and three; 0 when there is none. */
static size_t area_digits(const char *digit)
{
	if (digit[0] != '0' || digit[1] == '0' || digit[1] == '\0')
		return 0;
	if (digit[1] == '1')
		return digit[2] == '0' ? 3 : 0;
	return digit[1] == '2' ? 3 : 4;
}

static enum phone_fault parse_mobile(const struct dialled *d, struct phone *out)
{
	if (d->n != MOBILE_DIGITS)
		return PHONE_MOBILE_LENGTH;
	out->mobile = true;
	memcpy(out->text, d->digit, MOBILE_DIGITS + 1);
	return PHONE_OK;
}

static enum phone_fault parse_fixed(const struct dialled *d, struct phone *out)
{
	size_t area = area_digits(d->digit);

	if (area == 0 && d->n == LOCAL_MIN && d->digit[0] >= '2') {
		snprintf(out->text, sizeof out->text, NINGDU_AREA "-%s", d->digit);
		return PHONE_OK;
	}
	if (area == 0 || d->n < area + LOCAL_MIN || d->n > area + LOCAL_MAX)
		return PHONE_FIXED;
	snprintf(out->text, sizeof out->text, "%.*s-%s", (int)area, d->digit, d->digit + area);
	return PHONE_OK;
}

enum phone_fault phone_parse(struct str s, struct phone *out)
{
	struct dialled d = { 0 };

	*out = (struct phone){ 0 };
	s = str_trim(s);
	if (s.len == 0)
		return PHONE_EMPTY;
	while (s.len)
		take(&d, unicode_narrow(utf8_next(&s)));
	drop_country(&d);
	out->digits = d.n;
	if (d.bad)
		return PHONE_CHARS;
	if (d.n == 0)
		return PHONE_EMPTY;
	if (d.plus || d.n > DIGITS_MAX)
		return d.digit[0] == '1' && !d.plus ? PHONE_MOBILE_LENGTH : PHONE_FIXED;
	if (d.digit[0] == '1' && d.digit[1] >= '3')
		return parse_mobile(&d, out);
	return parse_fixed(&d, out);
}

void phone_tel(const struct phone *p, char out[PHONE_TEXT])
{
	const char *from = p->text + (p->text[0] == '0'); /* E.164 drops the trunk prefix */
	size_t n = 3;

	memcpy(out, "+86", n);
	for (; *from && n < PHONE_TEXT - 1; from++)
		if (*from != '-')
			out[n++] = *from;
	out[n] = '\0';
}

struct str phone_tail(const struct phone *p)
{
	size_t len = strlen(p->text);

	return str_from(str_of(p->text), len > 4 ? len - 4 : 0);
}

void phone_mask(struct str normal, char out[PHONE_TEXT])
{
	size_t dash = str_find(normal, STR("-"));
	size_t head = dash == SIZE_MAX ? 3 : dash + 1; /* 138, 0797- */

	normal = str_head(normal, PHONE_TEXT - 1);
	if (head + 4 >= normal.len)
		head = 0;
	for (size_t i = 0; i < normal.len; i++)
		out[i] = i < head || (i + 4 >= normal.len && normal.len > 4) ? normal.s[i] : '*';
	out[normal.len] = '\0';
}

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
	FOREIGN_MIN = 6,
	FOREIGN_MAX = 15,
	EXTENSION_MAX = 6,
};

#define NINGDU_AREA "0797"

/* What was written, reduced to its digits. */
struct dialled {
	char digit[DIGITS_MAX + 1];
	size_t n;    /* digits written, may exceed DIGITS_MAX */
	bool plus;   /* began with + */
	bool two;    /* a sign that stands between two numbers */
	int32_t odd; /* the first character that no number has, or 0 */
};

/* Brackets, and . with the dots that input methods have. */
static const struct str passed_over = STR_INIT("()[].\u00B7\u2022\u2027\u2219\u22C5\u3002\u30FB");
static const struct str between_numbers = STR_INIT("/|,;\n、或和");

static void take(struct dialled *d, int32_t cp)
{
	if (cp >= '0' && cp <= '9') {
		if (d->n < DIGITS_MAX)
			d->digit[d->n] = (char)cp;
		d->n++;
	} else if (cp == '+' && d->n == 0 && !d->plus) {
		d->plus = true;
	} else if (utf8_has(between_numbers, cp) && d->n >= LOCAL_MIN) {
		d->two = true;
	} else if (!unicode_is_blank(cp) && !unicode_is_dash(cp) && !unicode_is_ignorable(cp) &&
		   !utf8_has(passed_over, cp) && !d->odd) {
		d->odd = cp;
	}
}

static struct dialled dial(struct str s)
{
	struct dialled d = { 0 };

	while (s.len)
		take(&d, unicode_narrow(utf8_next(&s)));
	if (d.odd || d.n < LOCAL_MIN + LOCAL_MIN)
		d.two = false;
	return d;
}

static void drop(struct dialled *d, size_t n)
{
	d->n -= n;
	memmove(d->digit, d->digit + n, sizeof d->digit - n);
	memset(d->digit + sizeof d->digit - n, '\0', n);
}

static bool begins(const struct dialled *d, const char *digits)
{
	return strncmp(d->digit, digits, strlen(digits)) == 0;
}

/* Without +86, 0086 or 86; an area code may then stand without its 0. */
static void drop_country(struct dialled *d)
{
	if (d->n > DIGITS_MAX)
		return;
	if (d->plus && begins(d, "86"))
		drop(d, 2);
	else if (!d->plus && begins(d, "0086"))
		drop(d, 4);
	else if (!d->plus && begins(d, "86") && d->n > MOBILE_DIGITS)
		drop(d, 2);
	else
		return;
	d->plus = false;
	if (d->n > LOCAL_MAX && d->digit[0] != '0' && d->digit[0] != '1' && d->n < DIGITS_MAX) {
		memmove(d->digit + 1, d->digit, d->n + 1);
		d->digit[0] = '0';
		d->n++;
	}
}

/* ---- citizens ---- */

static const struct country {
	const char *code;
	size_t min, max;
} countries[] = { { "852", 8, 8 }, { "853", 8, 8 }, { "886", 9, 9 } };

/* The three that have an entry, with + or 00 before them. */
static const struct country *country_of(struct dialled *d)
{
	size_t zeros = !d->plus && begins(d, "00") ? 2 : 0;

	for (size_t i = 0; (d->plus || zeros) && i < COUNT(countries); i++) {
		const struct country *c = &countries[i];

		if (strncmp(d->digit + zeros, c->code, strlen(c->code)) != 0)
			continue;
		drop(d, zeros + strlen(c->code));
		if (d->n > c->max && d->digit[0] == '0') /* as it is dialled at home */
			drop(d, 1);
		return c;
	}
	return NULL;
}

static enum phone_fault parse_foreign(struct dialled *d, const struct country *c, struct phone *out)
{
	size_t min = c ? c->min : FOREIGN_MIN, max = c ? c->max : FOREIGN_MAX;

	out->digits = d->n;
	snprintf(out->lead, sizeof out->lead, "+%s", c ? c->code : "");
	if (d->n < min || d->n > max || (!c && d->digit[0] == '0'))
		return PHONE_FOREIGN;
	snprintf(out->text, sizeof out->text, "+%s%s%.*s", c ? c->code : "", c ? "-" : "",
		 (int)d->n, d->digit);
	return PHONE_OK;
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
	if (d->n == MOBILE_DIGITS && d->digit[0] == '1')
		return PHONE_MOBILE_START;
	if (area == 0 || d->n < area)
		return PHONE_FIXED;
	if (d->n < area + LOCAL_MIN || d->n > area + LOCAL_MAX) {
		snprintf(out->lead, sizeof out->lead, "%.*s", (int)area, d->digit);
		out->digits = d->n - area;
		return PHONE_FIXED_LENGTH;
	}
	snprintf(out->text, sizeof out->text, "%.*s-%s", (int)area, d->digit, d->digit + area);
	return PHONE_OK;
}

static enum phone_fault parse_home(struct dialled *d, struct phone *out)
{
	/* a mobile as it was dialled from elsewhere */
	if (d->n == MOBILE_DIGITS + 1 && begins(d, "01") && d->digit[2] >= '3')
		drop(d, 1);
	out->digits = d->n;
	if (d->n > DIGITS_MAX)
		return d->digit[0] == '1' ? PHONE_MOBILE_LENGTH : PHONE_FIXED;
	if (d->digit[0] == '1' && d->digit[1] >= '3')
		return parse_mobile(d, out);
	return parse_fixed(d, out);
}

enum phone_fault phone_parse(struct str s, struct phone *out)
{
	struct dialled d = dial(s);
	const struct country *country;

	drop_country(&d);
	*out = (struct phone){ .digits = d.n, .odd = d.odd };
	if (d.odd)
		return PHONE_CHARS;
	if (d.n == 0)
		return PHONE_EMPTY;
	if (d.two)
		return PHONE_TWO;
	country = country_of(&d);
	return country || d.plus ? parse_foreign(&d, country, out) : parse_home(&d, out);
}

/* ---- offices ---- */

static bool is_emergency(const char *digit)
{
	return strcmp(digit, "110") == 0 || strcmp(digit, "119") == 0 ||
	       strcmp(digit, "120") == 0 || strcmp(digit, "122") == 0;
}

/* 12345, 95598, 96333, 961234 */
static bool is_hotline(const char *digit)
{
	size_t n = strlen(digit);
	bool nines = digit[0] == '9' && (digit[1] == '5' || digit[1] == '6');

	if (digit[0] == '1' && digit[1] <= '2')
		return n == 5;
	return nines && (n == 5 || n == 6);
}

/* With or without an area code. */
static bool parse_hotline(const struct dialled *d, struct phone *out)
{
	size_t area = area_digits(d->digit);

	if (d->n > DIGITS_MAX || d->n <= area)
		return false;
	if (!is_hotline(d->digit + area) && (area || !is_emergency(d->digit)))
		return false;
	snprintf(out->text, sizeof out->text, "%.*s%s%s", (int)area, d->digit, area ? "-" : "",
		 d->digit + area);
	return true;
}

static bool parse_free(const struct dialled *d, struct phone *out)
{
	if (d->n != 10 || (!begins(d, "400") && !begins(d, "800")))
		return false;
	snprintf(out->text, sizeof out->text, "%.3s-%.3s-%.4s", d->digit, d->digit + 3,
		 d->digit + 6);
	return true;
}

static enum phone_fault parse_whole(struct str s, struct phone *out)
{
	struct dialled d = dial(s);

	*out = (struct phone){ .digits = d.n };
	if (!d.odd && !d.plus && (parse_hotline(&d, out) || parse_free(&d, out)))
		return PHONE_OK;
	return phone_parse(s, out);
}

/* Where the extension begins, and at what byte its digits do; false when none is written. */
static bool find_extension(struct str s, size_t *end, size_t *from)
{
	static const struct str words[] = { STR_INIT("转"),  STR_INIT("分机"), STR_INIT("ext."),
					    STR_INIT("ext"), STR_INIT("Ext."), STR_INIT("EXT"),
					    STR_INIT("#"),   STR_INIT("x") };

	for (size_t i = 0; i < COUNT(words); i++) {
		size_t at = str_find(s, words[i]);

		if (at == SIZE_MAX)
			continue;
		*end = at;
		*from = at + words[i].len;
		return true;
	}
	return false;
}

/* 0797-6827737-8001 */
static bool find_last_dash(struct str s, size_t *end, size_t *from)
{
	for (size_t at = 0; at < s.len; at++) {
		struct str rest = str_from(s, at);

		if (!unicode_is_dash(utf8_next(&rest)))
			continue;
		*end = at;
		*from = s.len - rest.len;
	}
	return *from > 0;
}

static bool parse_extended(struct str s, size_t end, size_t from, struct phone *out)
{
	struct dialled extension = dial(str_from(s, from));
	size_t len;

	if (extension.odd || extension.plus || extension.n == 0 || extension.n > EXTENSION_MAX ||
	    parse_whole(str_head(s, end), out) != PHONE_OK || out->text[0] == '+')
		return false;
	len = strlen(out->text);
	snprintf(out->text + len, sizeof out->text - len, "转%s", extension.digit);
	return true;
}

enum phone_fault phone_parse_office(struct str s, struct phone *out)
{
	size_t end = 0, from = 0;
	struct phone extended;
	enum phone_fault fault = parse_whole(s, out);

	if (fault == PHONE_OK || fault == PHONE_EMPTY || fault == PHONE_TWO)
		return fault;
	if ((find_extension(s, &end, &from) || find_last_dash(s, &end, &from)) &&
	    parse_extended(s, end, from, &extended)) {
		*out = extended;
		return PHONE_OK;
	}
	return fault;
}

/* Blanks stand between two numbers if what is before them is one. */
static bool ends_number(struct str before, struct str behind)
{
	struct phone p;

	behind = str_trim(behind);
	return behind.len &&
	       ((behind.s[0] >= '0' && behind.s[0] <= '9') || behind.s[0] == '(' ||
		str_starts(behind, STR("（"))) &&
	       phone_parse_office(before, &p) == PHONE_OK &&
	       phone_parse_office(behind, &p) != PHONE_FIXED_LENGTH && p.digits >= LOCAL_MIN;
}

static size_t first_end(struct str cell, size_t *skip)
{
	struct str rest = cell;

	while (rest.len) {
		size_t at = cell.len - rest.len;
		int32_t cp = unicode_narrow(utf8_next(&rest));

		*skip = cell.len - rest.len - at;
		if (utf8_has(between_numbers, cp) ||
		    (unicode_is_blank(cp) && ends_number(str_head(cell, at), rest)))
			return at;
	}
	*skip = 0;
	return cell.len;
}

bool phone_split(struct str *cell, struct str *part)
{
	size_t skip, end;

	do {
		if (cell->len == 0)
			return false;
		end = first_end(*cell, &skip);
		*part = str_trim(str_head(*cell, end));
		*cell = str_from(*cell, end + skip);
	} while (part->len == 0);
	return true;
}

/* E.164 drops the trunk prefix; a hotline and 400- are called as they stand. */
void phone_tel(const struct phone *p, char out[PHONE_TEXT])
{
	struct str extension = str_of(p->text), number = extension;
	size_t at = str_find(number, STR("转")), n = 0, from = 0;

	number = str_head(number, at);
	extension = at == SIZE_MAX ? STR("") : str_from(extension, at + strlen("转"));
	if (number.len > MOBILE_DIGITS - 2 && (p->text[0] == '0' || p->text[0] == '1') &&
	    !is_hotline(p->text + area_digits(p->text) + 1)) {
		memcpy(out, "+86", n = 3);
		from = p->text[0] == '0';
	}
	for (size_t i = from; i < number.len && n < PHONE_TEXT - 1; i++)
		if (number.s[i] != '-')
			out[n++] = number.s[i];
	snprintf(out + n, PHONE_TEXT - n, "%s%.*s", extension.len ? "," : "", STR_ARG(extension));
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

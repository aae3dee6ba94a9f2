#include "page/moment.h"

#include "base/utf8.h"
#include "unicode.h"

#include <stdio.h>
#include <string.h>

enum { GROUPS_MAX = 3, DIGITS_MAX = 8, MONTHS_AHEAD = 12, YEARS_AHEAD = 8 };

/* Runs of digits. */
struct figures {
	int n;
	int value[GROUPS_MAX];
	int digits[GROUPS_MAX];
};

static bool add_digit(struct figures *f, int digit, bool begins)
{
	if (begins && f->n++ == GROUPS_MAX)
		return false;
	if (f->digits[f->n - 1]++ == DIGITS_MAX)
		return false;
	f->value[f->n - 1] = f->value[f->n - 1] * 10 + digit;
	return true;
}

/* False for what holds Latin letters, no digit, or too many. */
static bool read_figures(struct str typed, struct figures *f)
{
	bool begins = true;

	memset(f, 0, sizeof *f);
	while (typed.len) {
		int32_t cp = utf8_next(&typed);

		if ((cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z'))
			return false;
		cp = unicode_narrow(cp);
		if (cp < '0' || cp > '9') {
			begins = true;
			continue;
		}
		if (!add_digit(f, cp - '0', begins))
			return false;
		begins = false;
	}
	return f->n > 0;
}

static bool is_day(int year, int month, int day, int32_t *date)
{
	char text[40];

	snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
	return date_parse(str_of(text), date);
}

/* The next day of that number. */
static bool next_of_month(int day, int32_t today, int32_t *date)
{
	int year, month, ignored;

	date_to_civil(today, &year, &month, &ignored);
	for (int i = 0; i < MONTHS_AHEAD; i++) {
		int m = month - 1 + i;

		if (is_day(year + m / 12, m % 12 + 1, day, date) && *date >= today)
			return true;
	}
	return false;
}

static bool next_of_year(int month, int day, int32_t today, int32_t *date)
{
	int year, ignored;

	date_to_civil(today, &year, &ignored, &ignored);
	for (int i = 0; i <= YEARS_AHEAD; i++) /* 29 February */
		if (is_day(year + i, month, day, date) && *date >= today)
			return true;
	return false;
}

bool moment_day(struct str typed, int32_t today, char out[DATE_TEXT])
{
	struct figures f;
	int32_t date;
	bool is;

	if (!read_figures(typed, &f))
		return false;
	if (f.n == 3)
		is = is_day(f.value[0], f.value[1], f.value[2], &date);
	else if (f.n == 2)
		is = next_of_year(f.value[0], f.value[1], today, &date);
	else if (f.digits[0] == 8)
		is = is_day(f.value[0] / 10000, f.value[0] / 100 % 100, f.value[0] % 100, &date);
	else if (f.digits[0] == 4)
		is = next_of_year(f.value[0] / 100, f.value[0] % 100, today, &date);
	else
		is = f.digits[0] <= 2 && next_of_month(f.value[0], today, &date);
	if (is)
		date_format(date, out);
	return is;
}

bool moment_time(struct str typed, char out[TIME_TEXT])
{
	struct figures f;
	int hour, minute;

	if (!read_figures(typed, &f) || f.n > 2)
		return false;
	hour = f.value[0];
	minute = f.n == 2 ? f.value[1] : 0;
	if (f.n == 1 && f.digits[0] > 2) {
		hour = f.value[0] / 100;
		minute = f.value[0] % 100;
	}
	if (f.n == 1 && str_ends(str_trim(typed), STR("点半")))
		minute = 30;
	if (f.digits[0] > 4 || hour > 23 || minute > 59)
		return false;
	out[0] = (char)('0' + hour / 10);
	out[1] = (char)('0' + hour % 10);
	out[2] = ':';
	out[3] = (char)('0' + minute / 10);
	out[4] = (char)('0' + minute % 10);
	out[5] = '\0';
	return true;
}

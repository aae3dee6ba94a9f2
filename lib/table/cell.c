#include "table/cell.h"

#include "date.h"
#include "phone.h"
#include "table/tablewords.h"
#include "unicode.h"

#include <stdio.h>
#include <string.h>

enum { LOST_ZERO_DIGITS = 10 }; /* of 0797-6827737 without its 0 */

bool cell_is_empty(const struct row *row, size_t column)
{
	return row->cell[column].len == 0;
}

bool cell_given(struct row *row, size_t column)
{
	if (cell_is_empty(row, column))
		row_error(row, column, FINDING_EMPTY, SAY_EMPTY);
	return row_good(row, column);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t skip_digits(struct str *s)
{
	size_t n = 0;

	while (n < s->len && is_digit(s->s[n]))
		n++;
	*s = str_from(*s, n);
	return n;
}

static bool skip_char(struct str *s, const char *any)
{
	if (s->len == 0 || !strchr(any, s->s[0]))
		return false;
	*s = str_from(*s, 1);
	return true;
}

/* 1.3171E+10 */
static bool is_scientific(struct str s)
{
	if (!skip_digits(&s))
		return false;
	if (skip_char(&s, ".") && !skip_digits(&s))
		return false;
	if (!skip_char(&s, "Ee"))
		return false;
	skip_char(&s, "+-");
	return skip_digits(&s) && s.len == 0;
}

/* What "1-2" becomes: 1月2日, 2-Jan, Jan-02, 2026/1/2, 2026-01-02, 1/2. */
static bool is_spoiled_date(struct str s)
{
	static const char month[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	size_t signs = 0;

	if (str_contains(s, STR("月")))
		return true;
	for (size_t i = 0; i + 3 <= sizeof month - 1; i += 3)
		for (size_t at = 0; at + 3 <= s.len; at++)
			if (str_ieq(str_head(str_from(s, at), 3), (struct str){ month + i, 3 }))
				return true;
	for (size_t i = 0; i < s.len; i++) {
		if (!is_digit(s.s[i]) && s.s[i] != '/' && s.s[i] != '-')
			return false;
		signs += s.s[i] == '/' ? 2 : s.s[i] == '-';
	}
	return signs >= 2;
}

static bool has_full_width(struct str s)
{
	while (s.len) {
		int32_t cp = utf8_next(&s), narrow = unicode_narrow(cp);

		if (narrow != cp && narrow != ' ')
			return true;
	}
	return false;
}

bool cell_int(struct row *row, size_t column, int min, int max, int *out)
{
	struct str s = row->cell[column];
	int64_t value = 0;

	if (!row_good(row, column))
		return false;
	if (str_to_int(s, max, &value) && value >= min) {
		*out = (int)value;
		return true;
	}
	if (is_scientific(s))
		row_error(row, column, FINDING_SPOILED_CELL, SAY_SCIENTIFIC, SAY(s));
	else if (is_spoiled_date(s))
		row_error(row, column, FINDING_SPOILED_CELL, SAY_DATE_SPOILED, SAY(s));
	else if (has_full_width(s))
		row_error(row, column, FINDING_HIDDEN_CHAR, SAY_FULL_WIDTH_DIGITS, SAY(s));
	else
		row_error(row, column, FINDING_BAD_VALUE, SAY_NUMBER, SAY(s), min, max);
	return false;
}

/* YYYY/M/D and YYYY-M-D as YYYY-MM-DD. */
static bool slashed_day(struct str s, int32_t *out)
{
	struct str rest = s, year, month, day;
	char sep = str_contains(s, STR("/")) ? '/' : '-';
	char text[32];

	year = str_cut(&rest, sep);
	month = str_cut(&rest, sep);
	day = str_cut(&rest, sep);
	if (rest.s || year.len != 4 || month.len < 1 || month.len > 2 || day.len < 1 || day.len > 2)
		return false;
	snprintf(text, sizeof text, "%.*s-%s%.*s-%s%.*s", STR_ARG(year), month.len == 1 ? "0" : "",
		 STR_ARG(month), day.len == 1 ? "0" : "", STR_ARG(day));
	return date_parse(str_of(text), out);
}

bool cell_day(struct row *row, size_t column, int32_t *out)
{
	struct str s = row->cell[column];

	if (!row_good(row, column))
		return false;
	if (date_parse(s, out) || slashed_day(s, out))
		return true;
	row_error(row, column, FINDING_BAD_VALUE, SAY_DATE, SAY(s));
	return false;
}

bool cell_time(struct row *row, size_t column, int *minute)
{
	const struct str wide = STR("：");
	struct str s = row->cell[column];
	size_t colon = str_find(s, wide);
	char text[16];

	if (!row_good(row, column))
		return false;
	if (s.len > 5 && str_ends(s, STR(":00"))) /* 8:30:00 */
		s = str_head(s, s.len - 3);
	if (colon != SIZE_MAX && s.len < sizeof text) {
		snprintf(text, sizeof text, "%.*s:%.*s", STR_ARG(str_head(s, colon)),
			 STR_ARG(str_from(s, colon + wide.len)));
		s = str_of(text);
	}
	if (time_parse(s, minute))
		return true;
	row_error(row, column, FINDING_BAD_VALUE, SAY_TIME, SAY(row->cell[column]));
	return false;
}

bool cell_choice(struct row *row, size_t column, const struct choice *choice, size_t n,
		 const char *list, int *out)
{
	if (!row_good(row, column))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (str_eq(row->cell[column], str_of(choice[i].word))) {
			*out = choice[i].value;
			return true;
		}
	}
	row_error(row, column, FINDING_BAD_VALUE, SAY_CHOICE, SAY(row->cell[column]), list);
	return false;
}

bool cell_yes(struct row *row, size_t column, bool empty)
{
	static const struct choice yes[] = { { "是", true }, { "否", false } };
	int value = empty;

	if (!cell_is_empty(row, column))
		cell_choice(row, column, yes, 2, "是”或“否", &value);
	return value;
}

/* 7976827737: an area code without its 0 and seven digits. */
static bool lost_zero(struct str s)
{
	struct str rest = s;

	return s.len == LOST_ZERO_DIGITS && s.s[0] >= '2' && skip_digits(&rest) == s.len;
}

bool cell_phone(struct row *row, size_t column, struct str part)
{
	struct phone phone;
	enum phone_fault fault;

	if (!row_good(row, column))
		return false;
	fault = phone_parse(part, &phone);
	if (has_full_width(part))
		row_error(row, column, FINDING_HIDDEN_CHAR, SAY_FULL_WIDTH_DIGITS, SAY(part));
	else if (fault == PHONE_OK)
		return true;
	else if (is_scientific(part))
		row_error(row, column, FINDING_SPOILED_CELL, SAY_SCIENTIFIC, SAY(part));
	else if (lost_zero(part))
		row_error(row, column, FINDING_SPOILED_CELL, SAY_PHONE_NO_ZERO, SAY(part));
	else if (fault == PHONE_EMPTY)
		row_error(row, column, FINDING_EMPTY, SAY_EMPTY);
	else if (fault == PHONE_MOBILE_LENGTH)
		row_error(row, column, FINDING_PHONE_FORMAT, SAY_PHONE_MOBILE, SAY(part),
			  phone.digits);
	else if (fault == PHONE_FIXED)
		row_error(row, column, FINDING_PHONE_FORMAT, SAY_PHONE_FIXED, SAY(part));
	else
		row_error(row, column, FINDING_PHONE_FORMAT, SAY_PHONE_CHARS, SAY(part));
	return false;
}

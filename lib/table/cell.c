#include "table/cell.h"

#include "moment.h"
#include "phone.h"
#include "table/numberformat.h"
#include "table/tablewords.h"
#include "unicode.h"

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

static size_t skip_digits(struct str *s)
{
	size_t n = str_span(*s, STR_DIGITS);

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
	for (size_t i = 0; i < s.len; i++)
		signs += s.s[i] == '/' ? 2 : s.s[i] == '-';
	return signs >= 2 && str_is_of(s, STR_DIGITS "/-");
}

static int32_t plain_figure(int32_t cp)
{
	int32_t narrow = unicode_narrow(cp);

	return narrow > ' ' && narrow < 0x7F ? narrow : cp;
}

/*
 * Figures as they are meant: half-width (*wide: they were not), and not 82.0, as
 * programs write that know no integers.
 */
static struct str plain_figures(const struct row *row, size_t column, bool *wide)
{
	struct str s = utf8_map(row->cell[column], plain_figure, row->table->scratch);
	size_t dot = str_find(s, STR("."));

	*wide = !str_eq(s, row->cell[column]);
	if (dot != SIZE_MAX && str_is_of(str_head(s, dot), STR_DIGITS) &&
	    str_is_of(str_from(s, dot + 1), "0"))
		return str_head(s, dot);
	return s;
}

static void tell_wide(struct row *row, size_t column, struct str written)
{
	row_warning(row, column, FINDING_HIDDEN_CHAR, SAY_FULL_WIDTH_DIGITS, SAY(written));
}

bool cell_int(struct row *row, size_t column, int min, int max, int *out)
{
	struct str s = row->cell[column];
	int64_t value = 0;
	bool wide;

	if (!row_good(row, column))
		return false;
	if (str_to_int(plain_figures(row, column, &wide), max, &value) && value >= min) {
		if (wide)
			tell_wide(row, column, s);
		*out = (int)value;
		return true;
	}
	if (is_scientific(s))
		row_error(row, column, FINDING_SPOILED_CELL, SAY_SCIENTIFIC, SAY(s));
	else if (is_spoiled_date(s))
		row_error(row, column, FINDING_SPOILED_CELL, SAY_DATE_SPOILED, SAY(s));
	else
		row_error(row, column, FINDING_BAD_VALUE, SAY_NUMBER, SAY(s), min, max);
	return false;
}

/* 46361: a day without its format, as spreadsheets count. */
static bool serial_day(struct str s, int32_t *out)
{
	enum { FIRST = 36526, LAST = 73050 }; /* 2000 to 2099 */
	int64_t n;

	if (!str_to_int(s, LAST, &n) || n < FIRST)
		return false;
	*out = (int32_t)n - NUMBERFORMAT_EPOCH;
	return true;
}

/* 2026-12-05 00:00:00: the time that a day has when a program keeps both. */
static struct str without_midnight(struct str s)
{
	static const struct str midnight[] = { STR_INIT("00:00:00"), STR_INIT("0:00:00"),
					       STR_INIT("00:00"), STR_INIT("0:00") };

	for (size_t i = 0; i < COUNT(midnight); i++)
		if (str_ends(s, midnight[i]) && s.len > midnight[i].len + 8)
			return str_trim(str_head(s, s.len - midnight[i].len));
	return s;
}

bool cell_day(struct row *row, size_t column, int32_t *out)
{
	int32_t context = row->table->context ? row->table->context : MOMENT_NO_CONTEXT;
	struct str s = row->cell[column];

	if (!row_good(row, column))
		return false;
	if (serial_day(s, out) || moment_day(without_midnight(s), context, out))
		return true;
	row_error(row, column, FINDING_BAD_VALUE, SAY_DATE, SAY(s));
	return false;
}

/* 0.354167: a time without its format, as part of a day. */
static bool serial_time(struct str s, int *minute)
{
	struct str digits = str_from(s, 2);
	double unit = 1;
	int64_t n;

	if (!str_starts(s, STR("0.")) || !str_to_int(digits, INT64_MAX, &n))
		return false;
	for (size_t i = 0; i < digits.len; i++)
		unit *= 10;
	*minute = (int)((double)n / unit * DAY_MINUTES + 0.5);
	return true;
}

bool cell_time(struct row *row, size_t column, int *minute)
{
	struct str s = row->cell[column];

	if (!row_good(row, column))
		return false;
	if (serial_time(s, minute) || moment_time(s, minute))
		return true;
	row_error(row, column, FINDING_BAD_VALUE, SAY_TIME, SAY(s));
	return false;
}

/* 放假”“补班”“off”或“work */
static const char *offered(const struct choice *choice, size_t n, struct arena *a)
{
	const char *list = choice[0].word;

	for (size_t i = 1; i < n; i++)
		list = arena_printf(a, "%s”%s“%s", list, i + 1 < n ? "" : "或", choice[i].word).s;
	return list;
}

int cell_choice(struct row *row, size_t column, const struct choice *choice, size_t n, size_t told,
		int otherwise)
{
	if (cell_is_empty(row, column))
		return otherwise;
	for (size_t i = 0; i < n; i++)
		if (str_eq(row->cell[column], str_of(choice[i].word)))
			return choice[i].value;
	row_error(row, column, FINDING_BAD_VALUE, SAY_CHOICE, SAY(row->cell[column]),
		  offered(choice, told, row->table->scratch));
	return otherwise;
}

bool cell_yes(struct row *row, size_t column, bool empty)
{
	static const struct choice yes[] = { { "是", true }, { "否", false }, { "√", true },
					     { "✓", true },  { "✔", true },   { "×", false },
					     { "✕", false }, { "✗", false } };

	return cell_choice(row, column, yes, COUNT(yes), 2, empty);
}

/* 7976827737: an area code without its 0 and seven digits. */
static bool lost_zero(struct str s)
{
	struct str rest = s;

	return s.len == LOST_ZERO_DIGITS && s.s[0] >= '2' && skip_digits(&rest) == s.len;
}

static void tell_phone(struct row *row, size_t column, struct str part, enum phone_fault fault,
		       const struct phone *p)
{
	enum finding_code code = FINDING_PHONE_FORMAT;

	if (is_scientific(part))
		row_error(row, column, FINDING_SPOILED_CELL, SAY_SCIENTIFIC, SAY(part));
	else if (lost_zero(part))
		row_error(row, column, FINDING_SPOILED_CELL, SAY_PHONE_NO_ZERO, SAY(part));
	else if (fault == PHONE_MOBILE_LENGTH)
		row_error(row, column, code, SAY_PHONE_MOBILE, SAY(part), p->digits);
	else if (fault == PHONE_MOBILE_START)
		row_error(row, column, code, SAY_PHONE_START, SAY(part));
	else if (fault == PHONE_FIXED || fault == PHONE_FIXED_LENGTH || fault == PHONE_FOREIGN)
		row_error(row, column, code, SAY_PHONE_FIXED, SAY(part));
	else
		row_error(row, column, code, SAY_PHONE_CHARS, SAY(part));
}

bool cell_phones(struct row *row, size_t column)
{
	struct str written = row->cell[column], rest, part;
	struct phone phone;
	bool wide, any = written.len == 0;

	if (!row_good(row, column))
		return false;
	row->cell[column] = rest = plain_figures(row, column, &wide);
	while (row_good(row, column) && phone_split(&rest, &part)) {
		enum phone_fault fault = phone_parse_office(part, &phone);

		any = true;
		if (fault != PHONE_OK)
			tell_phone(row, column, part, fault, &phone);
	}
	if (!any) /* 、 alone */
		row_error(row, column, FINDING_EMPTY, SAY_EMPTY);
	if (wide && row_good(row, column))
		tell_wide(row, column, written);
	return row_good(row, column);
}

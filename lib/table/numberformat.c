#include "table/numberformat.h"

#include "date.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>

enum { DAY_SECONDS = 86400, DAYS_MAX = 2958465 /* 9999-12-31 */ };

/* Behind a quoted text, an escaped sign or what stands in [brackets]. */
static struct str skip_literal(struct str code, struct numberformat *f)
{
	size_t end;

	if (code.s[0] == '"')
		end = str_find(str_from(code, 1), STR("\""));
	else if (code.s[0] == '[')
		end = str_find(str_from(code, 1), STR("]"));
	else
		return str_from(code,
				code.s[0] == '\\' || code.s[0] == '_' || code.s[0] == '*' ? 2 : 1);
	if (end == SIZE_MAX)
		return str_from(code, code.len);
	if (code.s[0] == '[' && (code.s[1] == 'h' || code.s[1] == 'H'))
		f->time = f->elapsed = true;
	return str_from(code, end + 2);
}

struct numberformat numberformat_of(struct str code)
{
	struct numberformat f = { 0 };
	struct str rest = code;
	bool month = false;

	if (str_ieq(code, STR("General")) || str_ieq(code, STR("Standard")))
		return f;
	while (rest.len && rest.s[0] != ';') {
		char c = (char)tolower((unsigned char)rest.s[0]);

		f.date = f.date || c == 'y' || c == 'd';
		f.time = f.time || c == 'h' || c == 's';
		month = month || c == 'm';
		rest = skip_literal(rest, &f);
	}
	f.date = f.date || (month && !f.time);
	for (size_t i = 0; i < code.len && code.s[i] == '0'; i++)
		f.zeros = i + 1 == code.len ? (int)code.len : 0;
	return f;
}

struct numberformat numberformat_builtin(int id)
{
	struct numberformat f = { 0 };

	/* 27 to 36 and 50 to 58 are those of Chinese, Japanese and Korean programs. */
	f.time = (id >= 18 && id <= 22) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) ||
		 id == 55 || id == 56;
	f.elapsed = id == 46;
	f.date = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
		 (id >= 50 && id <= 54) || id == 57 || id == 58;
	return f;
}

static int print_day(double value, char *out)
{
	char day[DATE_TEXT];

	/* 1900 is no leap year but in spreadsheets, which have its 29 February */
	date_format((int32_t)value - NUMBERFORMAT_EPOCH + (value < 60), day);
	return snprintf(out, DATE_TEXT, "%s", day);
}

static void print_time(long seconds, char *out, size_t size)
{
	long minutes = seconds / 60;

	if (seconds % 60)
		snprintf(out, size, "%ld:%02ld:%02ld", minutes / 60, minutes % 60, seconds % 60);
	else
		snprintf(out, size, "%ld:%02ld", minutes / 60, minutes % 60);
}

static void print_plain(const struct numberformat *f, double value, char out[NUMBERFORMAT_TEXT])
{
	if (value == floor(value) && fabs(value) < 1e15)
		snprintf(out, NUMBERFORMAT_TEXT, "%0*.0f", f->zeros < 20 ? f->zeros : 0, value);
	else
		snprintf(out, NUMBERFORMAT_TEXT, "%.15g", value);
}

void numberformat_print(const struct numberformat *f, double value, char out[NUMBERFORMAT_TEXT])
{
	double day = floor(value);
	long seconds = 0;
	int n = 0;

	if ((!f->date && !f->time) || !(value >= 0 && value < DAYS_MAX)) {
		print_plain(f, value, out);
		return;
	}
	seconds = lround((value - day) * DAY_SECONDS);
	if (f->elapsed) {
		print_time(lround(value * DAY_SECONDS), out, NUMBERFORMAT_TEXT);
		return;
	}
	if (seconds == DAY_SECONDS && f->date) {
		day++;
		seconds = 0;
	}
	if (f->date && day >= 1)
		n = print_day(day, out);
	if (n && !seconds)
		return;
	if (n)
		out[n++] = ' ';
	print_time(seconds, out + n, NUMBERFORMAT_TEXT - (size_t)n);
}

#include "date.h"

#include <stdio.h>

/* Days from civil and back: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
int32_t date_of_civil(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (y >= 0 ? y : y - 399) / 400;
	int yoe = y - era * 400;
	int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

void date_to_civil(int32_t date, int *year, int *month, int *day)
{
	int z = date + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;

	*day = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = yoe + era * 400 + (*month <= 2);
}

bool date_of(int year, int month, int day, int32_t *date)
{
	int y, m, d;

	if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	*date = date_of_civil(year, month, day);
	date_to_civil(*date, &y, &m, &d);
	return d == day;
}

int date_weekday(int32_t date)
{
	int w = (date + 3) % 7; /* 1970-01-01 was a Thursday */

	return (w < 0 ? w + 7 : w) + 1;
}

const char *date_weekday_zh(int32_t date)
{
	static const char *const name[] = { "星期一", "星期二", "星期三", "星期四",
					    "星期五", "星期六", "星期日" };

	return name[date_weekday(date) - 1];
}

/* n digits from *s on, which move on behind them. */
static bool digits(struct str *s, size_t n, int *out)
{
	int64_t v;

	if (s->len < n || !str_to_int(str_head(*s, n), 99999, &v))
		return false;
	*out = (int)v;
	*s = str_from(*s, n);
	return true;
}

static bool literal(struct str *s, char c)
{
	if (s->len == 0 || s->s[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

static bool take_date(struct str *s, int32_t *date)
{
	int y, m, d;

	return digits(s, 4, &y) && literal(s, '-') && digits(s, 2, &m) && literal(s, '-') &&
	       digits(s, 2, &d) && date_of(y, m, d, date);
}

static bool take_time(struct str *s, int *minute)
{
	int h, m;

	if (!digits(s, 2, &h) || !literal(s, ':') || !digits(s, 2, &m) || h > 23 || m > 59)
		return false;
	*minute = h * 60 + m;
	return true;
}

size_t date_label_zh(int32_t date, char out[DATE_LABEL])
{
	int year, month, day;

	date_to_civil(date, &year, &month, &day);
	return (size_t)snprintf(out, DATE_LABEL, "%d月%d日（%s）", month, day,
				date_weekday_zh(date));
}

bool date_parse(struct str s, int32_t *date)
{
	int32_t d;

	if (!take_date(&s, &d) || s.len)
		return false;
	*date = d;
	return true;
}

/* The last two digits; every request has four times and dates. */
static void put_two(char *out, unsigned n)
{
	out[0] = (char)('0' + n / 10 % 10);
	out[1] = (char)('0' + n % 10);
}

void date_format(int32_t date, char out[DATE_TEXT])
{
	int y, m, d;

	date_to_civil(date, &y, &m, &d);
	put_two(out, (unsigned)y / 100);
	put_two(out + 2, (unsigned)y);
	put_two(out + 5, (unsigned)m);
	put_two(out + 8, (unsigned)d);
	out[4] = out[7] = '-';
	out[10] = '\0';
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

void minute_format(int64_t hall_min, char out[MINUTE_TEXT])
{
	int32_t date = (int32_t)floor_div(hall_min, DAY_MINUTES);
	unsigned minute = (unsigned)(hall_min - (int64_t)date * DAY_MINUTES);

	date_format(date, out);
	out[10] = 'T';
	put_two(out + 11, minute / 60);
	out[13] = ':';
	put_two(out + 14, minute % 60);
	out[16] = '\0';
}

int64_t hall_min_of_utc(int64_t utc_s)
{
	return floor_div(utc_s + HALL_OFFSET_S, 60);
}

/* Z, +08:00 or nothing (hall time), into seconds east of UTC. */
static bool take_offset(struct str *s, int *offset_s)
{
	int minute, sign;

	if (s->len == 0) {
		*offset_s = HALL_OFFSET_S;
		return true;
	}
	if (literal(s, 'Z') || literal(s, 'z')) {
		*offset_s = 0;
		return true;
	}
	sign = s->s[0] == '-' ? -1 : 1;
	if ((!literal(s, '+') && !literal(s, '-')) || !take_time(s, &minute))
		return false;
	*offset_s = sign * minute * 60;
	return true;
}

bool now_parse(struct str s, int64_t *utc_s)
{
	int32_t date;
	int minute, second = 0, offset_s;

	if (!take_date(&s, &date))
		return false;
	if (!literal(&s, 'T') && !literal(&s, 't') && !literal(&s, ' '))
		return false;
	if (!take_time(&s, &minute))
		return false;
	if (literal(&s, ':') && (!digits(&s, 2, &second) || second > 60))
		return false;
	if (literal(&s, '.'))
		s = str_from(s, str_span(s, STR_DIGITS));
	if (!take_offset(&s, &offset_s) || s.len)
		return false;
	*utc_s = (int64_t)date * 86400 + minute * 60 + second - offset_s;
	return true;
}

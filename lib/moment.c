#include "moment.h"

#include "base/utf8.h"
#include "unicode.h"

#include <string.h>

enum {
	TYPED_MAX = 64, /* longer is no day and no time */
	GROUPS_MAX = 3,
	DIGITS_MAX = 8,
	MONTHS_AHEAD = 12,
	YEARS_AHEAD = 8,
	HALF_YEAR = 183,
	NOON = 12,
	EARLY = 3, /* 中午1点 and 2点 are behind noon */
};

/* Runs of digits, and what the words beside them say. */
struct figures {
	int n;
	int value[GROUPS_MAX];
	int digits[GROUPS_MAX];
	int weekday; /* 1 = Monday; 0 = not said */
	bool half;   /* 8点半 */
	bool morning, noon, afternoon;
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

/* The sign as it is meant: narrow, a dash as -, any blank as ' ', nothing for what is not seen. */
static struct str plain(struct str typed, char *out)
{
	size_t n = 0;

	while (typed.len) {
		int32_t cp = unicode_narrow(utf8_next(&typed));

		if (unicode_is_blank(cp))
			cp = ' ';
		else if (unicode_is_dash(cp))
			cp = '-';
		if (cp > 0 && !unicode_is_ignorable(cp))
			n += utf8_put(out + n, cp >= 'A' && cp <= 'Z' ? cp + 'a' - 'A' : cp);
	}
	return (struct str){ out, n };
}

static bool take_any(struct str *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_take(s, str_of(words[i])))
			return true;
	return false;
}

/* 一 to 六, 日 and 天 behind 星期, 周 or 礼拜. */
static bool take_weekday(struct str *s, struct figures *f)
{
	static const char *const before[] = { "星期", "周", "礼拜" };
	static const char *const day[] = { "一", "二", "三", "四", "五", "六", "日", "天" };
	struct str rest = *s;

	if (!take_any(&rest, before, COUNT(before)))
		return false;
	for (int i = 0; i < (int)COUNT(day); i++) {
		if (!str_take(&rest, str_of(day[i])))
			continue;
		f->weekday = i < 7 ? i + 1 : 7;
		*s = rest;
		return true;
	}
	return false;
}

static bool take_day_word(struct str *s, struct figures *f)
{
	static const char *const between[] = {
		"年", "月", "日", "号", "-", "/", ".", " ", "(", ")"
	};

	return take_weekday(s, f) || take_any(s, between, COUNT(between));
}

static bool take_time_word(struct str *s, struct figures *f)
{
	static const char *const between[] = { "点钟", "点", "时", "分", "整", ":", ".", " " };
	static const char *const morning[] = { "上午", "早上", "凌晨", "am" };
	static const char *const afternoon[] = { "下午", "晚上", "傍晚", "pm" };

	if (str_take(s, STR("点半")) || str_take(s, STR("时半")))
		return f->half = true;
	if (take_any(s, morning, COUNT(morning)))
		return f->morning = true;
	if (str_take(s, STR("中午")))
		return f->noon = true;
	if (take_any(s, afternoon, COUNT(afternoon)))
		return f->afternoon = true;
	return take_any(s, between, COUNT(between));
}

/* False for what holds another word, no digit, or too many. */
static bool read_figures(struct str typed, bool word(struct str *, struct figures *),
			 struct figures *f)
{
	char text[TYPED_MAX * 4];
	struct str s = { NULL, 0 };
	bool begins = true;

	*f = (struct figures){ 0 };
	if (typed.len > TYPED_MAX)
		return false;
	s = plain(typed, text);
	while (s.len) {
		if (s.s[0] >= '0' && s.s[0] <= '9') {
			if (!add_digit(f, s.s[0] - '0', begins))
				return false;
			s = str_from(s, 1);
			begins = false;
			continue;
		}
		begins = true;
		if (!word(&s, f))
			return false;
	}
	return f->n > 0;
}

/* The next day of that number. */
static bool next_of_month(int day, int32_t from, int32_t *date)
{
	int year, month, ignored;

	date_to_civil(from, &year, &month, &ignored);
	for (int i = 0; i < MONTHS_AHEAD; i++) {
		int m = month - 1 + i;

		if (date_of(year + m / 12, m % 12 + 1, day, date) && *date >= from)
			return true;
	}
	return false;
}

static bool next_of_year(int month, int day, int32_t from, int32_t *date)
{
	int year, ignored;

	date_to_civil(from, &year, &ignored, &ignored);
	for (int i = 0; i <= YEARS_AHEAD; i++) /* 29 February */
		if (date_of(year + i, month, day, date) && *date >= from)
			return true;
	return false;
}

static bool whole_day(const struct figures *f, int32_t *date)
{
	if (f->n == 3)
		return f->digits[0] == 4 && date_of(f->value[0], f->value[1], f->value[2], date);
	return f->n == 1 && f->digits[0] == 8 &&
	       date_of(f->value[0] / 10000, f->value[0] / 100 % 100, f->value[0] % 100, date);
}

static bool next_day(const struct figures *f, int32_t from, int32_t *date)
{
	if (from == MOMENT_NO_CONTEXT || f->n > 2)
		return false;
	if (f->n == 2)
		return next_of_year(f->value[0], f->value[1], from, date);
	if (f->digits[0] == 4)
		return next_of_year(f->value[0] / 100, f->value[0] % 100, from, date);
	return f->digits[0] <= 2 && next_of_month(f->value[0], from, date);
}

bool moment_day(struct str typed, int32_t context, int32_t *day)
{
	struct figures f;
	int32_t date;

	if (!read_figures(typed, take_day_word, &f) ||
	    (!whole_day(&f, &date) && !next_day(&f, context, &date)))
		return false;
	if (f.weekday && f.weekday != date_weekday(date))
		return false;
	*day = date;
	return true;
}

bool moment_near(struct str typed, int32_t today, int32_t *day)
{
	int32_t behind;

	if (!moment_day(typed, today, day))
		return false;
	if (*day > today + HALF_YEAR && moment_day(typed, today - HALF_YEAR, &behind))
		*day = behind;
	return true;
}

bool moment_time(struct str typed, int *minute)
{
	struct figures f;
	int h, m;

	if (!read_figures(typed, take_time_word, &f) || (f.n == 3 && f.value[2]) ||
	    f.digits[0] > 4 || (f.half && f.n > 1) || (f.morning && f.afternoon))
		return false;
	h = f.value[0];
	m = f.n > 1 ? f.value[1] : f.half ? 30 : 0;
	if (f.n == 1 && f.digits[0] > 2) {
		h = f.value[0] / 100;
		m = f.value[0] % 100;
	}
	if ((f.afternoon && h < NOON) || (f.noon && h < EARLY))
		h += NOON;
	if (h > 23 ? h > 24 || m || f.n == 1 : m > 59)
		return false;
	*minute = h * 60 + m;
	return true;
}

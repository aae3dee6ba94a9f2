/* Days and times as staff type them. */
#include "moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct typed {
	const char *typed, *is; /* "" = none */
};

static void expect_days(const struct typed *list, size_t n, struct str from,
			bool (*read)(struct str typed, int32_t from, int32_t *day))
{
	int32_t day, today;
	char got[DATE_TEXT];

	assert_true(date_parse(from, &today));
	for (size_t i = 0; i < n; i++) {
		got[0] = '\0';
		if (read(str_of(list[i].typed), today, &day))
			date_format(day, got);
		if (strcmp(got, list[i].is) != 0)
			fail_msg("%s: %s", list[i].typed, got);
	}
}

static void days(void **state)
{
	static const struct typed list[] = {
		{ "28", "2026-11-28" },
		{ "２８", "2026-11-28" },
		{ "27", "2026-11-27" },
		{ "26", "2026-12-26" },
		{ "31", "2026-12-31" },
		{ "11-28", "2026-11-28" },
		{ "11/28", "2026-11-28" },
		{ "11.28", "2026-11-28" },
		{ "11月28日", "2026-11-28" },
		{ "11月28日（星期六）", "2026-11-28" },
		{ "1128", "2026-11-28" },
		{ "0102", "2027-01-02" },
		{ "1-2", "2027-01-02" },
		{ "2-29", "2028-02-29" },
		{ "20261128", "2026-11-28" },
		{ "2026-11-28", "2026-11-28" },
		{ "2026年1月2日", "2026-01-02" },
		{ "", "" },
		{ "0", "" },
		{ "32", "" },
		{ "128", "" },
		{ "1332", "" },
		{ "2026-02-30", "" },
		{ "x28", "" },
		{ "明天", "" },
		{ "1-2-3-4", "" },
		{ "123456789", "" },
		{ "-", "" },
		{ "11月28日（星期五）", "" },
		{ "第3批2026年5", "" },
	};

	(void)state;
	expect_days(list, COUNT(list), STR("2026-11-27"), moment_day);
}

static void nearest(void **state)
{
	static const struct typed list[] = {
		{ "11-24", "2026-11-24" },	{ "11-25", "2026-11-25" },
		{ "5-27", "2027-05-27" },	{ "5/31", "2026-05-31" },
		{ "24", "2026-12-24" },		{ "1230", "2026-12-30" },
		{ "1月3日", "2027-01-03" },	{ "2027-11-24", "2027-11-24" },
		{ "2026-01-02", "2026-01-02" },
	};

	(void)state;
	expect_days(list, COUNT(list), STR("2026-11-25"), moment_near);
}

static void times(void **state)
{
	static const struct typed cases[] = {
		{ "9", "09:00" },
		{ "11", "11:00" },
		{ "930", "09:30" },
		{ "0930", "09:30" },
		{ "1430", "14:30" },
		{ "9:30", "09:30" },
		{ "９：３０", "09:30" },
		{ "9.30", "09:30" },
		{ "9点", "09:00" },
		{ "9点半", "09:30" },
		{ "9点30分", "09:30" },
		{ "09:00", "09:00" },
		{ "", "" },
		{ "24", "" },
		{ "9:60", "" },
		{ "2460", "" },
		{ "12345", "" },
		{ "9am", "09:00" },
		{ "9:30:00", "09:30" },
		{ "9:30:01", "" },
		{ "上午", "" },
	};
	char got[16];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int minute;

		got[0] = '\0';
		if (moment_time(str_of(cases[i].typed), &minute))
			snprintf(got, sizeof got, "%02d:%02d", minute / 60, minute % 60);
		if (strcmp(got, cases[i].is) != 0)
			fail_msg("%s: %s", cases[i].typed, got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "a day: figures of any width, the next such day", days, NULL, NULL, NULL },
		{ "a day near today: the nearest of its years", nearest, NULL, NULL, NULL },
		{ "a time: an hour alone, four figures, any mark between", times, NULL, NULL,
		  NULL },
	};

	return cmocka_run_group_tests_name("moment", tests, NULL, NULL);
}

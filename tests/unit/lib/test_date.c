/*
 * Calendar days and hall time.
 */
#include "date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void date_there_and_back(void **state)
{
	int32_t date = date_of_civil(1970, 1, 1);
	int weekday = 4, y, m, d; /* a Thursday */
	char label[DATE_LABEL];
	size_t len = date_label_zh(date_of_civil(2026, 11, 28), label);

	(void)state;
	assert_int_equal(date, 0);
	for (; date < 146097 * 2; date++) {
		date_to_civil(date, &y, &m, &d);
		assert_int_equal(date_of_civil(y, m, d), date);
		assert_int_equal(date_weekday(date), weekday);
		weekday = weekday % 7 + 1;
	}
	assert_int_equal(y, 2769);
	for (date = -1, weekday = 3; date > -146097 * 7; date--) {
		date_to_civil(date, &y, &m, &d);
		assert_int_equal(date_of_civil(y, m, d), date);
		assert_int_equal(date_weekday(date), weekday);
		weekday = weekday == 1 ? 7 : weekday - 1;
	}
	assert_int_equal(y, -830);
	assert_int_equal(date_weekday(date_of_civil(2026, 11, 28)), 6);
	assert_string_equal(date_weekday_zh(date_of_civil(2026, 11, 28)), "星期六");
	assert_string_equal(label, "11月28日（星期六）");
	assert_int_equal(len, strlen(label));
	assert_string_equal(date_weekday_zh(date_of_civil(2026, 11, 29)), "星期日");
}

static void date_leap_years(void **state)
{
	int32_t date;

	(void)state;
	assert_true(date_parse(STR("2024-02-29"), &date) && date_parse(STR("2000-02-29"), &date));
	assert_false(date_parse(STR("2026-02-29"), &date) || date_parse(STR("2100-02-29"), &date));
	assert_int_equal(date_of_civil(2028, 3, 1) - date_of_civil(2028, 2, 28), 2);
	assert_int_equal(date_of_civil(2027, 3, 1) - date_of_civil(2027, 2, 28), 1);
}

static void date_text_is_strict(void **state)
{
	static const char *const bad[] = { "2026-11-31", "2026-00-10",	"2026-13-01", "2026-01-00",
					   "1969-12-31", "2026-1-01",	"26-01-01",   "2026-01-01 ",
					   "2026/01/01", " 2026-01-01", "",	      "2026-01-1x",
					   "-026-01-01" };
	static const char *const good[] = { "1970-01-01", "2000-01-31", "2099-12-31",
					    "9999-12-31" };
	int32_t date = -5;
	char text[DATE_TEXT];

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(date_parse(str_of(bad[i]), &date));
	assert_int_equal(date, -5);
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_true(date_parse(str_of(good[i]), &date));
		date_format(date, text);
		assert_string_equal(text, good[i]);
	}
}

static void hall_time_beyond_2038(void **state)
{
	int64_t utc_s;
	char text[MINUTE_TEXT];

	(void)state;
	assert_true(now_parse(STR("2038-01-19T11:15"), &utc_s));
	assert_int_equal(utc_s, 2147483700); /* 2038-01-19T03:15:00Z */
	assert_true(now_parse(STR("2126-06-01T00:00"), &utc_s));
	minute_format(hall_min_of_utc(utc_s), text);
	assert_string_equal(text, "2126-06-01T00:00");
	assert_true(now_parse(STR("2026-11-28T23:59"), &utc_s));
	assert_int_equal(hall_min_of_utc(utc_s) % DAY_MINUTES, DAY_MINUTES - 1);
	assert_false(now_parse(STR("2026-11-28T24:00"), &utc_s) ||
		     now_parse(STR("2026-11-28T23:60"), &utc_s) ||
		     now_parse(STR("2026-11-28T9:30"), &utc_s));
}

static void hall_time_is_utc_plus_eight_in_every_zone(void **state)
{
	char text[MINUTE_TEXT];

	(void)state;
	setenv("TZ", "America/New_York", 1);
	minute_format(hall_min_of_utc(0), text);
	assert_string_equal(text, "1970-01-01T08:00");
	minute_format(hall_min_of_utc(1795881659), text);
	assert_string_equal(text, "2026-11-29T00:00");
	minute_format(hall_min_of_utc(1795881659 - 60), text);
	assert_string_equal(text, "2026-11-28T23:59");
	minute_format(hall_min_of_utc(-8 * 3600 - 1), text);
	assert_string_equal(text, "1969-12-31T23:59");
	unsetenv("TZ");
}

static void now_with_offsets(void **state)
{
	static const char *const same[] = {
		"2026-11-28T01:30:00Z",	     "2026-11-28T09:30",
		"2026-11-28T09:30:00",	     "2026-11-28T09:30:00+08:00",
		"2026-11-27T20:30:00-05:00", "2026-11-28T07:00:00+05:30",
		"2026-11-28t01:30:00.25z",   "2026-11-28T01:30:00.9012345678Z",
		"2026-11-28T01:29:60Z", /* a leap second */
	};
	static const char *const bad[] = { "2026-11-28",
					   "2026-11-28T09",
					   "2026-11-28T25:00",
					   "2026-11-28T09:30+8",
					   "2026-11-28T09:30:61",
					   "2026-11-28T09:30:5",
					   "2026-11-28T09:30:00.5x",
					   "2026-11-28T09:30:00+08:00x",
					   "2026-02-30T00:00",
					   "tomorrow",
					   "" };
	int64_t first = 0, utc_s;

	(void)state;
	assert_true(now_parse(STR("2026-11-28T01:30Z"), &first));
	assert_int_equal(first, 1795829400);
	for (size_t i = 0; i < COUNT(same); i++) {
		assert_true(now_parse(str_of(same[i]), &utc_s));
		assert_int_equal(utc_s, first);
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(now_parse(str_of(bad[i]), &utc_s));
}

#define CASE(title, f)                                                                             \
	{                                                                                          \
		title, f, NULL, NULL, NULL                                                         \
	}

int main(void)
{
	const struct CMUnitTest test[] = {
		CASE("date: every day of 3,600 years, there and back", date_there_and_back),
		CASE("date: 29 February only in leap years", date_leap_years),
		CASE("date: nothing but YYYY-MM-DD of a day that exists", date_text_is_strict),
		CASE("hall time: past January 2038 and in 2126", hall_time_beyond_2038),
		CASE("hall time: UTC+8 whatever TZ says",
		     hall_time_is_utc_plus_eight_in_every_zone),
		CASE("now: one moment in every spelling", now_with_offsets),
	};

	return cmocka_run_group_tests_name("date", test, NULL, NULL);
}

/* Days and book_by (提前一个工作日: notice 三(三)). */
#include "calendar_fixture.h"

static int64_t moment(const char *text)
{
	int64_t utc_s;

	assert_true(now_parse(str_of(text), &utc_s));
	return hall_min_of_utc(utc_s);
}

static void expect_book_by(const char *date, const char *book_by)
{
	char text[MINUTE_TEXT];

	minute_format(calendar_book_by(&content, day(date)), text);
	assert_string_equal(text, book_by);
}

static void test_weekend(void **state)
{
	(void)state;
	expect_book_by("2026-11-28", "2026-11-27T17:00"); /* Saturday */
	expect_book_by("2026-11-29", "2026-11-27T17:00");
	expect_book_by("2026-11-30", "2026-11-27T17:00"); /* Monday */
	expect_book_by("2026-12-01", "2026-11-30T17:00");
}

static void test_october(void **state)
{
	char date[DATE_TEXT];

	(void)state;
	for (int i = 1; i <= 7; i++) {
		snprintf(date, sizeof date, "2026-10-%02d", i);
		expect_book_by(date, "2026-09-30T17:00");
	}
	expect_book_by("2026-10-08",
		       "2026-09-30T17:00"); /* the first working day closes there too */
	expect_book_by("2026-10-09", "2026-10-08T17:00");
}

static void test_makeup_saturday(void **state)
{
	(void)state;
	expect_book_by("2026-02-18", "2026-02-14T17:00");
	expect_book_by("2026-02-14", "2026-02-13T17:00");
	expect_book_by("2026-10-11", "2026-10-10T17:00"); /* Sunday after a make-up Saturday */
}

static void test_last_minute(void **state)
{
	int64_t book_by;

	(void)state;
	book_by = calendar_book_by(&content, day("2026-11-28"));
	assert_true(moment("2026-11-27T16:59") < book_by);
	assert_false(moment("2026-11-27T17:00") < book_by);
}

static void test_cutoff(void **state)
{
	(void)state;
	settings[CUTOFF].value = STR("16:30");
	expect_book_by("2026-11-28", "2026-11-27T16:30");
}

/*
 * The table of a year, made here without lib/date.c: months by their lengths,
 * weekdays by counting on from 1 January.
 */
struct year {
	int number;
	int32_t first_day; /* days since 1970 of 1 January */
	int first_weekday; /* 0 = Monday */
	bool leap;
	const char *off;  /* "0101 0102 ..." beside weekends */
	const char *work; /* make-up days */
};

static const struct year year_2026 = {
	2026,
	20454,
	3,
	false,
	"0101 0102 0103 0215 0216 0217 0218 0219 0220 0221 0222 0223 0404 0405 0406 "
	"0501 0502 0503 0504 0505 0619 0620 0621 0925 0926 0927 "
	"1001 1002 1003 1004 1005 1006 1007",
	"0104 0214 0228 0509 0920 1010",
};
static const struct year year_2027 = {
	2027, 20819, 4, false, "0101 0205 0206 0207 0208 0405 0501 0502 0609 0915 1001 1002 1003",
	"",
};
static const struct year year_2028 = {
	2028, 21184, 5, true, "0101 0125 0126 0127 0128 0404 0501 0502 0528 1001 1002 1003", "",
};
static const struct year year_2036 = {
	2036, 24106, 1, true, "0101 0501 0502 1001 1002 1003", "",
};

static void check_year(const struct year *y)
{
	static const int length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int32_t last_working = y->first_day - 1; /* 31 December before, in all these years */
	int n = 0;

	for (int m = 0; m < 12; m++) {
		for (int d = 1; d <= length[m] + (m == 1 && y->leap); d++, n++) {
			char text[24];
			bool off, makeup, weekend = (y->first_weekday + n) % 7 >= 5;
			int32_t date = y->first_day + n;
			enum day_kind kind;

			snprintf(text, sizeof text, "%02d%02d", m + 1, d);
			off = strstr(y->off, text);
			makeup = strstr(y->work, text);
			kind = makeup	 ? DAY_MAKEUP
			       : off	 ? DAY_HOLIDAY
			       : weekend ? DAY_WEEKEND
					 : DAY_WORKDAY;
			if (calendar_day_kind(&content, date) != kind ||
			    calendar_is_working_day(&content, date) !=
				    (makeup || (!off && !weekend)) ||
			    calendar_book_by(&content, date) !=
				    (int64_t)last_working * 1440 + 17 * 60)
				fail_msg("%d %s", y->number, text);
			if (makeup || (!off && !weekend))
				last_working = date;
		}
	}
	assert_int_equal(n, y->leap ? 366 : 365);
}

static void test_2026(void **state)
{
	(void)state;
	check_year(&year_2026);
	assert_true(calendar_year_announced(&content, 2026));
}

static void test_provisional(void **state)
{
	(void)state;
	check_year(&year_2027);
	check_year(&year_2028);
	assert_false(calendar_year_announced(&content, 2027));
	assert_false(calendar_year_announced(&content, 2028));
}

static void test_unknown_year(void **state)
{
	(void)state;
	check_year(&year_2036);
	assert_false(calendar_year_announced(&content, 2036));
	assert_false(calendar_year_announced(&content, 2023));
}

static void test_no_table(void **state)
{
	struct calendar cal;

	(void)state;
	content.nholidays = 0;
	cal = make("2036-09-25");
	expect_book_by("2036-10-04", "2036-09-30T17:00");
	for (size_t i = 0; i < cal.ndays; i++) {
		if (cal.day[i].date == day("2036-10-02"))
			assert_true(str_eq(cal.day[i].name, STR("国庆节")));
		assert_false(cal.day[i].announced);
	}
	assert_true(cal.nslots > 0);
}

static void test_endless_break(void **state)
{
	(void)state;
	content.nholidays = 0;
	for (int32_t d = day("2026-01-01"); content.nholidays < 300; d++)
		holidays[content.nholidays++] = (struct holiday){ .day = d, .off = true };
	assert_true(calendar_book_by(&content, day("2026-10-01")) < moment("2026-10-01T00:00"));
}

static void test_range(void **state)
{
	static const char *const range[][3] = {
		{ "2026-11-23", "2026-10-23", "2027-12-23" },
		{ "2026-12-31", "2026-11-30", "2028-01-31" },
		{ "2027-01-31", "2026-12-31", "2028-02-29" }, /* a leap year's end of February */
		{ "2026-01-31", "2025-12-31", "2027-02-28" },
		{ "2026-11-30", "2026-10-30", "2027-12-30" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof range / sizeof *range; i++) {
		struct calendar cal = make(range[i][0]);

		assert_int_equal(cal.day[0].date, day(range[i][1]));
		assert_int_equal(cal.day[cal.ndays - 1].date, day(range[i][2]));
		for (size_t k = 0; k < cal.ndays; k++) {
			assert_int_equal(cal.day[k].date, cal.day[0].date + (int32_t)k);
			assert_int_equal(cal.day[k].book_by,
					 calendar_book_by(&content, cal.day[k].date));
			assert_int_equal(cal.day[k].kind,
					 calendar_day_kind(&content, cal.day[k].date));
		}
	}
}

static void test_names(void **state)
{
	struct calendar cal = make("2026-02-01");

	(void)state;
	assert_int_equal(cal.day[31 + 13].date, day("2026-02-14"));
	assert_true(str_eq(cal.day[31 + 13].name, STR("春节"))); /* the make-up day */
	assert_true(str_eq(cal.day[31 + 14].name, STR("春节")));
	assert_int_equal(cal.day[31 + 9].name.len, 0);
	assert_true(cal.day[0].announced);
	assert_false(cal.day[cal.ndays - 1].announced);
}

static void test_zone(void **state)
{
	struct calendar here, there;

	(void)state;
	setenv("TZ", "Asia/Shanghai", 1);
	tzset();
	here = make("2026-11-23");
	setenv("TZ", "America/New_York", 1);
	tzset();
	there = make("2026-11-23");
	unsetenv("TZ");
	tzset();
	assert_int_equal(here.ndays, there.ndays);
	assert_int_equal(here.nslots, there.nslots);
	for (size_t i = 0; i < here.ndays; i++) {
		assert_int_equal(here.day[i].book_by, there.day[i].book_by);
		assert_int_equal(here.day[i].kind, there.day[i].kind);
	}
	assert_memory_equal(here.slot, there.slot, here.nslots * sizeof *here.slot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST("三(三) 提前一个工作日: Saturday, Sunday, Monday close on Friday 17:00",
		     test_weekend),
		TEST("三(三) 提前一个工作日: 1 to 7 October 2026 close on 30 September 17:00",
		     test_october),
		TEST("三(三) 提前一个工作日: 18 February 2026 closes on Saturday 14, a make-up day",
		     test_makeup_saturday),
		TEST("三(三) 提前一个工作日: Friday 16:59 can, 17:00 cannot book Saturday",
		     test_last_minute),
		TEST("三(三) 提前一个工作日: the hour is booking.cutoff", test_cutoff),
		TEST("三(三) 提前一个工作日: every day of 2026", test_2026),
		TEST("三(三) 提前一个工作日: every day of the provisional 2027 and 2028",
		     test_provisional),
		TEST("放假办法: the unknown 2036 has weekends and the fixed days",
		     test_unknown_year),
		TEST("放假办法: without any table booking goes on", test_no_table),
		TEST("放假办法: a table of days off only ends the search", test_endless_break),
		TEST("calendar: 31 days back to 13 months ahead", test_range),
		TEST("calendar: names of days off and make-up days", test_names),
		TEST("hall time: TZ changes nothing", test_zone),
	};

	return cmocka_run_group_tests_name("calendar", tests, NULL, release);
}

/*
 * hours.csv: rows that contradict each other are found, and only they. holidays.csv:
 * what is understood, and what is wrong.
 */
#include "content_dir.h"

/* What reading hours.csv with these two rows says in the second one's line. */
static void expect_pair(struct content_dir *d, const char *one, const char *two, const char *words)
{
	char text[512];
	const char *got;

	snprintf(text, sizeof text, "%s%s\n%s\n", HOURS_HEADER, one, two);
	content_put(d, "hours.csv", str_of(text));
	content_load(d);
	got = content_findings(d, false);
	if (words[0] ? !strstr(got, words) : got[0] != '\0')
		fail_msg("%s\n%s\n%s", one, two, got);
}

static const char overlap[] = "第 3 行 第 6 列（F列 开始）：与第 2 行的时间重叠";
/* Two rows of hours.csv, and what is found; empty: nothing. */
static const char *const pair[][3] = {
	/* rows for one day: 适用 and season say nothing more */
	{ ",工作日,2026-12-01,,,8:00,12:00,正常,,,", ",双休日,2026-12-01,,,9:00,10:00,正常,,,",
	  overlap },
	{ ",,2026-12-01,,,8:00,12:00,正常,,,", ",,2026-12-01,,,12:00,14:00,错时,,,", "" },
	{ ",,2026-12-01,,,8:00,12:00,正常,,,", ",,2026-12-02,,,8:00,12:00,正常,,,", "" },
	{ "1,,2026-12-01,,,8:00,12:00,正常,,,", "2,,2026-12-01,,,8:00,12:00,正常,,,", "" },
	{ "1,,2026-12-01,,,8:00,12:00,正常,,,", "户政大队,节假日,2026-12-01,,,11:59,14:00,正常,,,",
	  overlap },
	{ ",,2026-12-01,,,,,休息,,,", ",,2026-12-01,,,8:00,12:00,正常,,,",
	  "error: BAD_VALUE: 第 3 行 第 8 列（H列 类别）：与第 2 行是同一天" },
	{ ",,2026-12-01,,,8:00,12:00,正常,,,", ",双休日,2026-12-01,,,,,休息,,,",
	  "error: BAD_VALUE: 第 3 行 第 8 列（H列 类别）：与第 2 行是同一天" },
	{ ",,2026-12-01,2026-12-02,2026-12-31,8:00,12:00,正常,,,", ",,,,,8:00,12:00,正常,,,",
	  "第 2 行 第 3 列（C列 日期）：日期 2026-12-01 不在开始日期和结束日期之间" },
	{ ",,2026-12-31,2026-12-02,2026-12-31,8:00,12:00,正常,,,",
	  ",,2026-12-02,2026-12-02,,8:00,12:00,正常,,,", "" },
	/* seasons, seen from both sides and at their ends */
	{ ",,,2026-06-01,2026-08-31,8:00,12:00,正常,,,",
	  ",,,2026-08-31,2026-12-31,9:00,12:00,正常,,,", overlap },
	{ ",,,2026-08-31,2026-12-31,8:00,12:00,正常,,,",
	  ",,,2026-06-01,2026-08-31,9:00,12:00,正常,,,", overlap },
	{ ",,,2026-06-01,2026-08-31,8:00,12:00,正常,,,",
	  ",,,2026-09-01,2026-12-31,9:00,12:00,正常,,,", "" },
	{ ",,,2026-09-01,2026-12-31,8:00,12:00,正常,,,",
	  ",,,2026-06-01,2026-08-31,9:00,12:00,正常,,,", "" },
	{ ",,,,2026-08-31,8:00,12:00,正常,,,", ",,,2026-08-31,,9:00,12:00,正常,,,", overlap },
	/* kinds of day, one by one */
	{ ",工作日,,,,8:00,12:00,正常,,,", ",双休日、节假日,,,,8:00,12:00,延时,,,", "" },
	{ ",工作日、节假日,,,,8:00,12:00,正常,,,", ",双休日、节假日,,,,8:00,12:00,延时,,,",
	  overlap },
	{ ",工作日、双休日,,,,8:00,12:00,正常,,,", ",双休日、节假日,,,,8:00,12:00,延时,,,",
	  overlap },
	{ ",工作日和节假日,,,,8:00,12:00,正常,,,", ",周末，节假日,,,,8:00,12:00,延时,,,", overlap },
	{ ",工作日,,,,8:00,12:00,正常,,,", ",\"双休日, 节假日\",,,,8:00,12:00,延时,,,", "" },
	{ ",工作日,,,,8:00,12:00,正常,,,", ",周末/周六,,,,8:00,12:00,延时,,,",
	  "“周末/周六”不在清单里" },
	{ ",工作日,,,,8:00,12:00,正常,,,", ",,,,,11:59,12:30,正常,,,", overlap },
	{ ",工作日,,,,8:00,12:00,正常,,,", ",,,,,7:00,8:01,正常,,,", overlap },
	{ ",工作日,,,,8:00,12:00,正常,,,", ",,,,,7:00,8:00,正常,,,", "" },
	/* 休息 over a part closes that part; over all of it, the row is dead */
	{ ",工作日,,,,8:00,12:00,正常,,,", ",,,2026-12-01,2026-12-31,,,休息,,,", "" },
	{ ",工作日,,,,8:00,12:00,正常,,,", ",双休日,,,,,,休息,,,", "" },
	{ ",工作日,,,,8:00,12:00,正常,,,", ",,,,,,,休息,,,",
	  "warning: BAD_VALUE: 第 3 行 第 8 列（H列 类别）：第 2 行因此不起作用" },
	{ ",,,2026-06-01,,,,休息,,,", ",工作日,,2026-06-01,2026-08-31,8:00,12:00,正常,,,",
	  "warning: BAD_VALUE: 第 3 行 第 8 列（H列 类别）：这一行不起作用" },
	{ ",,,2026-06-02,,,,休息,,,", ",工作日,,2026-06-01,2026-08-31,8:00,12:00,正常,,,", "" },
	{ ",,,2026-06-01,2026-08-30,,,休息,,,", ",工作日,,2026-06-01,2026-08-31,8:00,12:00,正常,,,",
	  "" },
	{ ",工作日,,,,,,休息,,,", ",,,,,8:00,12:00,正常,,,", "" },
	{ ",,,,,,,休息,,,", ",工作日,,,,,,休息,,,", "" },
};

static void overlapping_hours(void **state)
{
	for (size_t i = 0; i < COUNT(pair); i++)
		expect_pair(*state, pair[i][0], pair[i][1], pair[i][2]);
}

/* The header may be Chinese, so what stands below it may, too. */
static void holidays_in_words(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "holidays.csv",
		    STR("日期,类别,名称,状态\n2026-02-16,放假,春节,已公布\n2026-02-14,补班,春节,"
			"未公布\n"));
	content_load(d);
	assert_string_equal(content_findings(d, true), "");
	assert_int_equal(d->c.nholidays, 2);
	assert_true(!d->c.holiday[0].off && !d->c.holiday[0].announced);
	assert_true(d->c.holiday[1].off && d->c.holiday[1].announced);
}

/* A day that is closed has no hours that could be unconfirmed, unless its row says so. */
static void closed_is_confirmed(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "hours.csv",
		    STR(HOURS_HEADER ",工作日,,,,8:00,12:00,正常,,,\n"
				     ",,2026-12-01,,,,,休息,,,\n"
				     "2,,2026-12-02,,,,,休息,,待确认,\n"));
	content_load(d);
	assert_string_equal(content_findings(d, false), "");
	assert_int_equal(d->c.nhours, 3);
	assert_false(d->c.hours[0].confirmed);
	assert_true(d->c.hours[1].confirmed);
	assert_false(d->c.hours[2].confirmed);
}

static void bad_holidays(void **state)
{
	(void)state;
	CASES({ "holidays.csv",
		HOLIDAYS_HEADER "2026-10-02,off,国庆节,announced\n"
				"2026-10-01,休,,公布\n"
				"2026/10/2,work,国庆节,announced\n"
				"10月3日,off,国庆节,announced\n",
		"content/holidays.csv:3:2: error: BAD_VALUE: 第 3 行 第 2 列（B列 kind）："
		"“休”不在清单里，只能填“放假”“补班”“off”或“work”\n"
		"content/holidays.csv:3:3: error: EMPTY: 第 3 行 第 3 列（C列 name）：不能空着\n"
		"content/holidays.csv:3:4: error: BAD_VALUE: 第 3 行 第 4 列（D列 status）："
		"“公布”不在清单里，只能填“已公布”“未公布”“announced”或“provisional”\n"
		"content/holidays.csv:4:1: warning: BAD_VALUE: 第 4 行 第 1 列（A列 date）："
		"2026/10/2 是星期五，本来就上班，请核对调休上班的日期\n"
		"content/holidays.csv:4:1: error: BAD_VALUE: 第 4 行："
		"2026-10-02 已在第 2 行写过\n"
		"content/holidays.csv:5:1: error: BAD_VALUE: 第 5 行 第 1 列（A列 date）："
		"“10月3日”不是日期，应写成 2026-01-31 这样\n" });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST("hours.csv: rows that overlap on some day, whatever they say of kinds and "
		     "seasons",
		     overlapping_hours),
		TEST("hours.csv: 休息 needs no 已确认", closed_is_confirmed),
		TEST("holidays.csv: in Chinese words", holidays_in_words),
		TEST("holidays.csv: every kind of fault", bad_holidays),
	};

	return cmocka_run_group_tests_name("hours", tests, NULL, NULL);
}

/* The catalogue: what stands in the file, in which words, always the same bytes. */
#include "catalogue/insert.h"
#include "catalogue_fixture.h"

#include <sys/stat.h>

static struct item items[] = {
	{ .no = 9,
	  .window = 4,
	  .department = STR_INIT("户政"),
	  .name = STR_INIT("居民身份证申领"),
	  .mode = MODE_NOON_WEEKEND,
	  .mode_text = STR_INIT("错时、延时服务"),
	  .place = STR_INIT("服务大厅一楼"),
	  .phone = STR_INIT("0797-6827737"),
	  .kind = KIND_PROMISE,
	  .promise_days = 20,
	  .mailable = true },
	{ .no = 10,
	  .window = 4,
	  .department = STR_INIT("户政"),
	  .name = STR_INIT("居民身份证申领"),
	  .mode = MODE_APPOINTMENT,
	  .mode_text = STR_INIT("预约服务"),
	  .phone = STR_INIT("13170848274"),
	  .duplicate_of = 9 },
	{ .no = 82,
	  .window = 16,
	  .name = STR_INIT("银行"),
	  .mode = MODE_APPOINTMENT,
	  .phone = STR_INIT("1.3E+10"),
	  .kind = KIND_INSTANT },
};
static struct alias aliases[] = {
	{ 9, 1, STR_INIT("身份证"), false },
	{ 9, 2, STR_INIT("补证"), false },
	{ 82, 1, STR_INIT("还款"), false },
};
static struct page pages[] = {
	{ .name = STR_INIT("notice"),
	  .title = STR_INIT("通知"),
	  .body = STR_INIT("# 题\n<script>") },
};

static int sample(void **state)
{
	fresh(state);
	new_folder();
	windows[3].name = STR("户政");
	windows[3].floor = STR("一楼");
	windows[3].phones = STR("0797-6826736| 0797-6823681 |13170848274");
	windows[14].general = true;
	content.item = items;
	content.nitems = sizeof items / sizeof *items;
	content.alias = aliases;
	content.naliases = sizeof aliases / sizeof *aliases;
	content.page = pages;
	content.npages = sizeof pages / sizeof *pages;
	return 0;
}

static void test_windows(void **state)
{
	struct db *db = write_catalogue("a.db", "2026-11-23");

	(void)state;
	expect_int(db, "SELECT count(*) FROM window", 16);
	expect_text(db,
		    "SELECT code || name || floor || phone || general || noon || items "
		    "FROM window WHERE no = 4",
		    "04户政一楼0797-6826736012");
	expect_text(db, "SELECT phone || general || noon || items FROM window WHERE no = 16",
		    "001");
	expect_text(db, "SELECT group_concat(no) FROM window WHERE general", "15");
	expect_text(db,
		    "SELECT group_concat(rank || phone || tel, ' ') FROM window_phone "
		    "WHERE window = 4",
		    "10797-6826736+867976826736 20797-6823681+867976823681 "
		    "313170848274+8613170848274");
	expect_int(db, "SELECT count(*) FROM window_phone", 3);
	expect_text(db, "SELECT paper_phone FROM window WHERE no = 4", "0797-6823681");
	expect_text(db, "SELECT paper_phone FROM window WHERE no = 16", "");
	db_close(db);
}

static void test_items(void **state)
{
	struct db *db = write_catalogue("a.db", "2026-11-23");

	(void)state;
	expect_text(db,
		    "SELECT window || department || name || mode || mode_text || noon || place || "
		    "phone || tel || kind || promise_days || mailable || remark || "
		    "(duplicate_of IS NULL) || initials || gone FROM item WHERE no = 9",
		    "4户政居民身份证申领noon_weekend错时、延时服务1服务大厅一楼0797-6827737"
		    "+867976827737promise2011jmsfzsl0");
	expect_text(db,
		    "SELECT mode || noon || tel || kind || (promise_days IS NULL) || duplicate_of "
		    "FROM item WHERE no = 10",
		    "appointment0+861317084827419");
	expect_text(db, "SELECT kind || '[' || tel || ']' || initials FROM item WHERE no = 82",
		    "instant[]yx yh");
	expect_text(db, "SELECT group_concat(item || ':' || rank || word, ' ') FROM alias",
		    "9:1身份证 9:2补证 82:1还款");
	db_close(db);
}

static void test_days(void **state)
{
	struct db *db = write_catalogue("a.db", "2026-11-23");
	int64_t tables = 0;
	struct err e;

	(void)state;
	expect_int(db, "SELECT count(*) FROM day", 427);
	/* a hall with a closure fills one table more than one without */
	assert_true(db_get_int(db, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'",
			       &tables, &e) &&
		    tables <= INSERT_TABLES_MAX);
	expect_text(db,
		    "SELECT weekday || weekday_text || label || kind || kind_text || name || "
		    "announced || offset || book_by || book_by_label FROM day "
		    "WHERE day = '2026-11-28'",
		    "6星期六11月28日（星期六）weekend双休日152026-11-27T17:00"
		    "11月27日（星期五）17:00");
	expect_text(
		db,
		"SELECT kind || kind_text || name || announced FROM day WHERE day = '2027-01-01'",
		"holiday节假日元旦0");
	expect_text(db,
		    "SELECT min(day) || ' ' || (max(day) = (SELECT max(day) FROM day)) || count(*)"
		    " FROM figure_day",
		    "2025-01-01 11087");
	expect_text(db,
		    "SELECT group_concat(kind || noon_from || noon_to, ' ') FROM figure_day"
		    " WHERE day IN ('2026-02-13', '2026-02-14', '2026-02-15', '2026-03-01')",
		    "workday12:0014:30 workday12:0014:30 holiday weekend");
	expect_text(db, "SELECT kind || kind_text || offset FROM day WHERE day = '2026-10-23'",
		    "workday工作日-31");
	db_close(db);
	unlink(path_of("a.db"));
	db = write_catalogue("a.db", "2026-02-10");
	expect_text(db,
		    "SELECT kind || kind_text || name || label FROM day WHERE day = '2026-02-14'",
		    "makeup补班春节2月14日（星期六）");
	db_close(db);
}

static void test_periods(void **state)
{
	struct db *db;

	(void)state;
	add_hours((struct hours){
		.day = day("2026-11-26"), .window = 7, .kind = PERIOD_CLOSED, .confirmed = true });
	db = write_catalogue("a.db", "2026-11-23");
	expect_text(db,
		    "SELECT group_concat(start || end || label || kind || confirmed, ' ')"
		    " FROM period WHERE day = '2026-11-24'",
		    "08:3012:008:30—12:00normal0 12:0014:3012:00—14:30noon0 "
		    "14:3017:3014:30—17:30normal0");
	expect_text(db,
		    "SELECT group_concat(label || kind, ' ') FROM period WHERE day = '2026-11-28'",
		    "8:30—12:00duty 14:30—17:30duty");
	expect_text(db,
		    "SELECT '[' || start || end || label || ']' || kind || confirmed "
		    "FROM period WHERE day = '2026-11-26' AND window = 7",
		    "[]closed1");
	expect_int(db, "SELECT count(*) FROM slot WHERE day = '2026-11-26' AND window = 7", 0);
	db_close(db);
}

static void test_slots(void **state)
{
	struct db *db = write_catalogue("a.db", "2026-11-23");

	(void)state;
	/* 38 days: 28 working days of 18 slots and 10 of 13, for 16 windows. */
	expect_int(db, "SELECT count(*) FROM slot", 16 * (28 * 18 + 10 * 13));
	expect_text(db,
		    "SELECT day || time || end || half || places || public_places || noon_only "
		    "FROM slot WHERE window = 4 AND start = '2026-11-28T09:30'",
		    "2026-11-2809:3010:00am320");
	expect_text(db,
		    "SELECT time || end || half || noon_only FROM slot WHERE window = 16 "
		    "AND start = '2026-11-24T12:00'",
		    "12:0012:30noon1");
	expect_text(db,
		    "SELECT half || noon_only FROM slot WHERE window = 1 "
		    "AND start = '2026-11-24T14:30'",
		    "pm0");
	expect_text(db, "SELECT group_concat(DISTINCT half) FROM slot", "am,noon,pm");
	expect_int(db, "SELECT count(*) FROM slot WHERE start <> day || 'T' || time", 0);
	db_close(db);
}

static void test_halves(void **state)
{
	struct db *db;

	(void)state;
	add_hours((struct hours){ .day = day("2026-11-26"),
				  .window = 7,
				  .bookable = true,
				  .start_min = H(11, 30),
				  .end_min = H(13, 0) });
	db = write_catalogue("a.db", "2026-11-23");
	expect_text(db,
		    "SELECT group_concat(time || half, ' ') FROM slot "
		    "WHERE day = '2026-11-26' AND window = 7",
		    "11:30am 12:00pm 12:30pm");
	db_close(db);
}

/* 26 November is shut, and so are the last days of the year; the 27th is shorter. */
static void shut_some_days(void)
{
	add_hours((struct hours){ .day = day("2026-11-26"), .kind = PERIOD_CLOSED });
	add_hours((struct hours){ .day = day("2026-11-27"),
				  .start_min = H(8, 30),
				  .end_min = H(11, 0),
				  .bookable = true });
	add_hours((struct hours){ .day = INT32_MIN,
				  .from = day("2026-12-25"),
				  .to = day("2026-12-31"),
				  .days = HOURS_WORKDAYS | HOURS_WEEKENDS,
				  .kind = PERIOD_CLOSED });
}

static void test_open_days(void **state)
{
	static const char facts[] =
		"SELECT open || duty || special || run_first || run_last || hours "
		"FROM day WHERE day = '%s'";
	static const char *const days[][2] = {
		{ "2026-11-25", "1002026-11-252026-11-258:30—12:00，12:00—14:30，14:30—17:30" },
		{ "2026-11-26", "0012026-11-262026-11-26" },
		{ "2026-11-27", "1012026-11-272026-11-278:30—11:00" },
		{ "2026-11-29", "1102026-11-282026-11-298:30—12:00，14:30—17:30" },
		{ "2026-12-26", "0012026-12-252026-12-31" }, /* Friday to Thursday */
		{ "2027-01-01", "1102027-01-012027-01-018:30—12:00，14:30—17:30" },
	};
	char sql[200];
	struct db *db;

	(void)state;
	shut_some_days();
	db = write_catalogue("a.db", "2026-11-23");
	for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
		snprintf(sql, sizeof sql, facts, days[i][0]);
		expect_text(db, sql, days[i][1]);
	}
	db_close(db);
	unlink(path_of("a.db"));
	db = write_catalogue("a.db", "2026-09-24");
	expect_text(db, "SELECT run_first || run_last FROM day WHERE day = '2026-10-05'",
		    "2026-10-012026-10-07");
	expect_text(db, "SELECT open || duty FROM day WHERE day = '2026-10-10'", "10");
	db_close(db);
}

static void test_served(void **state)
{
	struct db *db;

	(void)state;
	shut_some_days();
	add_hours((struct hours){ ALWAYS, .window = 4, .days = HOURS_WORKDAYS, .start_min = H(9, 0),
				  .end_min = H(11, 0) });
	db = write_catalogue("a.db", "2026-11-23");
	expect_text(
		db,
		"SELECT group_concat(label) FROM served WHERE window = 4 AND day = '2026-11-25'",
		"9:00—11:00");
	expect_text(db,
		    "SELECT group_concat(kind) FROM served WHERE window = 4 AND day = '2026-11-26'",
		    "closed");
	/* no item of it has 错时 */
	expect_text(
		db,
		"SELECT group_concat(kind) FROM served WHERE window = 16 AND day = '2026-11-25'",
		"normal,normal");
	expect_text(db,
		    "SELECT group_concat(kind) FROM served WHERE window = 0 AND day = '2026-11-25'",
		    "normal,noon,normal");
	expect_text(db, "SELECT group_concat(kind || day) FROM usual WHERE window = 0",
		    "holiday2027-01-01,weekend2026-11-28,workday2026-11-23");
	db_close(db);
	unlink(path_of("a.db"));
	db = write_catalogue("a.db", "2026-11-26");
	expect_text(db, "SELECT day FROM usual WHERE window = 0 AND kind = 'workday'",
		    "2026-11-30");
	db_close(db);
}

/* Equal windows share their slots; the odd ones must not. */
static void test_odd_windows(void **state)
{
	struct db *db;

	(void)state;
	windows[4].places = 9;
	add_hours((struct hours){ .day = day("2026-11-26"),
				  .window = 7,
				  .bookable = true,
				  .start_min = H(8, 30),
				  .end_min = H(9, 30) });
	add_hours((struct hours){ .day = day("2026-11-26"),
				  .window = 8,
				  .bookable = true,
				  .start_min = H(9, 0),
				  .end_min = H(10, 0) });
	db = write_catalogue("a.db", "2026-11-23");
	expect_text(db,
		    "SELECT group_concat(n) FROM (SELECT count(*) AS n FROM slot GROUP BY window)",
		    "634,634,634,634,634,634,618,618,634,634,634,634,634,634,634,634");
	expect_text(db, "SELECT group_concat(DISTINCT window) FROM slot WHERE places = 9", "5");
	expect_text(db,
		    "SELECT group_concat(window || time, ' ') FROM slot "
		    "WHERE day = '2026-11-26' AND window IN (7, 8)",
		    "708:30 709:00 809:00 809:30");
	expect_int(db, "SELECT count(*) FROM plan_slot", 2 * 634 + 2 * 618);
	db_close(db);
}

static void test_settings(void **state)
{
	struct db *db;

	(void)state;
	content_set(&content, "site.today", STR("2026-11-23"), &arena);
	content_set(&content, "booking.places", STR("7"), &arena);
	content_set(&content, "hall.wanted", STR("身份证，社保卡, 医保、、过户"), &arena);
	db = write_catalogue("a.db", "2026-11-23");
	expect_text(db, "SELECT value FROM setting WHERE key = 'booking_cutoff'", "17:00");
	expect_text(db, "SELECT value FROM setting WHERE key = 'booking_places'", "7");
	expect_text(db, "SELECT value FROM setting WHERE key = 'site_today'", "2026-11-23");
	expect_text(db, "SELECT group_concat(word, ' ') FROM wanted", "身份证 社保卡 医保 过户");
	expect_int(db, "SELECT count(*) FROM setting WHERE key LIKE '%.%'", 0);
	expect_int(db, "SELECT count(*) FROM setting WHERE key NOT LIKE 'list%'", 9);
	db_close(db);
}

static void test_pages(void **state)
{
	struct db *db = write_catalogue("a.db", "2026-11-23");

	(void)state;
	expect_text(db, "SELECT title || date || html FROM page WHERE name = 'notice'",
		    "通知<h1 id=\"题\">题</h1>\n");
	db_close(db);
}

static void test_file(void **state)
{
	struct db *db = write_catalogue("a.db", "2026-11-23");

	(void)state;
	expect_int(db, "PRAGMA application_id", 0x484C4354);
	expect_int(db, "PRAGMA user_version", 1);
	expect_int(db, "PRAGMA page_size", 4096);
	expect_text(db, "PRAGMA integrity_check", "ok");
	expect_int(db, "SELECT count(*) FROM pragma_foreign_key_check", 0);
	db_close(db);
	assert_int_not_equal(access(path_of("a.db-journal"), F_OK), 0);
}

static void test_failures(void **state)
{
	int32_t today = day("2026-11-23");
	struct err e = { 0 };

	(void)state;
	assert_null(catalogue_write(path_of("none/a.db"), &content, today, &arena, &e));
	assert_true(str_contains(str_of(e.text), STR("none/a.db")));
	items[0].window = 77;
	assert_null(catalogue_write(path_of("a.db"), &content, today, &arena, &e));
	items[0].window = 4;
	assert_true(str_contains(str_of(e.text), STR("FOREIGN KEY")));
}

#define CATALOGUE_TEST(title, function)                                                            \
	{                                                                                          \
		title, function, sample, clean, NULL                                               \
	}
int main(void)
{
	const struct CMUnitTest tests[] = {
		CATALOGUE_TEST("catalogue: windows and all their phones, with E.164", test_windows),
		CATALOGUE_TEST("catalogue: items, duplicates, kinds, aliases", test_items),
		CATALOGUE_TEST("catalogue: days with their words", test_days),
		CATALOGUE_TEST("catalogue: periods; a closed one has no times", test_periods),
		CATALOGUE_TEST("catalogue: slots with their half of the day", test_slots),
		CATALOGUE_TEST(
			"catalogue: a normal slot is 上午 before 12:00 and 下午 from 12:00 on",
			test_halves),
		CATALOGUE_TEST("a day says whether the hall is open, on duty, as always, and "
			       "which neighbours are like it",
			       test_open_days),
		CATALOGUE_TEST("served: a window's own rows, else the hall's; no noon without 错时",
			       test_served),
		CATALOGUE_TEST("catalogue: windows with slots of their own", test_odd_windows),
		CATALOGUE_TEST("catalogue: settings, a derived value replaces one of content",
			       test_settings),
		CATALOGUE_TEST("catalogue: pages rendered in safe mode", test_pages),
		CATALOGUE_TEST("catalogue: a sound file that says what it is", test_file),
		CATALOGUE_TEST("catalogue: the same content gives the same bytes", test_same_bytes),
		CATALOGUE_TEST("catalogue: failures are told", test_failures),
	};

	return cmocka_run_group_tests_name("catalogue", tests, NULL, release);
}

/* The tests' hall, all of it, as a catalogue. */
#include "base/utf8.h"
#include "catalogue_fixture.h"
#include "read/read.h"

static int hall(void **state)
{
	struct findings findings = { .arena = &arena };

	(void)state;
	new_folder();
	read_content(&content, STR("tests/data/hall"), &arena, &findings);
	assert_int_equal(finding_count(&findings, SEVERITY_ERROR), 0);
	return 0;
}

static void test_counts(void **state)
{
	struct db *db = write_catalogue("a.db", "2026-11-23");

	(void)state;
	expect_int(db, "SELECT count(*) FROM item", 82);
	expect_text(db,
		    "SELECT group_concat(n) FROM (SELECT sum(noon) AS n FROM item UNION ALL "
		    "SELECT count(*) FROM item WHERE mode = 'appointment')",
		    "73,9");
	expect_text(db,
		    "SELECT group_concat(no || ':' || duplicate_of) FROM item "
		    "WHERE duplicate_of IS NOT NULL",
		    "42:40,43:41");
	expect_int(db, "SELECT count(*) FROM window", 16);
	expect_text(db, "SELECT group_concat(items) FROM window",
		    "3,4,1,4,1,5,4,5,4,7,1,4,5,1,24,9");
	expect_text(db, "SELECT group_concat(no) FROM window WHERE NOT noon", "16");
	expect_text(db, "SELECT group_concat(no) FROM window WHERE general", "15");
	expect_int(db, "SELECT count(*) FROM window_phone", 21);
	expect_int(db, "SELECT count(*) FROM day", 427);
	expect_int(db, "SELECT count(*) FROM period WHERE day = '2026-11-23'", 3);
	expect_int(db, "SELECT count(*) FROM slot", 16 * (28 * 18 + 10 * 13));
	expect_int(db, "SELECT count(*) FROM page WHERE html = ''", 0);
	expect_int(db, "SELECT count(DISTINCT item) FROM alias", 82);
	db_close(db);
}

static void test_phones(void **state)
{
	struct db *db = write_catalogue("a.db", "2026-11-23");

	(void)state;
	expect_int(db,
		   "SELECT count(*) FROM (SELECT tel FROM item UNION ALL SELECT tel FROM "
		   "window_phone) WHERE tel NOT GLOB '+86797[0-9][0-9][0-9][0-9][0-9][0-9][0-9]' "
		   "AND tel NOT GLOB '+861[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]'",
		   0);
	expect_text(db, "SELECT tel FROM item WHERE no = 1", "+8613170848274");
	expect_text(db, "SELECT tel FROM item WHERE no = 9", "+867976827737");
	db_close(db);
}

static bool is_han(int32_t cp)
{
	return cp >= 0x3400 && cp <= 0x9fff;
}

/* The finder's sfz for item 9 needs a letter for each character. */
static void test_initials(void **state)
{
	struct db *db = write_catalogue("a.db", "2026-11-23");
	struct err e;
	struct stmt *s = db_prepare(db, STR("SELECT name, initials FROM item"), &e);
	int rows = 0;

	(void)state;
	assert_non_null(s);
	for (; stmt_step(s) == DB_ROW; rows++) {
		struct str name = stmt_text(s, 0), rest = stmt_text(s, 1);
		size_t han = 0;

		while (name.len)
			han += is_han(utf8_next(&name));
		while (rest.s)
			if (str_cut(&rest, ' ').len != han)
				fail_msg("%.*s: %.*s", STR_ARG(stmt_text(s, 0)),
					 STR_ARG(stmt_text(s, 1)));
	}
	assert_int_equal(rows, 82);
	expect_text(db, "SELECT initials FROM item WHERE no = 9", "jmsfzsbhl");
	db_close(db);
}

static void test_calendar(void **state)
{
	(void)state;
	assert_int_equal(calendar_book_by(&content, day("2026-02-18")),
			 (int64_t)day("2026-02-14") * DAY_MINUTES + H(17, 0));
	assert_true(calendar_year_announced(&content, 2026));
	assert_false(calendar_year_announced(&content, 2027));
}

static void test_duty(void **state)
{
	struct db *db = write_catalogue("a.db", "2026-09-15");

	(void)state;
	expect_text(db, "SELECT group_concat(name) FROM noon_category",
		    "企业开办,工程项目审批,不动产登记,房产交易,税务服务,临时身份证办理");
	expect_text(db, "SELECT group_concat(window) FROM noon_window WHERE category = 2", "1,15");
	expect_text(db, "SELECT group_concat(day) FROM day WHERE statutory AND day LIKE '2026-1%'",
		    "2026-10-01,2026-10-02,2026-10-03");
	expect_text(db, "SELECT kind FROM day WHERE day = '2026-09-20'", "makeup");
	db_close(db);
}

#define HALL_TEST(title, function)                                                                 \
	{                                                                                          \
		title, function, hall, clean, NULL                                                 \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HALL_TEST("the hall: 82 items (73 noon, 9 by appointment), 16 windows, 427 days",
			  test_counts),
		HALL_TEST("the hall: every phone gives a tel: link", test_phones),
		HALL_TEST("拼音首字母: all 82 names of the hall without a gap", test_initials),
		HALL_TEST("the hall: 提前一个工作日 over the make-up day", test_calendar),
		HALL_TEST("the hall: six categories at noon, days off by law itself", test_duty),
		HALL_TEST("the hall: two builds are the same bytes", test_same_bytes),
	};

	return cmocka_run_group_tests_name("hall", tests, NULL, release);
}

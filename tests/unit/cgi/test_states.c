#include "fixture.h"

static int setup(void **state)
{
	*state = fixture_make();
	return 0;
}

static int teardown(void **state)
{
	fixture_drop(*state);
	return 0;
}

static bool try_sql(struct store *s, const char *sql)
{
	return db_exec(store_db(s), sql, &terr);
}

static void begin(struct store *s, const char *state)
{
	char sql[400];

	/* past the triggers: any state may be the first */
	assert_true(try_sql(s, "SAVEPOINT t; DROP TRIGGER booking_begins"));
	snprintf(
		sql, sizeof sql,
		"INSERT INTO booking(id, window, window_name, floor, window_phone, item, item_name,"
		" day, start, end, day_label, place, state, channel, name, phone, pickup,"
		" created_at, changed_at, changed_by)"
		" VALUES(1, 4, '户政', '一楼', '0797', 9, '证', '2026-11-28', '2026-11-28T09:00',"
		" '2026-11-28T09:30', '11月28日', 1, '%s', 'online', '张三', '138', '2026-12-01',"
		" 1, 1, 'citizen')",
		state);
	if (!try_sql(s, sql))
		fail_msg("%s", terr.text);
}

static bool change(struct store *s, const char *to, const char *by, const char *why)
{
	char sql[200];

	snprintf(sql, sizeof sql,
		 "UPDATE booking SET state = '%s', changed_by = '%s', change_why = '%s'", to, by,
		 why);
	return try_sql(s, sql);
}

static void end(struct store *s)
{
	assert_true(try_sql(s, "ROLLBACK TO t; RELEASE t"));
}

static const char *const codes[] = { "booked",	"arrived", "done",  "accepted", "returned",
				     "no_show", "left",	   "moved", "cancelled" };
enum { CODES = sizeof codes / sizeof codes[0] };

static bool is_result(const char *code)
{
	return !strcmp(code, "done") || !strcmp(code, "accepted") || !strcmp(code, "returned") ||
	       !strcmp(code, "no_show") || !strcmp(code, "left");
}

/* requirements: States of a booking. */
static bool staff_may(const char *from, const char *to)
{
	if (!strcmp(from, "booked"))
		return strcmp(to, "booked") != 0;
	if (!strcmp(from, "arrived"))
		return is_result(to);
	return is_result(from) && is_result(to) && strcmp(from, to) != 0;
}

static bool citizen_may(const char *from, const char *to)
{
	return !strcmp(from, "booked") && (!strcmp(to, "cancelled") || !strcmp(to, "moved"));
}

static void every_pair(void **state)
{
	struct fixture *f = *state;
	struct store *s;

	assert_ok((s = store_open(f->ledger, NULL, STORE_WRITE, &terr)) != NULL);
	for (int from = 0; from < CODES; from++) {
		for (int to = 0; to < CODES; to++) {
			begin(s, codes[from]);
			if (change(s, codes[to], "li", "why") != staff_may(codes[from], codes[to]))
				fail_msg("staff: %s to %s", codes[from], codes[to]);
			end(s);
			begin(s, codes[from]);
			if (change(s, codes[to], "citizen", "") !=
			    citizen_may(codes[from], codes[to]))
				fail_msg("citizen: %s to %s", codes[from], codes[to]);
			end(s);
		}
	}
	store_close(s);
}

static void reasons(void **state)
{
	struct fixture *f = *state;
	struct store *s;

	assert_ok((s = store_open(f->ledger, NULL, STORE_WRITE, &terr)) != NULL);
	begin(s, "booked");
	assert_true(change(s, "done", "li", ""));
	assert_false(change(s, "left", "li", ""));
	assert_true(change(s, "left", "li", "看错了"));
	end(s);
	begin(s, "accepted");
	assert_true(change(s, "done", "li", "")); /* picked up */
	end(s);
	begin(s, "arrived");
	assert_false(change(s, "no_show", "li", ""));
	assert_true(change(s, "no_show", "li", "叫号没有应"));
	end(s);
	begin(s, "booked");
	assert_true(change(s, "cancelled", "li", "")); /* the applicant has asked for it */
	end(s);
	store_close(s);
}

/* Takes the last change back as `by`, so many seconds after it. */
static bool undo(struct store *s, const char *to, const char *by, int after_s)
{
	char sql[200];

	snprintf(sql, sizeof sql,
		 "UPDATE booking SET state = '%s', changed_by = '%s', change_why = '撤销',"
		 " changed_at = changed_at + %d",
		 to, by, after_s);
	return try_sql(s, sql);
}

static void taken_back(void **state)
{
	struct fixture *f = *state;
	struct store *s;

	assert_ok((s = store_open(f->ledger, NULL, STORE_WRITE, &terr)) != NULL);
	begin(s, "booked");
	assert_true(change(s, "arrived", "li", ""));
	assert_true(change(s, "done", "li", ""));
	assert_false(change(s, "arrived", "li", "")); /* not in the words of 撤销 */
	assert_false(undo(s, "arrived", "chen", 1));
	assert_false(undo(s, "arrived", "li", 601));
	assert_false(undo(s, "booked", "li", 1)); /* that is not the state before */
	assert_true(undo(s, "arrived", "li", 600));
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM undoable"), 0); /* once */
	assert_true(change(s, "returned", "li", ""));
	assert_true(change(s, "left", "li", "看错了"));
	assert_true(undo(s, "returned", "li", 1));
	end(s);
	begin(s, "booked");
	assert_true(change(s, "cancelled", "li", ""));
	assert_false(undo(s, "booked", "li", 1));
	end(s);
	store_close(s);
}

static void new_ones_are_booked(void **state)
{
	struct fixture *f = *state;
	struct store *s;

	assert_ok((s = store_open(f->ledger, NULL, STORE_WRITE, &terr)) != NULL);
	begin(s, "booked");
	assert_false(try_sql(s, "UPDATE booking SET state = 'unknown'"));
	assert_true(change(s, "arrived", "li", ""));
	assert_false(change(s, "booked", "li", "x"));
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM history"), 2);
	end(s);
	assert_false(try_sql(
		s, "INSERT INTO booking(window, window_name, floor, window_phone, item, item_name,"
		   " day, start, end, day_label, place, state, channel, name, phone, created_at,"
		   " changed_at, changed_by) VALUES(4, 'w', 'f', 'p', 9, 'i', '2026-11-28',"
		   " '2026-11-28T09:00', '2026-11-28T09:30', 'l', 1, 'done', 'online', 'n', '1', 1,"
		   " 1, 'citizen')"));
	assert_non_null(strstr(terr.text, "a booking begins as booked"));
	store_close(s);
}

static void table_and_index_agree(void **state)
{
	struct fixture *f = *state;
	struct store *s;

	assert_ok((s = store_open(f->ledger, NULL, STORE_WRITE, &terr)) != NULL);
	for (int i = 0; i < CODES; i++) {
		char sql[120];

		begin(s, codes[i]);
		snprintf(sql, sizeof sql,
			 "SELECT occupies = (SELECT count(*) FROM taken) FROM state WHERE code = "
			 "'%s'",
			 codes[i]);
		if (fixture_int(s, sql) != 1)
			fail_msg("%s", codes[i]);
		end(s);
	}
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM state"), CODES);
	store_close(s);
}

static void accepted_needs_pickup(void **state)
{
	struct fixture *f = *state;
	struct store *s;

	assert_ok((s = store_open(f->ledger, NULL, STORE_WRITE, &terr)) != NULL);
	begin(s, "booked");
	assert_true(try_sql(s, "UPDATE booking SET pickup = NULL"));
	assert_false(change(s, "accepted", "li", ""));
	assert_true(try_sql(s, "UPDATE booking SET pickup = '2026-12-01'"));
	assert_true(change(s, "accepted", "li", ""));
	end(s);
	store_close(s);
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, teardown, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("every pair of states: the database lets pass exactly the table's", every_pair),
		T("staff give a reason for correcting, and for 未到 after 已到", reasons),
		T("撤销: once, by whoever noted it, within ten minutes, to the state before",
		  taken_back),
		T("a booking begins as booked and never becomes it again", new_ones_are_booked),
		T("which states keep a place: table state, view taken and index agree",
		  table_and_index_agree),
		T("已收件 needs the day of pick-up", accepted_needs_pickup),
	};

	return cmocka_run_group_tests_name("states", tests, NULL, NULL);
}

/* What stands behind the desk: places for staff, moments, the ledger as a table. */
#include "hall.h"

#include "base/file.h"
#include "booking/reserve.h"
#include "desk/ledger.h"
#include "desk/spreadsheet.h"

/* A booking of window 4 at that time and place, as no rule would refuse it. */
static void put(struct hall *h, const char *start, int place, const char *state)
{
	char sql[700];

	snprintf(
		sql, sizeof sql,
		"INSERT INTO booking(window, window_name, floor, window_phone, item, item_name,"
		" day, start, end, day_label, place, channel, name, phone, created_at, changed_at,"
		" changed_by) VALUES(4, '户政', '一楼', '0797', 9, '证', substr('%s', 1, 10), '%s',"
		" substr('%s', 1, 10) || 'T23:59', 'l', %d, 'phone', '张三', '13812345678', 1, 1,"
		" 'li'); UPDATE booking SET state = '%s', change_why = 'x' WHERE '%s' <> 'booked' "
		"AND"
		" id = last_insert_rowid()",
		start, start, start, place, state, state);
	assert_ok(db_exec(store_db(h->app.live->store), sql, &terr));
}

struct asked {
	struct call call;
	struct request request;
	struct response response;
	struct wish wish;
};

static void begin(struct hall *h, struct asked *a, const char *slot)
{
	*a = (struct asked){
		.request = { .now_utc_s = h->now_s, .arena = &h->arena },
		.wish = { .item = STR("9"),
			  .item_name = STR("证"),
			  .window_phone = STR("0797-6827737"),
			  .window = STR("4"),
			  .window_name = STR("户政"),
			  .floor = STR("一楼"),
			  .noon = STR("0"),
			  .name = STR("李四"),
			  .phone = STR("13900000000"),
			  .slot = str_of(slot),
			  .by = STR("li"),
			  .channel = STR("phone") },
	};
	call_begin(&a->call, &h->app, &a->request, &a->response);
}

/* The place that staff get there with a remark, or 0. */
static int64_t place_at(struct hall *h, const char *slot)
{
	struct asked a;
	struct made made;
	char sql[100];

	begin(h, &a, slot);
	a.wish.remark = STR("急用");
	if (reserve(&a.call, &a.wish, &made).text.s)
		return 0;
	snprintf(sql, sizeof sql, "SELECT place FROM booking WHERE id = %lld",
		 (long long)made.link.id);
	return fixture_int(h->app.live->store, sql);
}

static void places(void **state)
{
	static const struct {
		int taken[5];
		int64_t gets;
	} cases[] = {
		{ { 0 }, 3 },	       { { 3 }, 2 }, { { 2, 3 }, 1 },	 { { 1 }, 3 },
		{ { 1, 3 }, 2 },       { { 2 }, 3 }, { { 1, 2, 3 }, 4 }, { { 1, 2, 3, 4 }, 5 },
		{ { 1, 2, 3, 5 }, 6 }, { { 5 }, 3 }, { { 3, 5 }, 2 },
	};
	struct hall *h = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct store *s = h->app.live->store;

		assert_ok(db_exec(store_db(s), "SAVEPOINT t", &terr));
		for (int k = 0; k < 5 && cases[i].taken[k]; k++)
			put(h, "2026-11-28T09:00", cases[i].taken[k], "booked");
		put(h, "2026-11-28T09:00", 7, "cancelled");
		assert_int_equal(place_at(h, "2026-11-28T09:00"), cases[i].gets);
		assert_ok(db_exec(store_db(s), "ROLLBACK TO t; RELEASE t", &terr));
	}
}

static const char *next(struct hall *h, const char *day, const char *time)
{
	struct asked a;

	begin(h, &a, "");
	return arena_cstr(&h->arena,
			  reserve_next_slot(&a.call, &a.wish, str_of(day), str_of(time)));
}

static void moments(void **state)
{
	struct hall *h = *state;

	assert_string_equal(next(h, "", ""), "2026-11-28T09:00");
	assert_string_equal(next(h, "", "14:30"), "2026-11-28T14:30");
	assert_string_equal(next(h, "2026-12-01", ""), "2026-12-01T09:00");
	assert_string_equal(next(h, "2026-12-01", "09:30"), "2026-12-01T09:30");
	assert_string_equal(next(h, "2026-12-01", "12:30"), ""); /* noon, not for this item */
	assert_string_equal(next(h, "2026-12-25", ""), "");
	assert_string_equal(next(h, "", "03:00"), "");
	/* today: past its deadline, so only when it is named; what is over never */
	assert_string_equal(next(h, "2026-11-27", ""), "2026-11-27T14:30");
	assert_string_equal(next(h, "2026-11-27", "09:30"), "");
	for (int place = 1; place <= 3; place++)
		put(h, "2026-11-28T09:00", place, "booked");
	assert_string_equal(next(h, "", ""), "2026-11-28T09:30");
	assert_string_equal(next(h, "2026-11-28", "09:00"), "2026-11-28T09:00");
}

static void reasons(void **state)
{
	struct hall *h = *state;
	struct asked a;
	struct made made;
	struct refusal r;

	begin(h, &a, "2026-11-27T14:30");
	r = reserve(&a.call, &a.wish, &made);
	assert_true(r.text.len > 0 && r.field == FORM_REMARK);
	assert_int_equal(place_at(h, "2026-11-27T14:30"), 3);
	assert_int_equal(fixture_int(h->app.live->store, "SELECT override FROM booking"), 1);
	/* an emergency closes the slot for staff, too */
	assert_ok(db_exec(store_db(h->app.live->store),
			  "INSERT INTO closure(window, day, reason, made_at, made_by)"
			  " VALUES(0, '2026-11-28', '停电', 1, 'li')",
			  &terr));
	begin(h, &a, "2026-11-28T09:00");
	a.wish.remark = STR("急用");
	r = reserve(&a.call, &a.wish, &made);
	assert_int_equal(r.field, FORM_SLOT);
	assert_non_null(strstr(arena_cstr(&h->arena, r.text), "停电"));
	assert_string_equal(next(h, "", ""), "2026-11-29T09:00");
}

static void orphans(void **state)
{
	struct hall *h = *state;
	struct store *s = h->app.live->store;

	put(h, "2026-11-28T09:00", 1, "booked");
	put(h, "2026-11-28T14:30", 1, "booked");
	put(h, "2026-11-28T14:30", 2, "cancelled");
	put(h, "2026-11-28T10:15", 1, "booked"); /* no such slot */
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM orphaned"), 1);
	assert_ok(db_exec(store_db(s),
			  "INSERT INTO closure(window, day, from_time, to_time, reason, made_at,"
			  " made_by) VALUES(4, '2026-11-28', '08:00', '09:00', '停电', 1, 'li')",
			  &terr));
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM orphaned"), 1);
	assert_ok(db_exec(store_db(s), "UPDATE closure SET to_time = '24:00'", &terr));
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM orphaned"), 3);
	assert_ok(db_exec(store_db(s), "UPDATE closure SET lifted_at = 2", &terr));
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM orphaned"), 1);
}

static void periods(void **state)
{
	static const struct {
		const char *from, *to;
		bool right;
	} cases[] = {
		{ "2026-01-01", "2026-01-01", true },  { "2026-01-01", "2027-01-01", true },
		{ "2026-01-01", "2027-01-02", false }, { "2026-01-02", "2026-01-01", false },
		{ "", "2026-01-01", false },	       { "2026-02-30", "2026-03-01", false },
		{ "2026-1-1", "2026-01-02", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ledger_query q = { .window = 4,
					  .from = str_of(cases[i].from),
					  .to = str_of(cases[i].to) };

		assert_int_equal(ledger_period_is_right(&q), cases[i].right);
	}
}

static struct stmt *prepared(struct db *db, const char *sql)
{
	struct stmt *st = db_prepare(db, str_of(sql), &terr);

	assert_non_null(st);
	return st;
}

static void workbooks(void **state)
{
	FILE *out = file_nameless("/tmp", &terr);
	struct db *db = db_open(":memory:", DB_CREATE, &terr);
	struct stmt *title = prepared(db, "SELECT '台帐', '窗口', '台帐'"),
		    *columns = prepared(db, "VALUES('序号', 6, 0, NULL), ('姓名', 6, NULL, NULL)"),
		    *rows = prepared(db, "VALUES(1, '=1+1')"),
		    *long_text = prepared(db, "SELECT 1, printf('%.40000c', 'x')");
	char head[4];

	(void)state;
	assert_non_null(out);
	assert_ok(spreadsheet_write("/tmp", out, title, columns, rows, &terr));
	rewind(out);
	assert_int_equal(fread(head, 1, sizeof head, out), sizeof head);
	assert_memory_equal(head, "PK\3\4", 4);
	assert_false(spreadsheet_write("/tmp", out, title, columns, long_text, &terr));
	fclose(out);
	db_close(db);
	assert_null(file_nameless("/nowhere", &terr));
}

#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, teardown, NULL                                                    \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T("staff take the highest free place, then the next above the last", places),
		T("a day or a time alone is the first that is free, on a named day any", moments),
		T("lead time needs a remark and is marked; a closed slot is closed", reasons),
		T("orphaned: booked where no slot is offered, or one is closed", orphans),
		{ "a period is two days in order, at most 366", periods, NULL, NULL, NULL },
		{ "a spreadsheet is made in a file; a cell that is lost is a fault", workbooks,
		  NULL, NULL, NULL },
	};

	return cmocka_run_group_tests_name("desk", tests, NULL, NULL);
}

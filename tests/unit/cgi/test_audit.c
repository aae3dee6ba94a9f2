#include "staff_fixture.h"

static bool write_row(struct store *s, const char *who)
{
	return chain_write(s, &(struct audit_event){ 1000, str_of(who), STR("192.0.2.1"),
						     AUDIT_SIGNED_IN, STR("x"), STR("") });
}

static void count_fault(void *ctx, struct str fault)
{
	(void)fault;
	++*(int *)ctx;
}

/* How many faults, after a change behind the triggers' back. */
static int faults_after(struct hall *h, const char *sql)
{
	struct db *db = store_db(h->app.live->store);
	int said = 0;
	int64_t faults = 0;

	assert_ok(db_exec(db, "DROP TRIGGER IF EXISTS audit_stays_unchanged", &terr));
	assert_ok(db_exec(db, "DROP TRIGGER IF EXISTS audit_stays", &terr));
	assert_ok(db_exec(db, sql, &terr));
	chain_check(h->app.live->store, count_fault, &said, &faults);
	assert_int_equal(said, faults);
	return (int)faults;
}

static void three_rows(struct hall *h)
{
	assert_true(write_row(h->app.live->store, "a"));
	assert_true(write_row(h->app.live->store, "b"));
	assert_true(write_row(h->app.live->store, "c"));
}

static void whole(void **state)
{
	three_rows(*state);
	assert_int_equal(faults_after(*state, "SELECT 1"), 0);
	assert_int_equal(hall_int(*state, "SELECT count(*) FROM audit a JOIN audit b"
					  " ON b.id = a.id + 1 AND b.previous = a.hash"),
			 2);
}

static void changed(void **state)
{
	static const char *const changes[] = {
		"UPDATE audit SET who = 'z' WHERE id = 2",
		"UPDATE audit SET at = at + 1 WHERE id = 2",
		"UPDATE audit SET address = '' WHERE id = 2",
		"UPDATE audit SET action = 'signout' WHERE id = 2",
		"UPDATE audit SET object = '' WHERE id = 2",
		"UPDATE audit SET detail = '.' WHERE id = 2",
		"UPDATE audit SET hash = zeroblob(32) WHERE id = 2",
		"DELETE FROM audit WHERE id = 1",
		"DELETE FROM audit WHERE id = 2",
		"DELETE FROM audit WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3",
	};
	struct hall *h = *state;
	struct db *db = store_db(h->app.live->store);

	three_rows(h);
	for (size_t i = 0; i < COUNT(changes); i++) {
		assert_ok(db_exec(db, "SAVEPOINT change", &terr));
		if (faults_after(h, changes[i]) == 0)
			fail_msg("%s", changes[i]);
		assert_ok(db_exec(db, "ROLLBACK TO change", &terr));
		assert_ok(db_exec(db, "RELEASE change", &terr));
	}
}

static void stays(void **state)
{
	struct hall *h = *state;
	struct db *db = store_db(h->app.live->store);

	three_rows(h);
	assert_false(db_exec(db, "UPDATE audit SET who = 'z'", &terr));
	assert_false(db_exec(db, "DELETE FROM audit", &terr));
	assert_int_equal(hall_int(h, "SELECT count(*) FROM audit WHERE who IN ('a','b','c')"), 3);
}

static void pages(void **state)
{
	struct hall *h = *state;
	struct person boss;
	const char *body;

	for (int i = 0; i < 150; i++)
		assert_true(write_row(h->app.live->store, i ? "a" : "thefirst"));
	hall_account(h, "boss", "admin", 0);
	boss = hall_sign_in(h, "boss");
	assert_int_equal(hall_get(h, &boss, "/staff/audit", "", &body), 200);
	assert_null(strstr(body, "thefirst"));
	assert_non_null(strstr(body, "before=51"));
	assert_int_equal(hall_get(h, &boss, "/staff/audit", "before=51", &body), 200);
	assert_non_null(strstr(body, "thefirst"));
	assert_null(strstr(body, "更早的"));
	assert_int_equal(hall_get(h, &boss, "/staff/audit.csv", "", &body), 200);
	assert_non_null(strstr(body, "thefirst"));
	assert_int_equal(hall_int(h, "SELECT count(*) FROM audit WHERE action = 'exported'"), 1);
}

static int rows_of(struct hall *h, const char *what)
{
	struct str sql = arena_printf(&h->arena, "SELECT count(*) FROM audit WHERE %s", what);

	return (int)hall_int(h, sql.s);
}

/* POST without a person. */
static int post_from(struct hall *h, const char *path, const char *origin)
{
	struct exchange *x = hall_exchange(h, METHOD_POST, path);

	x->request.origin = str_of(origin);
	x->request.sec_fetch_site = STR("");
	return hall_answer(h, x, NULL);
}

static void foreign_posts(void **state)
{
	static const char row[] = "action = 'refused' AND who = '' AND address = '192.0.2.1'"
				  " AND object = '/staff/accounts' AND detail = ''";
	struct hall *h = *state;
	struct exchange *x = hall_exchange(h, METHOD_POST, "/staff/log");
	struct person clerk;

	assert_int_equal(post_from(h, "/staff/accounts", "https://evil.example"), 403);
	assert_int_equal(rows_of(h, row), 1);
	hall_account(h, "c4", "clerk", 4);
	clerk = hall_sign_in(h, "c4");
	x->request.cookie = clerk.cookie;
	x->request.sec_fetch_site = STR("cross-site");
	assert_int_equal(hall_answer(h, x, NULL), 403);
	assert_int_equal(rows_of(h, "who = 'c4' AND object = '/staff/log'"), 1);
	assert_int_equal(post_from(h, "/book", "https://evil.example"), 403);
	assert_int_equal(rows_of(h, "object = '/book'"), 0); /* of citizens nothing is kept */
}

/* What a handler refuses by itself, the window being another's. */
static void of_other_windows(void **state)
{
	static const char *const gets[] = { "/staff/",
					    "/staff/ledger",
					    "/staff/ledger.csv",
					    "/staff/ledger.xlsx",
					    "/staff/ledger/print",
					    "/staff/ledger/blank" };
	struct hall *h = *state;
	struct person clerk;

	hall_account(h, "c4", "clerk", 4);
	clerk = hall_sign_in(h, "c4");
	for (size_t i = 0; i < COUNT(gets); i++)
		assert_int_equal(hall_get(h, &clerk, gets[i], "window=16", NULL), 403);
	assert_int_equal(rows_of(h, "action = 'refused' AND who = 'c4'"), COUNT(gets));
	assert_int_equal(hall_post(h, &clerk, "/staff/seen", "window=16&upto=1", NULL), 403);
	assert_int_equal(rows_of(h, "object = '/staff/seen'"), 1);
	assert_int_equal(hall_post(h, &clerk, "/staff/closures", "windows=16", NULL), 403);
	assert_int_equal(rows_of(h, "object = '/staff/closures'"), 1);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM closure"), 0);
}

static void flooded(void **state)
{
	struct hall *h = *state;
	int64_t faults = 0;

	for (int i = 0; i < 120; i++)
		assert_int_equal(post_from(h, "/staff/accounts", "https://evil.example"), 403);
	assert_int_equal(rows_of(h, "action = 'refused'"), 7);
	assert_int_equal(rows_of(h, "detail = 'times=10'"), 1);
	assert_int_equal(rows_of(h, "detail = 'times=100'"), 1);
	h->now_s += FLOOD_PERIOD_S;
	assert_int_equal(post_from(h, "/staff/accounts", "https://evil.example"), 403);
	assert_int_equal(rows_of(h, "action = 'refused'"), 8);
	chain_check(h->app.live->store, count_fault, &(int){ 0 }, &faults);
	assert_int_equal(faults, 0);
}

static void flood_is_bounded(void **state)
{
	struct flood *f = calloc(1, sizeof *f);
	int rows = 0;

	(void)state;
	assert_non_null(f);
	for (uint64_t i = 0; i < 20000; i++)
		rows += flood_count(f, i * 7919, 1000) > 0; /* each another address */
	assert_int_equal(rows, FLOOD_ALL + 2);
	for (int i = 0; i < 20000; i++)
		rows += flood_count(f, 1, 1000 + FLOOD_PERIOD_S) > 0;
	assert_int_equal(rows, FLOOD_ALL + 2 + FLOOD_EACH + 4);
	assert_int_equal(flood_count(f, 1, 1000), 1); /* the clock was set back */
	free(f);
}

static void pages_of_a_long_audit(void **state)
{
	struct hall *h = *state;
	struct person boss;
	const char *body;

	assert_ok(db_exec(store_db(h->app.live->store),
			  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
			  " WHERE i < 300) INSERT INTO audit SELECT 5000000000 + i, 1000,"
			  " 'row' || i, '', 'signin', '', '', randomblob(32), randomblob(32)"
			  " FROM n",
			  &terr));
	hall_account(h, "boss", "admin", 0);
	boss = hall_sign_in(h, "boss");
	assert_int_equal(hall_get(h, &boss, "/staff/audit", "", &body), 200);
	assert_non_null(strstr(body, "before=5000000201"));
	assert_int_equal(hall_get(h, &boss, "/staff/audit", "before=5000000201", &body), 200);
	assert_non_null(strstr(body, ">row200<"));
	assert_null(strstr(body, ">row201<"));
	assert_non_null(strstr(body, "before=5000000101"));
}

static void long_export(void **state)
{
	struct hall *h = *state;
	struct person boss;
	const char *body, *line;
	int rows = 0;

	for (int i = 0; i < 1000; i++)
		assert_true(write_row(h->app.live->store, "a"));
	hall_account(h, "boss", "admin", 0);
	boss = hall_sign_in(h, "boss");
	assert_int_equal(hall_get(h, &boss, "/staff/audit.csv", "before=900", &body), 200);
	assert_memory_equal(body, "\xEF\xBB\xBF序号,", 10);
	for (line = strchr(body, '\n'); line[1]; line = strchr(line + 1, '\n'))
		assert_int_equal(strtol(line + 1, NULL, 10), 899 - rows++);
	assert_int_equal(rows, 899);
	assert_int_equal(rows_of(h, "action = 'exported'"), 1);
}

#define WITH_HALL setup, teardown, NULL

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "操作记录: each row holds the digest of the one before", whole, WITH_HALL },
		{ "操作记录: a row changed, taken out or renumbered is found", changed, WITH_HALL },
		{ "操作记录: rows can be neither changed nor deleted", stays, WITH_HALL },
		{ "操作记录: page by page, and as a table, which is noted too", pages, WITH_HALL },
		{ "操作记录: behind a million rows, and 2^32, pages go on", pages_of_a_long_audit,
		  WITH_HALL },
		{ "操作记录: a long table is made in pieces, every row once", long_export,
		  WITH_HALL },
		{ "操作记录: a form that another site sends is refused and noted", foreign_posts,
		  WITH_HALL },
		{ "操作记录: what a page refuses for another's window is noted, POSTs too",
		  of_other_windows, WITH_HALL },
		{ "操作记录: a flood of refusals makes few rows, which count it", flooded,
		  WITH_HALL },
		{ "操作记录: a flood from everywhere is bounded, in each quarter of an hour",
		  flood_is_bounded, NULL, NULL, NULL },
	};

	return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}

#include "staff_fixture.h"

static bool write_row(struct store *s, const char *who)
{
	return audit_write(s, &(struct audit_event){ 1000, str_of(who), STR("192.0.2.1"),
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
	int said = 0, faults = 0;

	assert_ok(db_exec(db, "DROP TRIGGER IF EXISTS audit_stays_unchanged", &terr));
	assert_ok(db_exec(db, "DROP TRIGGER IF EXISTS audit_stays", &terr));
	assert_ok(db_exec(db, sql, &terr));
	audit_check(h->app.live->store, count_fault, &said, &faults);
	assert_int_equal(said, faults);
	return faults;
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

#define WITH_HALL hall_setup, hall_teardown, NULL

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "操作记录: each row holds the digest of the one before", whole, WITH_HALL },
		{ "操作记录: a row changed, taken out or renumbered is found", changed, WITH_HALL },
		{ "操作记录: rows can be neither changed nor deleted", stays, WITH_HALL },
		{ "操作记录: page by page, and as a table, which is noted too", pages, WITH_HALL },
	};

	return cmocka_run_group_tests_name("audit", tests, NULL, NULL);
}

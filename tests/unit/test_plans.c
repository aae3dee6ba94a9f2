/* Queries that stand between a citizen and the answer stay flat as the ledger grows. */
#include "db.h"
#include "sqlfile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

extern const char ledger_sql[];
extern const char schema_sql[];

/* The plan of a statement, its lines joined. */
static const char *plan_of(struct db *db, const struct sqlfile *f, const char *name,
			   struct arena *a)
{
	const struct sqlfile_entry *entry = sqlfile_find(f, STR("name"), str_of(name));
	struct str plan = STR("");
	struct stmt *s;
	struct err e;

	assert_non_null(entry);
	s = db_prepare(db, arena_printf(a, "EXPLAIN QUERY PLAN %.*s", STR_ARG(entry->sql)), &e);
	assert_non_null(s);
	while (stmt_step(s) == DB_ROW)
		plan = arena_printf(a, "%.*s%.*s\n", STR_ARG(plan), STR_ARG(stmt_text(s, 3)));
	stmt_finalize(db, s);
	return arena_cstr(a, plan);
}

static void a_phone_is_looked_up_by_its_index_not_among_all_of_the_day(void **state)
{
	static const char *const names[] = { "same_booking", "same_phone", "open_bookings" };
	struct arena a = ARENA_INIT;
	struct sqlfile f;
	struct err e;
	char path[] = "/tmp/plans-XXXXXX";
	int fd = mkstemp(path);
	struct db *db;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	db = db_open(path, DB_CREATE, &e);
	assert_non_null(db);
	assert_true(db_exec(db, schema_sql, &e));
	assert_true(sqlfile_parse(str_of(ledger_sql), "ledger.sql", &a, &f, &e));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strstr(plan_of(db, &f, names[i], &a),
			    "INDEX booking_of_phone (phone=? AND day"))
			fail_msg("%s: %s", names[i], plan_of(db, &f, names[i], &a));
	db_close(db);
	unlink(path);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_phone_is_looked_up_by_its_index_not_among_all_of_the_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

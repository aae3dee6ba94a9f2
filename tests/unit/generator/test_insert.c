/* Rows of the catalogue: what is given stands in the table, what cannot is told. */
#include "catalogue/insert.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char file[] = "/tmp/insert.XXXXXX";
static struct inserts in;

static int new_file(void **state)
{
	struct err e;
	struct db *db;

	(void)state;
	strcpy(file, "/tmp/insert.XXXXXX");
	close(mkstemp(file));
	db = db_open(file, DB_CREATE, &e);
	if (!db || !db_exec(db,
			    "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT NOT NULL, c INTEGER);"
			    "CREATE TABLE u(a INTEGER NOT NULL, b INTEGER NOT NULL DEFAULT 7)",
			    &e))
		return -1;
	in = (struct inserts){ .db = db };
	return 0;
}

static int close_file(void **state)
{
	(void)state;
	db_close(in.db);
	return unlink(file);
}

static void expect(const char *sql, const char *text)
{
	char got[200];
	struct err e;

	if (!db_get_text(in.db, sql, got, sizeof got, &e))
		fail_msg("%s: %s", sql, e.text);
	assert_string_equal(got, text);
}

static void expect_told(const char *text)
{
	struct err e;

	assert_false(insert_end(&in, &e));
	if (!strstr(e.text, text))
		fail_msg("%s, not %s", e.text, text);
}

static void test_rows(void **state)
{
	struct err e;

	(void)state;
	for (int i = 0; i < 3; i++) {
		INSERT(&in, "t", TEXT("b", i ? STR("x") : ((struct str){ NULL, 0 })),
		       INT_OR_NULL("c", i), INT("a", i));
		INSERT(&in, "u", INT("a", -i));
	}
	assert_true(insert_end(&in, &e));
	expect("SELECT group_concat(a || '''' || b || '''' || coalesce(c, '-')) FROM t",
	       "0''-,1'x'1,2'x'2");
	expect("SELECT group_concat(a || ' ' || b) FROM u", "0 7,-1 7,-2 7");
}

static void test_unknown(void **state)
{
	(void)state;
	INSERT(&in, "t", INT("a", 1), TEXT("bee", STR("x")));
	INSERT(&in, "u", INT("a", 1));
	INSERT(&in, "t", INT("a", 2), TEXT("bee", STR("x")));
	expect_told("no column named bee");
}

static void test_forgotten(void **state)
{
	(void)state;
	INSERT(&in, "t", INT("a", 1));
	expect_told("NOT NULL constraint failed: t.b");
}

static void test_first_failure(void **state)
{
	(void)state;
	INSERT(&in, "t", INT("a", 1), TEXT("b", STR("x")));
	INSERT(&in, "t", INT("a", 1), TEXT("b", STR("y")));
	INSERT(&in, "t", INT("a", 2), TEXT("b", STR("z")));
	expect_told("UNIQUE constraint failed: t.a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "rows: values by their columns, empty text, nothing, a default", test_rows,
		  new_file, close_file, NULL },
		{ "rows: a column that the table has not is told", test_unknown, new_file,
		  close_file, NULL },
		{ "rows: a column that the table wants is told", test_forgotten, new_file,
		  close_file, NULL },
		{ "rows: the failure of one row is told at the end", test_first_failure, new_file,
		  close_file, NULL },
	};

	return cmocka_run_group_tests_name("insert", tests, NULL, NULL);
}

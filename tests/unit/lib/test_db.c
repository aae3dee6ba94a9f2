/*
 * Statements and connections: values bound and read, failures kept, changes done again elsewhere.
 */
#include "base/buf.h"
#include "db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static struct db *memory_db(void)
{
	struct err e;
	struct db *db = db_open(":memory:", DB_CREATE, &e);

	assert_non_null(db);
	assert_true(db_exec(db, "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT UNIQUE) STRICT", &e));
	return db;
}

static void db_binds_and_reads(void **state)
{
	struct db *db = memory_db();
	struct err e;
	struct stmt *add = db_prepare(db, STR("INSERT INTO t(b) VALUES(:b)"), &e);
	struct stmt *all = db_prepare(db, STR("SELECT a, b, :x IS NULL AS n FROM t"), &e);
	int64_t n;
	char text[4];

	(void)state;
	stmt_bind_args(add, ARGS(ARG(":b", STR("'); DROP TABLE t; --"))));
	assert_true(stmt_run(add));
	assert_int_equal(db_last_rowid(db), 1);
	assert_int_equal(db_changes(db), 1);
	stmt_bind_text(add, 1, (struct str){ NULL, 0 });
	assert_true(stmt_run(add));
	assert_string_equal(stmt_column_name(all, 2), "n");
	assert_int_equal(stmt_step(all), DB_ROW);
	assert_true(str_eq(stmt_text(all, 1), STR("'); DROP TABLE t; --")));
	assert_int_equal(stmt_int(all, 2), 1);
	assert_int_equal(stmt_step(all), DB_ROW);
	assert_true(stmt_is_null(all, 1));
	assert_null(stmt_text(all, 1).s);
	assert_int_equal(stmt_step(all), DB_DONE);
	assert_true(db_get_int(db, "SELECT count(*) FROM t", &n, &e) && n == 2);
	assert_true(db_get_text(db, "SELECT 'abcdef'", text, sizeof text, &e));
	assert_string_equal(text, "abc");
	assert_false(db_get_int(db, "SELECT a FROM t WHERE a = 99", &n, &e));
	db_close(db);
}

static bool all_but_other(const char *table)
{
	return strcmp(table, "other") != 0;
}

/* What one connection changed, applied to the same rows of another. */
static void db_changes_again(void **state)
{
	static const char rows[] =
		"CREATE TABLE other(a INTEGER "
		"PRIMARY KEY) STRICT; INSERT INTO t VALUES(1, 'one'), (2, 'two'), (3, NULL)";
	static const char triggers[] =
		"CREATE TRIGGER more AFTER INSERT ON t WHEN NEW.a < 100 BEGIN INSERT INTO t "
		"VALUES(NEW.a + 100, 'more'); END";
	struct db *one = memory_db(), *two = memory_db();
	struct db_session *s;
	struct db_changed n;
	struct buf changes = BUF_INIT;
	int64_t sum;
	struct err e;

	(void)state;
	assert_true(db_exec(one, rows, &e) && db_exec(one, triggers, &e));
	assert_true(db_exec(two, rows, &e) && db_exec(two, triggers, &e));
	assert_non_null(s = db_session_open(one, all_but_other, &e));
	assert_true(db_session_changes(s, &changes, &e));
	assert_int_equal(changes.len, 0);
	assert_true(db_exec(one,
			    "BEGIN; UPDATE t SET b = 'x' WHERE a = 1; DELETE FROM t WHERE a = 2;"
			    "INSERT INTO t VALUES(4, 'four'); SAVEPOINT s; DELETE FROM t;"
			    "ROLLBACK TO s; INSERT INTO other VALUES(1); COMMIT",
			    &e));
	assert_true(db_session_changes(s, &changes, &e));
	db_session_close(s);
	assert_true(db_count_changes(buf_str(&changes), &n, &e));
	assert_true(n.inserted == 2 && n.updated == 1 && n.deleted == 1);
	assert_int_equal(db_apply(two, buf_str(&changes), &e), DB_APPLIED);
	assert_true(
		db_get_int(two, "SELECT sum(a) + (SELECT count(*) FROM other) FROM t", &sum, &e));
	assert_int_equal(sum, 1 + 3 + 4 + 104);
	/* once; and the triggers are on again */
	assert_int_equal(db_apply(two, buf_str(&changes), &e), DB_MISFIT);
	assert_true(db_exec(two, "DELETE FROM t WHERE b = 'more'; INSERT INTO t VALUES(5, 'five')",
			    &e));
	assert_true(db_get_int(two, "SELECT count(*) FROM t", &sum, &e) && sum == 5);
	buf_release(&changes);
	db_close(one);
	db_close(two);
}

static void db_first_failure_stays(void **state)
{
	struct db *db = memory_db();
	struct err e;
	struct stmt *add = db_prepare(db, STR("INSERT INTO t(a, b) VALUES(:a, :b)"), &e);

	(void)state;
	stmt_bind_args(add, ARGS(ARG(":a", 1), ARG_NULL(":b")));
	assert_true(stmt_run(add));
	stmt_bind_args(add, ARGS(ARG(":a", 1), ARG_NULL(":b")));
	assert_false(stmt_run(add));
	stmt_bind_args(add, ARGS(ARG(":a", 2), ARG_NULL(":b")));
	assert_true(stmt_run(add));
	assert_int_equal(db_failed(db), DB_CONSTRAINT);
	assert_false(db_error(db, &e));
	assert_non_null(strstr(e.text, "UNIQUE constraint failed: t.a"));
	db_clear_error(db);
	assert_true(db_error(db, &e));
	assert_null(db_prepare(db, STR("SELECT \"text\""), &e)); /* no DQS */
	assert_null(db_prepare(db, STR("  -- nothing"), &e));
	db_close(db);
}

static void db_statement_at_rest(void **state)
{
	struct err e;
	struct db *db = memory_db();
	struct stmt *add = db_prepare(db, STR("INSERT INTO t(b) VALUES(:b)"), &e);
	struct stmt *count = db_prepare(db, STR("SELECT count(*) FROM t"), &e);

	(void)state;
	for (int i = 1; i <= 2; i++) {
		char b[] = { (char)('a' + i), '\0' };

		stmt_rest(add);
		stmt_rest(count);
		stmt_reset(add); /* of nothing */
		stmt_bind_args(add, ARGS(ARG(":b", str_of(b))));
		assert_true(stmt_run(add));
		assert_int_equal(stmt_get_int(count), i);
	}
	stmt_rest(add);
	assert_int_equal(stmt_params(add), 1);
	stmt_rest(add);
	assert_true(db_exec(db, "DROP TABLE t", &e));
	stmt_bind_args(add, ARGS(ARG(":b", STR("c"))));
	assert_int_equal(stmt_step(add), DB_FAILED);
	stmt_reset(add);
	assert_false(db_error(db, &e));
	assert_non_null(strstr(e.text, "no such table"));
	db_close(db);
}

static void db_modes(void **state)
{
	char dir[] = "/tmp/libXXXXXX", path[64];
	struct err e;
	struct db *db, *other;
	int64_t n;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/a?b#c%%20.db", dir);
	assert_null(db_open(path, DB_READ, &e));
	assert_null(db_open(path, DB_WRITE, &e));
	db = db_open(path, DB_CREATE, &e);
	assert_true(db_exec(db, "CREATE TABLE t(a); INSERT INTO t VALUES(5)", &e));
	db_close(db);
	assert_int_equal(access(path, F_OK), 0);
	db = db_open(path, DB_READ, &e);
	assert_false(db_exec(db, "INSERT INTO t VALUES(6)", &e));
	db_close(db);
	db = db_open(":memory:", DB_CREATE, &e);
	assert_true(db_attach(db, path, "cat", &e));
	assert_true(db_get_int(db, "SELECT a FROM cat.t", &n, &e) && n == 5);
	assert_false(db_exec(db, "DELETE FROM cat.t", &e));
	other = db_open(path, DB_WRITE, &e);
	assert_true(db_exec(other, "BEGIN EXCLUSIVE", &e));
	assert_true(db_get_int(db, "SELECT a FROM cat.t", &n, &e) && n == 5); /* without a lock */
	db_close(other);
	assert_false(db_attach(db, "/nowhere.db", "other", &e));
	assert_int_equal(db_failed(db), DB_OK);
	db_close(db);
	unlink(path);
	rmdir(dir);
}

#define CASE(title, f)                                                                             \
	{                                                                                          \
		title, f, NULL, NULL, NULL                                                         \
	}

int main(void)
{
	const struct CMUnitTest test[] = {
		CASE("db: bound text stays text, NULL stays NULL", db_binds_and_reads),
		CASE("db: what a connection changed is done again elsewhere, once, without "
		     "triggers",
		     db_changes_again),
		CASE("db: the first failure stays until it is cleared", db_first_failure_stays),
		CASE("db: a statement at rest is prepared again", db_statement_at_rest),
		CASE("db: read means read, any file name works", db_modes),
	};

	return cmocka_run_group_tests_name("db", test, NULL, NULL);
}

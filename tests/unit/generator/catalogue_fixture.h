/*
 * catalogue_fixture.h - a catalogue in a folder of its own, and what is asked of it.
 */
#ifndef TESTS_CATALOGUE_FIXTURE_H
#define TESTS_CATALOGUE_FIXTURE_H

#include "base/file.h"
#include "calendar_fixture.h"
#include "catalogue/catalogue.h"

#include <unistd.h>

static char folder[64];

static void new_folder(void)
{
	snprintf(folder, sizeof folder, "/tmp/catalogue.XXXXXX");
	assert_non_null(mkdtemp(folder));
}

static const char *path_of(const char *name)
{
	static char path[100];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static int clean(void **state)
{
	(void)state;
	unlink(path_of("a.db"));
	unlink(path_of("b.db"));
	return rmdir(folder);
}

static struct db *write_catalogue(const char *name, const char *today)
{
	struct err e = { 0 };
	struct db *db = catalogue_write(path_of(name), &content, day(today), &arena, &e);

	if (!db)
		fail_msg("%s", e.text);
	return db;
}

static void expect_text(struct db *db, const char *sql, const char *text)
{
	char got[200];
	struct err e;

	if (!db_get_text(db, sql, got, sizeof got, &e))
		fail_msg("%s: %s", sql, e.text);
	assert_string_equal(got, text);
}

static void expect_int(struct db *db, const char *sql, int64_t n)
{
	int64_t got;
	struct err e;

	if (!db_get_int(db, sql, &got, &e))
		fail_msg("%s: %s", sql, e.text);
	if (got != n)
		fail_msg("%s: %lld", sql, (long long)got);
}

static struct str bytes_of(const char *name)
{
	struct str bytes = { NULL, 0 };
	struct err e;

	assert_true(file_read(path_of(name), 16 << 20, &arena, &bytes, &e));
	return bytes;
}

static void test_same_bytes(void **state)
{
	(void)state;
	db_close(write_catalogue("a.db", "2026-11-23"));
	db_close(write_catalogue("b.db", "2026-11-23"));
	assert_true(str_eq(bytes_of("a.db"), bytes_of("b.db")));
	unlink(path_of("b.db"));
	db_close(write_catalogue("b.db", "2026-11-24"));
	assert_false(str_eq(bytes_of("a.db"), bytes_of("b.db")));
}

#endif

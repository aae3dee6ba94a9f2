/* Backups with a key: what stands on the disk, and what a changed one does. */
#include "disk/kill.h"
#include "hall.h"

#include "base/file.h"
#include "store/backup.h"
#include "store/upkeep.h"

#include <fcntl.h>
#include <signal.h>

static const char *path_of(struct hall *h, const char *name)
{
	return arena_printf(&h->arena, "%s/%s", h->f->dir, name).s;
}

static void make_key(struct hall *h)
{
	struct str path = backup_key_path(h->f->ledger, &h->arena);

	unlink(path.s);
	assert_ok(key_make(path.s, &terr));
}

static struct db *ledger_of(struct hall *h)
{
	return store_db(h->app.live->store);
}

/* More than three pieces, with 张三 in it. */
static const char *full_backup(struct hall *h)
{
	const char *file = path_of(h, "backup");

	booked(h);
	assert_ok(db_exec(ledger_of(h),
			  "UPDATE booking SET remark = replace(hex(zeroblob(100000)), '00', '张')",
			  &terr));
	assert_ok(backup_make(ledger_of(h), h->f->ledger, file, 1795838400, &terr));
	return file;
}

static struct str content(struct hall *h, const char *file)
{
	struct str s;

	assert_ok(file_read(file, 64 << 20, &h->arena, &s, &terr));
	return s;
}

static bool plain_in(struct hall *h, const char *file)
{
	struct str s = content(h, file);

	return str_find(s, STR("张三")) != SIZE_MAX ||
	       str_find(s, STR("SQLite format 3")) != SIZE_MAX;
}

static void assert_refused(struct hall *h, const char *file, const char *words)
{
	struct str before = content(h, h->f->ledger);

	assert_false(fixture_restore(h->f->ledger, file));
	assert_has(terr.text, words);
	assert_true(str_eq(content(h, h->f->ledger), before));
	assert_int_equal(access(path_of(h, "ledger.db.new"), F_OK), -1);
}

/* A copy that is cut or has one byte changed. */
static const char *spoilt(struct hall *h, struct str s, size_t len, size_t flip)
{
	const char *file = path_of(h, "spoilt");
	char *bytes = arena_alloc(&h->arena, s.len);

	memcpy(bytes, s.s, s.len);
	if (flip < s.len)
		bytes[flip] = (char)(bytes[flip] ^ 1);
	assert_ok(file_replace(file, (struct str){ bytes, len }, 0600, &terr));
	return file;
}

static const char *joined(struct hall *h, struct str one, struct str two)
{
	char *bytes = arena_alloc(&h->arena, one.len + two.len);

	memcpy(bytes, one.s, one.len);
	memcpy(bytes + one.len, two.s, two.len);
	return spoilt(h, (struct str){ bytes, one.len + two.len }, one.len + two.len, SIZE_MAX);
}

static void round_trip(void **state)
{
	struct hall *h = *state;
	const char *file;

	make_key(h);
	file = full_backup(h);
	assert_false(plain_in(h, file));
	assert_true(content(h, file).len > 3 * 65536);
	assert_true(backup_is_encrypted(file));
	assert_int_equal(access(path_of(h, "backup.part"), F_OK), -1);
	assert_false(backup_make(ledger_of(h), h->f->ledger, file, 1795838400, &terr));
	assert_has(terr.text, "已经有这个文件");
	serve_close(&h->app);
	assert_int_equal(rename(h->f->ledger, path_of(h, "gone")), 0);
	assert_int_equal(rename(path_of(h, "log"), path_of(h, "gone.log")), 0);
	assert_ok(fixture_restore(h->f->ledger, file));
	assert_ok(serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr));
	assert_int_equal(fixture_int(h->app.live->store,
				     "SELECT count(*) FROM booking WHERE name = '张三' AND"
				     " length(remark) = 100000"),
			 1);
}

static void without_a_key_it_is_a_database(void **state)
{
	struct hall *h = *state;

	assert_true(plain_in(h, full_backup(h)));
	/* a key that cannot be read is no reason to write plain text */
	assert_int_equal(symlink("/nowhere/key", backup_key_path(h->f->ledger, &h->arena).s), 0);
	assert_false(
		backup_make(ledger_of(h), h->f->ledger, path_of(h, "other"), 1795838400, &terr));
	assert_has(terr.text, "ledger.db.backup-key");
	assert_int_equal(access(path_of(h, "other"), F_OK), -1);
}

static void keys_that_do_not_fit(void **state)
{
	struct hall *h = *state;
	const char *file;

	make_key(h);
	file = full_backup(h);
	serve_close(&h->app);
	unlink(backup_key_path(h->f->ledger, &h->arena).s);
	assert_refused(h, file, "缺少它的密钥：请放到");
	make_key(h);
	assert_refused(h, file, "备份不是用");
	assert_int_equal(chmod(backup_key_path(h->f->ledger, &h->arena).s, 0644), 0);
	assert_refused(h, file, "别的用户也能读");
}

static void spoilt_ones_are_refused(void **state)
{
	enum { HEAD = 48, PIECE = 65536 + 17 };
	static const size_t flips[] = { HEAD - 1, HEAD, HEAD + PIECE - 1, HEAD + PIECE + 99 };
	struct hall *h = *state;
	struct str s;

	make_key(h);
	s = content(h, full_backup(h));
	serve_close(&h->app);
	assert_refused(h, spoilt(h, s, 47, SIZE_MAX), "备份不完整");
	assert_refused(h, spoilt(h, s, HEAD, SIZE_MAX), "缺少末尾");
	assert_refused(h, spoilt(h, s, HEAD + PIECE, SIZE_MAX), "缺少末尾");
	assert_refused(h, spoilt(h, s, HEAD + PIECE + 5, SIZE_MAX), "备份不完整");
	assert_refused(h, spoilt(h, s, s.len - 1, SIZE_MAX), "备份不完整");
	assert_refused(h, spoilt(h, s, s.len, 20), "备份不是用");
	for (size_t i = 0; i < COUNT(flips); i++)
		assert_refused(h, spoilt(h, s, s.len, flips[i]), "已损坏");
	assert_refused(h, spoilt(h, s, s.len, s.len - 1), "已损坏");
	/* pieces put behind the last one, or in another order */
	assert_refused(h, joined(h, s, s), "已损坏");
	assert_refused(h, joined(h, str_head(s, HEAD), str_from(s, HEAD + PIECE)), "已损坏");
	assert_ok(serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr));
}

/* Makes a backup in a child that is killed at that call. */
static bool killed(struct hall *h, const char *file)
{
	pid_t child = fork_child();

	assert_true(child >= 0);
	if (child == 0) {
		/* a connection of its own: none may cross fork() */
		struct db *db = db_open(h->f->ledger, DB_READ, &terr);

		disk.meet = kill_meets;
		_exit(db && backup_make(db, h->f->ledger, file, 1795838400, &terr) ? 0 : 1);
	}
	return !kill_lived(child);
}

static void a_kill_leaves_nothing_plain(void **state)
{
	struct hall *h = *state;
	const char *file = path_of(h, "backups/killed");

	make_key(h);
	full_backup(h);
	serve_close(&h->app);
	assert_int_equal(mkdir(path_of(h, "backups"), 0700), 0);
	for (kill_at = 1; killed(h, file); kill_at++) {
		const char *part = path_of(h, "backups/killed.part");

		/* nothing plain is in it while it has a name */
		assert_int_equal(access(path_of(h, "backups/killed.part-journal"), F_OK), -1);
		if (access(part, F_OK) == 0)
			assert_false(plain_in(h, part));
		if (access(file, F_OK) == 0) {
			assert_false(plain_in(h, file));
			unlink(file);
		}
	}
	assert_true(kill_at > 10);
	assert_true(backup_is_encrypted(file));
	assert_int_equal(access(path_of(h, "backups/killed.part"), F_OK), -1);
	/* which has never heard of that remark */
	assert_int_equal(rename(path_of(h, "log"), path_of(h, "gone.log")), 0);
	assert_ok(fixture_restore(h->f->ledger, file));
	assert_ok(serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr));
}

static void nightly_ones_are_encrypted(void **state)
{
	struct hall *h = *state;
	const char *left = path_of(h, "backups/ledger-2026-11-30.db.part");
	const char *file = path_of(h, "backups/ledger-2026-12-01.db");

	make_key(h);
	booked(h);
	assert_int_equal(mkdir(path_of(h, "backups"), 0700), 0);
	assert_ok(file_replace(left, STR("of a serve that was killed"), 0600, &terr));
	night(h, "2026-12-01T02:00");
	assert_string_equal(h->logged, "");
	assert_true(backup_is_encrypted(file));
	assert_false(plain_in(h, file));
	assert_int_equal(access(left, F_OK), -1);
	serve_close(&h->app);
	assert_ok(fixture_restore(h->f->ledger, file));
	assert_ok(serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr));
	assert_int_equal(bookings(h), 1);
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, teardown, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("with a key: encrypted, and restored to the last letter", round_trip),
		T("without a key a backup is a database; a key out of reach stops it",
		  without_a_key_it_is_a_database),
		T("a key that is missing, another or open to all is told", keys_that_do_not_fit),
		T("cut or changed in one bit: refused, and the ledger stays",
		  spoilt_ones_are_refused),
		T("kill -9 at any call leaves no plain text on the disk",
		  a_kill_leaves_nothing_plain),
		T("every night, with a key: encrypted, and leftovers of a kill go",
		  nightly_ones_are_encrypted),
	};

	return cmocka_run_group_tests_name("backup", tests, NULL, NULL);
}

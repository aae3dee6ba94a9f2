/*
 * restore: all or nothing, whatever goes wrong on the way and whoever
 * is killed; the old ledger stays, sessions end, another hall's backup is refused.
 */
#include "disk/kill.h"
#include "hall.h"

#include "base/file.h"
#include "staff/account.h"
#include "staff/audit.h"
#include "store/backup.h"
#include "store/key.h"

static int fail_at;

static bool fails(enum disk_call call, const char *path)
{
	(void)path;
	if (call == DISK_READ || ++seen != fail_at)
		return true;
	errno = EIO;
	return false;
}

static const char *path_of(struct hall *h, const char *name)
{
	return arena_printf(&h->arena, "%s/%s", h->f->dir, name).s;
}

static void shell(struct hall *h, const char *command)
{
	if (system(arena_printf(&h->arena, "cd '%s' && %s", h->f->dir, command).s) != 0)
		fail_msg("%s", command);
}

/* One booking in the backup, another one since, and somebody signed in. */
static const char *backed_up(struct hall *h)
{
	struct account_new li = { .name = STR("li"), .role = STR("admin"), .now_s = 1 };
	char password[ONE_TIME_PASSWORD_TEXT];
	const char *page, *file = path_of(h, "backup");
	struct audit_event event = { .at_s = 1,
				     .who = STR("li"),
				     .address = STR(""),
				     .action = AUDIT_SIGNED_IN,
				     .object = STR("li"),
				     .detail = STR("") };

	booked(h);
	assert_ok(account_command(h->app.live->store, ACCOUNT_ADD, &li, password, &terr));
	assert_ok(chain_write_alone(h->app.live->store, &event, &terr));
	sql(h, "INSERT INTO session(token, account, made_at, seen_at, agent) "
	       "VALUES(zeroblob(32), 'li', 1, 1, '')");
	assert_ok(backup_make(store_db(h->app.live->store), h->f->ledger, file, 1795838400, &terr));
	assert_int_equal(book(h, form(h, "2026-11-29T09:00", "13912345678"), &page), 303);
	serve_close(&h->app);
	return file;
}

static int64_t get_int(const char *file, const char *query)
{
	struct db *db = db_open(file, DB_WRITE, &terr);
	int64_t n = -1;

	assert_ok(db != NULL && db_get_int(db, query, &n, &terr));
	db_close(db);
	return n;
}

static int64_t rows(struct hall *h)
{
	return get_int(h->f->ledger, "SELECT count(*) FROM booking");
}

/* Nothing of a try is left, and everything is as `shell` has put it aside. */
static void assert_untouched(struct hall *h)
{
	shell(h, "test -z \"$(ls -d ledger.db.new* ledger.db.old* log/*.new* 2>/dev/null)\"");
	shell(h, "cmp ledger.db aside/ledger.db && diff -r log aside/log");
}

static void set_aside(struct hall *h)
{
	shell(h, "rm -rf aside && mkdir aside && cp -pR ledger.db ledger.db.key log aside");
}

static void assert_refused(struct hall *h, const char *file, const char *words)
{
	for (int i = 0; i < 2; i++) { /* a second try is no worse */
		assert_false(fixture_restore(h->f->ledger, file));
		assert_has(terr.text, words);
		assert_untouched(h);
	}
}

static void brings_back(void **state)
{
	struct hall *h = *state;
	const char *file = backed_up(h);
	const char *kept = path_of(h, "ledger.db.old-2026-11-28T1200");

	assert_int_equal(get_int(h->f->ledger, "SELECT count(*) FROM session"), 1);
	shell(h, "chmod 640 ledger.db");
	set_aside(h);
	assert_ok(fixture_restore(h->f->ledger, file));
	assert_int_equal(rows(h), 2);
	assert_int_equal(get_int(h->f->ledger, "SELECT count(*) FROM session"), 0);
	assert_int_equal(
		get_int(h->f->ledger, "SELECT count(*) FROM audit WHERE action = 'restored'"), 1);
	assert_sound(h->f->ledger);
	shell(h, "cmp aside/ledger.db ledger.db.old-2026-11-28T1200");
	shell(h, "test $(stat -c %a ledger.db) = 640");
	/* in the same minute: another name, and the first stays */
	assert_ok(fixture_restore(h->f->ledger, file));
	assert_int_equal(get_int(path_of(h, "ledger.db.old-2026-11-28T1200.2"),
				 "SELECT count(*) FROM audit WHERE action = 'restored'"),
			 1);
	shell(h, "cmp aside/ledger.db ledger.db.old-2026-11-28T1200");
	assert_int_equal(get_int(kept, "SELECT count(*) FROM session"), 1);
}

/* Root restores; hallbook's own user serves. */
static void damaged_log(void **state)
{
	struct hall *h = *state;
	const char *file = backed_up(h);

	/* the last frame: as a torn end would be, but the ledger has it */
	shell(h, "cp log/ledger.db.000001 whole && truncate -s -1 log/ledger.db.000001");
	set_aside(h);
	assert_refused(h, file, "变更日志只能读到第 1 段第");
	/* the first frame, which the backup has: only the check meets it */
	shell(h, "cp whole log/ledger.db.000001 && sed -i '0,/2026-11-28/s//2027-11-28/' "
		 "log/ledger.db.000001");
	set_aside(h);
	assert_refused(h, file, "合起来有错");
	shell(h, "tail -c +300 whole > log/ledger.db.000001");
	set_aside(h);
	assert_refused(h, file, "开头已损坏");
	/* a ledger that is itself damaged stays, too */
	shell(h, "printf 'damage' | dd of=ledger.db bs=1 conv=notrunc 2>/dev/null");
	set_aside(h);
	assert_refused(h, file, "");
}

static void changed_backup(void **state)
{
	struct hall *h = *state;
	const char *file = backed_up(h);

	set_aside(h);
	shell(h, "sqlite3 backup \"UPDATE booking SET window_name = 'x'\"");
	assert_refused(h, file, "合起来有错");
	assert_has(fixture_said, "booking：");
	shell(h, "sqlite3 backup 'DROP INDEX place_once'");
	assert_refused(h, file, "合起来有错");
	shell(h, "truncate -s 20000 backup");
	assert_refused(h, file, "");
	shell(h, "rm backup");
	assert_refused(h, file, "backup");
}

/* The hall of another fixture, whose log is as empty as ours. */
static void another_hall(void **state)
{
	struct hall *h = *state;
	struct fixture *other = fixture_make();
	const char *theirs = path_of(h, "theirs");
	struct db *db = db_open(other->ledger, DB_WRITE, &terr);

	assert_ok(db && backup_make(db, other->ledger, theirs, 1795838400, &terr));
	db_close(db);
	backed_up(h);
	set_aside(h);
	assert_refused(h, theirs, "这是别的大厅的备份");
	/* a ledger that cannot say whose it is: the log does, or the key */
	shell(h, "rm ledger.db");
	for (int i = 0; i < 2; i++) {
		assert_false(fixture_restore(h->f->ledger, theirs));
		assert_has(terr.text, i ? "不是这份备份的密钥" : "别的大厅的变更日志");
		assert_int_equal(access(h->f->ledger, F_OK), -1);
		shell(h, "rm -rf log");
	}
	fixture_drop(other);
}

/* Another machine, with the backup alone: it is taken, and says what is missing. */
static void without_the_key(void **state)
{
	struct hall *h = *state;
	struct restore r = { .ledger = h->f->ledger, .file = backed_up(h), .say = fixture_say };

	shell(h, "rm -rf ledger.db ledger.db.key log");
	assert_ok(restore_backup(&r, &terr));
	assert_false(r.key_is_right);
	assert_int_equal(rows(h), 1);
	assert_null(store_open(h->f->ledger, NULL, STORE_WRITE, &terr));
	assert_has(terr.text, "hallbook key");
	assert_int_equal(fixture_faults(h->f->ledger), 1);
	assert_has(fixture_said, "密钥：");
}

/* A disk that is not mounted: its folder is there and empty. */
static void log_is_not_there(void **state)
{
	struct hall *h = *state;
	const char *file = backed_up(h), *newer = path_of(h, "newer");
	struct db *db = db_open(h->f->ledger, DB_WRITE, &terr);

	assert_ok(db && backup_make(db, h->f->ledger, newer, 1795838400, &terr));
	db_close(db);
	shell(h, "mv log mounted && mkdir log");
	shell(h, "rm -rf aside && mkdir aside && cp -pR ledger.db log aside");
	for (int i = 0; i < 2; i++) { /* the booking, its row of the history and itself */
		assert_refused(h, file, "变更日志不在（");
		assert_has(terr.text, "1 个预约、2 条记录");
		assert_has(terr.text, "放回原处");
		assert_has(terr.text, "移到别处");
		shell(h, "rmdir log aside/log; test ! -e log && mkdir aside/log");
		shell(h, i ? "true" : "mkdir log");
	}
	/* a start without the disk begins nothing there */
	assert_null(store_open(h->f->ledger, NULL, STORE_WRITE, &terr));
	assert_has(terr.text, "放回原处");
	shell(h, "test ! -e log");
	/*
	 * the ways out: put back; nothing is lost with a newer backup, nor by the ledger
	 * itself; the ledger put away
	 */
	shell(h, "cp -pR mounted log");
	assert_ok(fixture_restore(h->f->ledger, file));
	assert_int_equal(rows(h), 2);
	shell(h, "rm -rf log ledger.db ledger.db-* && cp -p aside/ledger.db . && mkdir log");
	assert_ok(fixture_restore(h->f->ledger, newer));
	assert_int_equal(rows(h), 2);
	shell(h, "rm -rf log/*");
	assert_ok(fixture_restore(h->f->ledger, h->f->ledger));
	assert_int_equal(rows(h), 2);
	assert_sound(h->f->ledger);
	shell(h, "rm -rf log/* && mv ledger.db present");
	assert_ok(fixture_restore(h->f->ledger, file));
	assert_int_equal(rows(h), 1);
}

/* The backup is beside the log that begins, so that nothing can be changed unseen. */
static void log_begins(void **state)
{
	struct hall *h = *state;
	struct restore r = { .ledger = h->f->ledger, .file = backed_up(h), .say = fixture_say };

	shell(h, "rm -r log ledger.db");
	assert_ok(restore_backup(&r, &terr));
	assert_true(r.alone);
	assert_int_equal(r.newest_s, get_int(h->f->ledger, "SELECT max(at) FROM history"));
	assert_sound(h->f->ledger);
	shell(h, "sqlite3 ledger.db \"UPDATE booking SET floor = '九楼'\"");
	assert_true(fixture_faults(h->f->ledger) > 0);
}

/* True when it lived to end it. */
static bool restored_in_child(struct hall *h, const char *file)
{
	pid_t child = fork_child();

	if (child == 0) {
		seen = 0;
		disk.meet = kill_meets;
		_exit(fixture_restore(h->f->ledger, file) ? 0 : 1);
	}
	return kill_lived(child);
}

/* With ledger and log, or with the backup alone. */
static void killed_at_each_call(struct hall *h, const char *lose)
{
	const char *file = backed_up(h);
	bool lived = false;

	set_aside(h);
	for (kill_at = 1; !lived; kill_at += 2) {
		shell(h, "rm -rf ledger.db* log backups && cp -pR aside/* .");
		shell(h, lose);
		lived = restored_in_child(h, file);
		if (access(h->f->ledger, F_OK) == 0) {
			struct store *s = store_open(h->f->ledger, NULL, STORE_WRITE, &terr);

			assert_ok(s != NULL); /* as the next start does */
			store_close(s);
			assert_sound(h->f->ledger);
		}
		/* and again, to its end */
		assert_ok(fixture_restore(h->f->ledger, file));
		assert_sound(h->f->ledger);
		shell(h, "test -z \"$(ls -d ledger.db.new* 2>/dev/null)\"");
	}
	assert_true(kill_at > 20);
	print_message("killed %d times\n", kill_at / 2 - 1);
}

static void killed(void **state)
{
	killed_at_each_call(*state, "true");
}

static void killed_without_log(void **state)
{
	killed_at_each_call(*state, "rm -r log ledger.db");
}

/* An I/O error, call by call. */
static void failing(void **state)
{
	struct hall *h = *state;
	const char *file = backed_up(h);
	bool done = false, ok;

	set_aside(h);
	for (fail_at = 1; !done; fail_at += 2) {
		seen = 0;
		disk.meet = fails;
		ok = fixture_restore(h->f->ledger, file);
		disk.meet = NULL;
		done = seen < fail_at;
		if (!ok && access(path_of(h, "ledger.db.old-2026-11-28T1200"), F_OK) != 0) {
			assert_untouched(h);
		} else { /* a call that is not needed, or the row of the audit at the end */
			assert_int_equal(rows(h), 2);
			assert_sound(h->f->ledger);
			shell(h, "rm -rf ledger.db* log && cp -pR aside/* .");
		}
	}
	assert_true(fail_at > 100);
	print_message("%d calls failed\n", fail_at / 2 - 1);
}

static int end(void **state)
{
	disk.meet = NULL;
	teardown(state);
	disk_forget();
	return 0;
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, end, NULL                                                         \
	}
	const struct CMUnitTest tests[] = {
		T("backup and log are the ledger; the old one is kept, sessions end", brings_back),
		T("a damaged log: refused twice, nothing has changed", damaged_log),
		T("a backup that was changed or cut: the same", changed_backup),
		T("a backup of another hall: the same", another_hall),
		T("a backup without its key is restored, and the key asked for", without_the_key),
		T("the log is not there and the ledger has more than the backup: refused, in "
		  "words",
		  log_is_not_there),
		T("a backup alone: a new log begins behind it; from when it is, is said",
		  log_begins),
		T("killed at every second call: the old ledger or the new one, and it can be run "
		  "again",
		  killed),
		T("the same with the backup alone", killed_without_log),
		T("an I/O error of every second call: nothing has changed, nothing is left",
		  failing),
	};

	return cmocka_run_group_tests_name("restore", tests, NULL, NULL);
}

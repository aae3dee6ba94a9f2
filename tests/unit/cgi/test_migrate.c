/*
 * A ledger of an older schema, with bookings, history, audit and a log, becomes
 * one of ours. No hall has had one: version 0 is ours without the table `offered`,
 * and the step from it makes that table.
 */
#include "disk/kill.h"
#include "hall.h"

#include "base/file.h"
#include "staff/audit.h"
#include "store/backup.h"
#include "store/migrate.h"
#include "store/storefile.h"

static char said[600];

static void keep_said(const struct err *e)
{
	snprintf(said, sizeof said, "%s", e->text);
}

static void shell(struct hall *h, const char *command)
{
	assert_int_equal(system(arena_printf(&h->arena, "dir=%s; %s", h->f->dir, command).s), 0);
}

static const char *path_of(struct hall *h, const char *name)
{
	return arena_printf(&h->arena, "%s/%s", h->f->dir, name).s;
}

/* The ledger that there is, without a table; as it was, it stays as new.db. */
static void become_version_0(struct hall *h)
{
	struct db *db = db_open(h->f->ledger, DB_WRITE, &terr);
	char table[1000];

	serve_close(&h->app);
	assert_ok(db != NULL);
	assert_ok(db_get_text(db, "SELECT sql FROM sqlite_schema WHERE name = 'offered'", table,
			      sizeof table, &terr));
	storefile_steps =
		arena_printf(&h->arena, "-- name: from_0\n%s;\nPRAGMA user_version = 1;\n", table)
			.s;
	db_close(db);
	shell(h, "cd $dir && sqlite3 ledger.db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null && "
		 "cp ledger.db new.db && "
		 "sqlite3 ledger.db 'DROP TABLE offered; PRAGMA user_version = 0'");
}

static int setup_0(void **state)
{
	struct audit_event event = { .who = STR("li"),
				     .address = STR("command"),
				     .action = AUDIT_EXPORTED,
				     .object = STR("ledger.csv"),
				     .detail = STR("") };
	struct hall *h;

	setup(state);
	h = *state;
	booked(h);
	assert_ok(chain_write_alone(h->app.live->store, &event, &terr));
	become_version_0(h);
	said[0] = '\0';
	return 0;
}

static int end(void **state)
{
	disk.meet = NULL;
	teardown(state);
	disk_forget();
	return 0;
}

static int64_t get_int(const char *file, const char *sql)
{
	struct db *db = db_open(file, DB_WRITE, &terr);
	int64_t n = -1;

	assert_ok(db != NULL);
	assert_ok(db_get_int(db, sql, &n, &terr));
	db_close(db);
	return n;
}

/* What `hallbook check` finds, and that all rows are there. */
static void assert_all(struct hall *h, int64_t nbookings)
{
	assert_sound(h->f->ledger);
	assert_int_equal(get_int(h->f->ledger, "SELECT count(*) FROM booking"), nbookings);
	assert_true(get_int(h->f->ledger, "SELECT count(*) FROM audit") > 0);
}

static void becomes_ours(void **state)
{
	struct hall *h = *state;
	const char *old = path_of(h, "backups/schema-0.1.db");

	assert_all(h, 1);
	assert_null(store_open(h->f->ledger, NULL, STORE_WRITE, &terr));
	assert_ok(migrate_ledger(h->f->ledger, 1795838400, keep_said, &terr));
	assert_non_null(strstr(said, "schema version 0 became 1"));
	assert_non_null(strstr(said, old));
	assert_int_equal(get_int(h->f->ledger, "PRAGMA user_version"), 1);
	assert_int_equal(get_int(old, "PRAGMA user_version"), 0);
	assert_int_equal(get_int(old, "SELECT count(*) FROM booking"), 1);
	assert_all(h, 1);
	/* once */
	said[0] = '\0';
	assert_ok(migrate_ledger(h->f->ledger, 1795838400, keep_said, &terr));
	assert_string_equal(said, "");
	assert_int_not_equal(access(path_of(h, "backups/schema-0.2.db"), F_OK), 0);
}

/* Comments and spaces apart. */
static void same_schema(void **state)
{
	struct hall *h = *state;
	static const char dump[] =
		"cd $dir && for f in ledger new; do sqlite3 $f.db \"SELECT type, name, tbl_name, "
		"sql FROM sqlite_schema ORDER BY type, name\" | sed 's/--.*//' | tr -d ' \\n' > "
		"$f.txt; done; test -s new.txt && cmp ";

	shell(h, arena_printf(&h->arena, "%s -s ledger.txt new.txt && exit 1 || exit 0", dump).s);
	assert_ok(migrate_ledger(h->f->ledger, 1795838400, keep_said, &terr));
	shell(h, arena_printf(&h->arena, "%s ledger.txt new.txt", dump).s);
}

/* True when the process lived to end it. */
static bool migrated(struct hall *h)
{
	pid_t child = fork_child();

	if (child == 0) {
		struct err e;

		disk.meet = kill_meets;
		_exit(migrate_ledger(h->f->ledger, 1795838400, keep_said, &e) ? 0 : 1);
	}
	return kill_lived(child);
}

static void killed(void **state)
{
	struct hall *h = *state;
	int old = 0;
	bool lived = false;

	for (kill_at = 1; !lived; kill_at++) {
		int64_t version;

		seen = 0;
		lived = migrated(h);
		version = get_int(h->f->ledger, "PRAGMA user_version");
		old += version == 0;
		assert_int_equal(get_int(h->f->ledger, "SELECT count(*) FROM sqlite_schema WHERE "
						       "name = 'offered'"),
				 version);
		assert_all(h, 1);
		if (version == 1)
			assert_int_equal(get_int(path_of(h, "backups/schema-0.1.db"),
						 "SELECT count(*) FROM booking"),
					 1);
		if (version == 1 && !lived) { /* behind COMMIT: from the start again */
			shell(h, "cp $dir/backups/schema-0.1.db $dir/ledger.db && rm -f "
				 "$dir/ledger.db-*");
		}
	}
	assert_true(old > 10);
	print_message("killed %d times, %d before COMMIT\n", kill_at - 2, old);
}

static void restored(void **state)
{
	struct hall *h = *state;
	const char *old = path_of(h, "backups/schema-0.1.db"), *page;

	assert_ok(migrate_ledger(h->f->ledger, 1795838400, keep_said, &terr));
	assert_ok(serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr));
	h->app.now = now_of_hall;
	serve_tick(&h->app);
	assert_int_equal(book(h, form(h, "2026-11-29T09:00", "13912345678"), &page), 303);
	serve_close(&h->app);
	assert_all(h, 2);
	assert_ok(fixture_restore(h->f->ledger, old));
	assert_int_equal(get_int(h->f->ledger, "PRAGMA user_version"), 1);
	assert_int_equal(get_int(h->f->ledger, "SELECT sum(places) FROM offered"), 2 * 4 * 3);
	assert_all(h, 2);
	assert_int_equal(get_int(old, "PRAGMA user_version"), 0);
}

static void too_old(void **state)
{
	struct hall *h = *state;

	storefile_steps = "-- name: from_7\nSELECT 1;\n";
	assert_ok(migrate_ledger(h->f->ledger, 1795838400, keep_said, &terr));
	assert_string_equal(said, "");
	assert_null(store_open(h->f->ledger, NULL, STORE_WRITE, &terr));
	assert_non_null(strstr(terr.text, "台帐的版本是 0，这个程序只认识到 1"));
}

static void encrypted_for_14_days(void **state)
{
	struct hall *h = *state;
	const char *old = path_of(h, "backups/schema-0.1.db");

	assert_ok(key_make(backup_key_path(h->f->ledger, &h->arena).s, &terr));
	assert_ok(migrate_ledger(h->f->ledger, 1795838400, keep_said, &terr));
	assert_true(backup_is_encrypted(old));
	assert_true(backup_is_encrypted(path_of(h, "backups/schema-1.1.db")));
	shell(h, "cp -p $dir/backups/schema-0.1.db $dir/kept");
	assert_ok(serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr));
	for (int day = 1; day <= 16; day++) {
		night(h, arena_printf(&h->arena, "2026-12-%02dT02:00", day).s);
		/* made on 28 November */
		assert_int_equal(access(old, R_OK), day < 12 ? 0 : -1);
	}
	assert_string_equal(h->logged, "");
	shell(h, "test $(ls $dir/backups/ledger-* | wc -l) = 14");
	serve_close(&h->app);
	/* what the log has of the days behind it is gone, too */
	assert_false(fixture_restore(h->f->ledger, path_of(h, "kept")));
	assert_non_null(strstr(terr.text, "变更日志缺第"));
	assert_all(h, 1);
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup_0, end, NULL                                                       \
	}
	const struct CMUnitTest tests[] = {
		T("an older ledger is looked at, and migrated after a backup", becomes_ours),
		T("migrated, its schema is that of a new ledger", same_schema),
		T("killed at each call: the older one whole before COMMIT, ours behind it", killed),
		T("a backup of the older one is restored with all that the log has since",
		  restored),
		T("one that no step leads on from is refused", too_old),
		T("the copies are encrypted with the key, and go after 14 days",
		  encrypted_for_14_days),
	};

	return cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
}

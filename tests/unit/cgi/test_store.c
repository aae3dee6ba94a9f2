#include "../child.h"
#include "fixture.h"

#include "store/backup.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static int setup(void **state)
{
	*state = fixture_make();
	return 0;
}

static int teardown(void **state)
{
	fixture_drop(*state);
	return 0;
}

struct job {
	struct store *store;
	int place;
	bool keep;
	int runs;
};

/* Fails stickily, as the statements of handlers do. */
static bool insert_row(struct store *s, int place, const char *state)
{
	char sql[900];
	struct stmt *st;
	bool ok;

	snprintf(sql, sizeof sql,
		 "INSERT INTO booking(reference, window, window_name, floor, window_phone, item,"
		 " item_name, remark, day, start, end, day_label, place, state, channel, name, "
		 "phone,"
		 " created_at, changed_at, changed_by)"
		 "VALUES('%08d', 4, '户政', '一楼', '0797-6827737', 9, '身份证',"
		 " printf('%%.6000c', 'x'), '2026-11-28', '2026-11-28T09:00', '2026-11-28T09:30',"
		 " '11月28日', %d, '%s', 'online', '张三', '13812345678', 1, 1, 'citizen')",
		 place, place, state);
	assert_ok((st = db_prepare(store_db(s), str_of(sql), &terr)) != NULL);
	ok = stmt_run(st);
	stmt_finalize(store_db(s), st);
	return ok;
}

static bool insert_booking(struct store *s, int place, const char *state)
{
	bool ok = insert_row(s, place, state);

	db_clear_error(store_db(s));
	return ok;
}

static bool work(void *ctx)
{
	struct job *j = ctx;

	j->runs++;
	return insert_row(j->store, j->place, "booked") && j->keep;
}

static void run(struct store *s, struct job *jobs, size_t n, bool *lost)
{
	void *list[8];

	for (size_t i = 0; i < n; i++) {
		jobs[i].store = s;
		list[i] = &jobs[i];
	}
	store_batch(s, work, list, n, lost, &terr);
}

/* SQLite would open it for reading, and every booking fail until the next start. */
static void one_that_may_not_be_written_is_refused(void **state)
{
	struct fixture *f = *state;
	int status;
	pid_t child;

	assert_int_equal(chmod(f->dir, 0755), 0);
	assert_int_equal(chmod(f->ledger, 0444), 0);
	child = fork_child();
	if (child == 0) {
		enum { NOBODY = 65534 };
		struct err e = { .text = "" };
		struct db *db;

		if (geteuid() == 0 && seteuid(NOBODY) != 0)
			_exit(2);
		db = db_open(f->ledger, DB_WRITE, &e);
		_exit(!db && strstr(e.text, "这个文件不能写") ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void opens_only_ours(void **state)
{
	struct fixture *f = *state;
	struct db *db;

	assert_null(store_open(f->catalogue, f->catalogue, STORE_WRITE, &terr));
	assert_non_null(strstr(terr.text, "不是 hallbook 的台帐"));
	assert_null(store_open("/nonexistent/ledger.db", f->catalogue, STORE_WRITE, &terr));
	assert_false(storefile_make(f->ledger, NULL, &terr));

	assert_ok((db = db_open(f->ledger, DB_WRITE, &terr)) != NULL);
	assert_ok(db_exec(db, "PRAGMA user_version = 99", &terr));
	db_close(db);
	assert_null(store_open(f->ledger, f->catalogue, STORE_WRITE, &terr));
	assert_non_null(strstr(terr.text, "台帐的版本是 99"));
}

static void batch_keeps_and_undoes(void **state)
{
	struct fixture *f = *state;
	struct job jobs[3] = { { .place = 1, .keep = true },
			       { .place = 2 },
			       { .place = 3, .keep = true } };
	struct store *s;
	bool lost[3];

	assert_ok((s = store_open(f->ledger, f->catalogue, STORE_WRITE, &terr)) != NULL);
	run(s, jobs, 3, lost);
	assert_false(lost[0] || lost[1] || lost[2]);
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM booking"), 2);
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM booking WHERE place = 2"), 0);
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM history"), 2);
	store_close(s);
}

static void one_place_one_booking(void **state)
{
	struct fixture *f = *state;
	struct store *s;

	assert_ok((s = store_open(f->ledger, f->catalogue, STORE_WRITE, &terr)) != NULL);
	assert_true(insert_booking(s, 1, "booked"));
	assert_false(insert_booking(s, 1, "booked"));
	assert_ok(db_exec(store_db(s),
			  "UPDATE booking SET state = 'cancelled', changed_by = 'citizen'", &terr));
	assert_ok(db_exec(store_db(s), "UPDATE booking SET reference = '99999999'", &terr));
	assert_true(insert_booking(s, 1, "booked"));
	store_close(s);
}

/* A file size limit makes the write of COMMIT fail as a full disk does. */
static void failed_commit_loses_all(void **state)
{
	struct fixture *f = *state;
	struct job jobs[2] = { { .place = 1, .keep = true }, { .place = 2, .keep = true } };
	struct rlimit old, small;
	struct store *s;
	bool lost[2];

	assert_ok((s = store_open(f->ledger, f->catalogue, STORE_WRITE, &terr)) != NULL);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 1;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	run(s, jobs, 2, lost);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_true(lost[0] && lost[1]);
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM booking"), 0);
	/* said until something can be saved again, which is tried */
	assert_true(store_unsaved(s));
	assert_false(store_healthy(s, &terr));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_false(store_try_to_save(s, &terr));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_true(store_unsaved(s));
	assert_ok(store_try_to_save(s, &terr));
	assert_true(store_healthy(s, &terr));
	run(s, jobs, 2, lost);
	assert_false(lost[0] || lost[1]);
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM booking"), 2);
	store_close(s);
}

/* max_page_count makes an INSERT fail as SQLITE_FULL, in the middle of a batch. */
static void full_disk_runs_one_by_one(void **state)
{
	struct fixture *f = *state;
	struct job jobs[2] = { { .place = 1, .keep = true }, { .place = 2, .keep = true } };
	struct store *s;
	bool lost[2];
	char sql[80];

	assert_ok((s = store_open(f->ledger, f->catalogue, STORE_WRITE, &terr)) != NULL);
	snprintf(sql, sizeof sql, "PRAGMA max_page_count = %d",
		 (int)fixture_int(s, "PRAGMA page_count"));
	assert_ok(db_exec(store_db(s), sql, &terr));
	run(s, jobs, 2, lost);
	assert_true(lost[0] && lost[1]);
	assert_ok(db_exec(store_db(s), "PRAGMA max_page_count = 10000", &terr));
	run(s, jobs, 2, lost);
	assert_false(lost[0] || lost[1]);
	assert_true(store_healthy(s, &terr));
	store_close(s);
}

static void busy_lane_is_waited_for(void **state)
{
	struct fixture *f = *state;
	struct job job = { .place = 1, .keep = true };
	struct store *s, *other;
	bool lost;

	assert_ok((s = store_open(f->ledger, f->catalogue, STORE_WRITE, &terr)) != NULL);
	assert_ok((other = store_open(f->ledger, NULL, STORE_WRITE, &terr)) != NULL);
	assert_ok(db_exec(store_db(other), "BEGIN IMMEDIATE", &terr));
	run(s, &job, 1, &lost);
	assert_true(lost);
	assert_int_equal(job.runs, 0);
	assert_false(store_healthy(s, &terr));
	assert_ok(db_exec(store_db(other), "COMMIT", &terr));
	run(s, &job, 1, &lost);
	assert_false(lost);
	assert_true(store_healthy(s, &terr));
	store_close(other);
	store_close(s);
}

static void history_is_append_only(void **state)
{
	struct fixture *f = *state;
	struct store *s;

	assert_ok((s = store_open(f->ledger, f->catalogue, STORE_WRITE, &terr)) != NULL);
	assert_true(insert_booking(s, 1, "booked"));
	assert_false(db_exec(store_db(s), "UPDATE history SET who = 'x'", &terr));
	assert_false(db_exec(store_db(s), "DELETE FROM history", &terr));
	assert_false(db_exec(store_db(s), "DELETE FROM booking", &terr));
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM history"), 1);
	store_close(s);
}

static off_t size_of(const char *file)
{
	struct stat st;

	assert_int_equal(stat(file, &st), 0);
	return st.st_size;
}

static void checkpoints_wait_for_settle(void **state)
{
	struct fixture *f = *state;
	struct store *s;
	struct job job = { .place = 0, .keep = true };
	off_t before;
	bool lost;

	assert_ok((s = store_open(f->ledger, f->catalogue, STORE_WRITE, &terr)) != NULL);
	before = size_of(f->ledger);
	do {
		assert_int_equal(size_of(f->ledger), before);
		job.place++;
		run(s, &job, 1, &lost);
		assert_false(lost);
	} while (!store_settle(s));
	assert_true(job.place > 10);
	assert_true(size_of(f->ledger) > before);
	assert_false(store_settle(s));
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM booking"), job.place);
	store_close(s);
}

static void backup_is_a_ledger(void **state)
{
	struct fixture *f = *state;
	struct store *s, *copy;
	char file[128];

	snprintf(file, sizeof file, "%s/backup.db", f->dir);
	assert_ok((s = store_open(f->ledger, NULL, STORE_WRITE, &terr)) != NULL);
	assert_true(insert_booking(s, 1, "booked"));
	assert_ok(backup_make(store_db(s), f->ledger, file, 1795838400, &terr));
	assert_false(backup_make(store_db(s), f->ledger, file, 1795838400, &terr));
	store_close(s);
	assert_ok((copy = store_open(file, NULL, STORE_LOOK, &terr)) != NULL);
	assert_int_equal(fixture_int(copy, "SELECT count(*) FROM booking"), 1);
	store_close(copy);
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, teardown, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("a file that is not our ledger, or of another version, is refused",
		  opens_only_ours),
		T("a ledger that may not be written is refused, not opened for reading",
		  one_that_may_not_be_written_is_refused),
		T("a batch keeps what its jobs keep and undoes the rest", batch_keeps_and_undoes),
		T("no two bookings in one place; a cancelled one gives it back",
		  one_place_one_booking),
		T("COMMIT fails: every job of the batch is lost, nothing stays",
		  failed_commit_loses_all),
		T("disk full inside a batch: no job is claimed, later ones work",
		  full_disk_runs_one_by_one),
		T("another process writes: waited for, then lost, not run",
		  busy_lane_is_waited_for),
		T("history and bookings cannot be changed or deleted behind its back",
		  history_is_append_only),
		T("COMMIT checkpoints nothing; settling does, when much waits",
		  checkpoints_wait_for_settle),
		T("a backup opens as a ledger with every row", backup_is_a_ledger),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}

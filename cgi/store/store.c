#include "store/store.h"

#include "sqlfile.h"
#include "store/key.h"
#include "store/log.h"
#include "store/storefile.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	/*
	 * Everybody waits for a checkpoint, and each costs three syncs, of the file, of
	 * the WAL and of its new head: 100 pages are two batches of a rush.
	 */
	CHECKPOINT_PAGES = 400,
};

struct store {
	struct db *db;
	struct arena arena; /* of the parsed ledger.sql */
	struct stmt *stmt[LEDGER__MAX];
	int64_t data_version; /* changes when another process writes */
	int64_t boards;	      /* how many were filled */
	struct log log;
	bool logged; /* false: to look only */
	struct ledger_key key;
	bool saved;   /* something, since store_try_to_save() */
	bool unsure;  /* the last batch */
	bool unsaved; /* the last change; why */
	struct err why;
};

static bool say_ledger(const char *ledger, struct err *e)
{
	struct err why = *e;

	return err_set(e, "%s：%s", ledger, why.text);
}

/*
 * The ledger is ours and of our version, to look at also of an older one; WAL holds. What is
 * refused stays as it is.
 */
static bool open_settings(struct store *s, const char *ledger, bool look, int busy_ms,
			  struct err *e)
{
	int64_t application, version;
	char mode[16];

	db_busy_timeout(s->db, busy_ms);
	if (!db_get_int(s->db, "PRAGMA application_id", &application, e) ||
	    !db_get_int(s->db, "PRAGMA user_version", &version, e))
		return say_ledger(ledger, e);
	if (application != LEDGER_APPLICATION_ID)
		return err_set(e, "%s：不是 hallbook 的台帐", ledger);
	if (version > LEDGER_SCHEMA_VERSION ||
	    (version < LEDGER_SCHEMA_VERSION && !(look && storefile_can_migrate(version))))
		return err_set(e, "%s：台帐的版本是 %lld，这个程序只认识到 %d", ledger,
			       (long long)version, LEDGER_SCHEMA_VERSION);
	if (!db_get_text(s->db, "PRAGMA journal_mode = WAL", mode, sizeof mode, e))
		return say_ledger(ledger, e);
	if (strcmp(mode, "wal") != 0)
		return err_set(e, "%s：journal_mode 是 %s，不是 wal", ledger, mode);
	return db_exec(s->db, "PRAGMA synchronous = NORMAL", e) && /* log.h */
	       /* what is blanked or forgotten is so in the file, too */
	       db_exec(s->db, "PRAGMA main.secure_delete = ON", e);
}

static bool make_tables(struct store *s, const struct sqlfile *f, struct str name, struct err *e)
{
	const struct sqlfile_entry *entry = sqlfile_find(f, STR("name"), name);

	assert(entry);
	return db_exec(s->db, arena_cstr(&s->arena, entry->sql), e);
}

static bool open_catalogue(struct store *s, const struct sqlfile *f, const char *catalogue,
			   struct err *e)
{
	return db_attach(s->db, catalogue, "cat", e) && make_tables(s, f, STR("board_tables"), e) &&
	       make_tables(s, f, STR("roster_tables"), e);
}

/* In the order of the file, which is that of enum ledger_stmt. */
static bool prepare_all(struct store *s, const struct sqlfile *f, bool with_catalogue,
			struct err *e)
{
	int id = 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct sqlfile_entry *entry = &f->entry[i];

		if (sqlfile_attr(entry, STR("prepared")).len)
			continue;
		assert(id < LEDGER__MAX);
		if (with_catalogue || !sqlfile_attr(entry, STR("needs")).len) {
			s->stmt[id] = db_prepare(s->db, entry->sql, e);
			if (!s->stmt[id])
				return false;
			stmt_rest(s->stmt[id]); /* most are of pages that nobody opens today */
		}
		id++;
	}
	assert(id == LEDGER__MAX);
	return true;
}

static bool open_key_and_log(struct store *s, const char *ledger, enum store_as as, struct err *e)
{
	key_know(s->db, ledger, &s->key);
	if (as == STORE_WRITE && !s->key.right) {
		*e = s->key.why;
		return false;
	}
	s->logged = as == STORE_WRITE || as == STORE_ANY_KEY;
	return !s->logged || log_open(&s->log, s->db, ledger, &s->key, as == STORE_ANY_KEY, e);
}

struct store *store_open(const char *ledger, const char *catalogue, enum store_as as, struct err *e)
{
	int busy_ms = catalogue ? LEDGER_BUSY_MS : LEDGER_COMMAND_BUSY_MS;
	struct store *s = calloc(1, sizeof *s);
	struct sqlfile f;

	if (!s)
		abort();
	s->db = db_open(ledger, as == STORE_READ ? DB_READ : DB_WRITE, e);
	if (!s->db || !open_settings(s, ledger, as == STORE_LOOK, busy_ms, e) ||
	    !sqlfile_parse(str_of(ledger_sql), "ledger.sql", &s->arena, &f, e) ||
	    (catalogue && !open_catalogue(s, &f, catalogue, e)) ||
	    !make_tables(s, &f, STR("ledger_tables"), e) ||
	    !make_tables(s, &f, STR("list_tables"), e) ||
	    !prepare_all(s, &f, catalogue != NULL, e) || !open_key_and_log(s, ledger, as, e)) {
		store_close(s);
		return NULL;
	}
	return s;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	if (s->logged)
		log_close(&s->log);
	db_close(s->db);
	arena_release(&s->arena);
	free(s);
}

struct db *store_db(struct store *s)
{
	return s->db;
}

const struct ledger_key *store_key(const struct store *s)
{
	return &s->key;
}

void store_key_set(struct store *s, const struct ledger_key *k)
{
	s->key = s->log.key = *k;
}

void store_key_of(struct store *s, const char *ledger)
{
	key_know(s->db, ledger, &s->key);
}

struct stmt *store_stmt(struct store *s, enum ledger_stmt id)
{
	assert(s->stmt[id]);
	stmt_reset(s->stmt[id]);
	return s->stmt[id];
}

struct stmt *store_bind_args(struct store *s, enum ledger_stmt id, const struct arg *arg)
{
	struct stmt *st = store_stmt(s, id);

	stmt_bind_args(st, arg);
	return st;
}

/* Versions of two fillings never meet: the triggers count on from here one by one. */
static int64_t first_version(struct store *s)
{
	return ++s->boards << 32;
}

static int64_t fill_board(struct store *s, int64_t window)
{
	static const enum ledger_stmt fill[] = { LEDGER_BOARD_CLEAR, LEDGER_BOARD_FILL,
						 LEDGER_BOARD_CLEAR_DAYS, LEDGER_BOARD_FILL_DAYS };
	int64_t version = first_version(s);

	for (size_t i = 0; i < COUNT(fill); i++)
		if (!store_run(s, fill[i], ARG(":window", window)))
			return version;
	store_run(s, LEDGER_BOARD_ADD, ARG(":window", window), ARG(":version", version));
	return version;
}

int64_t store_board(struct store *s, int64_t window)
{
	int64_t version = store_int(s, LEDGER_BOARD_VERSION, ARG(":window", window));

	return version ? version : fill_board(s, window);
}

void store_look_around(struct store *s)
{
	int64_t version = stmt_get_int(store_stmt(s, LEDGER_DATA_VERSION));

	if (version != s->data_version)
		stmt_run(store_stmt(s, LEDGER_BOARD_FORGET));
	s->data_version = version;
}

/* Keeps the failure for the caller, if there was one, and forgets it. */
static bool take_error(struct store *s, struct err *e)
{
	bool ok = db_error(s->db, e);

	db_clear_error(s->db);
	return ok;
}

static void roll_back(struct store *s)
{
	db_rollback(s->db);
	if (s->logged)
		log_watch(&s->log);
}

/* A statement left in the middle of its rows would keep the transaction from ending. */
static void reset_all(struct store *s)
{
	for (int i = 0; i < LEDGER__MAX; i++)
		if (s->stmt[i] && stmt_is_busy(s->stmt[i]))
			stmt_reset(s->stmt[i]);
}

/* False when the whole transaction is gone. */
static bool run_one(struct store *s, store_work *work, void *job, bool *lost, struct err *e)
{
	bool keep;

	if (!stmt_run(store_stmt(s, LEDGER_JOB_BEGIN)))
		return take_error(s, e);
	keep = work(job);
	reset_all(s);
	if (!take_error(s, e)) {
		*lost = true;
		keep = false;
	}
	if (!db_in_transaction(s->db))
		return false;
	if (!keep)
		stmt_run(store_stmt(s, LEDGER_JOB_UNDO));
	stmt_run(store_stmt(s, LEDGER_JOB_END));
	return take_error(s, e);
}

/* One transaction over all jobs. False when it could not be committed, or not be run to its end. */
static bool run_all(struct store *s, store_work *work, void *const *job, size_t n, bool *lost,
		    struct err *e)
{
	memset(lost, 0, n * sizeof *lost);
	for (size_t i = 0; i < n; i++) {
		if (!run_one(s, work, job[i], &lost[i], e)) {
			roll_back(s);
			return false;
		}
	}
	return true;
}

static void note_unsaved(struct store *s, const struct err *e)
{
	s->unsaved = true;
	s->saved = false;
	s->why = *e;
}

static void note_saved(struct store *s)
{
	s->saved = true;
	s->unsaved = false;
}

/* What was changed from the log has not gone through the board's triggers. */
static void forget_board(struct store *s)
{
	struct err ignored;

	if (!s->log.caught_up || !s->stmt[LEDGER_BOARD_FORGET])
		return;
	stmt_run(store_stmt(s, LEDGER_BOARD_FORGET));
	s->log.caught_up = !take_error(s, &ignored);
}

/*
 * What is in the log is saved, whatever becomes of COMMIT: then it is done again, now or
 * before the next batch.
 */
static void commit_again(struct store *s)
{
	struct err e;

	roll_back(s);
	if (!log_catch_up(&s->log, &e))
		note_unsaved(s, &e);
	forget_board(s);
	take_error(s, &e);
}

static bool commit(struct store *s, struct err *e)
{
	bool wrote;

	assert(s->logged);
	if (!log_write(&s->log, &wrote, e)) {
		s->unsure = s->log.unsure;
		roll_back(s);
		return false;
	}
	if (wrote)
		note_saved(s);
	if (db_exec(s->db, "COMMIT", e)) {
		log_watch(&s->log);
		return true;
	}
	if (wrote)
		commit_again(s);
	else
		roll_back(s);
	return wrote;
}

static void all_lost(bool *lost, size_t n)
{
	for (size_t i = 0; i < n; i++)
		lost[i] = true;
}

static void run_batch(struct store *s, store_work *work, void *const *job, size_t n, bool *lost,
		      struct err *e)
{
	bool begun = log_begin(&s->log, e);

	forget_board(s);
	if (!begun) {
		all_lost(lost, n);
	} else if (run_all(s, work, job, n, lost, e)) {
		if (!commit(s, e))
			all_lost(lost, n);
	} else if (n == 1) {
		all_lost(lost, n);
	} else {
		for (size_t i = 0; i < n; i++)
			run_batch(s, work, &job[i], 1, &lost[i], e);
	}
}

void store_batch(struct store *s, store_work *work, void *const *job, size_t n, bool *lost,
		 struct err *e)
{
	bool any = false;

	s->unsure = false;
	run_batch(s, work, job, n, lost, e);
	for (size_t i = 0; i < n; i++)
		any |= lost[i];
	if (any)
		note_unsaved(s, e);
}

bool store_change(struct store *s, store_work *work, void *job, struct err *e)
{
	bool lost = false;

	store_batch(s, work, &job, 1, &lost, e);
	return !lost;
}

bool store_unsure(const struct store *s)
{
	return s->unsure;
}

bool store_next_segment(struct store *s, int64_t now_s, struct err *e)
{
	return log_next(&s->log, now_s, e);
}

bool store_try(struct store *s, store_work *work, void *job)
{
	/* A statement of work that fails stays noted, and run_one() undoes the whole job. */
	struct err ignored;
	bool keep;

	if (!db_exec(s->db, "SAVEPOINT try", &ignored))
		return false;
	keep = work(job);
	reset_all(s);
	if (!db_in_transaction(s->db))
		return false;
	if (!keep)
		db_exec(s->db, "ROLLBACK TO try", &ignored);
	return db_exec(s->db, "RELEASE try", &ignored) && keep;
}

bool store_settle(struct store *s)
{
	bool due = db_wal_pages(s->db) >= CHECKPOINT_PAGES;

	if (due)
		db_checkpoint(s->db);
	return due;
}

static bool lane_answers(struct store *s, struct err *e)
{
	bool read = stmt_exists(store_stmt(s, LEDGER_NEWEST_EVENT));

	if (!take_error(s, e) || !read)
		return false;
	return db_exec(s->db, "BEGIN IMMEDIATE", e) && db_exec(s->db, "ROLLBACK", e);
}

bool store_unsaved(const struct store *s)
{
	return s->unsaved;
}

bool store_try_to_save(struct store *s, struct err *e)
{
	struct err ignored;
	bool ok = s->saved ||
		  (log_begin(&s->log, e) && log_try(&s->log, e) && db_exec(s->db, "COMMIT", e));

	if (!ok)
		roll_back(s);
	take_error(s, &ignored);
	forget_board(s);
	if (ok)
		note_saved(s);
	else
		note_unsaved(s, e);
	s->saved = false;
	return ok;
}

bool store_healthy(struct store *s, struct err *e)
{
	if (s->unsaved) {
		*e = s->why;
		return false;
	}
	return lane_answers(s, e);
}

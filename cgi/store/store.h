/*
 * store.h - the ledger: the only module that knows where it lives and how it
 * is opened, written and checked.
 *
 * One connection, one thread. The statements lie in each room beside its C
 * (booking/booking.sql), a closed list, prepared when the store opens; make writes
 * their enum ledger_stmt from it: LEDGER_NEWEST_EVENT is `-- name: newest_event`, and so
 * on to LEDGER__MAX.
 */
#ifndef CGI_STORE_H
#define CGI_STORE_H

#include "base/arena.h"
#include "db.h"
#include "store/ledger.sql.h"

struct store;

/* How a ledger is opened. */
enum store_as {
	/*
	 * To serve and to change: its log (log.h) is opened with it, and what the ledger lacks is
	 * put back. Refused when the key beside it is another (key.h).
	 */
	STORE_WRITE,
	STORE_ANY_KEY, /* the same, but nothing is audited before store_key_set() */
	/*
	 * Alone and as it is, also of an older schema version: its log is neither caught up with
	 * nor written. Nothing may be changed through it that the log keeps.
	 */
	STORE_LOOK,
	/*
	 * As COMMIT leaves it, beside the one that serves, for another thread (a store is used by
	 * one). Its TEMP tables can be written.
	 */
	STORE_READ,
};
/*
 * Opens an existing ledger and attaches the release's catalogue as `cat`; a NULL catalogue
 * leaves out the statements that need one. Refuses a file that is not ours or has another
 * schema version (migrate.h). NULL and *e on failure.
 */
struct store *store_open(const char *ledger, const char *catalogue, enum store_as as,
			 struct err *e);
void store_close(struct store *s);

struct db *store_db(struct store *s);

struct ledger_key;
const struct ledger_key *store_key(const struct store *s);
/* From the next segment on (store_next_segment()). */
void store_key_set(struct store *s, const struct ledger_key *k);
/* Of STORE_LOOK: what is known of the key of another ledger, of which this is a copy. */
void store_key_of(struct store *s, const char *ledger);

/* A statement without parameters, ready to be run. It is an error to use one that was left out. */
struct stmt *store_stmt(struct store *s, enum ledger_stmt id);
/*
 * With them: store_bind(s, LEDGER_PURGE_COUNT, ARG(":before", day)), all that the statement
 * has (db.h). The texts and blobs must live until it is reset.
 */
#define store_bind(s, id, ...) store_bind_args((s), (id), ARGS(__VA_ARGS__))
struct stmt *store_bind_args(struct store *s, enum ledger_stmt id, const struct arg *arg);

/* Binds and runs to the end: stmt_run(), stmt_exists(), stmt_get_int(). */
#define store_run(s, id, ...) stmt_run(store_bind((s), (id), __VA_ARGS__))
#define store_exists(s, id, ...) stmt_exists(store_bind((s), (id), __VA_ARGS__))
#define store_int(s, id, ...) stmt_get_int(store_bind((s), (id), __VA_ARGS__))

/*
 * Makes sure that a window is on the board (store.sql), before anything is read
 * from there. Returns the board's version: as long as that stays, so does
 * everything that the board says of the window.
 */
int64_t store_board(struct store *s, int64_t window);
/* Forgets the board when another process has written to the ledger since the last call. */
void store_look_around(struct store *s);

/* One change, done inside a transaction. True: keep what it wrote; false: undo it. */
typedef bool store_work(void *job);

/*
 * Runs all jobs in one transaction, a savepoint each; what they wrote is in the log when it
 * returns. lost[i]: what job i wrote could not be saved, or it could not be run; its answer
 * must say so, or, after store_unsure(), that nobody knows. *e is the last failure when any
 * was lost. A job is run a second time, alone, when SQLite has rolled the transaction back
 * by itself (disk full, I/O error).
 */
void store_batch(struct store *s, store_work *work, void *const *job, size_t n, bool *lost,
		 struct err *e);

/* One job in a transaction of its own. False and *e when it is not saved. */
bool store_change(struct store *s, store_work *work, void *job, struct err *e);
/* Whether what the last batch has lost may be saved all the same: it could not be taken back. */
bool store_unsure(const struct store *s);

/* Ends the segment of the log and begins the next one (log_next()). False and *e. */
bool store_next_segment(struct store *s, int64_t now_s, struct err *e);

/*
 * Inside a job: runs `work` in a savepoint of its own, which is undone when it
 * says so, while what the job wrote before stays. False when it was undone.
 */
bool store_try(struct store *s, store_work *work, void *job);

/*
 * What a batch leaves for later, so that its answers need not wait: a
 * checkpoint, when so much was written that one is due. True when there was one.
 */
bool store_settle(struct store *s);

/* Whether the last change could not be saved. */
bool store_unsaved(const struct store *s);
/* If nothing was saved since the last call: saves nothing of worth, in ledger and log. */
bool store_try_to_save(struct store *s, struct err *e);
/* True when a read and the writer lane answer, and the last change could be saved. */
bool store_healthy(struct store *s, struct err *e);

#endif

/*
 * store.h - the ledger: the only module that knows where it lives and how it
 * is opened, written and checked (trust.md decisions 1 to 3).
 *
 * One connection, one thread. The statements are those of ledger.sql, a closed
 * list, prepared when the store opens.
 */
#ifndef CGI_STORE_H
#define CGI_STORE_H

#include "arena.h"
#include "bind.h"
#include "db.h"

enum ledger_stmt {
	/* those that need a catalogue */
	LEDGER_BOARD_VERSION,
	LEDGER_BOARD_CLEAR,
	LEDGER_BOARD_FILL,
	LEDGER_BOARD_CLEAR_DAYS,
	LEDGER_BOARD_FILL_DAYS,
	LEDGER_BOARD_ADD,
	LEDGER_BOARD_FORGET,
	LEDGER_ITEM,
	LEDGER_GENERAL_PHONE,
	LEDGER_WINDOW,
	LEDGER_DAY_TO_SHOW,
	LEDGER_DAY_ASKED,
	LEDGER_NEAR_DAYS,
	LEDGER_DAY_HAS_ROOM,
	LEDGER_OFFER,
	LEDGER_DESK_SLOT,
	LEDGER_DESK_NEXT_SLOT,
	LEDGER_TODAY,
	LEDGER_ITEM_MATCHES,
	LEDGER_ITEM_WINDOW,
	LEDGER_DESK_WINDOW,
	LEDGER_DESK_BOOKING,
	LEDGER_POST,
	LEDGER_POST_PERSON,
	LEDGER_FILL_POSTS,
	LEDGER_COPY_WEEK,
	LEDGER_REFRESH_CLASSES,
	LEDGER_KNOWN_DAY,
	LEDGER_TO_CALL,
	LEDGER_RETENTION,
	LEDGER_SESSION,
	LEDGER_STAT_SPAN,
	LEDGER_STAT_CLEAR,
	LEDGER_STAT_CASES,
	LEDGER_STAT_DAYS,
	LEDGER_STAT_HOURS,
	LEDGER_STAT_ITEMS,
	LEDGER_STAT_PLACES,
	LEDGER_NOTE_OFFERED,
	LEDGER_HALL_PHONES,
	LEDGER_RECEIPT,
	/* those that do not */
	LEDGER_JOURNAL_TRIGGERS,
	LEDGER_JOURNAL_ALL,
	LEDGER_JOURNAL_APPLY,
	LEDGER_JOURNAL_OWN_TRIGGERS,
	LEDGER_JOURNAL_COMPARE,
	LEDGER_JOURNAL_ROWS,
	LEDGER_JOURNAL_CLEAR,
	LEDGER_JOURNAL_MARK,
	LEDGER_JOURNAL_ADVANCE,
	LEDGER_DATA_VERSION,
	LEDGER_JOB_BEGIN,
	LEDGER_JOB_UNDO,
	LEDGER_JOB_END,
	LEDGER_TAKEN,
	LEDGER_NEWEST_EVENT,
	LEDGER_CLOCK_CONFIRM,
	LEDGER_CLOCK_TOTP,
	LEDGER_CLOCK_SOURCES,
	LEDGER_CLOCK_SESSIONS,
	LEDGER_BOOKING_OF_FORM,
	LEDGER_SAME_BOOKING,
	LEDGER_SAME_PHONE,
	LEDGER_OPEN_BOOKINGS,
	LEDGER_REFERENCE_EXISTS,
	LEDGER_INSERT_BOOKING,
	LEDGER_SOURCE_NTH,
	LEDGER_SOURCE_NOTE,
	LEDGER_SOURCE_MOVED,
	LEDGER_SOURCE_FORGET,
	LEDGER_SOURCE_CANCEL,
	LEDGER_BOOKING_OF_REFERENCE,
	LEDGER_CITIZEN_MAY,
	LEDGER_BOOKING_TO_MANAGE,
	LEDGER_CHANGE_PERSON,
	LEDGER_ERASE_PERSON,
	LEDGER_PURGE_COUNT,
	LEDGER_PURGE_ANY,
	LEDGER_PURGE,
	LEDGER_CHANGE_STATE,
	LEDGER_DESK_MAY,
	LEDGER_UNDO,
	LEDGER_DESK_DETAILS,
	LEDGER_SEE,
	LEDGER_LAST_BOOKING,
	LEDGER_FIND_REFERENCE,
	LEDGER_FIND,
	LEDGER_LEDGER_COLUMNS,
	LEDGER_LEDGER_SHEET,
	LEDGER_LEDGER_ROWS,
	LEDGER_INSERT_CLOSURE,
	LEDGER_CLOSURE,
	LEDGER_LIFT_CLOSURE,
	LEDGER_ROLE_OF_WORD,
	LEDGER_CLEAR_POSTS,
	LEDGER_SAVE_PERSON,
	LEDGER_END_PERSON,
	LEDGER_END_SHIFTS,
	LEDGER_SETTLE,
	LEDGER_UNSETTLE,
	LEDGER_INSERT_DUTY_LOG,
	LEDGER_INSERT_CALL,
	LEDGER_INSERT_ACCOUNT,
	LEDGER_ACCOUNT_EXISTS,
	LEDGER_LAST_ADMIN,
	LEDGER_ACCOUNT,
	LEDGER_SET_PASSWORD,
	LEDGER_SET_TOTP,
	LEDGER_SET_DISABLED,
	LEDGER_ACCOUNTS,
	LEDGER_INSERT_RECOVERY,
	LEDGER_USE_RECOVERY,
	LEDGER_CLEAR_RECOVERY,
	LEDGER_INSERT_SESSION,
	LEDGER_TOUCH_SESSION,
	LEDGER_END_SESSION,
	LEDGER_END_SESSIONS,
	LEDGER_END_OLD_SESSIONS,
	LEDGER_AUDIT_LAST,
	LEDGER_AUDIT_INSERT,
	LEDGER_AUDIT_ALL,
	LEDGER_KEY_PRINT,
	LEDGER_NO_TOTP,
	LEDGER_NO_RECOVERY,
	LEDGER_CHECK_HISTORY,
	LEDGER_CHECK_PLACES,
	LEDGER_CHECK_STATES,
	LEDGER_CHECK_SESSIONS,
	LEDGER_CHECK_INTEGRITY,
	LEDGER_CHECK_REFERENCES,
	LEDGER__MAX
};

enum {
	LEDGER_APPLICATION_ID = 1212238924, /* as in schema.sql */
	LEDGER_SCHEMA_VERSION = 1,
	LEDGER_BUSY_MS = 200,	       /* of serve, for whom citizens wait */
	LEDGER_COMMAND_BUSY_MS = 5000, /* of the commands, which wait for it */
};

struct store;

/*
 * Opens an existing ledger and attaches the release's catalogue as `cat`; a
 * NULL catalogue leaves out the statements that need one. Its journal
 * (journal.h) is opened with it, and what the ledger lacks is put back. Refuses
 * a file that is not ours, has another schema version (migrate.h) or another key
 * than the one beside it (key.h). NULL and *e on failure.
 */
struct store *store_open(const char *ledger, const char *catalogue, struct err *e);
/* Without a catalogue, and whatever the key is: nothing is audited before store_key_set(). */
struct store *store_open_any_key(const char *ledger, struct err *e);
/*
 * The ledger alone and as it is, also of an older schema version: without its
 * journal, which is neither caught up with nor written. Nothing may be changed through it but by
 * replay.h. `ledger` is whose key it should go by, mostly the same path.
 */
struct store *store_look(const char *file, const char *ledger, struct err *e);
void store_close(struct store *s);

struct db *store_db(struct store *s);

struct ledger_key;
const struct ledger_key *store_key(const struct store *s);
void store_key_set(struct store *s, const struct ledger_key *k);

/* A statement, reset and ready to be bound. It is an error to use one that was left out. */
struct stmt *store_stmt(struct store *s, enum ledger_stmt id);

/*
 * Makes sure that a window is on the board (ledger.sql), before anything is read
 * from there. Returns the board's version: as long as that stays, so does
 * everything that the board says of the window.
 */
int64_t store_board(struct store *s, int64_t window);
/* Forgets the board when another process has written to the ledger since the last call. */
void store_look_around(struct store *s);

/* One change, done inside a transaction. True: keep what it wrote; false: undo it. */
typedef bool store_work(void *job);

/*
 * Runs all jobs in one transaction, a savepoint each, and commits. lost[i] is
 * set when what job i wrote could not be saved (or it could not be run): its
 * answer must say so. A job may be run a second time, when SQLite rolled the
 * transaction back by itself (disk full, I/O error) and each is tried alone.
 * *e holds the last failure when any was lost.
 */
void store_batch(struct store *s, store_work *work, void *const *job, size_t n, bool *lost,
		 struct err *e);

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
/*
 * Saves nothing of worth, in ledger and journal, if nothing was saved since the last
 * call. False and *e.
 */
bool store_try_to_save(struct store *s, struct err *e);
/* True when a read and the writer lane answer, and the last change could be saved. */
bool store_healthy(struct store *s, struct err *e);

#endif

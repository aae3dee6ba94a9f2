/*
 * db.h - the one place that knows SQLite (owner of sqlite3.h).
 *
 * Failures are sticky: the first one is kept in the connection with its text
 * until db_clear_error(), so a group of statements is looked at once. Until then
 * no statement is stepped, unless the failure is a DB_CONSTRAINT: the others may
 * have rolled back the transaction, and what came later would stand alone.
 */
#ifndef LIB_DB_H
#define LIB_DB_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <stdatomic.h>

struct db;
struct stmt;

enum db_mode {
	DB_READ,   /* an existing file, read-only (URI mode=ro) */
	DB_WRITE,  /* an existing file, never created */
	DB_CREATE, /* a new file; it must not exist or be empty */
};

enum db_step { DB_ROW, DB_DONE, DB_FAILED };

/* Why the last failure happened, as far as callers act on it. */
enum db_reason {
	DB_OK,
	DB_BUSY,       /* another process holds the write lock */
	DB_CONSTRAINT, /* UNIQUE, CHECK, NOT NULL, foreign key, RAISE(ABORT) of a trigger */
	DB_FULL,       /* disk full */
	DB_OTHER,
};

/*
 * Opens with the settings that distrust the file: no DQS, defensive, untrusted
 * schema, no extensions, limits, cell_size_check, foreign_keys on. NULL and *e
 * on failure. `path` may be any file name (it is escaped for the URI).
 */
struct db *db_open(const char *path, enum db_mode mode, struct err *e);
/*
 * Attaches a file read-only under `name`; never inside a transaction. Nobody
 * may write to it meanwhile, since it is read without locks.
 */
bool db_attach(struct db *db, const char *path, const char *name, struct err *e);
/* Finalizes every statement made by db_prepare and closes. NULL is allowed. */
void db_close(struct db *db);

/*
 * A copy of the main database, as of one moment, in a file that is empty or not there; on disk
 * only after fsync(2). `nameless`: the file loses its name before the first page, so whoever
 * wants it has it open. Its header says that it has no WAL (file format 1.3.3), so that
 * reading it makes no files beside it and works from a disk that cannot be written.
 * `sql`, or NULL, changes the copy then; what it takes out is gone from the file.
 */
bool db_copy(struct db *from, const char *to, bool nameless, const char *sql, struct err *e);

/* Runs one or more statements whose rows nobody wants. */
bool db_exec(struct db *db, const char *sql, struct err *e);
/* First column of the first row of a statement without parameters. */
bool db_get_int(struct db *db, const char *sql, int64_t *out, struct err *e);
/* The same as text, cut to size. */
bool db_get_text(struct db *db, const char *sql, char *out, size_t size, struct err *e);

/*
 * What this connection changes in the tables of the main database that `wants`
 * says, triggers' changes too, from here on. A table without a declared PRIMARY
 * KEY is left out. Close it before the connection. NULL and *e on failure.
 */
struct db_session;
struct db_session *db_session_open(struct db *db, bool (*wants)(const char *table), struct err *e);
void db_session_close(struct db_session *s);
/* As if a table of the attached database `other` had been changed into that of main. */
bool db_session_compare(struct db_session *s, const char *other, const char *table, struct err *e);
/* Appends all that is changed, as db_apply() takes it; nothing when nothing is. */
bool db_session_changes(struct db_session *s, struct buf *out, struct err *e);
/*
 * Does it again in the main database, with the triggers of its schema off. Nothing is
 * changed when it fails, or when a row is not as it was before the changes.
 */
enum db_applied { DB_APPLIED, DB_MISFIT, DB_NOT_APPLIED };
enum db_applied db_apply(struct db *db, struct str changes, struct err *e);

struct db_changed {
	int inserted, updated, deleted; /* rows */
};
bool db_count_changes(struct str changes, struct db_changed *n, struct err *e);

/* Pages in the WAL after the last COMMIT; none is checkpointed by COMMIT itself. */
int db_wal_pages(const struct db *db);
/* Moves them into the file, as far as no reader needs them where they are. */
void db_checkpoint(struct db *db);

/* How long a statement waits for another process's lock; 0 = not at all. */
void db_busy_timeout(struct db *db, int ms);
/*
 * Statements end with a failure soon after the flag is set, by whatever thread; NULL: they
 * do not look at any.
 */
void db_give_up_when(struct db *db, atomic_bool *flag);
/* True inside a transaction. False after SQLite rolled it back by itself. */
bool db_in_transaction(const struct db *db);
/* Out of it, without what it changed; nothing outside of one. */
void db_rollback(struct db *db);
int64_t db_last_rowid(const struct db *db);
/* Rows changed by the last INSERT, UPDATE or DELETE. */
int db_changes(const struct db *db);
enum db_reason db_failed(const struct db *db);
/* The kept failure as err; true when there was none. */
bool db_error(const struct db *db, struct err *e);
void db_clear_error(struct db *db);

/*
 * Prepared for the life of the connection; owned by it. `sql` stays where it is as long.
 * NULL and *e on failure.
 */
struct stmt *db_prepare(struct db *db, struct str sql, struct err *e);
/*
 * Gives back what it takes, some 8 KB, now that it is known to be right: it is prepared again
 * at its next use, and where that fails, its step does.
 */
void stmt_rest(struct stmt *s);
/* Early end of a statement's life; NULL is allowed. */
void stmt_finalize(struct db *db, struct stmt *s);

/* Parameters are numbered from 1; names come with their colon (":no"). */
int stmt_params(struct stmt *s);
const char *stmt_param_name(struct stmt *s, int param);
/* The text must live until stmt_reset. A null view (s == NULL) binds NULL. */
void stmt_bind_text(struct stmt *s, int param, struct str value);

/* A value and its name; made by ARG, ARG_BLOB and ARG_NULL. */
struct arg {
	const char *name;
	enum arg_kind { ARG_KIND_TEXT, ARG_KIND_BLOB, ARG_KIND_INT, ARG_KIND_NULL } kind;
	struct str bytes; /* must live until the statement is reset */
	int64_t number;
};

/* A text or a number; no other type compiles. A view without a pointer is the empty text. */
/* clang-format off */
#define ARG(name, value) \
	_Generic((value), \
		struct str: arg_text, \
		int: arg_int, int64_t: arg_int, bool: arg_int)((name), (value))
#define ARG_BLOB(name, bytes, len) \
	((struct arg){ (name), ARG_KIND_BLOB, { (const char *)(bytes), (len) }, 0 })
#define ARG_NULL(name) ((struct arg){ (name), ARG_KIND_NULL, { NULL, 0 }, 0 })
/* clang-format on */

struct arg arg_text(const char *name, struct str value);
struct arg arg_int(const char *name, int64_t value);

/* The array of them that a function takes: one without a name ends it. */
#define ARGS(...) ((const struct arg[]){ __VA_ARGS__, { .name = NULL } })

/* Its value, whatever its name is. */
void stmt_bind(struct stmt *s, int param, const struct arg *a);
/* Each of the statement's parameters once, by name: none may be missing and none unknown. */
void stmt_bind_args(struct stmt *s, const struct arg *arg);

enum db_step stmt_step(struct stmt *s);
/* Steps a statement that returns no rows, resets it; false on failure. */
bool stmt_run(struct stmt *s);
/* Whether there is a row; resets it. */
bool stmt_exists(struct stmt *s);
/* First column of the first row, 0 or empty without one; resets it. */
int64_t stmt_get_int(struct stmt *s);
struct str stmt_get_text(struct stmt *s, struct arena *a);
/* Whether it stands in the middle of its rows. */
bool stmt_is_busy(const struct stmt *s);
/* Ends the statement's run and forgets the bindings. */
void stmt_reset(struct stmt *s);

int stmt_columns(struct stmt *s);
const char *stmt_column_name(const struct stmt *s, int column);
/* Columns are numbered from 0. The view holds until the next step or reset; NULL gives s == NULL.
 */
struct str stmt_text(struct stmt *s, int column);
int64_t stmt_int(struct stmt *s, int column);
/* A BLOB of just that length; else zeros and false. */
bool stmt_blob(struct stmt *s, int column, void *out, size_t len);
bool stmt_is_null(struct stmt *s, int column);

#endif

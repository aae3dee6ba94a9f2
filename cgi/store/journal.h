/*
 * journal.h - the second memory of the ledger: every change of a row is a line
 * of an append-only file in another folder, on disk before the transaction
 * that made it commits (trust.md decision 4).
 *
 * FOLDER OF LEDGER/journal/NAME.log, a line for each row that was inserted,
 * changed (the whole row as it is then) or deleted:
 *	NUMBER END OP TABLE VALUES BOOKING SEALED HASH
 * separated by tabs. END is 1 on the last line of a transaction, OP + or -,
 * VALUES the SQL literals of all columns in order (tab, line feed and \ as \t
 * \n \\), HASH the digest of the line so far and of the hash before it, so no
 * line can be changed or taken out unseen. The table journal_mark holds number
 * and hash of the last line, in the same transaction. Sessions are left out.
 *
 * What a person has told (name, telephone, ...) stands sealed in SEALED, in
 * VALUES as NULL. Its key is made of 16 random bytes in NAME.keys, at 16 times
 * the booking's number. Erasing and retention overwrite these: the texts are
 * gone from every line and the chain still holds.
 */
#ifndef CGI_JOURNAL_H
#define CGI_JOURNAL_H

#include "base/arena.h"
#include "crypto.h"
#include "store/store.h"

enum { JOURNAL_KEYS_AHEAD = 4096 }; /* made at once, so that a booking waits for none */

struct journal {
	int log_fd;
	int keys_fd;
	int64_t keys_bytes;   /* size of the keys' file */
	int64_t undo_bytes;   /* size before the last write */
	bool owes;	      /* keys could not be written back */
	int64_t owed_bytes;   /* undo_bytes then */
	bool looking;	      /* opened to look only */
	bool uncut;	      /* a tail that is no whole transaction stays when it is read */
	struct buf out;	      /* lines of the transaction */
	struct buf forgotten; /* keys that it overwrites */
};

/* The place that journal_mark holds. */
struct journal_mark {
	int64_t lines;
	int64_t bytes;
	unsigned char hash[DIGEST_BYTES];
};

/* FOLDER OF LEDGER/journal */
struct str journal_folder(const char *ledger, struct arena *a);
/* FOLDER OF LEDGER/journal/NAME + ending */
struct str journal_path(const char *ledger, const char *ending, struct arena *a);

/*
 * Opens both files; makes them, and the folder, when they are missing, but not
 * to look only. False and *e.
 */
bool journal_open(struct journal *j, const char *ledger, bool look, struct err *e);
void journal_close(struct journal *j);

bool journal_mark_read(struct store *s, struct journal_mark *m, struct err *e);
bool journal_mark_set(struct store *s, const struct journal_mark *m);

/*
 * Inside a transaction, as its last act: writes what changed to the log, on
 * disk when it returns. False: the transaction must be rolled back, and
 * journal_undo() called.
 */
bool journal_write(struct journal *j, struct store *s, struct err *e);
/*
 * Takes back what was written for a transaction that did not commit: now, when the
 * caller holds the writer's lock, else with the next transaction.
 */
void journal_undo(struct journal *j, bool locked);

/*
 * Cuts the log, under the writer's lock. On disk when it returns: new lines over
 * old ones that come back would be neither.
 */
bool journal_cut(const struct journal *j, int64_t bytes);

/* Whether the log can grow, under the writer's lock; it is as it was then. False and *e. */
bool journal_try(const struct journal *j, const struct journal_mark *m, struct err *e);

/* The salt of a booking; false when it is erased or was never made. */
bool journal_salt(const struct journal *j, int64_t booking, unsigned char salt[SALT_BYTES]);

/* Overwrites it, on disk when it returns: for lines that are read again. */
bool journal_forget(struct journal *j, int64_t booking);

/* The hash of a line that is `text` (without hash and line end) after `before`. */
void journal_hash(const unsigned char before[DIGEST_BYTES], struct str text,
		  unsigned char out[DIGEST_BYTES]);

#endif

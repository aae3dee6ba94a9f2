/*
 * log.h - the log of the ledger, its commit point: what a
 * transaction changed is on disk as a frame of a segment (segment.h) before anybody is
 * answered. SQLite's own COMMIT is not synced; what a power cut takes of it stands in the
 * log, and is done again when the ledger is opened.
 *
 * The ledger says up to which place it has it (mark.h). Everything is in it but sessions,
 * sources and what stands in every backup (log_keeps).
 *
 * A segment begins each night with that night's backup, with a new schema and with a new
 * key. The first begins at the empty ledger, as schema.sql makes it: `hallbook init` has
 * nothing else to back up.
 */
#ifndef CGI_LOG_H
#define CGI_LOG_H

#include "db.h"
#include "store/replay.h"

/* Whether changes of a table are in the log. */
bool log_keeps(const char *table);

struct log {
	struct db *db;
	const char *ledger;
	struct ledger_key key;
	bool any_key;
	struct segment segment;
	struct stmt *mark, *advance;
	struct db_session *session; /* what changed since the last frame */
	struct log_mark at;
	struct buf changes, frame;
	bool unsure;	/* the last frame could neither be saved nor taken back */
	bool caught_up; /* the ledger was changed from the log; for the caller to take back */
};

/*
 * Brings the ledger up to the log; begins that when there is none. The ledger is of our
 * schema version. False and *e.
 */
bool log_open(struct log *l, struct db *db, const char *ledger, const struct ledger_key *k,
	      bool any_key, struct err *e);
/* Before the connection is closed; also of one that log_open() has failed for. */
void log_close(struct log *l);

/* BEGIN IMMEDIATE, with the ledger up to the log. */
bool log_begin(struct log *l, struct err *e);
/*
 * As the transaction's last act: writes what it changed, on disk when it returns true;
 * *wrote: there was something. False: roll back; what was written is taken back, unless
 * l->unsure says otherwise.
 */
bool log_write(struct log *l, bool *wrote, struct err *e);
/* Behind COMMIT or ROLLBACK: from here on changes are those of the next frame. */
void log_watch(struct log *l);
/* Puts into the ledger what is in the log only, as after a COMMIT that failed. */
bool log_catch_up(struct log *l, struct err *e);

/* Ends the segment and begins the next one, with l->key, on disk when it returns. */
bool log_next(struct log *l, int64_t now_s, struct err *e);

/* Inside log_begin()'s transaction: whether the log can grow; it is as it was then. */
bool log_try(struct log *l, struct err *e);

#endif

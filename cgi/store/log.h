/*
 * log.h - the log of the ledger, its commit point: what a
 * transaction changed is on disk as a frame of a segment (segment.h) before anybody is
 * answered. SQLite's own COMMIT is not synced; what a power cut takes of it stands in the
 * log, and is done again when the ledger is opened.
 *
 * The ledger says up to which place it has it (table log_mark), changed in the transaction of
 * the rows, and in every backup: a backup and the frames behind its mark are the ledger.
 * Everything is in it but sessions, sources and what stands in every backup (log_keeps).
 *
 * A segment begins each night with that night's backup, with a new schema and with a new
 * key; the first with the ledger (storefile.h), which is as schema.sql makes it.
 */
#ifndef CGI_LOG_H
#define CGI_LOG_H

#include "db.h"
#include "store/segment.h"

/* Whether changes of a table are in the log. */
bool log_keeps(const char *table);

struct log {
	struct db *db;
	const char *ledger; /* whose it is */
	struct ledger_key key;
	bool any_key; /* what another key has made is taken as it is, the last segment too */
	bool copy;    /* becomes one of our schema version; nothing is synced, no torn end cut */
	struct stmt *mark, *advance;
	struct log_mark at;
	struct segment segment; /* in which the mark is */
	struct buf changes;
	/* while it is read again */
	const struct log_place *upto; /* NULL: to its end */
	int64_t version;	      /* of the ledger's schema, as far as it is read */
	bool known;		      /* a segment of the key at hand has been read */
	/* while it is written */
	struct db_session *session; /* what changed since the last frame */
	struct buf frame;
	bool unsure;	/* the last frame could neither be saved nor taken back */
	bool caught_up; /* the ledger was changed from the log; for the caller to take back */
};

/* Ready to be read again. False and *e. */
bool log_init(struct log *l, struct db *db, const char *ledger, const struct ledger_key *k,
	      struct err *e);
/* Brings the ledger, which is of our schema version, up to the log. False and *e. */
bool log_open(struct log *l, struct db *db, const char *ledger, const struct ledger_key *k,
	      bool any_key, struct err *e);
/* Before the connection is closed; also of one that could not be opened. */
void log_close(struct log *l);

/*
 * Puts what stands behind the ledger's mark into the ledger, in one transaction, and moves
 * the mark; where a segment is of a newer schema version, the ledger is migrated to that
 * (storefile.h). A frame of which only parts are on disk, at the end, was never answered for
 * and is left out. Segments of before a change of the key cannot be verified: they are
 * taken as they are, when one made with the key at hand comes behind them. False and *e: the
 * log is not there, has a gap, is damaged or of another hall.
 */
bool log_replay(struct log *l, const struct log_place *upto, struct err *e);
/*
 * Makes a copy of a backup the ledger of our schema version as it was at `upto` (NULL: as its
 * log ends), by what `k` knows of the key (NULL: what the copy itself says). False and *e.
 */
bool log_rebuild(const char *copy, const char *ledger, const struct ledger_key *k,
		 const struct log_place *upto, struct err *e);

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

/*
 * Ends the segment and begins the next one, of our schema version, to which an older ledger
 * is migrated, and with l->key; on disk when it returns.
 */
bool log_next(struct log *l, int64_t now_s, struct err *e);

/* The mark of a ledger. False and *e. */
bool log_mark_of(struct db *db, struct log_mark *m, struct err *e);
/* A segment is not there: false, and the words. */
bool log_missing(int64_t number, const char *ledger, struct err *e);
/* Whether the mark's segment must be there: one that is gone while the next follows need not. */
bool log_needs_segment(const struct log_mark *m, const char *ledger, const struct ledger_key *k);

/* Inside log_begin()'s transaction: whether the log can grow; it is as it was then. */
bool log_try(struct log *l, struct err *e);

#endif

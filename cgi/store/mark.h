/*
 * mark.h - the table log_mark: up to which place of the log a ledger has it. Changed in
 * the transaction of the rows, and in every backup, so that a backup and the frames
 * behind its mark are the ledger.
 */
#ifndef CGI_MARK_H
#define CGI_MARK_H

#include "db.h"
#include "store/segment.h"

/* By the statements log_mark and log_advance of store.sql. False and *e. */
bool mark_read(struct db *db, struct stmt *st, struct log_mark *m, struct err *e);
bool mark_set(struct db *db, struct stmt *st, const struct log_mark *m, struct err *e);
/* The same, once. */
bool mark_of(struct db *db, struct log_mark *m, struct err *e);

/* A segment is not there: false, and the words. */
bool mark_missing(int64_t number, const char *ledger, struct err *e);
/* Whether its segment must be there: one that is gone while the next follows need not. */
bool mark_needs_segment(const struct log_mark *m, const char *ledger, const struct ledger_key *k);

#endif

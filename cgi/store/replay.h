/*
 * replay.h - the journal read again: lines that a ledger does not have are put
 * into it, after a crash, after a lost or restored file.
 */
#ifndef CGI_REPLAY_H
#define CGI_REPLAY_H

#include "store/journal.h"

/*
 * Puts the whole transactions that stand behind the ledger's mark and end
 * before `upto_bytes` into the ledger, in one transaction of its own, and moves
 * the mark. The keys of what is erased there are overwritten. A tail that is
 * cut in the middle of a transaction was never answered for and is left out, so
 * is (when `upto_bytes` is INT64_MAX, for the end of the file) one transaction
 * of which only some sectors are on disk. False and *e when a line is damaged
 * or does not follow the ledger's last one. The triggers of journal.c must not
 * exist.
 */
bool replay_run(struct store *s, struct journal *j, int64_t upto_bytes, struct err *e);

/*
 * When the journal is ahead of the ledger, brings that up to it; cuts an
 * unfinished tail. False and *e, also when the journal is behind.
 */
bool replay_catch_up(struct store *s, struct journal *j, struct err *e);

/*
 * By how many bytes the journal is ahead of the ledger's mark. Unless the caller
 * holds the writer's lock, a transaction on its way counts.
 */
bool replay_ahead_by(struct store *s, struct journal *j, int64_t *bytes, struct err *e);

#endif

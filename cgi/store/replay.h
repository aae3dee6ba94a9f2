/*
 * replay.h - the log read again: after a crash, for a backup, for check.
 */
#ifndef CGI_REPLAY_H
#define CGI_REPLAY_H

#include "store/mark.h"

struct replay {
	struct db *db;
	const char *ledger; /* whose log it is */
	const struct ledger_key *key;
	const struct log_place *upto; /* NULL: to its end */
	bool look;		      /* nothing is synced and no torn end cut */
	bool any_key; /* what another key has made is taken as it is, the last segment too */
};

enum replayed {
	REPLAYED,
	REPLAY_MEETS_SCHEMA, /* what follows is of another schema version: migrate, then go on */
	REPLAY_FAILED,	     /* *e: it is not there, has a gap, is damaged or of another hall */
};

/*
 * Puts what stands behind the ledger's mark into the ledger, in one transaction, and moves
 * the mark. A frame of which only parts are on disk, at the end, was never answered for and
 * is left out. Segments of before a change of the key cannot be verified: they are
 * taken as they are, when one made with the key at hand comes behind them.
 */
enum replayed replay_log(const struct replay *r, struct err *e);

#endif

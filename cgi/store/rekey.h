/*
 * rekey.h - `hallbook key`: a new key beside the ledger, when the old one is lost.
 */
#ifndef CGI_REKEY_H
#define CGI_REKEY_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

/* What key_change() has made and moved; the paths are the arena's. */
struct key_changed {
	const char *backup; /* the ledger as it was */
	const char *old;    /* the key that was there; NULL = none was */
};

/*
 * While nothing serves: a backup; then a new key and a segment of the log that is made
 * with it, a row of the audit from which it counts, and no second factor any more, as
 * these were made of the old one. False and *e: run it again.
 */
bool key_change(const char *ledger, int64_t now_s, struct arena *a, struct key_changed *out,
		struct err *e);

#endif

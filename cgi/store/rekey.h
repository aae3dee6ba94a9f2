/*
 * rekey.h - `hallbook key`: a new key beside the ledger, when the old one is lost.
 */
#ifndef CGI_REKEY_H
#define CGI_REKEY_H

#include "base/arena.h"
#include "base/err.h"

#include <stdint.h>

/*
 * While nothing serves: a backup; then a new key and a segment of the log that is made
 * with it, a row of the audit from which it counts, and no second factor any more, as
 * these were made of the old one. *backup: the ledger as it was. Refuses while a file is
 * there, whatever it holds. False and *e: run it again.
 */
bool key_change(const char *ledger, int64_t now_s, struct arena *a, const char **backup,
		struct err *e);

#endif

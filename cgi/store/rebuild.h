/*
 * rebuild.h - a copy of a backup, brought up to the log, over changes of the schema too.
 */
#ifndef CGI_REBUILD_H
#define CGI_REBUILD_H

#include "store/log.h"

/*
 * `file` becomes the ledger as it was at `upto` (NULL: as the log of `ledger` ends), by
 * what `k` knows of the key (NULL: what the file itself says). False and *e.
 */
bool rebuild(const char *file, const char *ledger, const struct ledger_key *k,
	     const struct log_place *upto, struct err *e);

#endif

/*
 * migrate.h - a ledger of an older schema version becomes one of ours, in one
 * transaction after a backup (storefile.h). The segment of its log ends, and the next
 * begins with the new schema and a backup of it.
 */
#ifndef CGI_MIGRATE_H
#define CGI_MIGRATE_H

#include "base/err.h"

#include <stdint.h>

/*
 * Nothing happens to a ledger of our version, and to a file that store_open()
 * refuses: not ours, newer, or older than the first of the steps. Else the ledger is copied to
 * FOLDER OF LEDGER/backups/schema-VERSION.N.db (encrypted when there is a key) and migrated,
 * and `log` is told. False and *e: the ledger is as it was.
 */
bool migrate_ledger(const char *ledger, int64_t now_s, void (*log)(const struct err *e),
		    struct err *e);

#endif

/*
 * restore.h - a backup in the place of a ledger that is damaged or lost.
 */
#ifndef CGI_RESTORE_H
#define CGI_RESTORE_H

#include "store.h"

/*
 * Replaces the ledger by the backup `file` and puts back what the journal has
 * since then; without a journal, a new one begins. One of an older schema
 * version is migrated (migrate.h). An encrypted backup needs
 * its key (backup.h); one that is cut or was changed changes nothing. Nothing
 * else may have the ledger open. What was there is kept as LEDGER.old. False and *e; LEDGER may
 * then have to be put back by hand.
 */
bool restore_backup(const char *ledger, const char *file, struct err *e);

#endif

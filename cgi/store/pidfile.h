/*
 * pidfile.h - who has a ledger: locks that a process holds until it ends.
 */
#ifndef CGI_PIDFILE_H
#define CGI_PIDFILE_H

#include "base/err.h"

/*
 * The file hallbook.pid beside the ledger, with our number in it, so that two never serve
 * one ledger. It stays behind us: whoever removed it could take its name from the next
 * one. False and *e when another process has it.
 */
bool pidfile_take(const char *ledger, struct err *e);
/*
 * Every command holds the ledger's folder, so that none has the ledger open
 * while `alone` puts another one in its place. False and *e: somebody has.
 */
bool pidfile_share(const char *ledger, bool alone, struct err *e);
/* Waits until no other process that asks so has the file, if there is one. */
void pidfile_queue(const char *file);

#endif

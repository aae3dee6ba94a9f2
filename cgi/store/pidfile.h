/*
 * pidfile.h - the file hallbook.pid beside the ledger: who serves it. It is
 * locked while serve runs, so two never serve one ledger.
 */
#ifndef CGI_PIDFILE_H
#define CGI_PIDFILE_H

#include "base/arena.h"
#include "base/err.h"

/* FOLDER OF LEDGER/hallbook.pid */
struct str pidfile_path(const char *ledger, struct arena *a);

/*
 * Locks the file and writes our number into it. Returns a descriptor that
 * holds the lock, or -1 and *e when another process has it.
 */
int pidfile_take(const char *path, struct err *e);
/*
 * Every command holds this beside it until it ends, so that none has the ledger open
 * while `alone` puts another one in its place. False and *e: somebody has.
 */
bool pidfile_share(const char *ledger, bool alone, struct err *e);
/* Removes the file and gives up the lock. */
void pidfile_drop(const char *path, int fd);

#endif

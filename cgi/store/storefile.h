/*
 * storefile.h - a ledger as a file: made new, and copied.
 */
#ifndef CGI_STOREFILE_H
#define CGI_STOREFILE_H

#include "base/arena.h"
#include "db.h"

enum {
	LEDGER_APPLICATION_ID = 1212238924, /* as in schema.sql */
	LEDGER_SCHEMA_VERSION = 1,
	LEDGER_BUSY_MS = 200,	       /* of serve, for whom citizens wait */
	LEDGER_COMMAND_BUSY_MS = 5000, /* of the commands, which wait for it */
};

/*
 * Makes a new ledger with the tables of schema.sql, which goes by the key (32 bytes;
 * NULL: by none), on disk when it returns; the file must not exist.
 */
bool storefile_make(const char *ledger, const unsigned char *key, struct err *e);

/* What SQLite keeps beside a database. */
enum { STOREFILE_BESIDE = 3 };
extern const char *const storefile_beside[STOREFILE_BESIDE];
/* Removes one with that. */
void storefile_remove(const char *file);

#endif

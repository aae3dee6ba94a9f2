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

/* Copies a database of ours, as of one moment, into a new file, on disk when it returns. */
bool storefile_copy(struct db *db, const char *file, struct err *e);

#endif

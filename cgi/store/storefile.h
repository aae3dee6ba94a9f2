/*
 * storefile.h - a ledger as a file: made new, and copied.
 */
#ifndef CGI_STOREFILE_H
#define CGI_STOREFILE_H

#include "base/arena.h"
#include "db.h"

/*
 * Makes a new ledger with the tables of schema.sql, which goes by the key (32 bytes;
 * NULL: by none), on disk when it returns; the file must not exist.
 */
bool storefile_make(const char *ledger, const unsigned char *key, struct err *e);

/* Copies a database of ours, as of one moment, into a new file, on disk when it returns. */
bool storefile_copy(struct db *db, const char *file, struct err *e);

/* The text of a statement that is not prepared, for a database that is no store. */
bool storefile_sql(struct str name, struct arena *a, struct str *sql, struct err *e);

#endif

/*
 * storefile.h - a ledger as a file: made new, and of which schema.
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
 * Makes a new ledger with the tables of schema.sql, and the first segment of its log
 * (log.h), which go by the key in that file; NULL: by none, and there is no log. On disk
 * when it returns; the ledger must not exist.
 */
bool storefile_make(const char *ledger, const char *key, struct err *e);

/*
 * In a transaction: makes a ledger one of that schema version, by the steps of migrate.sql. False
 * and *e, also when none leads there.
 */
bool storefile_migrate(struct db *db, int64_t version, struct err *e);
/* Whether there is a step from this version. */
bool storefile_can_migrate(int64_t version);
/* The text of migrate.sql; tests put their own in its place. */
extern const char *storefile_steps;

/* What SQLite keeps beside a database. */
enum { STOREFILE_BESIDE = 3 };
extern const char *const storefile_beside[STOREFILE_BESIDE];
/* Removes one with that. */
void storefile_remove(const char *file);

#endif

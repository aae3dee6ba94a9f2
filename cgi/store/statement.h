/*
 * statement.h - statements of store.sql for a database that is no store.
 */
#ifndef CGI_STATEMENT_H
#define CGI_STATEMENT_H

#include "base/arena.h"
#include "db.h"

/* Prepares the one of that name, which must exist. NULL and *e on failure. */
struct stmt *statement_prepare(struct db *db, struct str name, struct err *e);

#endif

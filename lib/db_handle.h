/*
 * db_handle.h - what the parts of db share.
 */
#ifndef LIB_DB_HANDLE_H
#define LIB_DB_HANDLE_H

#include "db.h"

#include <sqlite3.h>

sqlite3 *db_handle(struct db *db);
/* What a code of SQLite's means, in words that whoever reads them can act on. */
const char *db_words(int code);

#endif

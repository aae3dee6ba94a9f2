/*
 * db_handle.h - what the parts of db share.
 */
#ifndef LIB_DB_HANDLE_H
#define LIB_DB_HANDLE_H

#include "db.h"

#include <sqlite3.h>

sqlite3 *db_handle(struct db *db);
/* Whether SQLite's code says that it went well; else *e, in words that can be acted on. */
bool db_code(struct err *e, int code);

#endif

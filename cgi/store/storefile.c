#include "store/storefile.h"

#include "base/file.h"
#include "store/bind.h"
#include "store/key.h"
#include "store/statement.h"

#include <sys/stat.h>
#include <unistd.h>

extern const char schema_sql[];

/* A new ledger says whose it is. */
static bool name_hall(struct db *db, const unsigned char *key, struct err *e)
{
	unsigned char number[HALL_NUMBER_BYTES], print[MAC_BYTES] = { 0 };
	struct stmt *st = statement_prepare(db, STR("hall_made"), e);
	bool ok;

	crypto_random(number, sizeof number);
	if (key)
		key_print(key, number, print);
	if (st) {
		bind_args(st, ARGS(ARG_BLOB(":number", number, sizeof number),
				   ARG_BLOB(":print", print, sizeof print)));
		stmt_run(st);
	}
	ok = st && db_error(db, e);
	stmt_finalize(db, st);
	return ok;
}

bool storefile_make(const char *ledger, const unsigned char *key, struct err *e)
{
	struct db *db;
	struct stat st;
	bool ok;

	if (stat(ledger, &st) == 0)
		return err_set(e, "%s：已经有这个文件", ledger);
	umask(077);
	db = db_open(ledger, DB_CREATE, e);
	if (!db)
		return false;
	ok = db_exec(db, "PRAGMA journal_mode = WAL", e) && db_exec(db, "BEGIN IMMEDIATE", e) &&
	     db_exec(db, schema_sql, e) && name_hall(db, key, e) && db_exec(db, "COMMIT", e);
	db_close(db);
	ok = ok && file_sync(ledger, e);
	if (!ok)
		unlink(ledger);
	return ok;
}

bool storefile_copy(struct db *db, const char *file, struct err *e)
{
	struct stmt *st;
	struct stat info;
	bool ok;

	if (stat(file, &info) == 0)
		return err_set(e, "%s：已经有这个文件", file);
	umask(077);
	st = db_prepare(db, STR("VACUUM main INTO :file"), e);
	if (!st)
		return false;
	bind_args(st, ARGS(ARG(":file", str_of(file))));
	stmt_run(st);
	stmt_finalize(db, st);
	ok = db_error(db, e) && file_sync(file, e);
	db_clear_error(db);
	if (!ok)
		unlink(file);
	return ok;
}

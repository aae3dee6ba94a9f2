#include "store/storefile.h"

#include "base/file.h"
#include "store/key.h"
#include "sqlfile.h"
#include "store/ledger.sql.h"

#include <sys/stat.h>
#include <unistd.h>

extern const char schema_sql[];

/* A new ledger says whose it is. */
static bool name_hall(struct db *db, const unsigned char *key, struct err *e)
{
	unsigned char number[HALL_NUMBER_BYTES], print[MAC_BYTES] = { 0 };
	struct stmt *st = sqlfile_prepare(db, ledger_sql, "hall_made", e);
	bool ok;

	crypto_random(number, sizeof number);
	if (key)
		key_print(key, number, print);
	if (st) {
		stmt_bind_args(st, ARGS(ARG_BLOB(":number", number, sizeof number),
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

const char *const storefile_beside[STOREFILE_BESIDE] = { "-wal", "-shm", "-journal" };

void storefile_remove(const char *file)
{
	struct arena a = ARENA_INIT;

	unlink(file);
	for (size_t i = 0; i < STOREFILE_BESIDE; i++)
		unlink(arena_printf(&a, "%s%s", file, storefile_beside[i]).s);
	arena_release(&a);
}

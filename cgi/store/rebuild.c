#include "store/rebuild.h"

#include "base/file.h"
#include "store/backup.h"
#include "store/migrate.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As of one moment, and on disk when it returns. */
static bool copy_plain(struct db *db, const char *to, struct err *e)
{
	struct stmt *st = db_prepare(db, STR("VACUUM main INTO :file"), e);
	bool ok;

	if (!st)
		return false;
	umask(077);
	stmt_bind_text(st, 1, str_of(to));
	stmt_run(st);
	ok = db_error(db, e) && file_sync(to, e);
	if (!ok)
		unlink(to);
	return ok;
}

bool rebuild_copy(const char *ledger, const char *backup, const char *to, struct err *e)
{
	struct db *db;
	bool ok;

	if (access(backup, R_OK) != 0)
		return err_errno(e, "%s", backup);
	if (backup_is_encrypted(backup))
		return backup_decrypt(ledger, backup, to, e);
	db = db_open(backup, DB_READ, e);
	ok = db && copy_plain(db, to, e);
	db_close(db);
	return ok;
}

static enum replayed run(const char *file, const char *ledger, const struct ledger_key *k,
			 const struct log_place *upto, struct err *e)
{
	struct db *db = db_open(file, DB_WRITE, e);
	enum replayed result = REPLAY_FAILED;
	struct ledger_key own;
	struct log l;

	if (db) {
		key_know(db, ledger, &own);
		if (log_init(&l, db, ledger, k ? k : &own, e)) {
			l.look = true;
			result = log_replay(&l, upto, e);
		}
		log_close(&l);
	}
	explicit_bzero(&own, sizeof own);
	db_close(db);
	return result;
}

bool rebuild(const char *file, const char *ledger, const struct ledger_key *k,
	     const struct log_place *upto, struct err *e)
{
	enum replayed result;

	while ((result = run(file, ledger, k, upto, e)) == REPLAY_MEETS_SCHEMA)
		if (!migrate_one(file, e))
			return false;
	return result == REPLAYED && migrate_copy(file, e);
}

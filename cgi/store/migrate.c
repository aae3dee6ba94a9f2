#include "store/migrate.h"

#include "store/backup.h"
#include "store/log.h"
#include "store/storefile.h"

#include <string.h>

/* Up to its log, which may have the new schema already, when one was killed before COMMIT. */
static bool run(struct db *db, const char *ledger, int64_t now_s, struct err *e)
{
	struct ledger_key k;
	struct log l;
	bool ok;

	key_know(db, ledger, &k);
	ok = log_init(&l, db, ledger, &k, e) && log_replay(&l, NULL, e) &&
	     (l.version == LEDGER_SCHEMA_VERSION || log_next(&l, now_s, e));
	log_close(&l);
	explicit_bzero(&k, sizeof k);
	return ok;
}

static bool back_up(struct db *db, const char *ledger, int64_t version, int64_t now_s,
		    struct arena *a, const char **file, struct err *e)
{
	return backup_put(db, ledger, arena_printf(a, "schema-%d", (int)version).s, now_s, a, file,
			  e);
}

static bool migrate(struct db *db, const char *ledger, int64_t version, int64_t now_s,
		    void (*log)(const struct err *e), struct err *e)
{
	struct arena a = ARENA_INIT;
	struct err said;
	const char *file;
	bool ok = back_up(db, ledger, version, now_s, &a, &file, e) && run(db, ledger, now_s, e);

	if (ok) {
		err_set(&said, "%s: schema version %d became %d; as it was: %s", ledger,
			(int)version, LEDGER_SCHEMA_VERSION, file);
		log(&said);
	}
	/* what is restored from here on need not be migrated; nothing else needs it */
	if (ok && !back_up(db, ledger, LEDGER_SCHEMA_VERSION, now_s, &a, &file, &said))
		log(&said);
	arena_release(&a);
	return ok;
}

bool migrate_ledger(const char *ledger, int64_t now_s, void (*log)(const struct err *e),
		    struct err *e)
{
	struct db *db = db_open(ledger, DB_WRITE, e);
	int64_t application, version;
	struct err why;
	bool ok;

	if (!db)
		return false;
	db_busy_timeout(db, LEDGER_BUSY_MS);
	ok = db_get_int(db, "PRAGMA application_id", &application, &why) &&
	     db_get_int(db, "PRAGMA user_version", &version, &why);
	if (ok && application == LEDGER_APPLICATION_ID && storefile_can_migrate(version))
		ok = migrate(db, ledger, version, now_s, log, &why);
	db_close(db);
	return ok || err_set(e, "%s: %s", ledger, why.text);
}

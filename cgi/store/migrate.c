#include "store/migrate.h"

#include "sqlfile.h"
#include "store/backup.h"
#include "store/log.h"
#include "store/storefile.h"

#include <limits.h>
#include <string.h>

extern const char migrate_sql[];
const char *migrate_steps = migrate_sql;

/* NULL: there is none from this version. */
static const char *find_step(int64_t version, struct arena *a, struct err *e)
{
	const struct sqlfile_entry *entry = NULL;
	struct sqlfile f;

	if (sqlfile_parse(str_of(migrate_steps), "migrate.sql", a, &f, e))
		entry = sqlfile_find(&f, STR("name"),
				     arena_printf(a, "from_%lld", (long long)version));
	return entry ? arena_cstr(a, entry->sql) : NULL;
}

/* The step from the ledger's version to the next; NULL when it is not for us to migrate. */
static bool next_step(struct db *db, struct arena *a, int64_t *version, const char **step,
		      struct err *e)
{
	int64_t application;

	*step = NULL;
	if (!db_get_int(db, "PRAGMA application_id", &application, e) ||
	    !db_get_int(db, "PRAGMA user_version", version, e))
		return false;
	if (application == LEDGER_APPLICATION_ID && *version < LEDGER_SCHEMA_VERSION)
		*step = find_step(*version, a, e);
	return true;
}

bool migrate_leads_from(int64_t version)
{
	struct arena a = ARENA_INIT;
	struct err ignored;
	bool leads = version < LEDGER_SCHEMA_VERSION && find_step(version, &a, &ignored);

	arena_release(&a);
	return leads;
}

static bool end(struct db *db, bool ok, struct err *e)
{
	ok = ok && db_exec(db, "COMMIT", e);
	db_rollback(db);
	return ok;
}

/* The version anew, as another process may have been faster. */
static bool run_steps(struct db *db, int most, struct err *e)
{
	struct arena a = ARENA_INIT;
	const char *step;
	int64_t version;
	bool ok = next_step(db, &a, &version, &step, e);

	for (; ok && step && most; most--)
		ok = db_exec(db, step, e) && next_step(db, &a, &version, &step, e);
	arena_release(&a);
	return ok;
}

static bool migrate_file(const char *file, int most, struct err *e)
{
	struct db *db = db_open(file, DB_WRITE, e);
	bool ok = db && db_exec(db, "BEGIN IMMEDIATE", e) && end(db, run_steps(db, most, e), e);

	db_close(db);
	return ok;
}

bool migrate_copy(const char *file, struct err *e)
{
	return migrate_file(file, INT_MAX, e);
}

bool migrate_one(const char *file, struct err *e)
{
	struct db *db = db_open(file, DB_READ, e);
	int64_t version = 0;
	bool ok = db && db_get_int(db, "PRAGMA user_version", &version, e);

	db_close(db);
	if (ok && !migrate_leads_from(version))
		ok = err_set(e, "变更日志里下一段是另一个版本的台帐写的");
	return ok && migrate_file(file, 1, e);
}

/* ---- the ledger ---- */

/* In the transaction of the steps: what follows is of the new schema. */
static bool begin_segment(struct db *db, const char *ledger, const struct ledger_key *k,
			  int64_t now_s, struct err *e)
{
	const struct segment_head like = { .made_s = now_s, .version = LEDGER_SCHEMA_VERSION };
	struct log_mark m;

	return log_mark_of(db, &m, e) && segment_make(ledger, &like, k, &m, e);
}

/* Up to its log, as far as that is of its schema; *ends: there is no more. */
static bool catch_up(struct db *db, const char *ledger, struct ledger_key *k, bool *ends,
		     struct err *e)
{
	enum replayed how = REPLAY_FAILED;
	struct log l;

	key_know(db, ledger, k);
	if (log_init(&l, db, ledger, k, e))
		how = log_replay(&l, NULL, e);
	log_close(&l);
	*ends = how == REPLAYED;
	return how != REPLAY_FAILED && db_exec(db, "PRAGMA synchronous = FULL", e);
}

/* The next to open it moves on into the new segment. */
static bool run(struct db *db, const char *ledger, int64_t now_s, struct err *e)
{
	struct ledger_key k;
	bool ends, ok = catch_up(db, ledger, &k, &ends, e) && db_exec(db, "BEGIN IMMEDIATE", e) &&
			end(db,
			    run_steps(db, INT_MAX, e) &&
				    (!ends || begin_segment(db, ledger, &k, now_s, e)),
			    e);

	explicit_bzero(&k, sizeof k);
	return ok;
}

static bool migrate(struct db *db, const char *ledger, int64_t now_s,
		    void (*log)(const struct err *e), struct err *e)
{
	struct arena a = ARENA_INIT;
	struct err said;
	const char *file, *step;
	int64_t version;
	bool ok = next_step(db, &a, &version, &step, e);

	if (ok && step) {
		ok = backup_put(db, ledger, arena_printf(&a, "schema-%d", (int)version).s, now_s,
				&a, &file, e) &&
		     run(db, ledger, now_s, e);
		err_set(&said, "%s: schema version %d became %d; as it was: %s", ledger,
			(int)version, LEDGER_SCHEMA_VERSION, file);
		if (ok)
			log(&said);
		/* what is restored from here on need not be migrated; nothing else needs it */
		if (ok &&
		    !backup_put(db, ledger, arena_printf(&a, "schema-%d", LEDGER_SCHEMA_VERSION).s,
				now_s, &a, &file, &said))
			log(&said);
	}
	arena_release(&a);
	return ok;
}

bool migrate_ledger(const char *ledger, int64_t now_s, void (*log)(const struct err *e),
		    struct err *e)
{
	struct db *db = db_open(ledger, DB_WRITE, e);
	struct err why;
	bool ok;

	if (!db)
		return false;
	db_busy_timeout(db, LEDGER_BUSY_MS);
	ok = migrate(db, ledger, now_s, log, &why) || err_set(e, "%s: %s", ledger, why.text);
	db_close(db);
	return ok;
}

#include "store/migrate.h"

#include "sqlfile.h"
#include "store/backup.h"
#include "store/store.h"
#include "store/upkeep.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* All steps in one transaction; the version anew, as another process may have been faster. */
static bool run_steps(struct db *db, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct err ignored;
	const char *step;
	int64_t version;
	bool ok = db_exec(db, "BEGIN IMMEDIATE", e) && next_step(db, &a, &version, &step, e);

	while (ok && step)
		ok = db_exec(db, step, e) && next_step(db, &a, &version, &step, e);
	ok = ok && db_exec(db, "COMMIT", e);
	if (!ok && db_in_transaction(db))
		db_exec(db, "ROLLBACK", &ignored);
	arena_release(&a);
	return ok;
}

/* The first name that is free; what is there stays. */
static const char *free_name(const char *ledger, int64_t version, struct arena *a)
{
	const char *folder = upkeep_folder(ledger, a).s, *file;
	int n = 1;

	do
		file = arena_printf(a, "%s/schema-%d.%d.db", folder, (int)version, n++).s;
	while (access(file, F_OK) == 0);
	return file;
}

static bool back_up(struct db *db, const char *ledger, const char *file, struct arena *a,
		    struct err *e)
{
	const char *folder = upkeep_folder(ledger, a).s;

	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return err_errno(e, "%s", folder);
	return backup_make(db, ledger, file, e);
}

static bool migrate(struct db *db, const char *ledger, void (*log)(const struct err *e),
		    struct err *e)
{
	struct arena a = ARENA_INIT;
	struct err said;
	const char *file, *step;
	int64_t version;
	bool ok = next_step(db, &a, &version, &step, e);

	if (ok && step) {
		file = free_name(ledger, version, &a);
		ok = back_up(db, ledger, file, &a, e) && run_steps(db, e);
		err_set(&said, "%s: schema version %d became %d; as it was: %s", ledger,
			(int)version, LEDGER_SCHEMA_VERSION, file);
		if (ok)
			log(&said);
	}
	arena_release(&a);
	return ok;
}

bool migrate_ledger(const char *ledger, void (*log)(const struct err *e), struct err *e)
{
	struct db *db = db_open(ledger, DB_WRITE, e);
	struct err why;
	bool ok;

	if (!db)
		return false;
	db_busy_timeout(db, LEDGER_BUSY_MS);
	ok = migrate(db, ledger, log, &why) || err_set(e, "%s: %s", ledger, why.text);
	db_close(db);
	return ok;
}

bool migrate_copy(const char *file, struct err *e)
{
	struct db *db = db_open(file, DB_WRITE, e);
	bool ok = db && run_steps(db, e);

	db_close(db);
	return ok;
}

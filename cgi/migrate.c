#include "migrate.h"

#include "backup.h"
#include "sqlfile.h"
#include "store.h"
#include "upkeep.h"

#include <assert.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

extern const char migrate_sql[];

/* The version, or 0 when it is not for us to migrate. */
static bool read_version(struct db *db, int64_t *version, struct err *e)
{
	int64_t application;

	if (!db_get_int(db, "PRAGMA application_id", &application, e) ||
	    !db_get_int(db, "PRAGMA user_version", version, e))
		return false;
	if (application != LEDGER_APPLICATION_ID || *version < 1 ||
	    *version >= LEDGER_SCHEMA_VERSION)
		*version = 0;
	return true;
}

static bool run_step(struct db *db, const struct sqlfile *f, int64_t version, struct arena *a,
		     struct err *e)
{
	struct str name = arena_printf(a, "from_%d", (int)version);
	const struct sqlfile_entry *entry = sqlfile_find(f, STR("name"), name);

	assert(entry);
	return db_exec(db, arena_cstr(a, entry->sql), e);
}

/* All steps in one transaction; the version anew, as another process may have been faster. */
static bool run_steps(struct db *db, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct sqlfile f;
	struct err ignored;
	int64_t version;
	bool ok = sqlfile_parse(str_of(migrate_sql), "migrate.sql", &a, &f, e) &&
		  db_exec(db, "BEGIN IMMEDIATE", e);

	ok = ok && read_version(db, &version, e);
	while (ok && version)
		ok = run_step(db, &f, version, &a, e) && read_version(db, &version, e);
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
	const char *file;
	int64_t version;
	bool ok = read_version(db, &version, e);

	if (ok && version) {
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

#include "store/storefile.h"

#include "base/file.h"
#include "sqlfile.h"
#include "store/ledger.sql.h"
#include "store/segment.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const char schema_sql[], migrate_sql[];

/* A new ledger says whose it is. */
static bool name_hall(struct db *db, const struct ledger_key *k, struct err *e)
{
	struct stmt *st = sqlfile_prepare(db, ledger_sql, "hall_made", e);
	bool ok;

	if (st) {
		stmt_bind_args(st, ARGS(ARG_BLOB(":number", k->number, sizeof k->number),
					ARG_BLOB(":print", k->print, sizeof k->print)));
		stmt_run(st);
	}
	ok = st && db_error(db, e);
	stmt_finalize(db, st);
	return ok;
}

static bool make_tables(const char *file, const struct ledger_key *k, struct err *e)
{
	struct db *db = db_open(file, DB_CREATE, e);
	/* WAL comes last: what stands in the file before its COMMIT ends needs no -wal beside it */
	bool ok = db && db_exec(db, "BEGIN IMMEDIATE", e) && db_exec(db, schema_sql, e) &&
		  name_hall(db, k, e) && db_exec(db, "COMMIT; PRAGMA journal_mode = WAL", e);

	db_close(db);
	return ok && file_sync(file, e);
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

/* The last step gives the file its name: what was killed before leaves nothing in the way. */
bool storefile_make(const char *ledger, const char *key, struct err *e)
{
	const struct segment_head like = { .version = LEDGER_SCHEMA_VERSION };
	struct arena a = ARENA_INIT;
	const char *part = arena_printf(&a, "%s.part", ledger).s;
	struct log_mark before = { .sealed = false };
	struct ledger_key k = { .right = false };
	struct stat st;
	bool ok = stat(ledger, &st) != 0 || err_set(e, "%s：已经有这个文件", ledger);

	umask(077);
	crypto_random(k.number, sizeof k.number);
	storefile_remove(part);
	ok = ok && (!key || key_take(key, &k, e)) && make_tables(part, &k, e) &&
	     (!key || segment_make(ledger, &like, &k, &before, e)) &&
	     (rename(part, ledger) == 0 || err_errno(e, "%s", ledger)) && file_sync(ledger, e);
	if (!ok)
		storefile_remove(part);
	explicit_bzero(&k, sizeof k);
	arena_release(&a);
	return ok;
}

/* ---- its schema ---- */

const char *storefile_steps = migrate_sql;

/* NULL: there is none from this version. */
static const char *find_step(int64_t version, struct arena *a)
{
	const struct sqlfile_entry *entry = NULL;
	struct sqlfile f;
	struct err ignored;

	if (sqlfile_parse(str_of(storefile_steps), "migrate.sql", a, &f, &ignored))
		entry = sqlfile_find(&f, STR("name"),
				     arena_printf(a, "from_%lld", (long long)version));
	return entry ? arena_cstr(a, entry->sql) : NULL;
}

bool storefile_can_migrate(int64_t version)
{
	struct arena a = ARENA_INIT;
	bool can = find_step(version, &a);

	arena_release(&a);
	return can;
}

bool storefile_migrate(struct db *db, int64_t version, struct err *e)
{
	struct arena a = ARENA_INIT;
	const char *step;
	int64_t is;
	bool ok;

	while ((ok = db_get_int(db, "PRAGMA user_version", &is, e)) && is != version) {
		step = is < version ? find_step(is, &a) : NULL;
		ok = step ? db_exec(db, step, e)
			  : err_set(e, "台帐的版本是 %lld，变不成 %lld", (long long)is,
				    (long long)version);
		if (!ok)
			break;
	}
	arena_release(&a);
	return ok;
}

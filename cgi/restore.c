#include "restore.h"

#include "backup.h"
#include "journal.h"
#include "migrate.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool copy_backup(const char *ledger, const char *file, const char *to, struct err *e)
{
	struct db *db;
	bool ok;

	if (backup_is_encrypted(file))
		return backup_decrypt(ledger, file, to, e);
	db = db_open(file, DB_READ, e);
	ok = db && store_copy(db, to, e);
	db_close(db);
	return ok;
}

/* A journal that is gone begins anew, at a backup that is ours. */
static bool meet_journal(const char *copy, const char *ledger, struct err *e)
{
	const struct journal_mark anew = { .whole = false };
	struct store *s = store_look(copy, e);
	struct arena a = ARENA_INIT;
	struct stat info;
	bool gone = stat(journal_path(ledger, ".log", &a).s, &info) != 0;
	bool ok = s && (!gone || journal_mark_set(s, &anew) || db_error(store_db(s), e));

	store_close(s);
	arena_release(&a);
	return ok;
}

/* Ledger, WAL and shared memory under another name. */
static bool set_aside(const char *ledger, struct arena *a, struct err *e)
{
	static const char *const part[] = { "", "-wal", "-shm" };

	for (size_t i = 0; i < COUNT(part); i++) {
		const char *from = arena_printf(a, "%s%s", ledger, part[i]).s;
		const char *to = arena_printf(a, "%s.old%s", ledger, part[i]).s;

		if (unlink(to) != 0 && errno != ENOENT)
			return err_errno(e, "%s", to);
		if (rename(from, to) != 0 && errno != ENOENT)
			return err_errno(e, "%s", from);
	}
	return true;
}

bool restore_backup(const char *ledger, const char *file, struct err *e)
{
	struct arena a = ARENA_INIT;
	const char *copy = arena_printf(&a, "%s.new", ledger).s;
	struct store *s = NULL;

	unlink(copy);
	if (copy_backup(ledger, file, copy, e)) {
		/* before the journal is put back, whose later lines need the tables of today */
		if (!migrate_copy(copy, e) || !meet_journal(copy, ledger, e))
			unlink(copy);
		else if (!set_aside(ledger, &a, e) || rename(copy, ledger) != 0)
			err_errno(e, "%s", ledger);
		else if (store_sync_file(ledger, e))
			s = store_open(ledger, NULL, e);
	}
	arena_release(&a);
	store_close(s);
	return s != NULL;
}

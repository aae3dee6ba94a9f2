#include "store/statement.h"

#include "sqlfile.h"

#include <assert.h>

extern const char ledger_sql[];

struct stmt *statement_prepare(struct db *db, struct str name, struct err *e)
{
	const struct sqlfile_entry *entry;
	struct arena a = ARENA_INIT;
	struct stmt *st = NULL;
	struct sqlfile f;

	if (sqlfile_parse(str_of(ledger_sql), "ledger.sql", &a, &f, e)) {
		entry = sqlfile_find(&f, STR("name"), name);
		assert(entry);
		st = db_prepare(db, entry->sql, e);
	}
	arena_release(&a);
	return st;
}

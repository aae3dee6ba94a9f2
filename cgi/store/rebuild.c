#include "store/rebuild.h"

#include "store/migrate.h"

#include <string.h>

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

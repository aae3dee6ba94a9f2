#include "store/mark.h"

#include "sqlfile.h"
#include "store/ledger.sql.h"

#include <string.h>

bool mark_read(struct db *db, struct stmt *st, struct log_mark *m, struct err *e)
{
	bool found = stmt_step(st) == DB_ROW;

	*m = (struct log_mark){ .sealed = false };
	if (found) {
		m->at.segment = stmt_int(st, 0);
		m->at.bytes = stmt_int(st, 1);
		m->sealed = stmt_text(st, 3).len > 0;
		found = crypto_from_hex(stmt_text(st, 2), m->at.mac, sizeof m->at.mac) &&
			(!m->sealed || crypto_from_hex(stmt_text(st, 3), m->seal, sizeof m->seal));
	}
	stmt_reset(st);
	if (!found && db_error(db, e))
		err_set(e, "台帐里没有写明变更日志到哪里");
	db_clear_error(db);
	return found;
}

bool mark_of(struct db *db, struct log_mark *m, struct err *e)
{
	struct stmt *st = sqlfile_prepare(db, ledger_sql, "log_mark", e);
	bool ok = st && mark_read(db, st, m, e);

	stmt_finalize(db, st);
	return ok;
}

bool mark_set(struct db *db, struct stmt *st, const struct log_mark *m, struct err *e)
{
	stmt_bind_args(st, ARGS(ARG(":segment", m->at.segment), ARG(":bytes", m->at.bytes),
				ARG_BLOB(":mac", m->at.mac, sizeof m->at.mac),
				m->sealed ? ARG_BLOB(":seal", m->seal, sizeof m->seal)
					  : ARG_NULL(":seal")));
	if (stmt_run(st))
		return true;
	db_error(db, e);
	db_clear_error(db);
	return false;
}

bool mark_missing(int64_t number, const char *ledger, struct err *e)
{
	struct arena a = ARENA_INIT;

	err_set(e, "变更日志缺第 %lld 段（%s）", (long long)number,
		segment_path(ledger, number, &a).s);
	arena_release(&a);
	return false;
}

bool mark_needs_segment(const struct log_mark *m, const char *ledger, const struct ledger_key *k)
{
	struct segment_head next;
	bool follows = segment_look(ledger, m->at.segment + 1, k, &next) &&
		       memcmp(next.before, m->at.mac, sizeof next.before) == 0;

	return m->at.segment > 0 && !follows;
}

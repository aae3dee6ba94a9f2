#include "list/report.h"

#include "list/deskdir.h"
#include "store/statement.h"

static struct str text_of(struct call *c, struct stmt *st, int column)
{
	return arena_str(c->arena, stmt_text(st, column));
}

static bool read_state(struct call *c, struct stmt *st, struct report *r)
{
	if (stmt_step(st) != DB_ROW)
		return false;
	*r = (struct report){
		.state = text_of(c, st, 0),
		.base = stmt_int(st, 1),
		.errors = stmt_int(st, 2),
		.warnings = stmt_int(st, 3),
		.added = stmt_int(st, 4),
		.changed = stmt_int(st, 5),
		.removed = stmt_int(st, 6),
		.at_s = stmt_int(st, 7),
		.preview = text_of(c, st, 8),
		.version = stmt_int(st, 9),
		.say = text_of(c, st, 10),
	};
	return true;
}

/* The rows of a question to the report, as they are, into a table of list.sql. */
static bool copy(struct call *c, struct db *db, struct str name, enum ledger_stmt into)
{
	struct err e;
	struct stmt *from = statement_prepare(db, name, &e), *to = store_stmt(c->store, into);

	while (from && stmt_step(from) == DB_ROW) {
		for (int i = 0; i < stmt_columns(from); i++) {
			struct str text = stmt_text(from, i);

			stmt_bind_text(to, i + 1, text.s ? text : STR(""));
		}
		stmt_run(to);
	}
	return from && db_error(db, &e);
}

static bool read_all(struct call *c, struct db *db, enum report_rows rows, struct report *out)
{
	struct err e;
	struct stmt *st = statement_prepare(db, STR("report_state"), &e);

	if (!st || !read_state(c, st, out))
		return false;
	return rows == REPORT_STATE ||
	       (copy(c, db, STR("report_findings"), LEDGER_LIST_ADD_FINDING) &&
		copy(c, db, STR("report_differences"), LEDGER_LIST_ADD_DIFFERENCE));
}

bool report_read(struct call *c, const char *path, enum report_rows rows, struct report *out)
{
	bool there = deskdir_has(path), ok;
	struct err e;
	struct db *db = there ? db_open(path, DB_READ, &e) : NULL;

	*out = (struct report){ .at_s = 0 };
	if (rows == REPORT_ALL) {
		stmt_run(store_stmt(c->store, LEDGER_LIST_CLEAR_FINDINGS));
		stmt_run(store_stmt(c->store, LEDGER_LIST_CLEAR_DIFFERENCES));
	}
	ok = db && read_all(c, db, rows, out);
	db_close(db);
	if (there && !ok)
		*out = (struct report){ .state = STR("damaged") };
	return ok;
}

void report_files(struct call *c, const char *path)
{
	struct err e;
	struct db *db = deskdir_has(path) ? db_open(path, DB_READ, &e) : NULL;

	if (db)
		copy(c, db, STR("report_files"), LEDGER_LIST_ADD_CHANGED);
	db_close(db);
}

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

static void add_finding(struct call *c, struct stmt *st)
{
	store_run(c->store, LEDGER_LIST_ADD_FINDING, ARG(":severity", stmt_text(st, 0)),
		  ARG(":code", stmt_text(st, 1)), ARG(":file", stmt_text(st, 2)),
		  ARG(":sheet", stmt_text(st, 3)), ARG(":row", stmt_int(st, 4)),
		  ARG(":col", stmt_int(st, 5)), ARG(":heading", stmt_text(st, 6)),
		  ARG(":text", stmt_text(st, 7)));
}

static void add_difference(struct call *c, struct stmt *st)
{
	store_run(c->store, LEDGER_LIST_ADD_DIFFERENCE, ARG(":kind", stmt_text(st, 0)),
		  ARG(":file", stmt_text(st, 1)), ARG(":key", stmt_text(st, 2)),
		  ARG(":label", stmt_text(st, 3)), ARG(":heading", stmt_text(st, 4)),
		  ARG(":old", stmt_text(st, 5)), ARG(":new", stmt_text(st, 6)));
}

static bool each_row(struct call *c, struct db *db, struct str name,
		     void (*row)(struct call *c, struct stmt *st))
{
	struct err e;
	struct stmt *st = statement_prepare(db, name, &e);

	while (st && stmt_step(st) == DB_ROW)
		row(c, st);
	return st && db_error(db, &e);
}

static bool read_all(struct call *c, struct db *db, enum report_rows rows, struct report *out)
{
	struct err e;
	struct stmt *st = statement_prepare(db, STR("report_state"), &e);

	if (!st || !read_state(c, st, out))
		return false;
	return rows == REPORT_STATE || (each_row(c, db, STR("report_findings"), add_finding) &&
					each_row(c, db, STR("report_differences"), add_difference));
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

void report_files(struct call *c, const char *path, int64_t version)
{
	struct err e;
	struct db *db = deskdir_has(path) ? db_open(path, DB_READ, &e) : NULL;
	struct stmt *st = db ? statement_prepare(db, STR("report_files"), &e) : NULL;

	while (st && stmt_step(st) == DB_ROW)
		store_run(c->store, LEDGER_LIST_ADD_CHANGED, ARG(":version", version),
			  ARG(":file", stmt_text(st, 0)));
	db_close(db);
}

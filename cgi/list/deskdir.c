#include "list/deskdir.h"

#include "base/file.h"
#include "pagename.h"
#include "sqlfile.h"
#include "store/ledger.sql.h"
#include "table/csv.h"

#include <unistd.h>

enum { FILE_MAX_BYTES = 1024 * 1024 };

const char *deskdir_path(const struct call *c, const char *fmt, ...)
{
	struct str rest;
	va_list ap;

	va_start(ap, fmt);
	rest = arena_vprintf(c->arena, fmt, ap);
	va_end(ap);
	return arena_printf(c->arena, "%s/%s", c->app->desk ? c->app->desk : "/nowhere", rest.s).s;
}

bool deskdir_has(const char *path)
{
	return access(path, F_OK) == 0;
}

int64_t deskdir_newest(const struct call *c)
{
	int64_t newest = 0, top;

	deskfolder_numbers(deskdir_path(c, "versions"), &newest, 1, &top);
	return newest;
}

static void read_said(struct call *c, const char *folder, const char *file)
{
	struct str rest = said_read(deskdir_path(c, "%s/%s", folder, file), c->arena);

	while (rest.s) {
		struct str value = str_cut(&rest, '\n'), key = str_cut(&value, ':');

		store_run(c->store, LEDGER_LIST_ADD_SAID, ARG(":folder", str_of(folder)),
			  ARG(":file", str_of(file)), ARG(":key", key),
			  ARG(":value", str_trim(value)));
	}
}

/* The rows of a question to the report, as they are, into a table of list.sql. */
static bool copy(struct call *c, const char *folder, struct db *db, const char *name,
		 enum ledger_stmt into)
{
	struct err e;
	struct stmt *from = sqlfile_prepare(db, ledger_sql, name, &e), *to;

	while (from && stmt_step(from) == DB_ROW) {
		int n = stmt_columns(from);

		to = store_stmt(c->store, into);
		for (int i = 0; i < n; i++) {
			struct str text = stmt_text(from, i);

			stmt_bind_text(to, i + 1, text.s ? text : STR(""));
		}
		stmt_bind_text(to, n + 1, str_of(folder));
		stmt_run(to);
	}
	return from && db_error(db, &e);
}

static bool copy_all(struct call *c, const char *folder, struct db *db, enum report_rows rows)
{
	if (!copy(c, folder, db, "report_state", LEDGER_LIST_ADD_REPORT))
		return false;
	if (rows == REPORT_FILES)
		return copy(c, folder, db, "report_files", LEDGER_LIST_ADD_CHANGED);
	return rows == REPORT_STATE ||
	       (copy(c, folder, db, "report_findings", LEDGER_LIST_ADD_FINDING) &&
		copy(c, folder, db, "report_differences", LEDGER_LIST_ADD_DIFFERENCE));
}

static void read_report(struct call *c, const char *folder, enum report_rows rows)
{
	const char *path = deskdir_path(c, "%s/report.db", folder);
	struct err e;
	struct db *db;

	if (!deskdir_has(path))
		return;
	db = db_open(path, DB_READ, &e);
	if (!db || !copy_all(c, folder, db, rows))
		store_run(c->store, LEDGER_LIST_ADD_DAMAGED, ARG(":folder", str_of(folder)));
	db_close(db);
}

void deskdir_forget(struct call *c)
{
	stmt_run(store_stmt(c->store, LEDGER_LIST_FORGET));
}

void deskdir_load(struct call *c, const char *folder, enum report_rows rows)
{
	static const char *const files[] = { "by.txt", "approved", "withdrawn", "again" };

	store_run(c->store, LEDGER_LIST_ADD_FOLDER, ARG(":folder", str_of(folder)),
		  ARG(":newest", deskdir_newest(c)));
	for (size_t i = 0; i < COUNT(files); i++)
		read_said(c, folder, files[i]);
	read_report(c, folder, rows);
}

/* ---- the published files ---- */

struct reading_of_table {
	struct call *c;
	bool head; /* was read */
};

static void on_row(void *ctx, int line, const struct str *cell, size_t n)
{
	struct reading_of_table *t = ctx;

	if (n == 0 || (!t->head && n < 2))
		return;
	for (size_t i = 0; i < n && i < CSV_CELLS_MAX; i++)
		store_run(t->c->store, LEDGER_LIST_ADD_CELL, ARG(":line", t->head ? line : 0),
			  ARG(":col", (int64_t)i + 1), ARG(":text", str_trim(cell[i])));
	t->head = true;
}

bool deskdir_file(struct call *c, int64_t version, struct str file, struct str *out)
{
	/* tables/: what the hall keeps as a workbook, written by hallgen as CSV */
	static const char *const folder[] = { "content", "tables" };
	struct err e;

	if (!pagename_is(file) &&
	    !store_exists(c->store, LEDGER_LIST_CONTENT_KNOWN, ARG(":file", file)))
		return false;
	for (size_t i = 0; i < COUNT(folder); i++)
		if (file_read(deskdir_path(c, "versions/%lld/%s/%.*s", (long long)version,
					   folder[i], STR_ARG(file)),
			      FILE_MAX_BYTES, c->arena, out, &e))
			return true;
	return false;
}

bool deskdir_table(struct call *c, int64_t version, struct str file)
{
	struct reading_of_table t = { .c = c };
	struct str text;

	stmt_run(store_stmt(c->store, LEDGER_LIST_CLEAR_CELLS));
	if (pagename_is(file) || !deskdir_file(c, version, file, &text))
		return false;
	str_take(&text, STR("\xEF\xBB\xBF"));
	csv_rows(text, ',', on_row, &t);
	return t.head;
}

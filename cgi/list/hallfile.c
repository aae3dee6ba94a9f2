#include "list/hallfile.h"

#include "base/file.h"
#include "list/deskdir.h"
#include "pagename.h"
#include "table/csv.h"

enum { FILE_MAX_BYTES = 1024 * 1024 };

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

bool hallfile_read(struct call *c, int64_t version, struct str file, struct str *out)
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

bool hallfile_load(struct call *c, int64_t version, struct str file)
{
	struct reading_of_table t = { .c = c };
	struct str text;

	stmt_run(store_stmt(c->store, LEDGER_LIST_CLEAR_CELLS));
	if (pagename_is(file) || !hallfile_read(c, version, file, &text))
		return false;
	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = str_from(text, 3);
	csv_rows(text, ',', on_row, &t);
	return t.head;
}

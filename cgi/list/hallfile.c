#include "list/hallfile.h"

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

bool hallfile_is_table(struct call *c, struct str file)
{
	return store_exists(c->store, LEDGER_LIST_CONTENT_KNOWN, ARG(":file", file));
}

/* The bytes of one of the hall's files, as version `no` has them. */
bool hallfile_read(const struct call *c, int64_t no, struct str file, struct str *out)
{
	/* tables/: what the hall keeps as a workbook, written by hallgen as CSV */
	static const char *const folder[] = { "content", "tables" };

	for (size_t i = 0; i < COUNT(folder); i++)
		if (deskdir_read(c,
				 deskdir_path(c, "versions/%lld/%s/%.*s", (long long)no, folder[i],
					      STR_ARG(file)),
				 FILE_MAX_BYTES, out))
			return true;
	return false;
}

bool hallfile_load(struct call *c, int64_t no, struct str file)
{
	struct reading_of_table t = { .c = c };
	struct str text;

	stmt_run(store_stmt(c->store, LEDGER_LIST_CLEAR_CELLS));
	if (!hallfile_read(c, no, file, &text))
		return false;
	if (str_starts(text, STR("\xEF\xBB\xBF")))
		text = str_from(text, 3);
	csv_rows(text, ',', on_row, &t);
	return t.head;
}

int64_t hallfile_line(struct call *c, struct str file, struct str key)
{
	return store_int(c->store, LEDGER_LIST_LINE_OF, ARG(":file", file), ARG(":key", key));
}

struct str hallfile_cell(struct call *c, int64_t line, int64_t col)
{
	return stmt_get_text(
		store_bind(c->store, LEDGER_LIST_CELL_TEXT, ARG(":line", line), ARG(":col", col)),
		c->arena);
}

struct str hallfile_key(struct call *c, struct str file, int64_t line)
{
	return stmt_get_text(
		store_bind(c->store, LEDGER_LIST_KEY_OF, ARG(":file", file), ARG(":line", line)),
		c->arena);
}

void hallfile_offer(struct call *c, struct str file)
{
	store_run(c->store, LEDGER_LIST_OFFER_COLUMNS, ARG(":file", file));
}

struct str hallfile_aliases(struct call *c, struct str item)
{
	return stmt_get_text(store_bind(c->store, LEDGER_LIST_ALIASES, ARG(":no", item)), c->arena);
}

#include "list/pages.h"

#include "desk/spreadsheet.h"
#include "list/hallfile.h"
#include "list/proposal.h"
#include "pagename.h"
#include "page/reader.h"

enum { NARROW_CHARS = 12, WIDE_CHARS = 28, WIDE_FROM = 3 };

static struct str table_name(const struct call *c)
{
	return arena_printf(c->arena, "%.*s.csv", STR_ARG(c->arg));
}

static void name_file(struct call *c, const char *ending, struct str type)
{
	c->r->status = 200;
	c->r->content_type = type;
	c->r->download_name = arena_printf(c->arena, "%.*s.%s", STR_ARG(c->arg), ending);
}

bool download_csv(struct call *c)
{
	struct str text;

	if (!hallfile_is_table(c, table_name(c)) ||
	    !hallfile_read(c, proposal_newest_version(c), table_name(c), &text)) {
		call_not_found(c);
		return true;
	}
	name_file(c, "csv", STR("text/csv; charset=utf-8"));
	if (!str_starts(text, STR("\xEF\xBB\xBF"))) /* by which spreadsheets know UTF-8 */
		buf_add(&c->r->body, STR("\xEF\xBB\xBF"));
	buf_add(&c->r->body, text);
	return true;
}

bool download_md(struct call *c)
{
	struct str file = arena_printf(c->arena, "pages/items/%.*s.md", STR_ARG(c->arg)), text;

	if (!pagename_is(file)) /* no number */
		file = arena_printf(c->arena, "pages/%.*s.md", STR_ARG(c->arg));
	if (!pagename_is(file) || !hallfile_read(c, proposal_newest_version(c), file, &text)) {
		call_not_found(c);
		return true;
	}
	name_file(c, "md", STR("text/plain; charset=utf-8"));
	buf_add(&c->r->body, text);
	return true;
}

/* Row by row, each from the left, as a workbook takes them. */
static void put_cells(struct call *c, struct spreadsheet *w)
{
	struct stmt *st = store_stmt(c->store, LEDGER_LIST_CELLS);
	int64_t line = 0;
	int row = 0;

	while (stmt_step(st) == DB_ROW) {
		int column = (int)stmt_int(st, 1) - 1;

		row += stmt_int(st, 0) != line;
		line = stmt_int(st, 0);
		if (line == 0)
			spreadsheet_column(w, column, stmt_text(st, 2),
					   column < WIDE_FROM ? WIDE_CHARS : NARROW_CHARS);
		else
			spreadsheet_text(w, row, column, stmt_text(st, 2));
	}
	stmt_reset(st);
}

static void make_xlsx(struct call *c)
{
	struct str title = hallfile_title(c, table_name(c));
	struct spreadsheet *w;
	int columns;
	struct err e;

	columns = (int)stmt_get_int(store_stmt(c->store, LEDGER_LIST_COLUMNS));
	name_file(c, "xlsx", STR(SPREADSHEET_TYPE));
	if (!reader_put(c))
		return;
	w = spreadsheet_open(c->live->scratch, c->r->file, arena_cstr(c->arena, title), &e);
	if (w) {
		spreadsheet_title(w, columns, title,
				  arena_printf(c->arena, "第 %lld 版",
					       (long long)proposal_newest_version(c)));
		put_cells(c, w);
	}
	if (!w || !spreadsheet_close(w, columns, &e))
		call_fail(c, &e);
}

static void make(struct call *c)
{
	if (hallfile_is_table(c, table_name(c)) &&
	    hallfile_load(c, proposal_newest_version(c), table_name(c)))
		make_xlsx(c);
	else
		call_not_found(c);
}

bool download_xlsx(struct call *c)
{
	return reader_ask(c, LANE_FILES, make);
}

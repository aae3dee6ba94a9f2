#include "list/pages.h"

#include "desk/spreadsheet.h"
#include "list/deskdir.h"
#include "page/reader.h"
#include "pagename.h"

static struct str table_name(const struct call *c)
{
	return arena_printf(c->arena, "%.*s.csv", STR_ARG(c->arg));
}

bool download_csv(struct call *c)
{
	struct str text;

	if (!deskdir_file(c, deskdir_newest(c), table_name(c), &text))
		return call_not_found(c);
	call_download(c, STR("text/csv; charset=utf-8"), "%.*s.csv", STR_ARG(c->arg));
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
	if (!deskdir_file(c, deskdir_newest(c), file, &text))
		return call_not_found(c);
	call_download(c, STR("text/plain; charset=utf-8"), "%.*s.md", STR_ARG(c->arg));
	buf_add(&c->r->body, text);
	return true;
}

static void make(struct call *c)
{
	struct str file = table_name(c);
	int64_t version = deskdir_newest(c);
	struct err e;

	if (!deskdir_table(c, version, file)) {
		call_not_found(c);
		return;
	}
	call_download(c, STR(SPREADSHEET_TYPE), "%.*s.xlsx", STR_ARG(c->arg));
	if (reader_put(c) &&
	    !spreadsheet_write(c->live->scratch, c->r->file,
			       store_bind(c->store, LEDGER_LIST_TITLE, ARG(":file", file),
					  ARG(":version", version)),
			       store_stmt(c->store, LEDGER_LIST_HEAD),
			       store_stmt(c->store, LEDGER_LIST_ROWS), &e))
		call_fail(c, &e);
}

bool download_xlsx(struct call *c)
{
	return reader_ask(c, LANE_FILES, make);
}

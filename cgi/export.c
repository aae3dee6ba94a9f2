#include "export.h"

#include "date.h"
#include "escape.h"
#include "spreadsheet.h"

enum { NUMBER_COLUMN = 0, FORM_COLUMNS = 9 }; /* 序号 first; those of Attachment 2 */

bool export_period_is_right(const struct export_query *q)
{
	int32_t from, to;

	return date_parse(q->from, &from) && date_parse(q->to, &to) && from <= to &&
	       to - from < EXPORT_MAX_DAYS;
}

static int columns(const struct export_query *q)
{
	return q->window ? FORM_COLUMNS : FORM_COLUMNS + 1;
}

static struct stmt *rows(struct store *s, const struct export_query *q)
{
	struct stmt *st = store_stmt(s, LEDGER_LEDGER_ROWS);

	store_bind_int(st, ":window", q->window);
	store_bind_text(st, ":from", q->from);
	store_bind_text(st, ":to", q->to);
	return st;
}

static void csv_field(struct buf *out, int column, struct str text)
{
	if (column)
		buf_add_char(out, ',');
	escape_csv(out, text);
}

bool export_csv(struct store *s, const struct export_query *q, struct buf *out)
{
	struct stmt *st = store_stmt(s, LEDGER_LEDGER_COLUMNS);
	int n = columns(q);
	enum db_step step;

	buf_add(out, STR("\xEF\xBB\xBF"));
	for (int i = 0; i < n && stmt_step(st) == DB_ROW; i++)
		csv_field(out, i, stmt_text(st, 0));
	stmt_reset(st);
	buf_add(out, STR("\r\n"));
	st = rows(s, q);
	while ((step = stmt_step(st)) == DB_ROW) {
		for (int i = 0; i < n; i++)
			csv_field(out, i, stmt_text(st, i));
		buf_add(out, STR("\r\n"));
	}
	stmt_reset(st);
	return step == DB_DONE;
}

static void head(struct spreadsheet *w, struct store *s, int n)
{
	struct stmt *st = store_stmt(s, LEDGER_LEDGER_COLUMNS);

	for (int i = 0; i < n && stmt_step(st) == DB_ROW; i++)
		spreadsheet_column(w, i, stmt_text(st, 0), (int)stmt_int(st, 1));
	stmt_reset(st);
}

bool export_xlsx(struct store *s, const struct export_query *q, struct buf *out, struct err *e)
{
	struct spreadsheet *w = spreadsheet_open(e);
	struct stmt *st;
	int n = columns(q);
	enum db_step step;

	if (!w)
		return false;
	head(w, s, n);
	st = rows(s, q);
	for (int row = 1; (step = stmt_step(st)) == DB_ROW; row++)
		for (int i = 0; i < n; i++) {
			if (i == NUMBER_COLUMN)
				spreadsheet_number(w, row, i, stmt_int(st, i));
			else
				spreadsheet_text(w, row, i, stmt_text(st, i));
		}
	stmt_reset(st);
	if (!spreadsheet_close(w, n, out, e))
		return false;
	return step == DB_DONE || err_set(e, "the ledger cannot be read");
}

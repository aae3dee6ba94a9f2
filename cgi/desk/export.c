#include "desk/export.h"

#include "base/file.h"
#include "date.h"
#include "template/escape.h"

enum {
	FORM_COLUMNS = 9, /* those of Attachment 2 */
	NUMBER = 0,
	APPLIED = 2,
	SERVICE = 4,
	APPLIED_AT = FORM_COLUMNS + 1, /* of LEDGER_PICKED_ROWS, and two more: */
	BEGINS_AT,
	ENDS_AT,
	PIECE_BYTES = 64 * 1024
};

bool export_period_is_right(const struct export_query *q)
{
	int32_t from, to;

	return date_parse(q->from, &from) && date_parse(q->to, &to) && to >= from &&
	       to - from < EXPORT_MAX_DAYS;
}

void export_pick(struct store *s, const struct export_query *q)
{
	stmt_run(store_stmt(s, LEDGER_PICK_CLEAR));
	store_run(s, LEDGER_PICK, ARG(":from", q->from), ARG(":to", q->to),
		  ARG(":window", q->window), ARG(":result", q->result), ARG(":channel", q->channel),
		  ARG(":now", q->now));
	stmt_run(store_stmt(s, LEDGER_PICK_MEANT));
}

static int columns(const struct export_query *q)
{
	return q->window ? FORM_COLUMNS : FORM_COLUMNS + 1;
}

static void csv_cell(struct buf *out, int column, struct str text)
{
	if (column)
		buf_add_char(out, ',');
	escape_csv(out, text);
}

static void csv_head(struct store *s, int ncolumns, struct buf *out)
{
	struct stmt *st = store_stmt(s, LEDGER_LEDGER_COLUMNS);

	buf_add(out, STR("\xEF\xBB\xBF"));
	for (int i = 0; i < ncolumns && stmt_step(st) == DB_ROW; i++)
		csv_cell(out, i, stmt_text(st, 0));
	stmt_reset(st);
	buf_add(out, STR("\r\n"));
}

bool export_csv(struct store *s, const struct export_query *q, FILE *out, struct err *e)
{
	struct buf piece = BUF_INIT;
	int n = columns(q);
	bool ok = true;
	struct stmt *st;

	csv_head(s, n, &piece);
	export_pick(s, q);
	st = store_stmt(s, LEDGER_PICKED_ROWS);
	while (ok && stmt_step(st) == DB_ROW) {
		for (int i = 0; i < n; i++)
			csv_cell(&piece, i, stmt_text(st, i));
		buf_add(&piece, STR("\r\n"));
		if (piece.len >= PIECE_BYTES)
			ok = file_drain(out, &piece, e);
	}
	stmt_reset(st);
	ok = ok && db_error(store_db(s), e) && file_drain(out, &piece, e);
	buf_release(&piece);
	return ok;
}

void export_columns(struct spreadsheet *w, struct stmt *titles, int ncolumns)
{
	for (int i = 0; i < ncolumns && stmt_step(titles) == DB_ROW; i++)
		spreadsheet_column(w, i, stmt_text(titles, 0), (int)stmt_int(titles, 1));
	stmt_reset(titles);
}

void export_title(struct spreadsheet *w, struct stmt *title, int ncolumns)
{
	if (stmt_step(title) == DB_ROW)
		spreadsheet_title(w, ncolumns, stmt_text(title, 0), stmt_text(title, 1));
	stmt_reset(title);
}

static void put_cell(struct spreadsheet *w, int row, int column, struct stmt *st)
{
	if (column == NUMBER)
		spreadsheet_number(w, row, column, stmt_int(st, column));
	else if (column == APPLIED)
		spreadsheet_time(w, row, column, stmt_int(st, APPLIED_AT));
	else if (column == SERVICE)
		spreadsheet_span(w, row, column, stmt_int(st, BEGINS_AT), stmt_int(st, ENDS_AT));
	else
		spreadsheet_text(w, row, column, stmt_text(st, column));
}

static void put_rows(struct store *s, struct spreadsheet *w, int ncolumns)
{
	struct stmt *st = store_stmt(s, LEDGER_PICKED_ROWS);

	for (int row = 1; stmt_step(st) == DB_ROW; row++)
		for (int i = 0; i < ncolumns; i++)
			put_cell(w, row, i, st);
	stmt_reset(st);
}

bool export_xlsx(struct store *s, const struct export_query *q, const char *folder, FILE *out,
		 struct err *e)
{
	struct spreadsheet *w = spreadsheet_open(folder, out, "台帐", e);

	if (!w)
		return false;
	export_pick(s, q);
	export_title(w, store_bind(s, LEDGER_LEDGER_HEAD, ARG(":window", q->window)), columns(q));
	export_columns(w, store_stmt(s, LEDGER_LEDGER_COLUMNS), columns(q));
	put_rows(s, w, columns(q));
	return spreadsheet_close(w, columns(q), e) && db_error(store_db(s), e);
}

#include "desk/export.h"

#include "base/file.h"
#include "date.h"
#include "template/escape.h"

enum { PIECE_BYTES = 64 * 1024 };

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

static void csv_cell(struct buf *out, int i, struct str text)
{
	if (i)
		buf_add_char(out, ',');
	escape_csv(out, text);
}

/* How many columns there are. */
static int csv_head(struct stmt *columns, struct buf *out)
{
	int n = 0;

	buf_add(out, STR("\xEF\xBB\xBF"));
	while (stmt_step(columns) == DB_ROW)
		csv_cell(out, n++, stmt_text(columns, 0));
	stmt_reset(columns);
	buf_add(out, STR("\r\n"));
	return n;
}

bool export_csv(struct store *s, const struct export_query *q, FILE *out, struct err *e)
{
	struct buf piece = BUF_INIT;
	bool ok = true;
	struct stmt *st;
	int n = csv_head(store_bind(s, LEDGER_LEDGER_COLUMNS, ARG(":window", q->window)), &piece);

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

bool export_xlsx(struct store *s, const struct export_query *q, const char *folder, FILE *out,
		 struct err *e)
{
	export_pick(s, q);
	return spreadsheet_write(folder, out,
				 store_bind(s, LEDGER_LEDGER_HEAD, ARG(":window", q->window)),
				 store_bind(s, LEDGER_LEDGER_COLUMNS, ARG(":window", q->window)),
				 store_stmt(s, LEDGER_PICKED_ROWS), e) &&
	       db_error(store_db(s), e);
}

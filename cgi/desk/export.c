#include "desk/export.h"

#include "date.h"
#include "desk/spreadsheet.h"
#include "template/escape.h"

enum { FORM_COLUMNS = 9 }; /* those of Attachment 2 */

/* Between what is gathered for a workbook; no text of ours holds them. */
enum { CELL_END = 0x1f, ROW_END = 0x1e };

int export_days(const struct export_query *q)
{
	int32_t from, to;

	return date_parse(q->from, &from) && date_parse(q->to, &to) ? to - from + 1 : 0;
}

bool export_period_is_right(const struct export_query *q)
{
	int days = export_days(q);

	return days > 0 && days <= EXPORT_MAX_DAYS;
}

static int month_of(struct str text)
{
	int32_t date;
	int year = 0, month = 1, day;

	if (date_parse(text, &date))
		date_to_civil(date, &year, &month, &day);
	return 12 * year + month - 1;
}

void export_begin(struct export_walk *w, const struct export_query *q)
{
	*w = (struct export_walk){
		.q = *q,
		.window = q->window ? q->window : 1,
		.first_month = month_of(q->from),
		.last_month = month_of(q->to),
	};
	w->month = w->first_month;
}

static void go_on(struct export_walk *w)
{
	if (w->month < w->last_month) {
		w->month++;
		return;
	}
	w->month = w->first_month;
	w->window++;
}

static void read_sheet(struct export_walk *w, struct store *s, struct arena *a,
		       struct export_sheet *out)
{
	struct stmt *st;

	*out = (struct export_sheet){ .window = w->window };
	out->month = arena_printf(a, "%04d-%02d", w->month / 12, w->month % 12 + 1);
	st = store_bind(s, LEDGER_LEDGER_SHEET, ARG(":window", w->window),
			ARG(":month", out->month), ARG(":from", w->q.from), ARG(":to", w->q.to));
	if (stmt_step(st) == DB_ROW)
		out->rows = (int)stmt_int(st, 1);
	if (out->rows)
		out->picked = arena_str(a, stmt_text(st, 0));
	stmt_reset(st);
}

enum export_step export_next(struct export_walk *w, struct store *s, struct arena *a,
			     struct export_sheet *out)
{
	int64_t last = w->q.window ? w->q.window : EXPORT_WINDOWS;

	for (int i = 0; i < EXPORT_LOOKS && w->window <= last; i++) {
		read_sheet(w, s, a, out);
		go_on(w);
		if (out->rows)
			return EXPORT_SHEET;
	}
	return w->window <= last ? EXPORT_NOT_YET : EXPORT_END;
}

static int columns(const struct export_query *q)
{
	return q->window ? FORM_COLUMNS : FORM_COLUMNS + 1;
}

/* Adds a cell, behind what parts it from the one before. */
typedef void add_cell(struct buf *out, int column, struct str text);

static void csv_cell(struct buf *out, int column, struct str text)
{
	if (column)
		buf_add_char(out, ',');
	escape_csv(out, text);
}

static void gather_cell(struct buf *out, int column, struct str text)
{
	if (column)
		buf_add_char(out, CELL_END);
	buf_add(out, text);
}

static bool add_rows(struct store *s, const struct export_query *q,
		     const struct export_sheet *sheet, struct buf *out, add_cell *add,
		     struct str end)
{
	struct stmt *st;
	int n = columns(q);
	enum db_step step;

	st = store_bind(s, LEDGER_LEDGER_ROWS, ARG(":picked", sheet->picked));
	while ((step = stmt_step(st)) == DB_ROW) {
		for (int i = 0; i < n; i++)
			add(out, i, stmt_text(st, i));
		buf_add(out, end);
	}
	stmt_reset(st);
	return step == DB_DONE;
}

void export_csv_head(struct store *s, const struct export_query *q, struct buf *out)
{
	struct stmt *st = store_stmt(s, LEDGER_LEDGER_COLUMNS);

	buf_add(out, STR("\xEF\xBB\xBF"));
	for (int i = 0; i < columns(q) && stmt_step(st) == DB_ROW; i++)
		csv_cell(out, i, stmt_text(st, 0));
	stmt_reset(st);
	buf_add(out, STR("\r\n"));
}

bool export_csv_rows(struct store *s, const struct export_query *q,
		     const struct export_sheet *sheet, struct buf *out)
{
	return add_rows(s, q, sheet, out, csv_cell, STR("\r\n"));
}

/* A row of the widths, and one of the titles. */
void export_xlsx_head(struct store *s, const struct export_query *q, struct buf *out)
{
	struct stmt *st = NULL;

	for (int row = 0; row < 2; row++) {
		st = store_stmt(s, LEDGER_LEDGER_COLUMNS);
		for (int i = 0; i < columns(q) && stmt_step(st) == DB_ROW; i++)
			gather_cell(out, i, stmt_text(st, row ? 0 : 1));
		buf_add_char(out, ROW_END);
	}
	stmt_reset(st);
}

bool export_xlsx_rows(struct store *s, const struct export_query *q,
		      const struct export_sheet *sheet, struct buf *out)
{
	return add_rows(s, q, sheet, out, gather_cell, STR("\x1e"));
}

static int put_head(struct spreadsheet *w, struct str widths, struct str titles)
{
	int n = 0;

	while (widths.s) {
		struct str title = str_cut(&titles, CELL_END);
		int64_t chars = 0;

		str_to_int(str_cut(&widths, CELL_END), 255, &chars);
		spreadsheet_column(w, n++, title, (int)chars);
	}
	return n;
}

/* 序号 stands first. */
static void put_row(struct spreadsheet *w, int row, struct str cells)
{
	int64_t number = 0;

	str_to_int(str_cut(&cells, CELL_END), INT32_MAX, &number);
	spreadsheet_number(w, row, 0, number);
	for (int i = 1; cells.s; i++)
		spreadsheet_text(w, row, i, str_cut(&cells, CELL_END));
}

bool export_xlsx(struct buf *gathered, struct err *e)
{
	struct spreadsheet *w = spreadsheet_open(e);
	struct str rest = buf_str(gathered), widths;
	struct buf file = BUF_INIT;
	bool ok;
	int n;

	if (!w)
		return false;
	widths = str_cut(&rest, ROW_END);
	n = put_head(w, widths, str_cut(&rest, ROW_END));
	for (int row = 1; rest.len; row++)
		put_row(w, row, str_cut(&rest, ROW_END));
	ok = spreadsheet_close(w, n, &file, e);
	buf_release(gathered);
	*gathered = file;
	return ok;
}

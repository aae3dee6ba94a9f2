#include "desk/spreadsheet.h"

#include "base/arena.h"

#include <string.h>
#include <xlsxwriter.h>

enum {
	PAPER_A4 = 9,
	COLUMNS_MAX = 64,
	PATH_BYTES = 40,
	FORMAT_BYTES = 40,
	AS_TEXT = 0x31, /* the format @ */
	TITLE_ROW = 0,
	LINE_ROW = 1,
	HEAD_ROW = 2,
	TITLE_POINTS = 16,
	EPOCH_DAYS = 25569, /* 1970-01-01 as spreadsheets count */
	DAY_MINUTES = 24 * 60
};

struct column {
	struct str title;
	int number, until; /* where a row has its number, and the end of its span; or TEXT */
};
enum { TEXT = -1 };

struct spreadsheet {
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *title, *line, *head, *body, *number, *time;
	lxw_format *until[DAY_MINUTES]; /* by the minute at which a span ends; NULL: not yet */
	lxw_error fault;		/* the first */
	struct column column[COLUMNS_MAX];
	lxw_row_t row; /* the last */
	lxw_col_t columns;
	struct arena titles;
	struct arena arena; /* of the text at hand, which the library wants with a NUL */
};

static void note(struct spreadsheet *w, lxw_error fault)
{
	if (w->fault == LXW_NO_ERROR)
		w->fault = fault;
}

/* The library writes to a file name: that of an open file. */
static lxw_workbook *open_book(const char *folder, FILE *out)
{
	struct arena a = ARENA_INIT;
	char *own_folder = arena_alloc(&a, strlen(folder) + 1);
	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = own_folder };
	lxw_workbook *book;
	char path[PATH_BYTES];

	strcpy(own_folder, folder);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(out));
	book = workbook_new_opt(path, &options); /* copies them */
	arena_release(&a);
	return book;
}

static lxw_format *in_body(struct spreadsheet *w)
{
	lxw_format *format = workbook_add_format(w->book);

	format_set_border(format, LXW_BORDER_THIN);
	format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
	return format;
}

static void add_formats(struct spreadsheet *w)
{
	w->title = workbook_add_format(w->book);
	format_set_bold(w->title);
	format_set_font_size(w->title, TITLE_POINTS);
	format_set_align(w->title, LXW_ALIGN_CENTER);
	w->line = workbook_add_format(w->book);
	w->head = workbook_add_format(w->book);
	format_set_bold(w->head);
	format_set_border(w->head, LXW_BORDER_THIN);
	w->body = in_body(w);
	format_set_text_wrap(w->body);
	format_set_num_format_index(w->body, AS_TEXT);
	w->number = in_body(w);
	w->time = in_body(w);
	format_set_num_format(w->time, "yyyy-mm-dd hh:mm");
}

static const char *text_of(struct spreadsheet *w, struct str text)
{
	arena_reset(&w->arena);
	return arena_cstr(&w->arena, text);
}

static void across(struct spreadsheet *w, lxw_row_t row, struct str text, lxw_format *format)
{
	note(w, worksheet_merge_range(w->sheet, row, 0, row, (lxw_col_t)(w->columns - 1),
				      text_of(w, text), format));
}

static int index_of(struct stmt *st, int column)
{
	return stmt_is_null(st, column) ? TEXT : (int)stmt_int(st, column);
}

static void read_columns(struct spreadsheet *w, struct stmt *st)
{
	for (; w->columns < COLUMNS_MAX && stmt_step(st) == DB_ROW; w->columns++) {
		lxw_col_t c = w->columns;

		w->column[c] = (struct column){ arena_str(&w->titles, stmt_text(st, 0)),
						index_of(st, 2), index_of(st, 3) };
		note(w, worksheet_set_column(w->sheet, c, c, (double)stmt_int(st, 1), NULL));
	}
	stmt_reset(st);
}

/* From the top: the library takes no cell above those that it has. */
static void put_head(struct spreadsheet *w, struct stmt *title, struct stmt *columns)
{
	read_columns(w, columns);
	across(w, TITLE_ROW, stmt_text(title, 0), w->title);
	across(w, LINE_ROW, stmt_text(title, 1), w->line);
	for (lxw_col_t i = 0; i < w->columns; i++)
		note(w, worksheet_write_string(w->sheet, HEAD_ROW, i,
					       text_of(w, w->column[i].title), w->head));
}

/* False when the library could not make its file for the rows. */
static bool begin(struct spreadsheet *w, const char *folder, FILE *out, struct stmt *title,
		  struct stmt *columns)
{
	stmt_step(title);
	w->book = open_book(folder, out);
	if (w->book)
		w->sheet = workbook_add_worksheet(w->book, text_of(w, stmt_text(title, 2)));
	if (w->sheet && w->sheet->optimize_tmpfile) {
		add_formats(w);
		put_head(w, title, columns);
	}
	stmt_reset(title);
	return w->sheet && w->sheet->optimize_tmpfile;
}

/* A day has few ends of slots, so a workbook few of these. */
static lxw_format *format_until(struct spreadsheet *w, int end)
{
	char text[FORMAT_BYTES];

	if (!w->until[end]) {
		snprintf(text, sizeof text, "yyyy-mm-dd h:mm\"—%d:%02d\"", end / 60, end % 60);
		w->until[end] = in_body(w);
		format_set_num_format(w->until[end], text);
	}
	return w->until[end];
}

static void put_number(struct spreadsheet *w, lxw_col_t column, double number, lxw_format *format)
{
	note(w, worksheet_write_number(w->sheet, w->row, column, number, format));
}

static void put_cell(struct spreadsheet *w, lxw_col_t i, struct stmt *st)
{
	struct column at = w->column[i];
	int64_t number;

	if (at.number == TEXT) {
		note(w, worksheet_write_string(w->sheet, w->row, i, text_of(w, stmt_text(st, i)),
					       w->body));
		return;
	}
	number = stmt_int(st, at.number);
	if (at.number == i)
		put_number(w, i, (double)number, w->number);
	else
		put_number(w, i, EPOCH_DAYS + (double)number / DAY_MINUTES,
			   at.until == TEXT
				   ? w->time
				   : format_until(w, (int)(stmt_int(st, at.until) % DAY_MINUTES)));
}

static void lay_out(struct spreadsheet *w)
{
	lxw_col_t last = (lxw_col_t)(w->columns - 1);

	worksheet_freeze_panes(w->sheet, HEAD_ROW + 1, 0);
	worksheet_autofilter(w->sheet, HEAD_ROW, 0, w->row, last);
	worksheet_set_landscape(w->sheet);
	worksheet_set_paper(w->sheet, PAPER_A4);
	worksheet_fit_to_pages(w->sheet, 1, 0);
	worksheet_repeat_rows(w->sheet, HEAD_ROW, HEAD_ROW);
}

/* The library does not look whether the rows went into its file. */
static bool rows_are_there(const struct spreadsheet *w)
{
	FILE *rows = w->sheet->optimize_tmpfile;

	return fflush(rows) == 0 && !ferror(rows);
}

static void put_rows(struct spreadsheet *w, struct stmt *rows)
{
	while (stmt_step(rows) == DB_ROW) {
		w->row++;
		for (lxw_col_t i = 0; i < w->columns; i++)
			put_cell(w, i, rows);
	}
	stmt_reset(rows);
	lay_out(w);
}

static bool end(struct spreadsheet *w, struct err *e)
{
	bool there = rows_are_there(w) || err_errno(e, "a spreadsheet cannot be made");

	note(w, workbook_close(w->book));
	return there && (w->fault == LXW_NO_ERROR ||
			 err_set(e, "a spreadsheet cannot be made: %s", lxw_strerror(w->fault)));
}

bool spreadsheet_write(const char *folder, FILE *out, struct stmt *title, struct stmt *columns,
		       struct stmt *rows, struct err *e)
{
	struct spreadsheet w = { .row = HEAD_ROW };
	bool ok = begin(&w, folder, out, title, columns);

	if (ok) {
		put_rows(&w, rows);
		ok = end(&w, e);
	} else {
		err_errno(e, "a spreadsheet cannot be made");
		lxw_workbook_free(w.book);
	}
	arena_release(&w.titles);
	arena_release(&w.arena);
	return ok;
}

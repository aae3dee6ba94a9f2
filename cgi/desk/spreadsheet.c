#include "desk/spreadsheet.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum {
	PAPER_A4 = 9,
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

struct spreadsheet {
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *title, *line, *head, *body, *number, *time;
	lxw_format *until[DAY_MINUTES]; /* by the minute at which a span ends; NULL: not yet */
	lxw_error fault;		/* the first */
	int rows;
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

struct spreadsheet *spreadsheet_open(const char *folder, FILE *out, const char *sheet,
				     struct err *e)
{
	struct spreadsheet *w = calloc(1, sizeof *w);

	if (!w)
		abort();
	w->book = open_book(folder, out);
	w->sheet = w->book ? workbook_add_worksheet(w->book, sheet) : NULL;
	if (!w->sheet || !w->sheet->optimize_tmpfile) {
		err_errno(e, "a spreadsheet cannot be made");
		lxw_workbook_free(w->book);
		free(w);
		return NULL;
	}
	add_formats(w);
	return w;
}

static const char *text_of(struct spreadsheet *w, struct str text)
{
	arena_reset(&w->arena);
	return arena_cstr(&w->arena, text);
}

static void across(struct spreadsheet *w, lxw_row_t row, int columns, struct str text,
		   lxw_format *format)
{
	note(w, worksheet_merge_range(w->sheet, row, 0, row, (lxw_col_t)(columns - 1),
				      text_of(w, text), format));
}

void spreadsheet_title(struct spreadsheet *w, int columns, struct str title, struct str line)
{
	across(w, TITLE_ROW, columns, title, w->title);
	across(w, LINE_ROW, columns, line, w->line);
}

void spreadsheet_column(struct spreadsheet *w, int column, struct str title, int width_chars)
{
	lxw_col_t c = (lxw_col_t)column;

	note(w, worksheet_set_column(w->sheet, c, c, width_chars, NULL));
	note(w, worksheet_write_string(w->sheet, HEAD_ROW, c, text_of(w, title), w->head));
}

static lxw_row_t note_row(struct spreadsheet *w, int row)
{
	if (row > w->rows)
		w->rows = row;
	return (lxw_row_t)(HEAD_ROW + row);
}

void spreadsheet_text(struct spreadsheet *w, int row, int column, struct str text)
{
	note(w, worksheet_write_string(w->sheet, note_row(w, row), (lxw_col_t)column,
				       text_of(w, text), w->body));
}

void spreadsheet_number(struct spreadsheet *w, int row, int column, int64_t number)
{
	note(w, worksheet_write_number(w->sheet, note_row(w, row), (lxw_col_t)column,
				       (double)number, w->number));
}

static void put_moment(struct spreadsheet *w, int row, int column, int64_t minutes,
		       lxw_format *format)
{
	note(w, worksheet_write_number(w->sheet, note_row(w, row), (lxw_col_t)column,
				       EPOCH_DAYS + (double)minutes / DAY_MINUTES, format));
}

void spreadsheet_time(struct spreadsheet *w, int row, int column, int64_t minutes)
{
	put_moment(w, row, column, minutes, w->time);
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

void spreadsheet_span(struct spreadsheet *w, int row, int column, int64_t from, int64_t to)
{
	put_moment(w, row, column, from, format_until(w, (int)(to % DAY_MINUTES)));
}

static void lay_out(struct spreadsheet *w, int columns)
{
	lxw_col_t last = (lxw_col_t)(columns - 1);

	worksheet_freeze_panes(w->sheet, HEAD_ROW + 1, 0);
	worksheet_autofilter(w->sheet, HEAD_ROW, 0, (lxw_row_t)(HEAD_ROW + w->rows), last);
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

bool spreadsheet_close(struct spreadsheet *w, int columns, struct err *e)
{
	bool there = rows_are_there(w) || err_errno(e, "a spreadsheet cannot be made");

	lay_out(w, columns);
	note(w, workbook_close(w->book));
	if (there && w->fault != LXW_NO_ERROR)
		there = err_set(e, "a spreadsheet cannot be made: %s", lxw_strerror(w->fault));
	arena_release(&w->arena);
	free(w);
	return there;
}

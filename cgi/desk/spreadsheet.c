#include "desk/spreadsheet.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum { PAPER_A4 = 9, PATH_BYTES = 40 };

struct spreadsheet {
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *head, *body;
	lxw_error fault; /* the first */
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

struct spreadsheet *spreadsheet_open(const char *folder, FILE *out, struct err *e)
{
	struct spreadsheet *w = calloc(1, sizeof *w);

	if (!w)
		abort();
	w->book = open_book(folder, out);
	w->sheet = w->book ? workbook_add_worksheet(w->book, NULL) : NULL;
	if (!w->sheet || !w->sheet->optimize_tmpfile) {
		err_errno(e, "a spreadsheet cannot be made");
		lxw_workbook_free(w->book);
		free(w);
		return NULL;
	}
	w->head = workbook_add_format(w->book);
	w->body = workbook_add_format(w->book);
	format_set_bold(w->head);
	format_set_border(w->head, LXW_BORDER_THIN);
	format_set_border(w->body, LXW_BORDER_THIN);
	format_set_text_wrap(w->body);
	format_set_align(w->body, LXW_ALIGN_VERTICAL_CENTER);
	return w;
}

static const char *text_of(struct spreadsheet *w, struct str text)
{
	arena_reset(&w->arena);
	return arena_cstr(&w->arena, text);
}

void spreadsheet_column(struct spreadsheet *w, int column, struct str title, int width_chars)
{
	lxw_col_t c = (lxw_col_t)column;

	note(w, worksheet_set_column(w->sheet, c, c, width_chars, NULL));
	note(w, worksheet_write_string(w->sheet, 0, c, text_of(w, title), w->head));
}

static lxw_row_t note_row(struct spreadsheet *w, int row)
{
	if (row > w->rows)
		w->rows = row;
	return (lxw_row_t)row;
}

void spreadsheet_text(struct spreadsheet *w, int row, int column, struct str text)
{
	note(w, worksheet_write_string(w->sheet, note_row(w, row), (lxw_col_t)column,
				       text_of(w, text), w->body));
}

void spreadsheet_number(struct spreadsheet *w, int row, int column, int64_t number)
{
	note(w, worksheet_write_number(w->sheet, note_row(w, row), (lxw_col_t)column,
				       (double)number, w->body));
}

static void lay_out(struct spreadsheet *w, int columns)
{
	lxw_col_t last = (lxw_col_t)(columns - 1);

	worksheet_freeze_panes(w->sheet, 1, 0);
	worksheet_autofilter(w->sheet, 0, 0, (lxw_row_t)w->rows, last);
	worksheet_set_landscape(w->sheet);
	worksheet_set_paper(w->sheet, PAPER_A4);
	worksheet_fit_to_pages(w->sheet, 1, 0);
	worksheet_repeat_rows(w->sheet, 0, 0);
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

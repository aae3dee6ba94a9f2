#include "desk/spreadsheet.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { PAPER_A4 = 9, PATH_BYTES = 40, READ_BYTES = 65536 };

struct spreadsheet {
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *head, *body;
	int fd; /* the file, in memory */
	int rows;
	struct arena arena; /* of the texts, which the library wants with a NUL */
};

/* The library writes to a file name: that of a file in memory. */
static bool open_book(struct spreadsheet *w)
{
	char path[PATH_BYTES], folder[] = SPREADSHEET_FOLDER;
	lxw_workbook_options options = { .tmpdir = folder };

	w->fd = memfd_create("ledger.xlsx", MFD_CLOEXEC);
	if (w->fd < 0)
		return false;
	snprintf(path, sizeof path, "/proc/self/fd/%d", w->fd);
	w->book = workbook_new_opt(path, &options); /* copies them */
	return w->book != NULL;
}

struct spreadsheet *spreadsheet_open(struct err *e)
{
	struct spreadsheet *w = calloc(1, sizeof *w);

	if (!w)
		abort();
	if (!open_book(w)) {
		err_errno(e, "a spreadsheet cannot be made");
		if (w->fd >= 0)
			close(w->fd);
		free(w);
		return NULL;
	}
	w->sheet = workbook_add_worksheet(w->book, NULL);
	w->head = workbook_add_format(w->book);
	w->body = workbook_add_format(w->book);
	format_set_bold(w->head);
	format_set_border(w->head, LXW_BORDER_THIN);
	format_set_border(w->body, LXW_BORDER_THIN);
	format_set_text_wrap(w->body);
	format_set_align(w->body, LXW_ALIGN_VERTICAL_CENTER);
	return w;
}

void spreadsheet_column(struct spreadsheet *w, int column, struct str title, int width_chars)
{
	lxw_col_t c = (lxw_col_t)column;

	worksheet_set_column(w->sheet, c, c, width_chars, NULL);
	worksheet_write_string(w->sheet, 0, c, arena_cstr(&w->arena, title), w->head);
}

static lxw_row_t note_row(struct spreadsheet *w, int row)
{
	if (row > w->rows)
		w->rows = row;
	return (lxw_row_t)row;
}

void spreadsheet_text(struct spreadsheet *w, int row, int column, struct str text)
{
	worksheet_write_string(w->sheet, note_row(w, row), (lxw_col_t)column,
			       arena_cstr(&w->arena, text), w->body);
}

void spreadsheet_number(struct spreadsheet *w, int row, int column, int64_t number)
{
	worksheet_write_number(w->sheet, note_row(w, row), (lxw_col_t)column, (double)number,
			       w->body);
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

static bool read_back(int fd, struct buf *out)
{
	ssize_t n;

	if (lseek(fd, 0, SEEK_SET) != 0)
		return false;
	do {
		n = read(fd, buf_room(out, READ_BYTES), READ_BYTES);
		if (n > 0)
			out->len += (size_t)n;
	} while (n > 0);
	return n == 0;
}

bool spreadsheet_close(struct spreadsheet *w, int columns, struct buf *out, struct err *e)
{
	lxw_error fault;
	bool ok;

	lay_out(w, columns);
	fault = workbook_close(w->book);
	ok = fault == LXW_NO_ERROR && read_back(w->fd, out);
	if (fault != LXW_NO_ERROR)
		err_set(e, "a spreadsheet cannot be made: %s", lxw_strerror(fault));
	else if (!ok)
		err_errno(e, "a spreadsheet cannot be read back");
	close(w->fd);
	arena_release(&w->arena);
	free(w);
	return ok;
}

#include "table/xls.h"

#include "table/numberformat.h"

#include <freexl.h>

/* freexl gives seconds and zeros that nobody typed: 08:30:00, 2026-12-05 00:00:00. */
static struct str plain_time(struct str s)
{
	if (str_starts(s, STR("0"))) /* as in .xlsx: 8:30 */
		s = str_from(s, 1);
	if (str_ends(s, STR(" 00:00:00")))
		return str_head(s, s.len - 9);
	return str_ends(s, STR(":00")) ? str_head(s, s.len - 3) : s;
}

static struct str value_text(const FreeXL_CellValue *v, struct arena *a)
{
	const struct numberformat plain = { 0 };
	char text[NUMBERFORMAT_TEXT];

	switch (v->type) {
	case FREEXL_CELL_INT:
		return arena_int(a, v->value.int_value);
	case FREEXL_CELL_DOUBLE:
		numberformat_print(&plain, v->value.double_value, text);
		return arena_str(a, str_of(text));
	case FREEXL_CELL_TEXT:
	case FREEXL_CELL_SST_TEXT:
		return arena_str(a, str_of(v->value.text_value));
	case FREEXL_CELL_DATE:
	case FREEXL_CELL_DATETIME:
	case FREEXL_CELL_TIME:
		return plain_time(arena_str(a, str_of(v->value.text_value)));
	default:
		return STR("");
	}
}

static bool read_sheet(const void *book, unsigned short i, struct arena *a, grid_fn *fn, void *ctx)
{
	struct grid g = { .arena = a };
	const char *name = NULL;
	unsigned rows = 0;
	unsigned short columns = 0;

	if (freexl_get_worksheet_name(book, i, &name) != FREEXL_OK ||
	    freexl_select_active_worksheet(book, i) != FREEXL_OK ||
	    freexl_worksheet_dimensions(book, &rows, &columns) != FREEXL_OK)
		return true; /* a chart */
	for (unsigned row = 0; row < rows; row++)
		for (unsigned short column = 0; column < columns; column++) {
			FreeXL_CellValue v;

			if (freexl_get_cell_value(book, row, column, &v) == FREEXL_OK)
				grid_add(&g, (int)row + 1, column + 1, value_text(&v, a));
		}
	return fn(ctx, arena_str(a, str_of(name)), &g, STR(""));
}

static unsigned info(const void *book, unsigned short what)
{
	unsigned value = 0;

	freexl_get_info(book, what, &value);
	return value;
}

enum book_result xls_read(const char *path, struct arena *a, grid_fn *fn, void *ctx)
{
	enum book_result result = BOOK_READ;
	const void *book = NULL;

	if (freexl_open(path, &book) != FREEXL_OK || !book)
		return BOOK_DAMAGED;
	if (info(book, FREEXL_BIFF_PASSWORD) == FREEXL_BIFF_OBFUSCATED)
		result = BOOK_ENCRYPTED;
	for (unsigned i = 0; i < info(book, FREEXL_BIFF_SHEET_COUNT) && result == BOOK_READ; i++)
		if (!read_sheet(book, (unsigned short)i, a, fn, ctx))
			result = BOOK_TOO_LARGE;
	freexl_close(book);
	return result;
}

/*
 * grid.h - the cells of one sheet of a workbook, in any order, and as CSV; and what those say
 * who read workbooks (xlsx.h, xls.h).
 */
#ifndef LIB_GRID_H
#define LIB_GRID_H

#include "base/arena.h"
#include "base/buf.h"

enum { GRID_CELLS_MAX = 4 << 20 };

struct grid_cell {
	int row, column; /* from 1 */
	struct str text;
};

struct grid_range {
	int row, column, last_row, last_column;
};

struct grid {
	struct arena *arena;
	struct grid_cell *cell;
	size_t n, cap;
	struct grid_range *merged;
	size_t nmerged, merged_cap;
	bool full; /* there were more cells than GRID_CELLS_MAX */
};

enum book_result {
	BOOK_READ,
	BOOK_ABSENT, /* it is no workbook, or lacks what was asked for */
	BOOK_DAMAGED,
	BOOK_ENCRYPTED,
	BOOK_TOO_LARGE,
	BOOK_RESULT__MAX
};

/* Takes a sheet, its rows hidden_rows as workbook.h has them; false ends it as BOOK_TOO_LARGE. */
typedef bool grid_fn(void *ctx, struct str name, struct grid *g, struct str hidden_rows);

/* The text is not copied; an empty one, and a column that no table has, is nothing. */
void grid_add(struct grid *g, int row, int column, struct str text);
void grid_merge(struct grid *g, struct grid_range range);
/*
 * A line a row, empty rows too, up to the last cell. The text of merged cells
 * stands in each of them.
 */
void grid_csv(struct grid *g, struct buf *out);

#endif

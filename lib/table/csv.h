/*
 * csv.h - text with commas, tabs or the like between cells to rows of cells (owner of libcsv's
 * csv.h).
 */
#ifndef LIB_CSV_H
#define LIB_CSV_H

#include "base/buf.h"

enum { CSV_CELLS_MAX = 64 }; /* cells of a row; further ones are counted, not kept */

/*
 * One row: its number as a spreadsheet counts (from 1; a newline inside quotes
 * makes no row, an empty line makes one), its cells and how many the row has
 * after trailing empty ones are dropped. The cells hold during the call only.
 */
typedef void csv_row_fn(void *ctx, int line, const struct str *cell, size_t n);

/*
 * Reads UTF-8 text with LF ends of line. Returns 0, or the row in which a quote
 * opens that never closes; that row, the last, is not handed over.
 */
int csv_rows(struct str text, char delimiter, csv_row_fn *fn, void *ctx);

/*
 * A cell as csv_rows() reads it, quoted where it must be. For programs: what people open
 * in a spreadsheet is escape_csv()'s.
 */
void csv_add(struct buf *out, struct str cell);

#endif

/*
 * xls.h - the sheets of an .xls workbook as cells (owner of freexl.h): values,
 * dates and times; of merged cells the first, and hidden sheets like others.
 * For a process that may die of what it reads (workbook.h).
 */
#ifndef LIB_XLS_H
#define LIB_XLS_H

#include "table/grid.h"

/* Everything is made in a. */
enum book_result xls_read(const char *path, struct arena *a, grid_fn *fn, void *ctx);

#endif

/*
 * xlsx.h - the sheets of an .xlsx workbook (ECMA-376) as cells. For a process
 * that may die of what it reads (workbook.h).
 */
#ifndef LIB_XLSX_H
#define LIB_XLSX_H

#include "table/grid.h"

/* Those that are not hidden, in the workbook's order; everything is made in a. */
enum book_result xlsx_read(const char *path, struct arena *a, grid_fn *fn, void *ctx);

#endif

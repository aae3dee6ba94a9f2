/*
 * xls.h - the sheets of an .xls workbook as cells (owner of freexl.h): values,
 * dates and times; of merged cells the first, and hidden sheets like others.
 * For a process that may die of what it reads (workbook.h).
 */
#ifndef LIB_XLS_H
#define LIB_XLS_H

#include "table/grid.h"

enum xls_result { XLS_DONE, XLS_DAMAGED, XLS_ENCRYPTED, XLS_TOO_LARGE };

typedef bool xls_sheet_fn(void *ctx, struct str name, struct grid *g);

/* Everything is made in a. False from fn ends it as XLS_TOO_LARGE. */
enum xls_result xls_read(const char *path, struct arena *a, xls_sheet_fn *fn, void *ctx);

#endif

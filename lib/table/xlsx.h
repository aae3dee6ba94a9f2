/*
 * xlsx.h - the sheets of an .xlsx workbook (ECMA-376) as cells. For a process
 * that may die of what it reads (workbook.h).
 */
#ifndef LIB_XLSX_H
#define LIB_XLSX_H

#include "table/grid.h"
#include "table/zip.h"

/* A sheet that is not hidden, in the workbook's order. */
typedef bool xlsx_sheet_fn(void *ctx, struct str name, struct grid *g, struct str hidden_rows);

/* Everything is made in a. False from fn ends it as ZIP_TOO_LARGE. */
enum zip_result xlsx_read(struct zip *z, struct arena *a, xlsx_sheet_fn *fn, void *ctx);

#endif

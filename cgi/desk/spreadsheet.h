/*
 * spreadsheet.h - an .xlsx file of one sheet, for printing on A4 landscape (owner
 * of xlsxwriter.h), of statements:
 *
 * title: one row of a title, a line below it and the name of the sheet;
 * columns: a row for each: its title, its width in characters of half width, and, unless it is
 *   text: which column of `rows` has its number. That may be itself; else it is a moment in
 *   minutes of local time since 1970, with, when not NULL, the column of its end on the same
 *   day behind it: 2026-11-28 9:00—9:30;
 * rows: the table.
 *
 * Text is never a formula, nor after somebody has typed into its cell.
 */
#ifndef CGI_SPREADSHEET_H
#define CGI_SPREADSHEET_H

#include "db.h"

#include <stdio.h>

#define SPREADSHEET_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/*
 * Into the empty file `out`; its rows lie nameless in `folder` until then, not in memory. False
 * and *e when anything has failed.
 */
bool spreadsheet_write(const char *folder, FILE *out, struct stmt *title, struct stmt *columns,
		       struct stmt *rows, struct err *e);

#endif

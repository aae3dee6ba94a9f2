/*
 * spreadsheet.h - an .xlsx file of one sheet, for printing on A4 landscape (owner
 * of xlsxwriter.h): a title, a line below it, the head of the table, its rows.
 * Rows of the table count from 1, columns from 0. Text is never a formula, nor
 * after somebody has typed into its cell.
 */
#ifndef CGI_SPREADSHEET_H
#define CGI_SPREADSHEET_H

#include "base/err.h"
#include "base/str.h"

#include <stdio.h>

#define SPREADSHEET_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

struct spreadsheet;

/*
 * To be written to the empty file `out`, its sheet named so; its rows lie nameless in `folder`
 * until then, not in memory. NULL and *e when it cannot be made.
 */
struct spreadsheet *spreadsheet_open(const char *folder, FILE *out, const char *sheet,
				     struct err *e);

/* First of all, across the columns: */
void spreadsheet_title(struct spreadsheet *w, int columns, struct str title, struct str line);
/* Row by row, each from the left. The head of a column, its width in characters of half width: */
void spreadsheet_column(struct spreadsheet *w, int column, struct str title, int width_chars);
void spreadsheet_text(struct spreadsheet *w, int row, int column, struct str text);
void spreadsheet_number(struct spreadsheet *w, int row, int column, int64_t number);
/* A moment as the spreadsheet's own, in minutes of local time since 1970. */
void spreadsheet_time(struct spreadsheet *w, int row, int column, int64_t minutes);
/* The same, shown with its end on the same day: 2026-11-28 9:00—9:30. */
void spreadsheet_span(struct spreadsheet *w, int row, int column, int64_t from, int64_t to);

/* Writes the file and ends w in any case. False and *e when anything has failed. */
bool spreadsheet_close(struct spreadsheet *w, int columns, struct err *e);

#endif

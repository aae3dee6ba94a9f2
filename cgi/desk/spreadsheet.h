/*
 * spreadsheet.h - an .xlsx file of one sheet, for printing on A4 landscape (owner
 * of xlsxwriter.h). Rows and columns count from 0; row 0 is the head. Text is
 * never a formula.
 */
#ifndef CGI_SPREADSHEET_H
#define CGI_SPREADSHEET_H

#include "base/err.h"
#include "base/str.h"

#include <stdio.h>

struct spreadsheet;

/*
 * To be written to the empty file `out`; its rows lie nameless in `folder` until then, not
 * in memory. NULL and *e when it cannot be made.
 */
struct spreadsheet *spreadsheet_open(const char *folder, FILE *out, struct err *e);

/* Row by row, each from the left. The head of a column, its width in characters of half width: */
void spreadsheet_column(struct spreadsheet *w, int column, struct str title, int width_chars);
void spreadsheet_text(struct spreadsheet *w, int row, int column, struct str text);
void spreadsheet_number(struct spreadsheet *w, int row, int column, int64_t number);

/* Writes the file and ends w in any case. False and *e when anything has failed. */
bool spreadsheet_close(struct spreadsheet *w, int columns, struct err *e);

#endif

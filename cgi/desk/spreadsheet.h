/*
 * spreadsheet.h - an .xlsx file of one sheet, for printing on A4 landscape (owner
 * of xlsxwriter.h). Rows and columns count from 0; row 0 is the head. Text is
 * never a formula.
 */
#ifndef CGI_SPREADSHEET_H
#define CGI_SPREADSHEET_H

#include "base/buf.h"
#include "base/err.h"

/* Where the library makes its files, which have no name: in memory, since people stand in them. */
#define SPREADSHEET_FOLDER "/dev/shm"

struct spreadsheet;

/* NULL and *e when there is no memory for it. */
struct spreadsheet *spreadsheet_open(struct err *e);

/* The head of a column, and its width in characters of half width. */
void spreadsheet_column(struct spreadsheet *w, int column, struct str title, int width_chars);
void spreadsheet_text(struct spreadsheet *w, int row, int column, struct str text);
void spreadsheet_number(struct spreadsheet *w, int row, int column, int64_t number);

/* Appends the file to out and ends w in any case. False and *e on failure. */
bool spreadsheet_close(struct spreadsheet *w, int columns, struct buf *out, struct err *e);

#endif

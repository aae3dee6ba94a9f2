/*
 * cell.h - cells as numbers, days, times and choices. Each reads one cell of a
 * row; what it cannot read it tells by row_error and returns false.
 */
#ifndef LIB_CELL_H
#define LIB_CELL_H

#include "table/table.h"

/* A word that a cell may hold and what it stands for; words of one value may be several. */
struct choice {
	const char *word;
	int value;
};

bool cell_is_empty(const struct row *row, size_t column);
/* EMPTY unless there is something; false too when the cell is already known to be bad. */
bool cell_given(struct row *row, size_t column);
/* An integer; dates and 1E+05 are told as what a spreadsheet program did. */
bool cell_int(struct row *row, size_t column, int min, int max, int *out);
/* A day (moment.h), or its serial number. */
bool cell_day(struct row *row, size_t column, int32_t *out);
/* A time (moment.h), or the part of a day that it is. */
bool cell_time(struct row *row, size_t column, int *minute);
/*
 * What one of n words stands for, of which the message offers the first `told`;
 * `otherwise` when it is none of them, and when there is nothing.
 */
int cell_choice(struct row *row, size_t column, const struct choice *choice, size_t n, size_t told,
		int otherwise);
/* 是 or 否, or their marks √ and ×; `empty` when there is nothing. */
bool cell_yes(struct row *row, size_t column, bool empty);
/* Telephone numbers of offices, one or several (phone.h). */
bool cell_phones(struct row *row, size_t column);

#endif

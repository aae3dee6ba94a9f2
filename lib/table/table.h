/*
 * table.h - a spreadsheet file as rows of named columns.
 *
 * Columns are found by the words of the header line, in any order; blanks,
 * 、 and the width of brackets do not matter. What spoils a cell whatever its
 * column (mojibake, hidden characters, #REF!, too long) is told here. Findings
 * say 第 N 行 第 M 列（C列 事项名称）; a cell gets at most one error.
 */
#ifndef LIB_TABLE_H
#define LIB_TABLE_H

#include "finding.h"
#include "table/csv.h"

enum {
	TABLE_CELL_BYTES = 4096, /* longest cell */
	TABLE_COLUMNS_MAX = 16,
};

struct column {
	const char *words; /* the header, and after | what is taken for it too */
	bool required;	   /* the header must be there */
};

struct row {
	struct table *table;
	int line;
	struct str cell[TABLE_COLUMNS_MAX]; /* trimmed; empty when the column is absent */
	uint32_t faulty;		    /* bit per column: an error was told */
};

typedef void table_row_fn(void *ctx, struct row *row);

struct table {
	struct findings *findings;
	struct arena *arena;   /* for row_keep */
	struct arena *scratch; /* until the file is read */
	struct str file;       /* as findings name it */
	const struct column *column;
	size_t ncolumns;
	table_row_fn *fn;
	void *ctx;
	/* Filled while reading: */
	size_t rows;		      /* at most as many, known from the start */
	int at[TABLE_COLUMNS_MAX];    /* 1-based place of the column; 0 = absent */
	int column_of[CSV_CELLS_MAX]; /* and back; -1 = unknown column */
	size_t width;		      /* cells of the header */
	bool headed, usable;
	struct str kept[TABLE_COLUMNS_MAX];
};

/* The first of the words: how findings call the column. */
struct str column_word(const struct column *c);
/* Calls fn for every row below the header. Without a required column: findings and no rows. */
void table_read(struct table *t, struct str text);

/* An error in this cell; further ones of the same cell are not told. */
void row_error(struct row *row, size_t column, enum finding_code code, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void row_warning(struct row *row, size_t column, enum finding_code code, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* No error was told about the cell. */
bool row_good(const struct row *row, size_t column);
/* The cell's text in the arena; equal cells of following rows share it. */
struct str row_keep(struct row *row, size_t column);

/* 第 9 行 第 3 列（C列 事项名称）： - the beginning of a finding about a cell. */
struct str table_cell_label(struct arena *a, int line, int at, struct str header);

#endif

/*
 * table.h - a spreadsheet as rows of named columns, wherever it comes from:
 * CSV, pasted cells, a workbook.
 *
 * The header is looked for: below a title and blank rows, on any sheet of a
 * workbook, in one line or two. Columns are found by its words, in any order;
 * blanks, line feeds, 、 and the width of brackets do not matter. What spoils a
 * cell whatever its column (mojibake, hidden characters, #REF!, too long) is
 * told here. Findings say 第 N 行 第 M 列（C列 事项名称）; a cell gets at most one
 * error, and one cause one message.
 */
#ifndef LIB_TABLE_H
#define LIB_TABLE_H

#include "finding.h"
#include "table/csv.h"
#include "table/workbook.h"

enum {
	TABLE_CELL_BYTES = 4096, /* longest cell */
	TABLE_COLUMNS_MAX = 16,
	TABLE_HEADER_ROWS = 20, /* the header is one of the first rows that are not empty */
};

/*
 * The columns of a table are one list of index and of what struct column holds, of which
 * `figures` and `between` may be left out, for false and NULL:
 *	#define COLUMNS(X) X(WINDOW_NO, "窗口序号|序号", true) X(WINDOW_NAME, ...)
 *	enum { COLUMNS(COLUMN_INDEX) };
 *	static const struct column columns[] = { COLUMNS(COLUMN_ROW) };
 */
#define COLUMN_INDEX(index, ...) index,
#define COLUMN_ROW(index, ...) [index] = COLUMN_OF(__VA_ARGS__, false, NULL, ),
#define COLUMN_OF(words, required, figures, between, ...)                                          \
	{                                                                                          \
		words, required, figures, between                                                  \
	}

struct column {
	const char *words;   /* the header, and after | what is taken for it too */
	bool required;	     /* the header must be there */
	bool figures;	     /* a number, day or time, for which what is not seen does not count */
	const char *between; /* what keeps the lines of a cell apart; NULL: they are one again */
};

struct row {
	struct table *table;
	int line;
	struct str cell[TABLE_COLUMNS_MAX]; /* trimmed; empty when the column is absent */
	uint32_t faulty;		    /* bit per column: an error was told */
};

typedef void table_row_fn(void *ctx, struct row *row);

/* Where the header stands and what it says. */
struct table_header {
	size_t sheet;
	char delimiter;
	int first_line, last_line; /* 0: there is none */
	size_t known;		   /* columns found */
	bool fits;		   /* all that are required are among them */
	struct str cell[CSV_CELLS_MAX];
	int column_of[CSV_CELLS_MAX]; /* -1 = unknown column */
	size_t width;
};

struct table {
	struct findings *findings;
	struct arena *arena;   /* for row_keep */
	struct arena *scratch; /* until the file is read */
	struct str file;       /* as findings name it */
	const struct column *column;
	size_t ncolumns;
	table_row_fn *fn;
	csv_row_fn *raw; /* instead of fn: the row with its cells as they are */
	void *ctx;
	int32_t context; /* for days without their year; 0: 1970, so none */
	/* Filled while reading: */
	struct str sheet;	   /* its name; empty unless it is one of a workbook */
	size_t given;		   /* rows that fn was called for */
	size_t rows;		   /* there are no more: the lines of its text */
	int at[TABLE_COLUMNS_MAX]; /* 1-based place of the column; 0 = absent */
	struct table_header header;
	bool usable;
	struct str kept[TABLE_COLUMNS_MAX];
	struct held_row *held; /* rows that may be notes below the table */
	size_t nheld, held_cap;
};

/* The first of the words: how findings call the column. */
struct str column_word(const struct column *c);
/* Calls fn for every row below the header. Without a required column: one finding and no rows. */
void table_read(struct table *t, struct str text);
/* The same, of the sheet whose header fits. */
void table_read_book(struct table *t, const struct workbook *book);

/* Every row below the header that t->header says of the sheet, and what is left out of it. */
void table_rows(struct table *t, const struct sheet *sheet);

/* An error in this cell; further ones of the same cell are not told. */
void row_error(struct row *row, size_t column, enum finding_code code, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void row_warning(struct row *row, size_t column, enum finding_code code, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
/* No error was told about the cell. */
bool row_good(const struct row *row, size_t column);
/* The cell's text in the arena; equal cells of following rows share it. */
struct str row_keep(struct row *row, size_t column);

/*
 * 工作表“清单” 第 9 行 第 3 列（C列 事项名称）： - the beginning of a finding about a cell;
 * without the first where there are no sheets.
 */
struct str table_cell_label(struct arena *a, struct str sheet, int line, int at, struct str header);

/*
 * Without blanks of any kind and invisible characters at both ends, and without the ' by which
 * escape_csv() keeps a spreadsheet from taking the text for a formula.
 */
struct str table_trim(struct str s);
/* The column that a heading names, by its index; -1: none (table_header.c). */
int table_column_of(const struct table *t, struct str cell);
/* Whether the text has a header with all columns that are required. Memory from a. */
bool table_fits(const struct column *column, size_t n, struct str text, struct arena *a);
/* Looks for the header in the first rows of the sheets (table_header.c). */
struct table_header table_find_header(const struct table *t, const struct sheet *sheet, size_t n,
				      bool text);

#endif

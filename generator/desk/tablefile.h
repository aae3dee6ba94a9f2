/*
 * tablefile.h - a table of content/ as rows of texts, to be compared, changed and written
 * again as CSV: header first, comma, UTF-8, whatever it was before.
 */
#ifndef GENERATOR_TABLEFILE_H
#define GENERATOR_TABLEFILE_H

#include "read/read.h"

struct tablerow {
	struct str *cell; /* as many as the table is wide */
	struct str key;	  /* as edits.csv names the row */
	int line;	  /* in the file that was read; 0: of a new row */
	bool gone;
};

struct tablefile {
	const struct table_spec *spec;
	struct str *heading; /* as it stands there */
	struct str *name;    /* of the column in every such table: the first of its words, else the
				heading */
	size_t width;
	int line; /* of the header, in the file that was read */
	struct tablerow *row;
	size_t n, cap;
	struct arena *a;
};

/* The place in read_tables of a file, whichever way the table is kept (items.csv, items.xlsx). */
size_t tablefile_place(struct str file);
/*
 * What the sheet, or text without a name, holds of that table; false when the header is not in
 * it. What is left out or broken in it is told as of `file`; without findings it is not told.
 */
bool tablefile_read(struct tablefile *t, const struct table_spec *spec, const struct sheet *sheet,
		    struct str file, struct findings *f, struct arena *a);
/* The table as the folder has it, a workbook too; false when it has none with a header. */
bool tablefile_load(struct tablefile *t, const struct table_spec *spec, const char *folder,
		    struct arena *a);
/* Where the column of that name stands; SIZE_MAX: nowhere. */
size_t tablefile_column(const struct tablefile *t, struct str name);
/* By its heading; one that the hall may give and has not is made. SIZE_MAX: it is not known. */
size_t tablefile_heading(struct tablefile *t, struct str heading);
/* The cell below the column of that name; empty without one. */
struct str tablefile_cell(const struct tablefile *t, const struct tablerow *row, struct str name);
/* The first row of that key that is not gone; NULL without one. */
struct tablerow *tablefile_find(const struct tablefile *t, struct str key);
struct tablerow *tablefile_add(struct tablefile *t, struct str key);
/* One column more at the right, empty; where it stands. */
size_t tablefile_widen(struct tablefile *t, struct str heading, struct str name);
/*
 * For each row the one of another table like it, or NULL: by number or day, else by what both
 * say in the columns of this one; of several that are the same the first with the first.
 * A file may hold a million.
 */
struct tablerow **tablefile_twins(const struct tablefile *t, const struct tablefile *other);

/* `placed`: each row in the line that it has in the file that was read, blank ones between. */
struct str tablefile_csv(const struct tablefile *t, bool placed);

#endif

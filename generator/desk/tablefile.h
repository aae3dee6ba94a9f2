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
	struct str *heading;
	size_t width;
	int line; /* of the header, in the file that was read */
	struct tablerow *row;
	size_t n, cap;
	struct arena *a;
};

/* The table of that file name, whichever way it is kept (items.csv, items.xlsx); NULL: none. */
const struct table_spec *tablefile_spec(struct str name);
/* Whose rows have a number or a day as their key. */
bool tablefile_has_keys(const struct table_spec *spec);
/* What the sheet, or text, holds of that table; false when the header is not in it. */
bool tablefile_read(struct tablefile *t, const struct table_spec *spec, struct str text,
		    bool is_text, struct arena *a);
/* The table as the folder has it, a workbook too; false when it has none with a header. */
bool tablefile_load(struct tablefile *t, const struct table_spec *spec, const char *folder,
		    struct arena *a);
/* Where the column stands, by its index in the spec; SIZE_MAX: nowhere. */
size_t tablefile_column(const struct tablefile *t, size_t index);
/* By its heading; one that the hall may give and has not is made. SIZE_MAX: it is not known. */
size_t tablefile_place(struct tablefile *t, struct str heading);
/* The first row of that key that is not gone; NULL without one. */
struct tablerow *tablefile_find(const struct tablefile *t, struct str key);
struct tablerow *tablefile_add(struct tablefile *t, struct str key);
/* Whether it has that column of another table like it. */
bool tablefile_has(const struct tablefile *t, const struct tablefile *other, size_t column);
/* One column more at the right, empty; where it stands. */
size_t tablefile_widen(struct tablefile *t, struct str heading);
/* The cell below a column of another table like it: by the spec, else by the heading. */
struct str tablefile_like(const struct tablefile *t, const struct tablerow *row,
			  const struct tablefile *other, size_t column);

/*
 * The rows of a table, to be found by those of another like it: by number or day, else by
 * what they say in its first `width` columns. A file may hold a million.
 */
struct rowindex {
	const struct tablefile *like;
	size_t width;
	struct rowplace *place; /* sorted */
	size_t n;
};
struct rowindex rowindex_make(struct tablefile *t, const struct tablefile *like, size_t width);
/* The first that is not gone; NULL without one. */
struct tablerow *rowindex_find(const struct rowindex *x, const struct tablerow *row);

/* `placed`: each row in the line that it has in the file that was read, blank ones between. */
struct str tablefile_csv(const struct tablefile *t, bool placed);

#endif

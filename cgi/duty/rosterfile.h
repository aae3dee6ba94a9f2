/*
 * rosterfile.h - a roster as spreadsheet programs give it: rows of cells,
 * separated by commas (CSV, RFC 4180) or tabs (as pasted). Pure functions.
 */
#ifndef CGI_ROSTERFILE_H
#define CGI_ROSTERFILE_H

#include "base/arena.h"
#include "base/str.h"

enum rosterfile_column {
	ROSTER_DAY,
	ROSTER_CATEGORY,
	ROSTER_WINDOW,
	ROSTER_ROLE,
	ROSTER_PEOPLE,
	ROSTER_COLUMN__MAX
};

struct rosterfile {
	struct arena *arena;
	struct str rest;	    /* what is not read yet; s == NULL at the end */
	int line;		    /* of the row read last; the header is 1 */
	int at[ROSTER_COLUMN__MAX]; /* 1-based place of the column */
	bool bad_quote;		    /* the row read last has an open quote */
};

/* The column's header: 日期, 类别 ... */
struct str rosterfile_word(enum rosterfile_column column);

/*
 * Reads the header: the five words in any order, others are passed over; a BOM
 * may stand before it. False with the column that is missing in *missing.
 */
bool rosterfile_open(struct rosterfile *f, struct str text, struct arena *a,
		     enum rosterfile_column *missing);

/* The next row that is not empty; cells trimmed, in the arena. False at the end. */
bool rosterfile_row(struct rosterfile *f, struct str cell[ROSTER_COLUMN__MAX]);

/* The next name of a list separated by 、 , blanks or +; false at its end. */
bool rosterfile_name(struct str *list, struct str *name);

#endif

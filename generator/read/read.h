/*
 * read.h - content/ into struct content, and what the readers of the single
 * files share.
 */
#ifndef GENERATOR_READ_H
#define GENERATOR_READ_H

#include "content.h"
#include "table/table.h"

/*
 * Reads all of dir. Every fault is a finding; the result is usable for
 * check_content() even with faults, but must not be published with errors.
 * `c` is filled from scratch. {hall.complaint} in a page is filled in here.
 */
void read_content(struct content *c, struct str dir, struct arena *a, struct findings *f);
/*
 * What desk/closures.csv closes from `today` on, after read_content(). Faults are
 * warnings, since a site that says too little of today is better than one of last week:
 * then false, and c->closure is left as it is.
 */
bool read_closures(struct content *c, struct str desk, int32_t today, struct arena *a,
		   struct findings *f);

/* The rest is for the readers of the single files. */

enum {
	READ_MAX_BYTES = 4 << 20,	 /* of a file */
	READ_ITEMS_MAX_BYTES = 64 << 20, /* of items.csv */
	READ_ITEMS_MAX = 100 * 1000,	 /* as many rows as a list of a page may have (sqlview.c) */
};

struct reader {
	struct content *c;
	struct arena *a;       /* the content's */
	struct arena *scratch; /* emptied after each file */
	struct findings *f;
	/* Of the table at work: */
	size_t cap;    /* of the list that its rows go into */
	size_t errors; /* that were told before it */
	/* Of items.csv and aliases.csv: */
	struct str department;	     /* of the rows above: a blank cell carries it on */
	const struct window *window; /* of that department; NULL = unknown */
	bool items_whole;	     /* every row was kept: a number that is missing is in none */
	int alias_no;		     /* of the row before */
	size_t aliases_cap;
	int32_t today; /* closures.csv: what is over is left out */
};

/* One spreadsheet file of content/. */
struct table_spec {
	const char *name;
	size_t max_bytes;
	bool required; /* it must be there */
	bool rows;     /* and have one at least */
	const struct column *column;
	size_t ncolumns;
	table_row_fn *row;
	void (*done)(struct reader *r); /* behind the last row of one that is usable; or NULL */
	/* What a row is called by where its first column, a number or day, is its key; 0: none. */
	size_t label;
	/* Whose window may change a row, as a column says: an item's number, a window's name. */
	enum { OWNER_HALL, OWNER_ITEM, OWNER_WINDOW } owner;
	size_t owner_at;
};
#define TABLE_OF(file, bytes, columns, fn)                                                         \
	.name = file, .max_bytes = bytes, .column = columns, .ncolumns = COUNT(columns), .row = fn

/*
 * All of them, NULL behind the last; one whose header another's holds too stands behind
 * that, so that the first that fits a header is the one that is meant. They are read in
 * this order, but for the windows, which come first: the others name them.
 */
enum { READ_TABLES = 9 };
extern const struct table_spec *const read_tables[READ_TABLES + 1];
extern const struct table_spec read_items_spec, read_windows_spec, read_hours_spec,
	read_holidays_spec, read_noon_spec, read_acknowledged_spec, read_notes_spec,
	read_aliases_spec, read_statutory_spec;

/* DIR/NAME as findings name it; NUL-terminated. */
struct str read_path(const struct reader *r, const char *name);
/*
 * The file as UTF-8 in scratch memory; its bytes join the digest. False when
 * it is absent (a finding if required) or unreadable (a finding).
 */
bool read_text(struct reader *r, const char *name, size_t max_bytes, bool required,
	       struct str *text);
/* Hands r and the rows of the file to spec->row, if it is there and lacks no column. */
void read_table(struct reader *r, const struct table_spec *spec);
void read_pages(struct reader *r); /* after hall.conf and the list */

/* The window of that name; NULL when there is none. */
const struct window *read_window_named(const struct content *c, struct str name);

#endif

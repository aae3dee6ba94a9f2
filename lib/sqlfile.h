/*
 * sqlfile.h - .sql files as closed lists of named statements.
 *
 * Each statement stands below a header comment
 *	-- KIND: NAME   KEY: VALUE   KEY: VALUE
 * with KIND one of name, page, list, and runs to the next header. Anything but
 * comments before the first header is an error, and so are two statements of one kind and name.
 *	-- name: slots_of_day
 *	-- page: items/{no}/index.html   template: public/item.html
 *	-- list: item.siblings
 */
#ifndef LIB_SQLFILE_H
#define LIB_SQLFILE_H

#include "base/arena.h"
#include "db.h"

struct sqlfile_entry {
	struct str kind;
	struct str name;
	struct str attrs; /* what follows the name in the header: "template: public/item.html" */
	struct str sql;
	int line; /* of the first line of sql */
};

struct sqlfile {
	struct sqlfile_entry *entry; /* in the order of the file */
	size_t n;
};

/* `file` names the text in errors. The entries point into text. */
bool sqlfile_parse(struct str text, const char *file, struct arena *a, struct sqlfile *out,
		   struct err *e);
/* NULL when there is none. */
const struct sqlfile_entry *sqlfile_find(const struct sqlfile *f, struct str kind, struct str name);
/*
 * Prepares the one of kind "name" and that name, which must be in the text of an .sql file
 * that is part of the program. NULL and *e on failure.
 */
struct stmt *sqlfile_prepare(struct db *db, const char *text, const char *name, struct err *e);
/* The value of `key` in the header, empty when absent. */
struct str sqlfile_attr(const struct sqlfile_entry *entry, struct str key);

#endif

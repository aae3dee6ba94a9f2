/*
 * sqlview.h - what templates show: the rows in scope, and lists of rows from named SQL
 * statements.
 *
 * Takes the `list` entries of an .sql file: "-- list: home.next_days" is what
 * a template reaches as {{#next_days}} in a frame of type "home"; its rows are
 * of type "next_days" and may have lists of their own ("next_days.next_hours").
 * A statement's :parameters are fields of the enclosing frames, innermost
 * first, found when the template is loaded; an unknown one is an error with
 * the file and line of the statement. A cell that is null binds NULL, any
 * other binds its text; write CAST(:no AS INTEGER) or compare with columns of
 * INTEGER affinity, which SQLite converts.
 */
#ifndef LIB_SQLVIEW_H
#define LIB_SQLVIEW_H

#include "db.h"
#include "sqlfile.h"

/* The names a row offers. `name` is the short name lists hang on: "item". */
struct view_type {
	struct str name;
	const struct str *field; /* in the order of the cells */
	size_t nfields;
};
/* The index of a field, or SIZE_MAX. */
size_t view_field(const struct view_type *type, struct str name);

/* One row in scope. */
struct view_frame {
	const struct view_type *type;
	const struct str *cell;	     /* type->nfields of them */
	const struct view_frame *up; /* the enclosing frame, or NULL */
};

/* Whether {{#name}} shows a field: neither empty nor null nor "0". */
bool view_is_true(struct str cell);
/* The cell for it: "1" or empty. */
struct str view_flag(bool is);

/* The types of a scope as known when a template is loaded. */
struct view_scope {
	const struct view_type *type;
	const struct view_scope *up;
};

/* Where a name is, seen from the innermost frame: so many frames up, that field. */
struct view_place {
	unsigned up;
	size_t field;
};
/* Of the innermost frame that has the field; false when none has. */
bool view_place(const struct view_scope *scope, struct str name, struct view_place *out);

/* The rows of a list, row-major: row i begins at cell[i * ncols]. */
struct view_rows {
	const struct str *cell;
	size_t n;
	size_t ncols;
};

struct sqlview;

/*
 * Prepares all list entries on db; false and *e at the first that is wrong.
 * `file` names the .sql file in errors. Everything lives in `a`; db and f must
 * outlive it.
 */
struct sqlview *sqlview_open(struct db *db, const struct sqlfile *f, const char *file,
			     struct arena *a, struct err *e);

/* Finalizes its statements; for a db that lives on, when a new release takes over. */
void sqlview_close(struct sqlview *v);

/*
 * Says, before any template is loaded, that the data will not change: a list
 * asked again with the parameters of the last time is then not run again. The
 * rows of most lists are those of the page before.
 */
void sqlview_fix(struct sqlview *v);
/* Gives back the memory of the rows kept, when a template is done. */
void sqlview_forget(struct sqlview *v);

/* A list as seen from one place of one template. */
struct view_list;
/*
 * The list "parent.name" as seen from `scope`; *list is NULL when there is none. False and *e
 * when there is one that cannot be used here.
 */
bool sqlview_find(struct sqlview *v, struct str parent, struct str name,
		  const struct view_scope *scope, const struct view_list **list, struct err *e);
/* The type of its rows. */
const struct view_type *sqlview_list_type(const struct view_list *list);
/* The rows for the frames in scope; memory from a. */
bool sqlview_rows(struct sqlview *v, const struct view_list *list, const struct view_frame *scope,
		  struct arena *a, struct view_rows *out, struct err *e);

/*
 * For `page` and other entries: the type whose fields are the columns of a
 * prepared statement, named `name`.
 */
const struct view_type *sqlview_type(struct stmt *s, struct str name, struct arena *a);
/* The cells of the statement's current row, copied into a. */
const struct str *sqlview_cells(struct stmt *s, struct arena *a);

#endif

/*
 * sqlview.h - lists for templates from named SQL statements.
 *
 * Takes the `list` entries of an .sql file: "-- list: item.next_days" is what
 * a template reaches as {{#next_days}} in a frame of type "item"; its rows are
 * of type "next_days" and may have lists of their own ("next_days.slots").
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
#include "template/template.h"

struct sqlview;

/*
 * Prepares all list entries on db; false and *e at the first that is wrong.
 * `file` names the .sql file in errors. Everything lives in `a`; db and f must
 * outlive it.
 */
struct sqlview *sqlview_open(struct db *db, const struct sqlfile *f, const char *file,
			     struct arena *a, struct err *e);

/*
 * Behind the last template: gives back the memory of the statements, which were
 * checked. Each is prepared again when it is asked for.
 */
void sqlview_rest(struct sqlview *v);

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

/* As a source for template_load; ctx is the sqlview. */
struct view_source sqlview_source(struct sqlview *v);

/*
 * For `page` and other entries: the type whose fields are the columns of a
 * prepared statement, named `name`.
 */
const struct view_type *sqlview_type(struct stmt *s, struct str name, struct arena *a);
/* The cells of the statement's current row, copied into a. */
const struct str *sqlview_cells(struct stmt *s, struct arena *a);

#endif

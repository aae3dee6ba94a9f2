/*
 * listpage.h - staff pages that are lists over a span of days: roster, persons,
 * overtime, duty log; and the help. They share one row of values; what
 * stands on them is in pages.sql (lists listpage.*) and in their templates.
 */
#ifndef CGI_LISTPAGE_H
#define CGI_LISTPAGE_H

#include "finding.h"
#include "staff/staff.h"

extern const struct page_type help_page;
extern const struct view_type listpage_view; /* the row */

/*
 * Answers with the page of the route's row; `errors` are the members of a JSON array
 * (listpage_add), empty when nothing is wrong.
 */
bool listpage_show(struct call *c, int status, struct str errors);
/* GET of a page that is lists alone. */
bool listpage_open(struct call *c);
/* The same with one text. */
bool listpage_refuse(struct call *c, int status, struct str error);
bool listpage_wrong(struct call *c, int status, enum message what);
/* A text behind the members of a JSON array: an error, or what else a list is to have. */
void listpage_add(struct call *c, struct str *members, struct str text);

/* Of a pasted table: the window of that number, name or part of a name; 4 户政 is 4. Or 0. */
int64_t listpage_window(struct call *c, struct str text);
enum { LISTPAGE_ERRORS_MAX = 200 }; /* shown at once; more are not looked for */
/* 422 with the errors among the findings. */
bool listpage_refuse_table(struct call *c, const struct findings *f);

/* The form's day as YYYY-MM-DD, or empty when it is none. */
struct str listpage_day(const struct call *c, enum form_field f);
/* The form's month as YYYY-MM, or empty when it is none. */
struct str listpage_month(struct call *c);

/* The page as a table to take away, noted in the audit as `what`. */
bool listpage_export(struct call *c, struct str what);

#endif

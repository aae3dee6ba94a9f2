/*
 * sheet.h - staff pages that are lists over a span of days: closures, roster,
 * persons, overtime, log, calls, statistics. They share one row of values; what
 * stands on them is in pages.sql (lists sheet.*) and in their templates.
 */
#ifndef CGI_SHEET_H
#define CGI_SHEET_H

#include "staff/staff.h"

extern const struct page_type help_page;

#define SHEET_FIELDS(X)                                                                            \
	X(SHEET_NOW, "now")                                                                        \
	X(SHEET_TODAY, "today")                                                                    \
	X(SHEET_DAY, "day")	  /* of the form, else today */                                    \
	X(SHEET_MONTH, "month")	  /* of the form, else that of the day: YYYY-MM */                 \
	X(SHEET_FROM, "from")	  /* of the form, else the month's first */                        \
	X(SHEET_TO, "to")	  /* of the form, else the month's last: at most -31 */            \
	X(SHEET_WINDOW, "window") /* of the form, as typed, else 0 */                              \
	X(SHEET_ALL, "all")	  /* the page's action goes for every window */                    \
	X(SHEET_ERRORS, "errors") /* JSON array of texts, or empty */                              \
	X(SHEET_PAGE, "page")	  /* of a long list, from 1 */                                     \
	X(SHEET_DONE, "done")	  /* how many rows the change before made, or empty */             \
	/* as typed */                                                                             \
	X(SHEET_HALF, "half")                                                                      \
	X(SHEET_REASON, "reason")                                                                  \
	X(SHEET_NAMES, "names")                                                                    \
	X(SHEET_NAME, "name")                                                                      \
	X(SHEET_TEXT, "text")                                                                      \
	X(SHEET_POST, "post")
enum sheet_field { SHEET_FIELDS(VIEW_ENUM) SHEET__MAX };
extern const struct view_type sheet_view;

/* The values but for those that sheet_show() is told. */
void sheet_fill(struct call *c, struct str cell[SHEET__MAX]);

/*
 * Answers with the page of the route's row; `errors` are the members of a JSON array
 * (sheet_add_error), empty when nothing is wrong.
 */
void sheet_show(struct call *c, int status, struct str errors);
/* GET of a page that is lists alone. */
bool sheet_open(struct call *c);
/* 422 with one text. Always false, for handlers to return. */
bool sheet_refuse(struct call *c, struct str error);
bool sheet_wrong(struct call *c, enum message what);
void sheet_add_error(struct call *c, struct str *errors, struct str text);

/* The form's day as YYYY-MM-DD, or empty when it is none. */
struct str sheet_day(const struct call *c, enum form_field f);

/* The page as a table to take away, noted in the audit as `what`. */
bool sheet_export(struct call *c, struct str what);

#endif

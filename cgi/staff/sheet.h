/*
 * sheet.h - staff pages that are lists over a span of days: closures, roster,
 * persons, overtime, log, calls, statistics. They share one row of values; what
 * stands on them is in pages.sql (lists sheet.*) and in their templates.
 */
#ifndef CGI_SHEET_H
#define CGI_SHEET_H

#include "staff/staff.h"

extern const struct page_type help_page;

enum sheet_field {
	SHEET_NOW,
	SHEET_TODAY,
	SHEET_DAY,    /* of the form, else today */
	SHEET_MONTH,  /* of the form, else that of the day: YYYY-MM */
	SHEET_FROM,   /* of the form, else the month's first */
	SHEET_TO,     /* of the form, else the month's last: at most -31 */
	SHEET_WINDOW, /* of the form, as typed, else 0 */
	SHEET_ALL,    /* the page's action goes for every window */
	SHEET_ERRORS, /* JSON array of texts, or empty */
	SHEET_PAGE,   /* of a long list, from 1 */
	SHEET_DONE,   /* how many rows the change before made, or empty */
	/* as typed */
	SHEET_HALF,
	SHEET_REASON,
	SHEET_NAMES,
	SHEET_NAME,
	SHEET_TEXT,
	SHEET_POST,
	SHEET__MAX
};
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

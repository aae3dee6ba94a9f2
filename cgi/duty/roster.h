/*
 * roster.h - who is on duty: /staff/roster.
 */
#ifndef CGI_ROSTER_H
#define CGI_ROSTER_H

#include "page/call.h"

extern const struct page_type roster_page, roster_day_page, roster_csv_page;

/* GET ?month=YYYY-MM: the month with its gaps; ?day=: that day's posts, to fill. */
bool roster_show(struct call *c);
/* GET /staff/roster.csv?month=: as roster_import takes it. */
bool roster_export(struct call *c);

/* POST /staff/roster/set: `names` are on `post` on `day`, and nobody else. */
bool roster_set(struct call *c);
/* POST /staff/roster/rotate: `names` take turns on `post`, `from` to `to`, a day each. */
bool roster_rotate(struct call *c);
/* POST /staff/roster/copy: the week of Monday `from` again in that of Monday `to`, where gaps are.
 */
bool roster_copy(struct call *c);
/* POST /staff/roster/import: `text` (rosterfile.h); all of it or, with any fault, nothing. */
bool roster_import(struct call *c);

#endif

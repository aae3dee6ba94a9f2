/*
 * roster.h - who is on duty: /staff/roster.
 */
#ifndef CGI_ROSTER_H
#define CGI_ROSTER_H

#include "page/call.h"

extern const struct page_type roster_page, roster_day_page, roster_wall_page, roster_plan_page,
	roster_import_page, roster_csv_page;

/* GET ?month=YYYY-MM: the month as one grid, with its gaps; ?day=: who is there, with numbers. */
bool roster_show(struct call *c);
/* GET /staff/roster.csv?month=: as roster_import takes it. */
bool roster_export(struct call *c);

/* POST /staff/roster/save: the cells of the grid, grid.DAY.POST.WAS each (form.h). */
bool roster_save(struct call *c);

/*
 * These show what they would change; sent again with `do` save they do it, with `kind`
 * gaps only where nobody is.
 */
/* POST /staff/roster/rotate: `names` take turns on `post`, `from` to `to`, a day each. */
bool roster_rotate(struct call *c);
/* POST /staff/roster/copy: the week of Monday `from` again in that of Monday `to`, where gaps are.
 */
bool roster_copy(struct call *c);
/* POST /staff/roster/swap: the posts of `name` on `from` and of `names` on `to`. */
bool roster_swap(struct call *c);
/* POST /staff/roster/leave: `name` is away from `from` to `to`; `names`, if any, is there instead.
 */
bool roster_leave(struct call *c);
/* GET /staff/roster/import, POST: `text` (rosterfile.h); all of it or, with any fault, nothing. */
bool roster_import_show(struct call *c);
bool roster_import(struct call *c);

#endif

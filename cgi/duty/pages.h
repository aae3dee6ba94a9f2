/*
 * pages.h - who is on duty: addresses below /staff/. Each group is the .c of its name.
 */
#ifndef CGI_DUTY_PAGES_H
#define CGI_DUTY_PAGES_H

#include "page/call.h"

extern const struct page_type roster_page, roster_day_page, roster_wall_page, roster_plan_page,
	roster_import_page, roster_csv_page, people_page, overtime_page, overtime_csv_page,
	dutylog_page;

/*
 * GET /staff/roster ?month=YYYY-MM: the month as one grid, with its gaps; ?day=: who is there,
 * with numbers. /staff/roster.csv?month=: as roster_import takes it.
 */
handler roster_show, roster_export;
/* POST /staff/roster/save: the cells of the grid, grid.DAY.POST.WAS each (form.h). */
handler roster_save;
/*
 * The next show what they would change; sent again with `do` save they do it, with `kind`
 * gaps only where nobody is.
 */
/* POST /staff/roster/rotate: `names` take turns on `post`, `from` to `to`, a day each. */
handler roster_rotate;
/* POST …/copy: the week of Monday `from` again in that of Monday `to`, where gaps are. */
handler roster_copy;
/* POST …/swap: the posts of `name` on `from` and of `names` on `to`. */
handler roster_swap;
/* POST …/leave: `name` is away from `from` to `to`; `names`, if any, is there instead. */
handler roster_leave;
/*
 * …/import; POST: a file, read before by roster_import_ask, or `text` (rosterfile.h); all of it
 * or, with any fault, nothing.
 */
handler roster_import, roster_import_ask;

/*
 * /staff/people: who works at the windows and may be put on duty. POST, `do`: save (name,
 * window, phone, front, backoffice; one of the same name and window is changed), rows
 * (grid.ID.phone, grid.ID.front, grid.ID.back: all that are shown), paste (a file, read
 * before by people_ask, or `text`, a table 姓名, 窗口, 前台受理, 后台审批, 手机; all of it or
 * nothing), remove (`id`; comes off the shifts after today too) or back (`id` of an absence,
 * which ends).
 */
handler people_change, people_ask;

/*
 * /staff/overtime: a credit for each person and day off on duty, and how it was made good
 * (notice 四(三)). POST, `do`: settle (grid.PERSON.DAY, those ticked) or all (what is open in
 * `month` for `window` or person `id`) with `kind` (pay, leave) and day `to`; undo (`id`,
 * `day`). GET …/overtime.csv: every credit up to today.
 */
handler overtime_settle, overtime_export;

/*
 * /staff/log: what happened on duty (notice 四(四)), append-only. POST: day (today or before),
 * window (0 = the hall), text.
 */
handler dutylog_add;

#endif

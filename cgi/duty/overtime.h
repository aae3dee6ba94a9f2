/*
 * overtime.h - /staff/overtime: a credit for each person and day off on duty,
 * and how it was made good (notice 四(三)).
 */
#ifndef CGI_OVERTIME_H
#define CGI_OVERTIME_H

#include "page/call.h"

extern const struct page_type overtime_page, overtime_csv_page;

/* GET /staff/overtime.csv: every credit up to today. */
bool overtime_export(struct call *c);
/*
 * POST, `do`: settle (grid.PERSON.DAY, those ticked) or all (what is open in `month` for `window`
 * or person `id`) with `kind` (pay, leave) and day `to`; undo (`id`, `day`).
 */
bool overtime_settle(struct call *c);

#endif

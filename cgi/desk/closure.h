/*
 * closure.h - /staff/closures: windows, a floor or the whole hall closed at once for some
 * hours of a day, with the reason, and opened again. Before it is done the page says whom it
 * affects. The board of free places follows in the same transaction; those booked come on
 * the list of calls.
 */
#ifndef CGI_CLOSURE_H
#define CGI_CLOSURE_H

#include "page/call.h"

extern const struct page_type closures_page;

/* GET; `id`: a closure to begin with, which the new one is to replace. */
bool closure_show(struct call *c);
/*
 * POST: `day`, `from` and `to` as moment.h reads them, empty for the day's begin and end,
 * `windows` once for each, `reason`; `pick` ticks other windows (all, none, or those on the
 * floor of that one) and does no more. `do`: close, with `asked` as the page has it, which
 * showed whom this affects; else that page.
 */
bool closure_make(struct call *c);
/* POST /staff/closures/ID/lift: what was closed in that step is offered again. */
bool closure_lift(struct call *c);

#endif

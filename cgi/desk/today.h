/*
 * today.h - /staff/: the whole day of a window or of the hall, keyed through, and
 * beside it what else waits (pages.md D1, D4).
 */
#ifndef CGI_TODAY_H
#define CGI_TODAY_H

#include "page/call.h"

extern const struct page_type today_page;

/* GET /staff: 303 to /staff/. */
bool today_to(struct call *c);
/*
 * GET /staff/?window=N&id=ID: one's own window, or for who may see all any or 0, the
 * hall; the booking ID is chosen.
 */
bool today_show(struct call *c);
/*
 * POST /staff/: `result` for the row `id`, which is ID-VERSION; `window` is the page's.
 * 303 to the next row without a result; what stands against it is said on the page (422,
 * 409), where it asks for a reason on the booking's. `do` instead opens the booking, at
 * the state that it names.
 */
bool today_note(struct call *c);
/*
 * POST /staff/seen: takes note of one's own window's online bookings up to
 * `upto`. 403 for another's: whoever looks after all marks nothing for them.
 */
bool today_seen(struct call *c);

#endif

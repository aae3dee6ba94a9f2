/*
 * today.h - /staff/: what this day and the next duty day bring, and what is left
 * undone (pages.md D1).
 */
#ifndef CGI_TODAY_H
#define CGI_TODAY_H

#include "page/call.h"

extern const struct page_type today_page;

/* GET /staff: 303 to /staff/. */
bool today_to(struct call *c);
/* GET /staff/?window=N: one's own window, or for who may see all any or none. */
bool today_show(struct call *c);
/*
 * POST /staff/seen: takes note of one's own window's online bookings up to
 * `upto`. 403 for another's: whoever looks after all marks nothing for them.
 */
bool today_seen(struct call *c);

#endif

/*
 * closure.h - /staff/closures: a window or the whole hall closed at once for a
 * day or half of it, with the reason, and opened again. The board of free
 * places follows in the same transaction; those booked come on the call list.
 */
#ifndef CGI_CLOSURE_H
#define CGI_CLOSURE_H

#include "page/call.h"

extern const struct page_type closures_page;

/* POST: window (0 = the hall), day, half (all, am, pm), reason. */
bool closure_make(struct call *c);
/* POST /staff/closures/ID/lift: what was closed is offered again. */
bool closure_lift(struct call *c);

#endif

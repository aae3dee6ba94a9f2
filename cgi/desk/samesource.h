/*
 * samesource.h - cancelling what came from one address that has booked too much
 * (trust.md 6; booking/source.h).
 */
#ifndef CGI_SAMESOURCE_H
#define CGI_SAMESOURCE_H

#include "page/call.h"

extern const struct page_type samesource_page;

/* GET /staff/bookings/ID/source: what came from there and can still be cancelled. */
bool samesource_show(struct call *c);
/*
 * POST: cancels by the hall, with `why`, what the page has shown (up to the booking
 * `upto`) and no more; each is on the list of calls then.
 */
bool samesource_cancel(struct call *c);

#endif

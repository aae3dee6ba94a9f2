/*
 * lookup.h - GET and POST /booking: find one's booking by its number and the
 * last four digits of the telephone.
 */
#ifndef CGI_LOOKUP_H
#define CGI_LOOKUP_H

#include "page/call.h"

/* The page has no values but those of its form. */
extern const struct page_type lookup_page;

bool lookup_show(struct call *c);
/*
 * 303 to the private page; 422 in the same words for an unknown number and a
 * wrong telephone, and for either 429 after too many failures for that number
 * from everywhere or for that address (trust.md 6), whatever comes then. The
 * private link opens all the time.
 */
bool lookup_find(struct call *c);

#endif

/*
 * calls.h - /staff/calls: whom to ring, why, and the words to read out.
 */
#ifndef CGI_CALLS_H
#define CGI_CALLS_H

#include "page/call.h"

extern const struct page_type calls_page;

/* POST: booking `id`, `purpose`, and `do`: reached or missed. */
bool calls_tick(struct call *c);

#endif

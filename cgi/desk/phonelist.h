/*
 * phonelist.h - /staff/calls: whom to ring, why, and the words to read out.
 */
#ifndef CGI_PHONELIST_H
#define CGI_PHONELIST_H

#include "page/call.h"

extern const struct page_type phonelist_page;

/* POST: booking `id`, `purpose`, and `do`: reached or missed. */
bool phonelist_tick(struct call *c);

#endif

/*
 * look.h - /staff/list/ID: a proposal is looked at, and published or withdrawn.
 */
#ifndef CGI_LOOK_H
#define CGI_LOOK_H

#include "page/call.h"

extern const struct page_type look_page;

bool look_show(struct call *c);
/* POST: the button publish or withdraw, or do=again; version: the answer of hallgen that was seen.
 */
bool look_decide(struct call *c);

#endif

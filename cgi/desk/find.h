/*
 * find.h - /staff/find: a booking by its number, a telephone or a name, however
 * each is typed (pages.md D8).
 */
#ifndef CGI_FIND_H
#define CGI_FIND_H

#include "page/call.h"

extern const struct page_type find_page;

/* GET /staff/find: the empty search. What is searched for never stands in an address. */
bool find_show(struct call *c);
/*
 * POST /staff/find: `q` is a reference, as printed or scanned, at least four
 * digits of a telephone's end, or a part of a name, its
 * initials or its pinyin. One booking found: 303 to it.
 */
bool find_make(struct call *c);

#endif

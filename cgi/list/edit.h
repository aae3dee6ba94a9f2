/*
 * edit.h - /staff/list/edit: one of the hall's tables, a row of it as a form; hours of a day or
 * a season; next year's days off as the notice words them; a notice of the hall. What is sent
 * becomes a proposal.
 */
#ifndef CGI_EDIT_H
#define CGI_EDIT_H

#include "page/call.h"

extern const struct page_type listedit_page;

/* GET: on = a file, key = a row of it: its number or day, #N a line, +1 a new one. */
bool edit_show(struct call *c);
bool edit_propose(struct call *c);

#endif

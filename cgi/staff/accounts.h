/*
 * accounts.h - /staff/accounts: the administrator adds, resets and disables
 * accounts, and ends their sessions.
 */
#ifndef CGI_ACCOUNTS_H
#define CGI_ACCOUNTS_H

#include "page/call.h"

extern const struct page_type accounts_page;

bool accounts_show(struct call *c);
/* Hands new one-time passwords to the helper thread, for add, paste and reset. */
bool accounts_ask(struct call *c);
/*
 * POST /staff/accounts, `do`: add (name, account, role, window), paste (text: a line a
 * clerk), reset, disable, enable, end (account). 200 with slips of the one-time passwords
 * or what was done; 422. save (grid.person.NAME, grid.role.NAME, grid.window.NAME): 303; 422.
 */
bool accounts_change(struct call *c);

#endif

/*
 * accounts.h - /staff/accounts: the administrator adds, resets and disables
 * accounts, and ends their sessions.
 */
#ifndef CGI_ACCOUNTS_H
#define CGI_ACCOUNTS_H

#include "page/call.h"

extern const struct page_type accounts_page;

bool accounts_show(struct call *c);
/* Hands a new one-time password to the helper thread, for add and reset. */
bool accounts_ask(struct call *c);
/*
 * POST /staff/accounts, `do`: add (account, role, window), reset, disable,
 * enable, end (account). 200 with the one-time password or what was done; 422.
 */
bool accounts_change(struct call *c);

#endif

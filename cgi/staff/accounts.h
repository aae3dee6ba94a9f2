/*
 * accounts.h - /staff/accounts: the administrator adds, resets and disables
 * accounts, and ends their sessions.
 */
#ifndef CGI_ACCOUNTS_H
#define CGI_ACCOUNTS_H

#include "page/call.h"

/* The values of accounts.html. */
enum accounts_field {
	ACCOUNTS_ERROR,
	ACCOUNTS_SAID,
	ACCOUNTS_ACCOUNT, /* whose one-time password is shown, or what was typed */
	ACCOUNTS_ROLE,
	ACCOUNTS_WINDOW,
	ACCOUNTS_PASSWORD, /* in clear, once */
	ACCOUNTS_ALIVE_MADE,
	ACCOUNTS_ALIVE_SEEN,
	ACCOUNTS__MAX
};
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

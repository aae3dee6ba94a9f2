/*
 * signin.h - /staff/login and /staff/logout, and the way there from any other
 * staff page.
 */
#ifndef CGI_SIGNIN_H
#define CGI_SIGNIN_H

#include "page/call.h"

extern const struct page_type login_page, carried_page;

/*
 * The answer to whoever must sign in first: 303 for GET, whose address comes
 * back with its query; for POST 403 with the form that carries everything typed
 * (D10), or, when there were secrets in it, leads to the page of the account.
 */
void signin_ask(struct call *c);

bool signin_show(struct call *c);
/*
 * Before the transaction: counts the attempt and hands the password to the
 * helper thread; false when there were too many or the thread is too busy.
 */
bool signin_check(struct call *c);
/*
 * POST /staff/login. A new session; route.c goes on to call.next. 422 in the
 * same words, after the same time, whatever was wrong; 429 after too many
 * failures (tries.h). Whoever gets in is known by the browser from then on.
 */
bool signin_make(struct call *c);
/* The fields that were carried, each to be seen, and one button that sends them to `path`. */
void signin_give_back(struct call *c, struct str path);
/* POST /staff/logout: 303 to the sign-in page. */
bool signin_end(struct call *c);

#endif

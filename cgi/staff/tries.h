/*
 * tries.h - how often somebody may try to prove who they are: five failures in
 * a quarter of an hour for one account from one address, more for one address
 * (the hall is one) and for one account from everywhere. A browser that the
 * account has signed in with before counts for itself alone: what
 * strangers try, on its address or on its account, does not lock it out.
 */
#ifndef CGI_TRIES_H
#define CGI_TRIES_H

#include "staff/password.h"

/* Seconds to wait, 0 = go on. */
int tries_wait_s(const struct call *c, struct str account);
/*
 * Hands the password to the helper thread, which knows the account's hash or, where
 * there is none, takes as long; counted. False after too many, and when it is too busy.
 */
bool tries_ask(struct call *c, struct str account, struct password_work *work);
/* Why not, said of the form: the status of the answer, 429 or 503. */
int tries_refusal(struct call *c, struct str account);
/* Counted as a failure before it is known, so that many at once are not many tries. */
void tries_count(struct call *c, struct str account);
/* The try was right: what failed for this account is forgotten, for others it stays. */
void tries_forget(struct call *c, struct str account);
/* The Set-Cookie by which the browser is known for this account and up to three before it. */
struct str tries_cookie(struct call *c, struct str account);

#endif

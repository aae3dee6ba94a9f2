/*
 * audit.h - what staff did and what was refused to them: the table audit, rows about
 * a request. chain.h writes them, trail.c shows them.
 */
#ifndef CGI_AUDIT_H
#define CGI_AUDIT_H

#include "page/call.h"
#include "store/chain.h"

/*
 * Adds a row about the request, in the job that there is or, where a GET reads much, in a
 * transaction of its own. `object` is what it was done to (number of a booking, name of an
 * account, address), `detail` the rest (window=4&from=...); neither may hold personal data of
 * citizens. When it cannot be written the call has failed: what was to be done is not done either.
 */
bool audit_add(struct call *c, enum audit_action action, struct str object, struct str detail);

/*
 * Something was refused: a row likewise, so a job must not be undone. `object` is an account for
 * the refusals of the sign-in, which ask for no session, else the address. So that a flood does
 * not fill the ledger, one row stands for many alike within a quarter of an hour (throttle.h),
 * and says of how many in its detail: times=100, all=1000.
 */
bool audit_refusal(struct call *c, enum audit_action action, struct str object);

#endif

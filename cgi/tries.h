/*
 * tries.h - how often somebody may try to prove who they are: five failures in
 * a quarter of an hour for one account from one address, more for one address
 * (the hall is one) and for one account from everywhere.
 */
#ifndef CGI_TRIES_H
#define CGI_TRIES_H

#include "call.h"

/* Seconds to wait, 0 = go on. */
int tries_wait_s(const struct call *c, struct str account);
/* Counted as a failure before it is known, so that many at once are not many tries. */
void tries_count(struct call *c, struct str account);
/* It was none. */
void tries_forget(struct call *c, struct str account);

#endif

/*
 * rightclock.h - an admin says that the clock is right, though it is behind what has
 * happened (health.h).
 */
#ifndef CGI_RIGHTCLOCK_H
#define CGI_RIGHTCLOCK_H

#include "page/call.h"

/* `hallbook clock`: in a transaction of its own, with a row of the audit. */
bool rightclock_command(struct store *s, int64_t now_s, struct err *e);

#endif

/*
 * wrongclock.h - a clock that is behind what has happened: it is wrong now, or it was
 * ahead once (trust.md decision 6c). Public booking waits until it has caught up, or
 * until an admin says that it is right: what happened before that no longer counts.
 */
#ifndef CGI_WRONGCLOCK_H
#define CGI_WRONGCLOCK_H

#include "page/call.h"

/* UTC seconds of the newest event, when the clock is more than an hour before it; else 0. */
int64_t wrongclock_newest(struct store *s, int64_t now_s);

/*
 * Inside a job: it is right. Codes of second factors that were used ahead of time may
 * be used, sessions begun then end, and what came from one address counts from now. False when it
 * cannot be written.
 */
bool wrongclock_confirm(struct store *s, int64_t now_s, struct str who);
/* `hallbook clock`: the same in a transaction of its own, with a row of the audit. */
bool wrongclock_command(struct store *s, int64_t now_s, struct err *e);

/* POST /staff/clock: an admin says so. */
bool wrongclock_post(struct call *c);

/* "2026-11-27 10:00", hall time. */
struct str wrongclock_text(struct arena *a, int64_t utc_s);

#endif

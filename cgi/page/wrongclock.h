/*
 * wrongclock.h - a clock that is behind what has happened: it is wrong now, or it was
 * ahead once. Public booking waits until it has caught up, or
 * until an admin says that it is right (rightclock.h): what happened before that no longer counts.
 */
#ifndef CGI_WRONGCLOCK_H
#define CGI_WRONGCLOCK_H

#include "store/store.h"

/* UTC seconds of the newest event, when the clock is more than an hour before it; else 0. */
int64_t wrongclock_newest(struct store *s, int64_t now_s);

/* "2026-11-27 10:00", hall time. */
struct str wrongclock_text(struct arena *a, int64_t utc_s);

#endif

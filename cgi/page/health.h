/*
 * health.h - whether the hall can be served:
 * for supervisors GET /healthz, for the log a line, for staff the banner.
 */
#ifndef CGI_HEALTH_H
#define CGI_HEALTH_H

#include "page/call.h"

/*
 * A clock that is behind what has happened: it is wrong now, or it was ahead once. Public
 * booking waits until it has caught up, or until an admin says that it is right
 * (rightclock.c): what happened before that no longer counts.
 * UTC seconds of the newest event, when the clock is more than an hour before it; else 0.
 */
int64_t health_clock_behind(struct store *s, int64_t now_s);
/* "2026-11-27 10:00", hall time. */
struct str health_clock_text(struct arena *a, int64_t utc_s);

/*
 * 200 `ok`; 503 and why when a read or the writer lane does not answer, nothing can
 * be saved, the clock is behind what has happened, or the key is not in its place.
 */
bool health_show(struct call *c);

/*
 * Between requests: tries to save something after a failure, and when nothing was
 * saved for a minute; looks for the key and the nightly check's answer; says in the log what has
 * come and gone.
 */
void health_look(struct app *app, int64_t now_s);

#endif

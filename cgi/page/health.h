/*
 * health.h - whether the hall can be served:
 * for supervisors GET /healthz, for the log a line, for staff the banner.
 */
#ifndef CGI_HEALTH_H
#define CGI_HEALTH_H

#include "page/call.h"

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

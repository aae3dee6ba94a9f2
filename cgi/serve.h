/*
 * serve.h - what holds while hallbook serves: opens ledger, key and release, confines
 * the process, and ticks between requests.
 */
#ifndef CGI_SERVE_H
#define CGI_SERVE_H

#include "page/app.h"

/*
 * Serves until it is told to stop. The app says its paths, clock and `notice`; `say` has a
 * fault, the same one at most once a minute. False and *e. The parts of it follow, for tests.
 */
bool serve_run(struct app *app, void (*say)(const struct err *e), struct err *e);

/*
 * Opens ledger, key and current release. What the app does not say is zero, as serve_close()
 * leaves it; the paths outlive it. False and *e when anything is missing.
 */
bool serve_open(struct app *app, const char *ledger, const char *releases,
		void (*log)(const struct err *e), struct err *e);
void serve_close(struct app *app);

/*
 * loop_handler.tick; ctx is the app. When `current` names another release,
 * that is opened completely and then takes over; if it cannot be opened, the
 * old one stays and the log says why, once. Then what is due: closures to desk/, hallgen's
 * answers, health, a step of the upkeep.
 */
void serve_tick(void *ctx);
/*
 * loop_handler.settle; ctx is the app. Closures that the batch has changed go to desk/, and the
 * WAL is checkpointed when that is due (store_settle()).
 */
void serve_settle(void *ctx);

/*
 * loop_handler.woken and .stop; ctx is the app. app.night, which is nobody's request, is not
 * handed on when its work is done: what came of it is noted, and the next one is returned.
 */
struct exchange *serve_woken(void *ctx);
void serve_stop(void *ctx);

#endif

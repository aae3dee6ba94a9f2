/*
 * serve.h - what holds while hallbook serves: opens ledger, key and release, confines
 * the process, and ticks between requests.
 */
#ifndef CGI_SERVE_H
#define CGI_SERVE_H

#include "page/app.h"

struct serving {
	const char *ledger, *releases;
	const char *socket; /* NULL: of systemd */
	const char *desk;   /* folder that hallgen reads; made when it is missing */
	int64_t (*now)(void *ctx);
	/* A fault, the same one at most once a minute; what is none. */
	void (*say)(const struct err *e), (*notice)(const struct err *e);
};

/* Serves until it is told to stop. False and *e. The parts of it follow, for tests. */
bool serve_run(const struct serving *s, struct err *e);

/*
 * Opens ledger, key and current release. The app is zeroed, as serve_close() leaves it, and
 * the paths outlive it. False and *e when anything is missing.
 */
bool serve_open(struct app *app, const char *ledger, const char *releases,
		void (*log)(const struct err *e), struct err *e);
void serve_close(struct app *app);

/*
 * loop_handler.ready; ctx is the app. Enters the sandbox (sandbox.h): from here on only the
 * ledger and its files, the log's, the backups' and desk's folder can be written, the folder
 * of releases read and the socket removed. A folder that is made later, or leads elsewhere
 * then, is out of reach until the next start. What the kernel cannot do is logged.
 */
bool serve_ready(void *ctx, struct err *e);

/*
 * loop_handler.tick; ctx is the app. When `current` names another release,
 * that is opened completely and then takes over; if it cannot be opened, the
 * old one stays and the log says why, once.
 */
void serve_tick(void *ctx);
/* loop_handler.settle; ctx is the app. Closures that the batch has changed go to desk/. */
void serve_settle(void *ctx);

/* loop_handler.woken and .stop; ctx is the app. A night that is over is noted, and no exchange. */
struct exchange *serve_woken(void *ctx);
void serve_stop(void *ctx);

#endif

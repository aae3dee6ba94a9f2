/*
 * watch.h - hallgen --watch, the service: makes the site again whenever the hall's files,
 * the program's, or the desk say something else, and when the day begins.
 */
#ifndef GENERATOR_WATCH_H
#define GENERATOR_WATCH_H

#include "base/err.h"

#include <stdint.h>

struct watched {
	const char *content, *site;
	const char *desk;	     /* NULL: none */
	int64_t (*now_s)(void *ctx); /* UTC */
	/* Makes what is to be made; false when it is to be tried again in a minute. */
	bool (*build)(void *ctx);
	void *ctx;
};

/*
 * Calls `build` at once and then after every change: in content/ and its pages/, also in
 * folders that their links lead to, and when a folder is put in the place of another; in
 * site/; in desk/, where files appear by rename. Edits are met when they have rested for
 * 0.2 s, the desk at once. desk/alive is touched every 10 s. Returns true after SIGINT or
 * SIGTERM, false when the system fails.
 */
bool watch_run(const struct watched *w, struct err *e);

#endif

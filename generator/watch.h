/*
 * watch.h - hallgen --watch: generates again whenever something is saved, so
 * that a stand (`make run`) shows every edit at the next reload.
 */
#ifndef GENERATOR_WATCH_H
#define GENERATOR_WATCH_H

#include "base/err.h"
#include "base/str.h"

/*
 * Watches content with pages/, site with templates/ and assets/. Calls `build`
 * at once and then after every change that was followed by 0.2 s of rest.
 * Returns true after SIGINT or SIGTERM, false when `build` does or the system
 * fails.
 */
bool watch_run(struct str content, struct str site, bool (*build)(void *ctx, struct err *e),
	       void *ctx, struct err *e);

#endif

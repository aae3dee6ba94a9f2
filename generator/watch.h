/*
 * watch.h - hallgen --watch: generates again whenever something is saved, so
 * that a stand (`make run`) shows every edit at the next reload.
 */
#ifndef GENERATOR_WATCH_H
#define GENERATOR_WATCH_H

#include "err.h"
#include "str.h"

/*
 * Watches content with pages/, site with templates/ and assets/. Calls `build`
 * in a child process of its own, first at once and then after every change
 * that was followed by 0.2 s of rest. Returns true after SIGINT or SIGTERM.
 */
bool watch_run(struct str content, struct str site, int (*build)(void *ctx), void *ctx,
	       struct err *e);

#endif

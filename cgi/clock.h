/*
 * clock.h - the clock of the hall: the machine's, or one that --now has set
 * and that runs on from there.
 *
 * With --now TIME the clock stood at TIME when the stand was started and has
 * run since, also across a restart of hallbook: the supervisor passes the same
 * --now every time and says in the environment variable HALL_CLOCK_START when
 * that start was (seconds since 1970 of the machine's clock). Without the
 * variable the clock starts with the process.
 */
#ifndef CGI_CLOCK_H
#define CGI_CLOCK_H

#include "err.h"
#include "str.h"

struct hall_clock {
	int64_t ahead_s; /* of the machine's clock; 0 without --now */
};

#define CLOCK_START_VARIABLE "HALL_CLOCK_START"

/*
 * `now` is the argument of --now, or the null view; `start` the value of
 * HALL_CLOCK_START, or NULL. False and *e when either cannot be read.
 */
bool clock_set(struct hall_clock *c, struct str now, const char *start, struct err *e);
/* UTC seconds; takes a struct hall_clock as void *, the form loop_handler.now wants. */
int64_t clock_now(void *hall_clock);

#endif

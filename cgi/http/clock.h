/*
 * clock.h - the clock of the hall: the machine's, or one that --now has set
 * and that runs on from there. The supervisor of `make run` passes the time
 * that its stand has at each start of hallbook, so the clock runs on after a
 * restart as well.
 */
#ifndef CGI_CLOCK_H
#define CGI_CLOCK_H

#include "base/err.h"
#include "base/str.h"

struct hall_clock {
	int64_t ahead_s; /* of the machine's clock; 0 without --now */
};

/*
 * `now` is the argument of --now (date.h, now_parse), or the null view for the
 * machine's clock. False and *e when it is no time.
 */
bool clock_set(struct hall_clock *c, struct str now, struct err *e);
/* UTC seconds. The argument is a struct hall_clock: the form that loop_handler.now wants. */
int64_t clock_now(void *hall_clock);

#endif

/*
 * flood.h - which of many like events are worth a row, so that nobody can fill
 * the ledger with what was refused to them.
 */
#ifndef CGI_FLOOD_H
#define CGI_FLOOD_H

#include "page/throttle.h"

enum {
	FLOOD_PERIOD_S = THROTTLE_SPAN_S,
	FLOOD_EACH = THROTTLE_FAILURES, /* of one kind: all of these in a period */
	FLOOD_ALL = 500,		/* of all kinds together */
};

/* All zero at first. */
struct flood {
	int64_t period;
	int all;
	struct throttle same;
};

/*
 * Counts an event of the kind `key`. How many there were of it in this period
 * when it is worth a row, else 0: the first FLOOD_EACH are, then the 10th, the
 * 100th and so on; behind the first FLOOD_ALL of all kinds together, of these
 * the 1000th, the 10000th and so on.
 */
int flood_count(struct flood *f, uint64_t key, int64_t now_s);

#endif

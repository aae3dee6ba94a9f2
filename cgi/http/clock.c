#include "http/clock.h"

#include "date.h"

#include <time.h>

bool clock_set(struct hall_clock *c, struct str now, struct err *e)
{
	int64_t now_s;

	c->ahead_s = 0;
	if (!now.s)
		return true;
	if (!now_parse(now, &now_s))
		return err_set(e, "--now %.*s 不是能用的时间，例如 2026-11-27T16:59", STR_ARG(now));
	c->ahead_s = now_s - time(NULL);
	return true;
}

int64_t clock_now(void *hall_clock)
{
	const struct hall_clock *c = hall_clock;

	return time(NULL) + c->ahead_s;
}

#include "clock.h"

#include "date.h"

#include <time.h>

bool clock_set(struct hall_clock *c, struct str now, const char *start, struct err *e)
{
	int64_t start_s = time(NULL);
	int64_t now_s;

	c->ahead_s = 0;
	if (!now.s)
		return true;
	if (!now_parse(now, &now_s))
		return err_set(e, "--now %.*s: not a time like 2026-11-27T16:59 or RFC 3339",
			       STR_ARG(now));
	if (start && !str_to_int(str_of(start), INT32_MAX * (int64_t)4, &start_s))
		return err_set(e, CLOCK_START_VARIABLE "=%s: not seconds since 1970", start);
	c->ahead_s = now_s - start_s;
	return true;
}

int64_t clock_now(void *hall_clock)
{
	const struct hall_clock *c = hall_clock;

	return time(NULL) + c->ahead_s;
}

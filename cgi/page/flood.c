#include "page/flood.h"

#include <string.h>

static bool is_power_of_ten(int n)
{
	while (n >= 10 && n % 10 == 0)
		n /= 10;
	return n == 1;
}

int flood_count(struct flood *f, uint64_t key, int64_t now_s)
{
	int n;

	if (now_s / FLOOD_PERIOD_S != f->period && f->all > 0)
		memset(f, 0, sizeof *f);
	f->period = now_s / FLOOD_PERIOD_S;
	n = throttle_fail(&f->same, key, FLOOD_PERIOD_S, now_s);
	if (++f->all > FLOOD_ALL)
		return is_power_of_ten(f->all) ? n : 0;
	return n <= FLOOD_EACH || is_power_of_ten(n) ? n : 0;
}

#include "page/wrongclock.h"

#include "date.h"

enum { BEHIND_S = 3600 };

int64_t wrongclock_newest(struct store *s, int64_t now_s)
{
	int64_t newest = stmt_get_int(store_stmt(s, LEDGER_NEWEST_EVENT));

	return newest - now_s > BEHIND_S ? newest : 0;
}

struct str wrongclock_text(struct arena *a, int64_t utc_s)
{
	char text[MINUTE_TEXT];

	minute_format(hall_min_of_utc(utc_s), text);
	return arena_printf(a, "%.10s %s", text, text + 11);
}

/*
 * today.h - /staff/: what this day and the next duty day bring, what is left
 * undone, and the search (pages.md D1, D8).
 */
#ifndef CGI_TODAY_H
#define CGI_TODAY_H

#include "page/call.h"

/* The values of today.html. */
enum today_field {
	TODAY_DAY,
	TODAY_LABEL, /* 11月28日（星期六） */
	TODAY_NEXT,  /* the next duty day, empty when the calendar ends */
	TODAY_NEXT_LABEL,
	TODAY_NEWEST, /* id of the newest booking: what 已看 is about */
	TODAY_NOW,
	TODAY_NOW_S,  /* UTC seconds */
	TODAY_WINDOW, /* whose bookings are shown, 0 = of all */
	TODAY__MAX
};
extern const struct page_type today_page, find_page;

/* The values of staff-find.html. */
enum find_field {
	FIND_Q,
	FIND_IDS,
	FIND_MORE, /* there may be older ones */
	FIND__MAX
};

/* GET /staff: 303 to /staff/. */
bool today_to(struct call *c);
/* GET /staff/?window=N: one's own window, or for who may see all any or none. */
bool today_show(struct call *c);
/*
 * POST /staff/seen: takes note of one's own window's online bookings up to
 * `upto`. 403 for another's: whoever looks after all marks nothing for them.
 */
bool today_seen(struct call *c);

/* GET /staff/find: the empty search. What is searched for never stands in an address. */
bool find_show(struct call *c);
/*
 * POST /staff/find: `q` is a reference, as printed or scanned, at least four
 * digits of a telephone's end, or a part of a name. One booking found: 303 to it.
 */
bool find_make(struct call *c);

#endif

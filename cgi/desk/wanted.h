/*
 * wanted.h - what staff type of a booking: which item, on which day and at what time.
 */
#ifndef CGI_WANTED_H
#define CGI_WANTED_H

#include "booking/reserve.h"

#define ITEM_MATCHES(X)                                                                            \
	X(match_list)  /* numbers of items that may be meant: JSON */                              \
	X(first_match) /* empty unless there are several to choose from */

struct item_matches {
	VIEW_CELLS(ITEM_MATCHES);
	struct str other; /* 其他事项 is meant */
};

/*
 * Reads the form's `item`, or `pick` when that was chosen for the same text: its number, of any
 * window; its name, an alias, initials or pinyin, which mean items of `window` alone, 0 = of all;
 * or 0, or 其他事项, and in their own words what it is, of the window `other`. False, said at the
 * field, when none is meant, or several, which stand in *m then.
 */
bool wanted_item(struct call *c, int64_t window, int64_t other, struct wish *w,
		 struct item_matches *m);

/*
 * Reads the form's `slot`, of which a `day` beside it takes the time, or `day` and `time`, in
 * normal form, each empty when nothing was typed. False when one cannot be read, which is then
 * said at `slot`.
 */
bool wanted_moment(struct call *c, struct str *day, struct str *time);

#endif

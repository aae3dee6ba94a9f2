/*
 * item.h - which item is meant by what staff type: its number, its name, an alias,
 * initials or pinyin; or 0, or 其他事项, and in their own words what it is.
 */
#ifndef CGI_ITEM_H
#define CGI_ITEM_H

#include "booking/reserve.h"

#define ITEM_MATCHES(X)                                                                            \
	X(match_list)  /* numbers of items that may be meant: JSON */                              \
	X(first_match) /* empty unless there are several to choose from */

struct item_matches {
	VIEW_CELLS(ITEM_MATCHES);
	struct str other; /* 其他事项 is meant */
};

/*
 * Reads the form's `item`, or `pick` when that was chosen for the same text. A word means
 * items of `window` alone, 0 = of all; 其他事项 are of `other`. False, said at the field,
 * when none is meant, or several, which stand in *m then. A number may be of any window.
 */
bool item_read(struct call *c, int64_t window, int64_t other, struct wish *w,
	       struct item_matches *m);

#endif

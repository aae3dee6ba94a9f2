/*
 * entry.h - /staff/new: staff enter a booking for somebody who calls or has
 * come, by keyboard alone (pages.md D2; notice 三(三)1, 2).
 */
#ifndef CGI_ENTRY_H
#define CGI_ENTRY_H

#include "page/call.h"

/* The values of entry.html. */
/* clang-format off */
#define ENTRY(X) \
	X(now) X(saved) /* id of the booking just made, or empty */ \
	X(match_list) X(first_match) X(only_match) /* numbers of items that may be meant: JSON */ \
	/* whose free places are shown: of the item's window, else of the one and only own one */ \
	X(for_window) X(for_name) \
	X(for_item) X(noon) /* its name, empty when it is not clear; it has 错时 */ \
	X(for_day) /* YYYY-MM-DD, empty = the next that can be booked */ \
	X(looked)  /* nothing was to be saved */ \
	X(counter) /* somebody has come */
/* clang-format on */
extern const struct page_type entry_page;

/* GET /staff/new?saved=ID: the empty form, and what was just saved. */
bool entry_show(struct call *c);

/*
 * POST /staff/new: fields as in /book, where `item` may be a number, a name, an
 * alias, initials, or 0 and a text for 其他事项; the moment is `slot`, or `day`
 * and `time` as moment.h reads them, each of which may be left out for the first
 * that is free; and `channel` (窗口, 电话), `remark`. 303 to the empty form; 422
 * with everything kept, also when the item is not clear or the same phone has a
 * booking on that day, which sent again is meant. With `look` nothing is saved:
 * 200, everything kept, and the free places of the item's window.
 */
bool entry_make(struct call *c);

/*
 * Day and time of the form in normal form, each empty when nothing was typed: `slot`, or
 * `day` and `time`. False when one cannot be read, which is then said at `slot`.
 */
bool entry_moment(struct call *c, struct str *day, struct str *time);

/* The form again, with the words that nothing was saved. */
bool entry_unsaved(struct call *c);

#endif

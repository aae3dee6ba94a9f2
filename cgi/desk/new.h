/*
 * new.h - /staff/new: staff enter a booking for somebody who calls or has
 * come, by keyboard alone (pages.md D2; notice 三(三)1, 2).
 */
#ifndef CGI_NEW_H
#define CGI_NEW_H

#include "page/call.h"

/* The values of new.html. */
/* clang-format off */
#define NEW(X) \
	X(now) X(saved) /* id of the booking just made, or empty */ \
	X(match_list) X(first_match) X(other) /* of item.h */ \
	/* whose free places are shown, and for which item, when that is clear */ \
	X(for_window) X(for_item) X(for_no) X(noon) /* it has 错时 */ \
	X(for_day) X(for_time) /* chosen: YYYY-MM-DD, HH:MM; empty = the first that can be booked */ \
	X(from)    /* the first day that is shown */ \
	X(over)    /* what is full or late may be chosen, too */ \
	X(looked)  /* nothing was to be saved */ \
	X(counter) /* somebody has come */
/* clang-format on */
extern const struct page_type new_page;

/*
 * GET /staff/new: the empty form. With `saved`=ID what was just saved; with `id` that
 * booking's item and person (再约); with `day`=YYYY-MM-DD, or `slot`=YYYY-MM-DDTHH:MM, that
 * day or time chosen, of `window` until the item says which. What is not so is left out.
 */
bool new_show(struct call *c);

/*
 * POST /staff/new: fields as in /book, `item` as item.h reads it; the moment is `slot`, of
 * which a `day` beside it takes the time, or `day` and `time` as moment.h reads them, each
 * of which may be left out for the first that is free; and `channel` (窗口, 电话), `remark`.
 * 303 to the empty form; 422 with everything kept, also when the item is not clear or the
 * same phone has a booking on that day, which sent again is meant. With `look` nothing is
 * saved: 200, everything kept, and the free places of the item's window: 14 days from
 * `from` on; with `do`=over also what is full or late can be chosen.
 */
bool new_make(struct call *c);

/*
 * Day and time of the form in normal form, each empty when nothing was typed: `slot`, or
 * `day` and `time`. False when one cannot be read, which is then said at `slot`.
 */
bool new_moment(struct call *c, struct str *day, struct str *time);

/* The form again, with the words that nothing was saved. */
bool new_unsaved(struct call *c);

#endif

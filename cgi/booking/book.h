/*
 * book.h - /book: choose an item, a day and a time, and book it.
 */
#ifndef CGI_BOOK_H
#define CGI_BOOK_H

#include "page/call.h"

/* The values of choose.html. */
/* clang-format off */
#define CHOOSE(X) X(window) X(window_name) X(day) X(day_label) X(today)

/* The values of book.html and, within those of receipt.h, of move.html. */
#define BOOK(X) \
	/* for the lists: hall time, the last day that may be booked; of near_days */ \
	X(now) X(last) X(near) X(more) X(any_room) \
	X(action)  /* where the form goes, below the base: book */ \
	X(days_at) /* where links to a day lead, without it: book?item=9&day= */ \
	X(posted)  /* days are then buttons of the form, so that nothing typed is lost */ \
	X(was_label) /* the day of the booking that is to be moved */ \
	/* of the statement item */ \
	X(item) X(item_name) X(window_phone) X(noon) X(promise) X(mailable) \
	X(window) X(window_name) X(floor) \
	/* of day_to_show: the chosen day, if any; whether a time is free; why it is closed */ \
	X(day) X(day_label) X(book_by_day) X(book_by_time) X(unannounced) X(room) X(day_closed) \
	X(day_note) /* why the day that was wanted cannot be had, or empty */ \
	X(instead)  /* the chosen day is another one for that reason */ \
	X(fields)   /* name and telephone are asked: not on a day without a free time */
/* clang-format on */

struct book_page {
	VIEW_CELLS(BOOK);
};

extern const struct view_type book_view;

/* What the form says about an item. False when there is no such item, or no longer. */
bool book_fill_item(struct call *c, int64_t no, struct book_page *p);
/*
 * The page with its days and times: of the first day that was wanted, which is that of
 * the button or link, of the chosen time, the one shown before, else `usual`. When that
 * can no longer be booked the page says why, and the first day with a free place stands
 * there, if any. A day without a free time has no times and no button, and fields only
 * for what was typed already; with an error (status 422) it is said what is wrong with it.
 */
bool book_answer(struct call *c, int status, const struct page_type *page, struct str usual,
		 struct book_page *p);

#endif

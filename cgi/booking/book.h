/*
 * book.h - /book: choose an item, a day and a time, and book it.
 */
#ifndef CGI_BOOK_H
#define CGI_BOOK_H

#include "page/call.h"

/* The values of choose.html. */
enum choose_field { CHOOSE_WINDOW, CHOOSE_WINDOW_NAME, CHOOSE__MAX };
extern const struct page_type book_page, choose_page;

/* The values of book.html. */
enum book_field {
	BOOK_NOW,     /* for the lists: hall time */
	BOOK_LAST,    /* for the lists: last day that may be booked */
	BOOK_NEAR,    /* for the lists: days that stand open, the others are folded */
	BOOK_MORE,    /* there are others */
	BOOK_ACTION,  /* where the form goes, below the base: book */
	BOOK_DAYS_AT, /* where links to a day lead, without it: book?item=9&day= */
	BOOK_ITEM,
	BOOK_ITEM_NAME,
	BOOK_ITEM_PHONE,
	BOOK_ITEM_TEL,
	BOOK_NOON, /* the item may be booked at noon */
	BOOK_WINDOW,
	BOOK_WINDOW_NAME,
	BOOK_FLOOR,
	BOOK_PROMISE, /* 承诺件 */
	BOOK_MAILABLE,
	BOOK_DAY, /* the chosen one, empty when none is left */
	BOOK_DAY_LABEL,
	BOOK_DAY_CLOSED,  /* why nobody is there on that day, or empty */
	BOOK_DAY_NOTE,	  /* why the day that was wanted is not the chosen one, or empty */
	BOOK_ROOM,	  /* a time of the chosen day is free: without, there is no form */
	BOOK_BOOK_BY,	  /* 11月27日（星期五）17:00 */
	BOOK_UNANNOUNCED, /* the year's holidays are not published */
	BOOK_SLOT,
	BOOK_NAME,
	BOOK_PHONE,
	BOOK_AGENT,
	BOOK_NOTE,
	BOOK_TOKEN,
	BOOK_OLD_WHEN, /* of the booking that is to be moved (manage.h) */
	BOOK_POSTED,   /* days are then buttons of the form, so that nothing typed is lost */
	BOOK_ERRORS,   /* how many of the following are set */
	BOOK_ERR_FORM, /* about no field */
	BOOK_ERR_ITEM,
	BOOK_ERR_DAY,
	BOOK_ERR_SLOT,
	BOOK_ERR_NAME,
	BOOK_ERR_PHONE,
	BOOK_ERR_AGENT,
	BOOK_ERR_NOTE,
	BOOK__MAX
};
extern const struct view_type book_view;

/*
 * What the form says about an item, and its window on the board. False when
 * there is no such item, or no longer.
 */
bool book_fill_item(struct call *c, int64_t no, struct str *cell);
/*
 * The days and times for cell[BOOK_WINDOW] and BOOK_NOON: of the first day that
 * was wanted, which is that of the button or link, of the chosen time, the one
 * shown before, else `usual`. When it can no longer be booked BOOK_DAY_NOTE
 * says why, and the first day with a free place stands there, if any.
 */
void book_fill_day(struct call *c, struct str usual, struct str *cell);
/*
 * A day without a free time has no fields: what is wrong with those is left for
 * the next day, and what was typed goes along. With an error (status 422) it is said
 * what is wrong with the day.
 */
void book_settle_errors(struct call *c, int status, struct str *cell);
/* Sets BOOK_ERRORS to the number of error cells that are set, and returns it. */
int book_count_errors(struct call *c, struct str *cell);

/*
 * GET /book: without an item the list to choose from (of ?window=, when
 * given), with one the form. ?day= is shown when it can be booked, else it is
 * said why not and the first day with a free place stands there. Unknown item
 * or window: 404.
 */
bool book_show(struct call *c);

/*
 * POST /book, inside the savepoint: 303 to the private page, 422 with the form
 * and everything that was typed, 403 with it when the token is not ours. The
 * same form again leads to the same page. With a field `day` (a button) the
 * form is shown for that day and nothing is booked.
 */
bool book_make(struct call *c);

/* The form again, with the words that nothing was saved. */
bool book_unsaved(struct call *c);

#endif

/*
 * source.h - where online bookings came from: limits by address, and what staff
 * can do when one address has booked too much (trust.md 6). A source is a keyed
 * hash in the table of that name, which nobody is shown.
 */
#ifndef CGI_SOURCE_H
#define CGI_SOURCE_H

#include "booking/book.h"

/* The values of source.html. */
enum source_field {
	SOURCE_ID,   /* of the booking whose source it is */
	SOURCE_NOW,  /* hall time */
	SOURCE_DONE, /* how many were cancelled just now, or empty */
	SOURCE_WHY,  /* as typed */
	SOURCE_ERROR,
	SOURCE__MAX
};
extern const struct view_type source_view;

enum { SOURCE_DAYS = 7 }; /* how long rows are kept */

/*
 * Whether the address may make another booking: limit.bookings_per_hour and
 * _per_day of hall.conf, what was said about telephones counting too. Else the
 * words stand in cell[BOOK_ERR_FORM] and the wait in call.limited_s, and the
 * answer is 429.
 */
bool source_may_book(struct call *c, struct str *cell);
/* Whether it may be told something about a telephone; else the same. */
bool source_may_ask(struct call *c, struct str *cell);
/* It was told something: B16 and B15 must tell no stranger who has booked. */
void source_told(struct call *c);

/* Inside a job: notes where the new booking came from. */
bool source_note(struct call *c, int64_t booking);
/* Inside a job: `booking` stands in the place of `old`, whoever moved it. */
bool source_moved(struct call *c, int64_t booking, int64_t old);
/* Inside a job: forgets what is older than SOURCE_DAYS. */
bool source_forget(struct store *s, int64_t now_utc_s);

/* GET /staff/bookings/ID/source: what came from there and can still be cancelled. */
bool source_show(struct call *c);
/*
 * POST: cancels by the hall, with `why`, what the page has shown (up to the booking
 * `upto`) and no more; each is on the list of calls then.
 */
bool source_cancel(struct call *c);

#endif

/*
 * source.h - where online bookings came from: limits by address (trust.md 6). A
 * source is a keyed hash in the table of that name, which nobody is shown; upkeep.h
 * forgets it after a week.
 */
#ifndef CGI_SOURCE_H
#define CGI_SOURCE_H

#include "booking/book.h"

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
#endif

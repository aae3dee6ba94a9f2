/*
 * source.h - where online bookings came from: limits by address. A
 * source is a keyed hash in the table of that name, which nobody is shown; upkeep.h
 * forgets it after a week.
 */
#ifndef CGI_SOURCE_H
#define CGI_SOURCE_H

#include "booking/wish.h"

/*
 * Whether the address may make another booking: limit.bookings_per_hour and
 * _per_day of hall.conf, what was said about telephones counting too. Else how
 * long it must wait (429).
 */
struct refusal source_may_book(struct call *c, const struct wish *w);
/* Whether it may be told something about a telephone. */
struct refusal source_may_ask(struct call *c, const struct wish *w);
/* It was told something, which counts: no stranger may try out who has booked. */
void source_told(struct call *c);

/* Inside a job: notes where the new booking came from. */
bool source_note(struct call *c, int64_t booking);
/* Inside a job: `booking` stands in the place of `old`, whoever moved it. */
bool source_moved(struct call *c, int64_t booking, int64_t old);
#endif

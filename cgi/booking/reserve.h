/*
 * reserve.h - the rules by which the public, and staff for those who call or
 * come, get a place in a slot. All of them are looked at inside the writing
 * transaction.
 */
#ifndef CGI_RESERVE_H
#define CGI_RESERVE_H

#include "booking/wish.h"
#include "store/token.h"

struct made {
	struct link_of link; /* its reference is in the request's arena */
	bool override;	     /* booked beyond lead time or places */
};

/*
 * Books the slot, or says why not: lead time (notice 三(三)), closures, no place
 * free, the same time as before.
 * Citizens: the same phone, item and day; booking.open_per_phone; limits by address
 * (429), unless the booking stands in the place of another one.
 * Staff take the highest free number first, may go beyond lead time and places (the next
 * number above the last) when the remark says why, which is marked, and are told once of a
 * booking of the same phone on the same day (FORM_MEANT, refusal.same).
 */
struct refusal reserve(struct call *c, const struct wish *w, struct made *out);

/* Whether the phone may have a booking for the item on that day. */
struct refusal reserve_phone_may(struct call *c, const struct wish *w, struct str day);

/*
 * The slot that staff get by a day (YYYY-MM-DD) and a time (HH:MM), each of which may be
 * empty for any: the first that needs no exception; on a day that was named, else the
 * first there is. Empty when there is none.
 */
struct str reserve_next_slot(struct call *c, const struct wish *w, struct str day, struct str time);

#endif

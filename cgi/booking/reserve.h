/*
 * reserve.h - a booking by its rules: what somebody wants of the hall, why it cannot be had,
 * and the row that is made of it.
 */
#ifndef CGI_RESERVE_H
#define CGI_RESERVE_H

#include "page/call.h"
#include "store/token.h"

/* Texts as in the columns of booking; `was` is the start of the booking that is to be replaced. */
/* clang-format off */
#define WISH(X) \
	X(item) X(item_name) X(window) X(window_name) X(floor) X(window_phone) \
	X(noon) /* the item may be booked at noon */ \
	X(slot) X(name) X(phone) X(agent) X(note) \
	X(was) X(was_day)
/* clang-format on */

struct wish {
	VIEW_CELLS(WISH);
	const unsigned char *nonce; /* of the form, or NULL */
	int64_t moved_from; /* id of the booking to be replaced, which is `moved` by now; or 0 */
	/* of staff, who enter it for somebody; else null views */
	struct str by;	     /* account */
	struct str channel;  /* code of the table channel */
	struct str remark;   /* needed beyond lead time and places */
	struct str meant;    /* id of the booking that was warned of, when that is meant */
	int64_t sees_window; /* whose bookings they may see, 0 = all */
};

/* What and where, of the catalogue. False when there is no such item, or no longer. */
bool wish_of_item(struct call *c, int64_t no, struct wish *w);
/* Where 其他事项 are done: no item. False when there is no such window. */
bool wish_of_window(struct call *c, int64_t no, struct wish *w);
/* All that a booking says. False when there is none. */
bool wish_of_booking(struct call *c, int64_t id, struct wish *w);
/* The number to ring about it: the window's, else that for complaints. */
struct str wish_phone(const struct call *c, const struct wish *w);
/* Whose, from the form's fields name, phone, agent and note. */
void wish_take_person(struct call *c, struct wish *w);

struct made {
	struct link_of link; /* its reference is in the request's arena */
	bool override;	     /* booked beyond lead time or places */
};

/*
 * Books the slot, or says why not, inside the writing transaction: lead time (notice 三(三)),
 * closures, no place free, the same time as before.
 * Citizens: the same phone, item and day; booking.open_per_phone; limit.bookings_per_hour and
 * _per_day of one address (429), unless the booking stands in the place of another one.
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

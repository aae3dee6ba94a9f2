/*
 * reserve.h - the rules by which the public, and staff for those who call or
 * come, get a place in a slot. All of them are looked at inside the writing
 * transaction.
 */
#ifndef CGI_RESERVE_H
#define CGI_RESERVE_H

#include "booking/book.h"
#include "store/token.h"

/*
 * Books cell[BOOK_SLOT] for cell[BOOK_ITEM] in the name of the other cells,
 * which are in normal form. False with the message in an error cell when a
 * rule is against it (lead time: 三(三), design.md; closures; no place free;
 * the same phone, item and day; booking.open_per_phone; limits by address,
 * call.limited_s) or when SQLite failed.
 * Made: *out, whose reference is in the request's arena.
 */
bool reserve(struct call *c, struct str cell[BOOK__MAX], const unsigned char nonce[NONCE_BYTES],
	     struct link_of *out);

/*
 * The same in the place of another booking, whose row is `moved` already and
 * so counts no more.
 */
bool reserve_instead(struct call *c, struct str cell[BOOK__MAX], int64_t moved_from,
		     const unsigned char nonce[NONCE_BYTES], struct link_of *out);
/*
 * Whether cell[BOOK_PHONE] may have a booking for cell[BOOK_ITEM] on that day
 * (B15, B16); else the message stands in cell[BOOK_ERR_FORM].
 */
bool reserve_phone_may(struct call *c, struct str cell[BOOK__MAX], struct str day);

/* What staff say beside the cells. */
struct reserve_staff {
	struct str account;
	struct str channel; /* code of the table channel */
	struct str remark;  /* needed beyond lead time and places */
	struct str meant;   /* number of the booking that was warned of, when that is meant */
	int64_t moved_from; /* id of the booking that this one replaces, or 0 */
	const unsigned char *nonce; /* of the form, or NULL */
	/* out */
	bool overridden; /* booked beyond lead time or places */
	/* out: why it was refused, beside the error cells */
	int64_t same;	       /* id of a booking of the same phone on that day, or 0 */
	int64_t same_window;   /* whose it is: first of all that of the booking asked for */
	struct str same_reference;
	struct str err_remark; /* lead time or places need a reason in the remark */
};

/*
 * The slot that staff get for cell[BOOK_ITEM] at cell[BOOK_WINDOW] by a day
 * (YYYY-MM-DD) and a time (HH:MM), each of which may be empty for any: the
 * first that needs no exception; on a day that was named, else the first there
 * is. Empty when there is none.
 */
struct str reserve_next_slot(struct call *c, const struct str cell[BOOK__MAX], struct str day,
			     struct str time);

/*
 * Like reserve(), for staff: they take the highest free number first, may go beyond
 * lead time and places (the next number above the last) when the remark says
 * why, which is marked, and are told once of a booking of the same phone on
 * the same day.
 */
bool reserve_by_staff(struct call *c, struct str cell[BOOK__MAX], struct reserve_staff *by,
		      struct link_of *out);

#endif

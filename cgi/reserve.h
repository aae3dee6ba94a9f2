/*
 * reserve.h - the rules by which the public gets a place in a slot. All of
 * them are looked at inside the writing transaction.
 */
#ifndef CGI_RESERVE_H
#define CGI_RESERVE_H

#include "book.h"
#include "token.h"

/*
 * False when the machine's clock is more than an hour before the newest event
 * of the ledger: nothing may be booked by such a clock.
 */
bool reserve_clock_is_right(struct call *c);

/*
 * Books cell[BOOK_SLOT] for cell[BOOK_ITEM] in the name of the other cells,
 * which are in normal form. False with the message in an error cell when a
 * rule is against it (lead time: 三(三), design.md; closures; no place free;
 * the same phone, item and day; booking.open_per_phone) or when SQLite failed.
 * Made: *out, whose reference is in the request's arena.
 */
bool reserve(struct call *c, struct str cell[BOOK__MAX], const unsigned char nonce[NONCE_BYTES],
	     struct link_of *out);

#endif

/*
 * wish.h - what somebody wants of the hall: the words in which rules are asked.
 */
#ifndef CGI_WISH_H
#define CGI_WISH_H

#include "page/call.h"

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
	int64_t moved_from; /* id of the booking that is to be replaced, which is `moved` by now; or
			       0 */
	/* of staff, who enter it for somebody; else null views */
	struct str by;	     /* account */
	struct str channel;  /* code of the table channel */
	struct str remark;   /* needed beyond lead time and places */
	struct str meant;    /* id of the booking that was warned of, when that is meant */
	int64_t sees_window; /* whose bookings they may see, 0 = all */
};

/* What and where, of the catalogue. False when there is no such item, or no longer. */
bool wish_of_item(struct call *c, int64_t no, struct wish *w);
/* Where 其他事项 are done; what they are is left to the caller. False when there is no such window.
 */
bool wish_of_window(struct call *c, int64_t no, struct wish *w);
/* All that a booking says. False when there is none. */
bool wish_of_booking(struct call *c, int64_t id, struct wish *w);
/* The number to ring about it: the window's, else that for complaints. */
struct str wish_phone(const struct call *c, const struct wish *w);
/* Whose, from the form's fields name, phone, agent and note. */
void wish_take_person(struct call *c, struct wish *w);

#endif

/*
 * receipt.h - the private page of a booking: /booking/TOKEN and what hangs on it.
 */
#ifndef CGI_RECEIPT_H
#define CGI_RECEIPT_H

#include "booking/reserve.h"

/* The values of receipt.html, booking.ics and edit.html; all but the first two are columns of
 * the statement receipt. */
/* clang-format off */
#define RECEIPT(X) \
	X(token) X(moved_to) /* TOKEN of the booking that replaced it; empty when gone */ \
	X(digits) X(reference) X(item) X(item_name) X(window) X(window_name) X(floor) X(window_phone) \
	X(day_label) X(from) X(to) \
	X(name) X(applicant_phone) X(agent) /* masked */ \
	X(state_word) X(result) /* state_word is one */ \
	X(upcoming)    /* booked, and its time has not come: the citizen may change it */ \
	X(cancelled) X(past) /* past: neither upcoming nor cancelled nor moved */ \
	X(moved_here)  /* it replaced another one */ \
	X(moved_day) X(moved_time) /* when the one is that replaced it, or empty */ \
	X(moved_away) X(moved_shut) /* and it was cancelled there, or its slot is no longer offered */ \
	X(erased)      /* name, phone, agent and note are blanked */ \
	X(erasable)    /* they may be: it is not being dealt with just now */ \
	X(shut)        /* upcoming, and its slot is no longer offered */ \
	X(shut_why)    /* as staff have said, or empty */ \
	X(off)         /* cancelled, moved or shut: a calendar is to strike it */ \
	X(bring)       /* what the list says now, or empty */ \
	X(begins) X(ends) X(stamp) /* 20261128T013000Z; stamp: when it was last changed */
/* clang-format on */

struct receipt {
	VIEW_CELLS(RECEIPT);
	int64_t id;
};

extern const struct view_type receipt_view;

/*
 * For what ends when the slot begins: what the page shows of TOKEN c->arg, and what the booking
 * says. False, and the answer is made: 404 when there is none; from then on 409 to a POST, and to
 * a GET the way to the receipt, which says how it went.
 */
bool receipt_take(struct call *c, struct receipt *r, struct wish *w);
/*
 * 409: it may not be changed any more, why, and the number to ring. When it was cancelled or moved,
 * the way to the receipt, which says so.
 */
bool receipt_locked(struct call *c, enum message why, const struct receipt *r);
/* Changes the state, inside a job. */
bool receipt_change_state(struct call *c, int64_t id, struct str state);

#endif

/*
 * receipt.h - the private page of a booking: /booking/TOKEN and what hangs on it.
 */
#ifndef CGI_RECEIPT_H
#define CGI_RECEIPT_H

#include "page/call.h"

/* The values of receipt.html, booking.ics and edit.html; all but the first two are columns of
 * the statement receipt. */
/* clang-format off */
#define RECEIPT(X) \
	X(token) X(moved_to) /* TOKEN of the booking that replaced it; empty when gone */ \
	X(digits) X(reference) X(item) X(item_name) X(window) X(window_name) X(floor) X(window_phone) \
	X(day_label) X(from) X(to) \
	X(name) X(applicant_phone) X(agent) /* masked */ \
	X(state_word) X(result) /* state_word is one */ \
	X(upcoming)    /* booked, and its time has not come */ \
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
};

extern const struct view_type receipt_view;

/* The id of the booking whose TOKEN is c->arg, or 0. */
int64_t receipt_find(struct call *c);
/* What its page shows. False when there is no such booking; the usual 404 is then the answer. */
bool receipt_fill(struct call *c, struct receipt *r);
/* 303 to it. Always true, for handlers to return. */
bool receipt_lead_to(struct call *c);
/* Whether state_transition lets a citizen do it now. */
bool receipt_may(struct call *c, int64_t id, struct str state);
/* Changes the state, inside a job. */
bool receipt_change_state(struct call *c, int64_t id, struct str state);

#endif

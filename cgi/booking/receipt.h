/*
 * receipt.h - the private page of a booking: /booking/TOKEN and what hangs on it.
 *
 * The TOKEN is all that is needed, and it is needed for all; a wrong one is 404.
 */
#ifndef CGI_RECEIPT_H
#define CGI_RECEIPT_H

#include "page/call.h"

/* The values of receipt.html and booking.ics. */
enum receipt_field {
	RECEIPT_TOKEN,
	RECEIPT_REFERENCE, /* 123-456-78 */
	RECEIPT_DIGITS,	   /* 12345678 */
	RECEIPT_ITEM_NAME,
	RECEIPT_WINDOW,
	RECEIPT_WINDOW_NAME,
	RECEIPT_FLOOR,
	RECEIPT_PHONE, /* of the window */
	RECEIPT_DAY_LABEL,
	RECEIPT_FROM, /* 9:30 */
	RECEIPT_TO,
	RECEIPT_TEL,		 /* of the window, for tel: links */
	RECEIPT_NAME,		 /* masked */
	RECEIPT_APPLICANT_PHONE, /* masked */
	RECEIPT_AGENT,		 /* masked, or empty */
	RECEIPT_STATE_WORD,
	RECEIPT_UPCOMING, /* booked, and its time has not come */
	RECEIPT_CANCELLED,
	RECEIPT_MOVED_TO,    /* TOKEN of the booking that replaced it; empty when gone */
	RECEIPT_MOVED_LABEL, /* its day and time, or empty when it was not moved */
	RECEIPT_MOVED_AWAY,  /* and it was cancelled there */
	RECEIPT_MOVED_SHUT,  /* or its slot is no longer offered */
	RECEIPT_PAST,	     /* neither upcoming nor cancelled nor moved */
	RECEIPT_RESULT,	     /* past, and its result is known */
	RECEIPT_MOVED_HERE,  /* it replaced another one */
	RECEIPT_ERASED,	     /* name, phone, agent and note are blanked */
	RECEIPT_ERASABLE,    /* they may be: it is not being dealt with just now */
	RECEIPT_BEGINS,	     /* 20261128T013000Z */
	RECEIPT_ENDS,
	RECEIPT_STAMP, /* when it was last changed, in the same form */
	RECEIPT_OFF,   /* cancelled, moved or shut: a calendar is to strike it */
	RECEIPT_SHUT,  /* upcoming, and its slot is no longer offered */
	RECEIPT__MAX
};

extern const struct page_type receipt_page, receipt_ics_page;

/* The id of the booking whose TOKEN is c->arg, or 0. */
int64_t receipt_find(struct call *c);
/* Whether state_transition lets a citizen do it now. */
bool receipt_may(struct call *c, int64_t id, struct str state);
/* RECEIPT_ERASABLE of the booking whose TOKEN is c->arg. */
bool receipt_is_erasable(struct call *c);
/* Changes the state, inside a job. */
bool receipt_change_state(struct call *c, int64_t id, struct str state);

/* GET /booking/TOKEN: 200. */
bool receipt_show(struct call *c);
/* GET /booking/TOKEN.ics: the appointment for a calendar, RFC 5545. */
bool receipt_calendar(struct call *c);
/* GET /booking/TOKEN/qr.png: the bare reference. */
bool receipt_qr(struct call *c);
/* POST /booking/TOKEN/cancel: 303 to the receipt, also when it is cancelled already; 409 when it is
 * too late. */
bool receipt_cancel(struct call *c);

#endif

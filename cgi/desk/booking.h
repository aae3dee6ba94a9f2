/*
 * booking.h - one booking on the desk, with its history; its result, correction, remark,
 * pick-up and mail; moving and cancelling it, taking the last result back; its slip
 * (notice 三(二)). What may follow what, when, and with a reason, is
 * the table state_transition.
 */
#ifndef CGI_BOOKING_H
#define CGI_BOOKING_H

#include "page/call.h"

/* What a booking is asked for, on its own page or in a row of a list. */
struct booking_asked {
	struct str id;
	struct str version; /* that the form was made from; the null view: it does not say */
	struct str to;	    /* code of the state to come, undo, or empty: its remark and the like */
	bool by_applicant;  /* who cancels */
};

/*
 * Does it, with the other fields of the form. The id of the booking as it is then, after a move
 * another. 0: it is not done, and the booking's page is the answer, or that there is none which
 * they may see. What is wrong is said at the form's fields, which show the booking: where a reason
 * or a day of pick-up is missing there, else at `form`, with status 409 when the booking has
 * changed since that version.
 */
int64_t booking_change(struct call *c, const struct booking_asked *asked);

#endif

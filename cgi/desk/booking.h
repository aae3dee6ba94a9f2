/*
 * booking.h - one booking on the desk, with its history; its result, correction, remark,
 * pick-up and mail; moving and cancelling it, taking the last result back; its slip
 * (notice 三(二)). What may follow what, when, and with a reason, is
 * the table state_transition.
 */
#ifndef CGI_BOOKING_H
#define CGI_BOOKING_H

#include "page/call.h"

/*
 * `result` alone, for a row of a list (today.c, backlog.c): what became of it, and whose
 * booking it is. Why it is older or refused stands at the form itself; where the booking's page
 * must ask for more, or it is none of theirs, the answer is made.
 */
enum booking_noted { BOOKING_NOTED, BOOKING_OLDER, BOOKING_REFUSED, BOOKING_ANSWERED };
enum booking_noted booking_note(struct call *c, struct str *name);
/* The same for 撤销. */
enum booking_noted booking_take_back(struct call *c, struct str *name);

/*
 * What the page of the booking in the address is asked for: to become `state`, with the fields of
 * its form. The id of the booking as it is then, after a move another; 0: the answer is made.
 */
int64_t booking_change(struct call *c, struct str state);

#endif

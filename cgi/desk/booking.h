/*
 * booking.h - /staff/bookings/ID: one booking with its history; its result,
 * correction, remark, pick-up and mail; moving and cancelling it, taking the
 * last result back; its slip
 * (notice 三(二), R8, R9; pages.md D4, D5). What may follow what, when, and
 * with a reason, is the table state_transition.
 */
#ifndef CGI_BOOKING_H
#define CGI_BOOKING_H

#include "page/call.h"

/* The values of booking.html and slip.html. */
/* clang-format off */
#define BOOKING(X) \
	/* of the statement desk_booking */ \
	X(id) X(generation) X(reference) X(version) X(window) X(window_name) X(window_short) X(floor) X(item) \
	X(listed) /* has a number */ X(item_name) \
	X(start) X(day_label) X(time) X(ends) X(place) X(override) X(state) \
	X(accepted) /* pick-up is told: the slip is that of 收件 */ \
	X(word) X(tone) X(at) /* since when, empty when it is only booked */ \
	X(channel_word) X(channel) \
	X(name) X(phone) X(dashed) X(tel) X(agent) X(note) X(mail_address) X(erased) X(remark) \
	X(pickup) X(pickup_label) X(mail) X(applied) X(changed) X(moved_from) X(moved_to) \
	X(shown) X(noon) X(kind_word) X(editable) \
	X(promised_day) /* today and the promised working days */ \
	X(noted)        /* the last change, in words: li 10:11 已记为已办结 */ \
	X(closed)       /* why its slot is no longer offered, or empty */ \
	/* the page */ \
	X(token)      /* of the private link, for the slip's code */ \
	X(now) X(now_s) X(today) \
	X(wanted) /* what an older page asked for: code of a state */ \
	X(moving) X(cancelling) /* was refused: its form is open */ \
	X(from_day)   /* the grid of slots to move to begins there */
/* clang-format on */
extern const struct page_type booking_page, slip_page;

/* GET /staff/bookings/ID: 404 for another window's, too. */
bool booking_show(struct call *c);

/*
 * POST /staff/bookings/ID: `result`, a code of the table state, or nothing to
 * save `remark`, `pickup` (YYYY-MM-DD, needed with accepted), `mail` and
 * `address` alone. `why` is the reason where one is needed; a new remark serves
 * too. moved takes `slot`, or `day` and `time` as moment.h reads them. `remark_was` is
 * the remark that the form shows. 303; 422 with everything kept. Each POST of a booking
 * has the `version` of the booking which the form shows: when it has changed since, 409
 * and nothing is done; without it 400.
 */
bool booking_make(struct call *c);

/*
 * `result` alone, for a row of a list (today.h, backlog.h): what became of it, and whose
 * booking it is. Why it is older or refused stands at the form itself; where the booking's page
 * must ask for more, or it is none of theirs, the answer is made.
 */
enum booking_noted { BOOKING_NOTED, BOOKING_OLDER, BOOKING_REFUSED, BOOKING_ANSWERED };
enum booking_noted booking_note(struct call *c, struct str *name);
/* The same for 撤销. */
enum booking_noted booking_take_back(struct call *c, struct str *name);
/*
 * POST /staff/bookings/ID/cancel: `by` applicant (without a reason; nobody need
 * be called) or hall (with `why`).
 */
bool booking_cancel(struct call *c);
/*
 * POST /staff/bookings/ID/edit: name, phone, agent and `item`, as item.h reads it, of the
 * same window. What stood there is in the history until the booking is erased.
 */
bool booking_edit(struct call *c);
/* POST /staff/bookings/ID/undo: takes back what the same account noted last, within 10 minutes. */
bool booking_undo(struct call *c);

/* GET /staff/bookings/ID/slip: 预约单, or 收件及取件时间告知单 once taken in. */
bool booking_slip(struct call *c);

#endif

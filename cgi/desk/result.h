/*
 * result.h - /staff/bookings/ID: one booking with its history; its result,
 * correction, remark, pick-up and mail; moving and cancelling it, taking the
 * last result back; its slip
 * (notice 三(二), R8, R9; pages.md D4, D5). What may follow what, when, and
 * with a reason, is the table state_transition.
 */
#ifndef CGI_RESULT_H
#define CGI_RESULT_H

#include "page/call.h"

/* The values of result.html and slip.html. */
enum result_field {
	/* columns of the statement desk_booking, in its order */
	RESULT_ID,
	RESULT_WINDOW,
	RESULT_WINDOW_NAME,
	RESULT_FLOOR,
	RESULT_WINDOW_PHONE,
	RESULT_ITEM,
	RESULT_ITEM_NAME,
	RESULT_DAY,
	RESULT_START,
	RESULT_DAY_LABEL,
	RESULT_TIME,
	RESULT_ENDS,
	RESULT_PLACE,
	RESULT_OVERRIDE,
	RESULT_STATE,
	RESULT_WORD,
	RESULT_CHANNEL_WORD,
	RESULT_NAME,
	RESULT_PHONE,
	RESULT_TEL,
	RESULT_AGENT,
	RESULT_NOTE,
	RESULT_MAIL_ADDRESS,
	RESULT_ERASED,
	RESULT_REMARK,
	RESULT_PICKUP,
	RESULT_PICKUP_LABEL, /* 2026年12月4日 */
	RESULT_MAIL,
	RESULT_APPLIED,
	RESULT_CHANGED, /* when it came to its state */
	RESULT_MOVED_FROM,
	RESULT_MOVED_TO,
	RESULT_REFERENCE,
	RESULT_SHOWN, /* 123-456-78 */
	RESULT_NOON,
	RESULT_PROMISE,
	RESULT_PROMISED_DAY, /* today and the promised working days */
	RESULT_VERSION,
	RESULT_NOTED,  /* the last change, in words: li 10:11 已记为已办结 */
	RESULT_CLOSED, /* why its slot is no longer offered, or empty */
	RESULT_COLUMNS,
	/* the form */
	RESULT_TOKEN = RESULT_COLUMNS, /* of the private link, for the slip's code */
	RESULT_NOW,
	RESULT_NOW_S,
	RESULT_TODAY,
	RESULT_MOVING,	   /* a move was refused: its form is open */
	RESULT_CANCELLING, /* so was cancelling */
	RESULT_MOVE_DAY,   /* as typed */
	RESULT_MOVE_TIME,
	RESULT_REMARK_WAS, /* the one in the ledger */
	RESULT_ACCEPTED,   /* pick-up is told: the slip is that of 收件 */
	RESULT_FROM_DAY,   /* the list of slots to move to begins there */
	RESULT_WHY,
	RESULT_MEANT,
	RESULT_ERRORS,
	RESULT_ERR_FORM,
	RESULT_ERR_PICKUP,
	RESULT_ERR_WHY,
	RESULT_ERR_REMARK,
	RESULT_ERR_ADDRESS,
	RESULT_ERR_SLOT,
	RESULT__MAX
};
extern const struct page_type result_page, slip_page;

/* GET /staff/bookings/ID: 404 for another window's, too. */
bool result_show(struct call *c);

/*
 * POST /staff/bookings/ID: `result`, a code of the table state, or nothing to
 * save `remark`, `pickup` (YYYY-MM-DD, needed with accepted), `mail` and
 * `address` alone. `why` is the reason where one is needed; a new remark serves
 * too. moved takes `slot`, or `day` and `time` as moment.h reads them. `version`
 * is that of the booking which the form shows: when it has changed since, 409
 * and nothing is done; `remark_was` is the remark that the form shows. 303; 422
 * with everything kept.
 */
bool result_make(struct call *c);
/*
 * POST /staff/bookings/ID/cancel: `by` applicant (without a reason; nobody need
 * be called) or hall (with `why`), and `version`.
 */
bool result_cancel(struct call *c);
/* POST /staff/bookings/ID/undo: takes back what the same account noted last, within 10 minutes. */
bool result_undo(struct call *c);

/* GET /staff/bookings/ID/slip: 预约单, or 收件及取件时间告知单 once taken in. */
bool result_slip(struct call *c);

#endif

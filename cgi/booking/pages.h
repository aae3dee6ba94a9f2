/*
 * pages.h - what citizens do: /book, and /booking with what hangs on the private link of a
 * booking. Each group is the .c of its name.
 *
 * The TOKEN of an address is all that is needed, and it is needed for all; a wrong one is 404.
 */
#ifndef CGI_BOOKING_PAGES_H
#define CGI_BOOKING_PAGES_H

#include "page/call.h"

extern const struct page_type book_page, choose_page, lookup_page, receipt_page, receipt_ics_page,
	move_page, edit_page;

/*
 * GET /book: without an item the list to choose from (of ?window=, when given), with one the
 * form. ?day= is shown when it can be booked, else it is said why not and the first day with a
 * free place stands there. Unknown item or window: 404.
 */
handler book_show;
/*
 * POST /book, inside the savepoint: 303 to the private page, 422 with the form and everything
 * that was typed, 403 with it when the token is not ours. The same form again leads to the same
 * page. With a field `day` (a button) the form is shown for that day and nothing is booked.
 * call.unsaved: the form again, with the words that nothing was saved; move does the same.
 */
handler book_make;

/*
 * GET and POST /booking: find one's booking by its number and the last four digits of the
 * telephone. 303 to the private page; 422 in the same words for an unknown number and a wrong
 * telephone, and for either 429 after too many failures for that number from everywhere or for
 * that address, whatever comes then. The private link opens all the time.
 */
handler lookup_show, lookup_find;

/* GET /booking/TOKEN: 200. */
handler receipt_show;
/* GET /booking/TOKEN.ics: the appointment for a calendar, RFC 5545. */
handler receipt_calendar;
/* GET /booking/TOKEN/qr.png: the bare reference. */
handler receipt_qr;
/*
 * POST /booking/TOKEN/cancel: 303 to the receipt, also when it is cancelled or moved already;
 * 409 when it is too late.
 */
handler receipt_cancel;

/*
 * What a citizen may change: /booking/TOKEN/move, edit and erase. All of it ends when the slot
 * begins; from then on GETs lead to the receipt, which says how it went, and POSTs are 409 in
 * words.
 *
 * move: days and times for the same item, as in the form of /book. POST, one transaction: the
 * old booking becomes 已改期, a new one by the public's rules (reserve.h) names it and keeps
 * name, phone, agent, note and item; 303 to its page. 422 with the days and times when that
 * cannot be; the old one then stays. The same form again leads to the same page.
 */
handler book_move_show, book_move;
/*
 * The values of edit.html are those of receipt.html, masked. POST: 303 to the receipt.
 * Name, phone and agent left empty stay; 无 takes the agent away.
 */
handler receipt_edit_show, receipt_edit;
/*
 * POST: blanks name, phone, agent and note of the booking and of those that it replaced
 * (个人信息保护法 第四十七条); one whose time has not come is cancelled first. 303 to the
 * receipt; once more changes nothing. 409 on the day of service from the start on, and for one
 * that was moved.
 */
handler receipt_erase;

#endif

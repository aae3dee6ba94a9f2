/*
 * manage.h - what a citizen may change about a booking, with its private link:
 * /booking/TOKEN/move, edit and erase. (Cancelling is in receipt.h.)
 *
 * A wrong TOKEN is 404. All of it ends when the slot begins; from then on GETs
 * lead to the receipt, which says how it went, and POSTs are 409 in words.
 */
#ifndef CGI_MANAGE_H
#define CGI_MANAGE_H

#include "page/call.h"

extern const struct page_type move_page, edit_page;

/* Days and times for the same item, as in the form of /book. */
bool manage_move_show(struct call *c);
/*
 * One transaction: the old booking becomes 已改期, a new one by the public's
 * rules (reserve.h) names it and keeps name, phone, agent, note and item; 303
 * to its page. 422 with the days and times when that cannot be; the old one
 * then stays. The same form again leads to the same page.
 */
bool manage_move(struct call *c);
bool manage_move_unsaved(struct call *c);

/* The values of edit.html are those of receipt.html, masked (C7). */
bool manage_edit_show(struct call *c);
/* 303 to the receipt. Name, phone and agent left empty stay; 无 takes the agent away. */
bool manage_edit(struct call *c);

/*
 * Blanks name, phone, agent and note of the booking and of those that it
 * replaced (个人信息保护法 第四十七条); one whose time has not come is
 * cancelled first. 303 to the receipt; once more changes nothing. 409 on the
 * day of service from the start on, and for one that was moved.
 */
bool manage_erase(struct call *c);

#endif

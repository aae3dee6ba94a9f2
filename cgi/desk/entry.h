/*
 * entry.h - /staff/new: staff enter a booking for somebody who calls or has
 * come, by keyboard alone (pages.md D2; notice 三(三)1, 2).
 */
#ifndef CGI_ENTRY_H
#define CGI_ENTRY_H

#include "booking/reserve.h"

/* The values of entry.html. */
enum entry_field {
	ENTRY_NOW,
	ENTRY_SAVED,   /* id of the booking just made, or empty */
	ENTRY_ITEM,    /* as typed */
	ENTRY_MATCHES, /* numbers of items that it may mean, JSON */
	ENTRY_FIRST,   /* the first of them */
	ENTRY_WINDOW,  /* chosen for 其他事项 by those who enter for several */
	ENTRY_NAME,
	ENTRY_PHONE,
	ENTRY_AGENT,
	ENTRY_NOTE,
	ENTRY_REMARK,
	ENTRY_DAY,  /* as typed; empty = the next that can be booked */
	ENTRY_TIME, /* as typed; empty = the first that is free */
	/* whose free places are shown: of the item's window, else of the one and only own one */
	ENTRY_FOR_WINDOW,
	ENTRY_FOR_NAME, /* of that window */
	ENTRY_FOR_ITEM, /* the item's name, empty when it is not clear */
	ENTRY_NOON,	/* the item has 错时 */
	ENTRY_FOR_DAY,	/* YYYY-MM-DD, empty = the next that can be booked */
	ENTRY_LOOKED,	/* nothing was to be saved */
	ENTRY_COUNTER,
	ENTRY_TOKEN,
	ENTRY_MEANT,
	ENTRY_ERRORS, /* how many of the following are set */
	ENTRY_ERR_FORM,
	ENTRY_ERR_ITEM,
	ENTRY_ERR_NAME,
	ENTRY_ERR_PHONE,
	ENTRY_ERR_SLOT,
	ENTRY_ERR_AGENT,
	ENTRY_ERR_NOTE,
	ENTRY_ERR_REMARK,
	ENTRY_WARNING, /* a booking of the same phone on that day */
	ENTRY__MAX
};
extern const struct page_type entry_page;

/* GET /staff/new?saved=ID: the empty form, and what was just saved. */
bool entry_show(struct call *c);

/*
 * POST /staff/new: fields as in /book, where `item` may be a number, a name, an
 * alias, initials, or 0 and a text for 其他事项; the moment is `slot`, or `day`
 * and `time` as moment.h reads them, each of which may be left out for the first
 * that is free; and `channel` (窗口, 电话), `remark`. 303 to the empty form; 422
 * with everything kept, also when the item is not clear or the same phone has a
 * booking on that day, which sent again is meant. With `look` nothing is saved:
 * 200, everything kept, and the free places of the item's window.
 */
bool entry_make(struct call *c);
/*
 * The warning that by->same asks for, and what the form must say when it is
 * meant nevertheless; empty without one. Of a booking that the one who asks may
 * not open it says only that there is one (trust.md 6b).
 */
struct str entry_same_phone(struct call *c, const struct reserve_staff *by, struct str *meant);

/*
 * Day and time as typed, in normal form, each empty when nothing was typed.
 * Gives the message, or an empty text when both can be read.
 */
struct str entry_moment(struct call *c, struct str typed_day, struct str typed_time,
			struct str *day, struct str *time);

/* The form again, with the words that nothing was saved. */
bool entry_unsaved(struct call *c);

#endif

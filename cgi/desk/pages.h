/*
 * pages.h - what the desk answers: addresses below /staff/ about bookings. Each group is the
 * .c of its name.
 */
#ifndef CGI_DESK_PAGES_H
#define CGI_DESK_PAGES_H

#include "page/call.h"

extern const struct page_type today_page, backlog_page, new_page, booking_page, slip_page,
	samesource_page, find_page, phonelist_page, closures_page, ledger_page, ledger_print_page,
	monthly_page;

/*
 * /staff/: the whole day of a window or of the hall, keyed through, and beside it what else
 * waits. GET ?window=N&id=ID: one's own window, or for who may see all any
 * or 0, the hall; the booking ID is chosen. /staff leads here.
 *
 * POST: `result` for the row `id`, which is ID-VERSION; `window` is the page's. 303 to the
 * next row without a result; what stands against it is said on the page (422, 409), where it
 * asks for a reason on the booking's. `do` instead opens the booking, at the state that it
 * names.
 */
handler today_to, today_show, today_note;
/*
 * POST /staff/seen: takes note of one's own window's online bookings up to `upto`. 403 for
 * another's: whoever looks after all marks nothing for them.
 */
handler today_seen;

/*
 * /staff/backlog: bookings of the days before that are over and have no result, noted
 * together (补记). GET ?window=N&from=&to=&item=N&page=N: one's own window, or for who may see
 * all any or 0; do=all ticks all.
 *
 * POST: `result` for each grid.ID=VERSION, or do=undo takes it back. 303 when all went; else
 * 422 with why not, the others being noted.
 */
handler backlog_show, backlog_note;

/*
 * /staff/new: staff enter a booking for somebody who calls or has come, by keyboard alone
 * (notice 三(三)1, 2). GET: the empty form. With `saved`=ID what was just saved;
 * with `id` that booking's item and person (再约); with `day`=YYYY-MM-DD, or
 * `slot`=YYYY-MM-DDTHH:MM, that day or time chosen, of `window` until the item says which.
 * What is not so is left out.
 *
 * POST: fields as in /book, `item` as wanted.h reads it; the moment is `slot`, of which a `day`
 * beside it takes the time, or `day` and `time` as moment.h reads them, each of which may be
 * left out for the first that is free; and `channel` (窗口, 电话), `remark`. 303 to the empty
 * form; 422 with everything kept, also when the item is not clear or the same phone has a
 * booking on that day, which sent again is meant. With `look` nothing is saved: 200,
 * everything kept, and the free places of the item's window: 14 days from `from` on; with
 * `do`=over also what is full or late can be chosen. call.unsaved: the form, and that it was not.
 */
handler new_show, new_make;

/* GET /staff/bookings/ID: one booking with its history; 404 for another window's, too. */
handler booking_show;
/*
 * POST: `result`, a code of the table state, or nothing to save `remark`, `pickup`
 * (YYYY-MM-DD, needed with accepted), `mail` and `address` alone. `why` is the reason where
 * one is needed; a new remark serves too. moved takes `slot`, or `day` and `time` as moment.h
 * reads them. `remark_was` is the remark that the form shows. 303; 422 with everything kept.
 * Each POST of a booking has the `version` of the booking which the form shows: when it has
 * changed since, 409 and nothing is done; without it 400.
 */
handler booking_make;
/* POST …/cancel: `by` applicant (without a reason; nobody need be called) or hall (with `why`). */
handler booking_cancel;
/*
 * POST …/edit: name, phone, agent and `item`, as wanted.h reads it, of the same window. What
 * stood there is in the history until the booking is erased.
 */
handler booking_edit;
/* POST …/undo: takes back what the same account noted last, within 10 minutes. */
handler booking_undo;
/* GET …/slip: 预约单, or 收件及取件时间告知单 once taken in. */
handler booking_slip;

/*
 * /staff/bookings/ID/source: cancelling what came from one address that has booked too much
 * (table source). GET: what came from there and can still be cancelled. POST:
 * cancels by the hall, with `why`, what the page has shown (up to the booking `upto`) and no
 * more; each is on the list of calls then.
 */
handler samesource_show, samesource_cancel;

/*
 * /staff/find: a booking by its number, a telephone or a name, however each is typed.
 * GET: the empty search. What is searched for never stands in an address.
 *
 * POST: `q` is a reference, as printed or scanned, at least four digits of a telephone's end,
 * or a part of a name, its initials or its pinyin. One booking found: 303 to it.
 */
handler find_show, find_make;

/*
 * /staff/calls: whom to ring, why, and the words to read out; by closure or reason and
 * window, worked row by row. GET; `window`, `purpose` and `look` (what is still to be done)
 * choose, `page` counts on; with `id` and `do` (move, cancel) that booking's row is open for
 * it.
 *
 * POST: `id`, the booking's with its purpose behind a dash (12-orphaned), and `do`: told,
 * missed, wrong (not their number), undo (the last of these, by whoever noted it, within 10
 * minutes), open (its page), move (with `slot`; without, its row opens), cancel (its row
 * opens), cancelled (as the applicant wishes).
 */
handler phonelist_show, phonelist_tick;

/*
 * /staff/closures: windows, a floor or the whole hall closed at once for some hours of a day,
 * with the reason, and opened again. Before it is done the page says whom it affects. The
 * board of free places follows in the same transaction; those booked come on the list of
 * calls. GET; `id`: a closure to begin with, which the new one is to replace.
 *
 * POST: `day`, `from` and `to` as moment.h reads them, empty for the day's begin and end,
 * `windows` once for each, `reason`; `pick` ticks other windows (all, none, or those on the
 * floor of that one) and does no more. `do`: close, with `asked` as the page has it, which
 * showed whom this affects; else that page.
 */
handler closure_show, closure_make;
/* POST /staff/closures/ID/lift: what was closed in that step is offered again. */
handler closure_lift;

/*
 * /staff/ledger: the official ledger (台帐) on screen, as Attachment 2 prints it, empty for
 * writing by hand, and as a table for Excel and WPS.
 *
 * All take ?window=N&from=YYYY-MM-DD&to=YYYY-MM-DD: days of service, at most 366; by default
 * one's own window and the month. 0 is all windows, for who may see all. Printing and
 * exporting is audited.
 */
handler ledger_show, ledger_print, ledger_blank, ledger_csv, ledger_xlsx;

/*
 * 月报: GET /staff/report ?month=YYYY-MM &window=N, by default the month before this one, of
 * the hall; the figures of each window on one A4, what there is to adjust beside and
 * below it. As a workbook: /staff/report.xlsx. It was at /staff/stats before.
 */
handler monthly_show, monthly_xlsx, monthly_moved;

#endif

#include "booking/pages.h"

#include "booking/posted.h"
#include "booking/receipt.h"
#include "page/health.h"

#include <string.h>

enum { QUERY_KEPT = 200 }; /* bytes of a query by which a page is kept */

/* clang-format off */
#define CHOOSE(X) X(window) X(window_name) X(day) X(day_label) X(today)

/* The values of book.html and, within those of receipt.h, of move.html. */
#define BOOK(X) \
	/* for the lists: hall time, the last day that may be booked; of near_days */ \
	X(now) X(last) X(near) X(more) X(any_room) \
	X(action)  /* where the form goes, below the base: book */ \
	X(days_at) /* where links to a day lead, without it: book?item=9&day= */ \
	X(posted)  /* days are then buttons of the form, so that nothing typed is lost */ \
	X(was_label) /* the day of the booking that is to be moved */ \
	/* of the statement item */ \
	X(item) X(item_name) X(window_phone) X(noon) X(promise) X(mailable) \
	X(window) X(window_name) X(floor) \
	/* of day_to_show: the chosen day, if any; whether a time is free; why it is closed */ \
	X(day) X(day_label) X(book_by_day) X(book_by_time) X(unannounced) X(room) X(day_closed) \
	X(day_note) /* why the day that was wanted cannot be had, or empty */ \
	X(instead)  /* the chosen day is another one for that reason */ \
	X(fields)   /* name and telephone are asked: not on a day without a free time */
/* clang-format on */

VIEW(choose, CHOOSE);
VIEW(book, BOOK);

const struct page_type choose_page = { STR_INIT("booking/choose.html"), &choose_view, NULL };
const struct page_type book_page = { STR_INIT("booking/book.html"), &book_view, NULL };
const struct page_type move_page = { STR_INIT("booking/move.html"), &book_view, &receipt_view };

/* ---- the page ---- */

/* What the form says about an item. False when there is no such item, or no longer. */
static bool fill_item(struct call *c, int64_t no, struct book *p)
{
	p->action = STR("book");
	p->days_at = arena_printf(c->arena, "book?item=%lld&day=", (long long)no);
	return call_fill(c, store_bind(c->store, LEDGER_ITEM, ARG(":item", no)), &book_view,
			 p->cell);
}

static bool fill_from_board(struct call *c, enum ledger_stmt id, struct str day, struct book *p)
{
	return call_fill(c,
			 store_bind(c->store, id, ARG(":window", p->window), ARG(":noon", p->noon),
				    ARG(":now", str_of(c->now)), ARG(":last", str_of(c->last)),
				    ARG(":day", day)),
			 &book_view, p->cell);
}

/* Why a day that was wanted cannot be booked at all. */
static struct str day_refused(struct call *c, struct str wanted, const struct book *p)
{
	bool far = str_cmp(wanted, str_of(c->last)) > 0;
	struct stmt *st =
		store_bind(c->store, LEDGER_DAY_ASKED, ARG(":window", p->window),
			   ARG(":noon", p->noon), ARG(":day", far ? str_of(c->last) : wanted));
	struct str day[3]; /* its label, whether its deadline is over, whether one may come */

	if (!call_row(c, st, day) || str_cmp(wanted, str_of(c->today)) < 0)
		return message_plain(MSG_DAY_PAST);
	return message_with(c->arena,
			    far			   ? MSG_DAY_FAR
			    : view_is_true(day[1]) ? MSG_DAY_LATE
			    : view_is_true(day[2]) ? MSG_DAY_NOT
						   : MSG_DAY_SHUT,
			    day[0]);
}

/* What is said of a day that was wanted and has no free time. */
static struct str day_note(struct call *c, struct str wanted, const struct book *p)
{
	if (!str_eq(wanted, p->day))
		return day_refused(c, wanted, p);
	if (view_is_true(p->room))
		return STR("");
	if (p->day_closed.len)
		return message_with(c->arena, MSG_DAY_CLOSED, p->day_label, p->day_closed);
	return message_with(c->arena, MSG_DAY_TAKEN, p->day_label);
}

/* The day that was chosen, in whichever way the form says so; else the usual one. */
static struct str wanted_day(const struct call *c, struct str usual)
{
	const struct str list[] = { call_text(c, FORM_DAY),
				    str_head(call_text(c, FORM_SLOT), DATE_TEXT - 1),
				    call_text(c, FORM_SHOWN), usual };
	int32_t date;

	for (size_t i = 0; i < COUNT(list); i++)
		if (date_parse(list[i], &date))
			return list[i];
	return STR("");
}

static void fill_day(struct call *c, struct str usual, struct book *p)
{
	struct str wanted = wanted_day(c, usual);

	p->now = str_of(c->now);
	p->last = str_of(c->last);
	if (!p->item.len) {
		p->day = wanted; /* for the item that is chosen next */
		p->room = STR("1");
		return;
	}
	store_board(c->store, str_int(p->window));
	fill_from_board(c, LEDGER_DAY_TO_SHOW, wanted, p);
	if (wanted.len) {
		p->day_note = day_note(c, wanted, p);
		p->instead = view_flag(p->day.len && !str_eq(wanted, p->day));
	}
	fill_from_board(c, LEDGER_NEAR_DAYS, p->day, p);
}

/* On a day without times what is wrong with the time is wrong with the day. */
static void settle_errors(struct call *c, int status, struct book *p)
{
	struct str *wrong = c->form.wrong;

	if (status != 422 || view_is_true(p->room))
		return;
	if (!wrong[FORM_DAY].len)
		wrong[FORM_DAY] = wrong[FORM_SLOT];
	if (!wrong[FORM_DAY].len && p->day.len)
		wrong[FORM_DAY] = message_with(c->arena, MSG_DAY_FULL, p->day_label);
	wrong[FORM_SLOT] = STR("");
	if (!view_is_true(p->instead))
		p->day_note = STR("");
}

/*
 * The page with its days and times: of the first day that was wanted, which is that of
 * the button or link, of the chosen time, the one shown before, else `usual`. When that
 * can no longer be booked the page says why, and the first day with a free place stands
 * there, if any. A day without a free time has no times and no button, and fields only
 * for what was typed already; with an error (status 422) it is said what is wrong with it.
 */
static bool answer(struct call *c, int status, const struct page_type *page, struct str usual,
		   struct book *p)
{
	fill_day(c, usual, p);
	p->fields = view_flag(view_is_true(p->room) || view_is_true(p->posted));
	settle_errors(c, status, p);
	if (p->item.len)
		c->asked = arena_printf(
			c->arena, "%.*s%.*s",
			STR_ARG(str_from(p->days_at, str_find(p->days_at, STR("?")) + 1)),
			STR_ARG(p->day));
	return call_page(c, status, page, p->cell);
}

/* ---- pages without anything typed, which are kept ---- */

/* What a page without anything typed depends on, besides the release and the window's board. */
static struct str key_of(const struct call *c)
{
	const struct request *q = c->q;

	return arena_printf(c->arena, "%.*s\n%.*s\n%s\n%.*s", STR_ARG(q->query), STR_ARG(q->path),
			    c->now, STR_ARG(q->base));
}

/* The page as it was made before, in this minute; the clock was looked at then. */
static bool show_kept(struct call *c)
{
	const struct kept_page *page = pagecache_find(&c->live->pagecache, key_of(c));
	struct str text;

	if (!page || (page->window && page->version != store_board(c->store, page->window)))
		return false;
	text = buf_str(&page->text);
	c->r->status = 200;
	buf_add(&c->r->body, str_head(text, page->token_at));
	if (page->window)
		buf_add(&c->r->body, posted_token(c, false));
	buf_add(&c->r->body, str_from(text, page->token_at));
	return true;
}

/* Keeps the page just made; `window` is the one whose board and token it has, if any. */
static bool keep(struct call *c, int64_t window)
{
	struct str body = buf_str(&c->r->body), token = c->form.shown[FORM_TOKEN];
	struct kept_page *page;

	if (c->failed || db_failed(store_db(c->store)) != DB_OK || c->q->query.len > QUERY_KEPT ||
	    (window && c->mark.n != 1)) /* only one place can be filled in again */
		return true;
	page = pagecache_add(&c->live->pagecache, key_of(c));
	page->window = window;
	page->version = window ? store_board(c->store, window) : 0;
	page->token_at = window ? c->mark.at : body.len;
	buf_add(&page->text, str_head(body, page->token_at));
	if (window)
		buf_add(&page->text, str_from(body, page->token_at + token.len));
	return true;
}

/* A day that was chosen before goes along. */
static bool show_choice(struct call *c, int64_t window, struct str name)
{
	struct choose p = { .window = window ? arena_int(c->arena, window) : STR(""),
			    .window_name = name,
			    .today = str_of(c->today) };
	struct str day = call_text(c, FORM_DAY);
	const char *day_is = window ? "&day=" : "day=";

	if (call_fill(c,
		      store_bind(c->store, LEDGER_DAY_LABEL, ARG(":now", str_of(c->now)),
				 ARG(":last", str_of(c->last)), ARG(":day", day)),
		      &choose_view, p.cell))
		p.day = day;
	c->asked = arena_printf(c->arena, "%s%.*s%s%.*s", window ? "window=" : "",
				STR_ARG(p.window), p.day.len ? day_is : "", STR_ARG(p.day));
	return call_page(c, 200, &choose_page, p.cell) && keep(c, 0);
}

static bool show_item(struct call *c, int64_t no)
{
	struct book p = { .cell = { { NULL, 0 } } };

	if (!fill_item(c, no, &p))
		return call_not_found(c);
	posted_token(c, false);
	c->mark.cell = &c->form.shown[FORM_TOKEN];
	return answer(c, 200, &book_page, STR(""), &p) && keep(c, str_int(p.window));
}

/* A window with one item needs no choice. */
static bool show_window(struct call *c, int64_t no)
{
	struct str cell[2]; /* its name, and its only item */

	if (!call_row(c, store_bind(c->store, LEDGER_WINDOW, ARG(":window", no)), cell))
		return call_not_found(c);
	return str_int(cell[1]) ? show_item(c, str_int(cell[1])) : show_choice(c, no, cell[0]);
}

bool book_show(struct call *c)
{
	if (show_kept(c))
		return true;
	if (health_clock_behind(c->store, c->q->now_utc_s))
		return call_message(c, 503, MSG_503,
				    message_with(c->arena, MSG_CLOCK, c->live->complaint));
	if (c->form.value[FORM_ITEM].s)
		return show_item(c, call_number(c, FORM_ITEM));
	if (c->form.value[FORM_WINDOW].s)
		return show_window(c, call_number(c, FORM_WINDOW));
	return show_choice(c, 0, STR(""));
}

/* ---- what is posted ---- */

/* Of a form that is refused: 429 by a limit, 403 when it is not ours, else 422. */
static int refused_status(const struct call *c, const struct posted *p)
{
	if (c->limited_s)
		return 429;
	return p->ours ? 422 : 403;
}

/*
 * Whether the form has made a booking before, whose page is then the answer. When that has
 * no page any more the form counts as old.
 */
static bool made_before(struct call *c, struct posted *p)
{
	struct link_of made;

	if (!posted_made(c, p, &made))
		return false;
	p->fresh = false;
	return made.reference.s && posted_lead_to(c, &made);
}

static void take_wish(struct call *c, struct wish *w)
{
	w->slot = call_take(c, FORM_SLOT);
	if (!w->slot.len)
		call_say(c, FORM_SLOT, message_plain(MSG_SLOT_EMPTY));
	wish_take_person(c, w);
	if (!call_text(c, FORM_ITEM).len)
		call_say(c, FORM_ITEM, message_plain(MSG_ITEM_EMPTY));
	else if (!wish_of_item(c, call_number(c, FORM_ITEM), w))
		call_say(c, FORM_ITEM, message_plain(MSG_ITEM_GONE));
}

/* The form with everything kept. */
static bool show_form(struct call *c, int status, bool keep_token)
{
	struct book p = { .posted = STR("1") };

	fill_item(c, call_number(c, FORM_ITEM), &p);
	posted_token(c, keep_token);
	return answer(c, status, &book_page, STR(""), &p);
}

bool book_make(struct call *c)
{
	struct posted p = posted_read(c);
	struct wish w = { .nonce = p.nonce };
	struct made made;

	if (made_before(c, &p))
		return true;
	take_wish(c, &w);
	if (call_text(c, FORM_DAY).len && !c->unsaved) { /* another day: nothing is wrong yet */
		memset(c->form.wrong, 0, sizeof c->form.wrong);
		return show_form(c, 200, p.fresh);
	}
	if (c->unsaved)
		call_say(c, FORM_FORM, message_with(c->arena, MSG_SAVE, wish_phone(c, &w)));
	else if (!p.fresh)
		call_say(c, FORM_FORM, message_plain(MSG_FORM_OLD));
	else if (call_text(c, FORM_WEBSITE).len)
		call_say(c, FORM_FORM, message_plain(MSG_FORM_TRAP));
	if (form_faults(&c->form) || !call_let(c, reserve(c, &w, &made)))
		return show_form(c, refused_status(c, &p), p.fresh);
	return posted_lead_to(c, &made.link);
}

/* ---- another day or time for the same item ---- */

/* The booking that is to be moved, and the item as it is now. False: the answer is made. */
static bool take_old(struct call *c, struct receipt *r, struct wish *w)
{
	if (!receipt_take(c, r, w))
		return false;
	return wish_of_item(c, str_int(w->item), w) || receipt_locked(c, MSG_MOVE_GONE, r);
}

static bool show_move(struct call *c, int status, const struct receipt *r, const struct wish *w,
		      bool keep_token)
{
	struct book p = { .was_label = r->day_label };

	c->frame = r->cell;
	fill_item(c, str_int(w->item), &p);
	p.action = arena_printf(c->arena, "booking/%.*s/move", STR_ARG(c->arg));
	p.days_at = arena_printf(c->arena, "%.*s?day=", STR_ARG(p.action));
	posted_token(c, keep_token);
	return answer(c, status, &move_page, w->was_day, &p);
}

bool book_move_show(struct call *c)
{
	struct wish w = { .nonce = NULL };
	struct receipt r;

	return take_old(c, &r, &w) && show_move(c, 200, &r, &w, false);
}

bool book_move(struct call *c)
{
	struct posted p = posted_read(c);
	struct wish w = { .nonce = p.nonce };
	struct receipt r;
	struct made made;

	if (made_before(c, &p))
		return true;
	if (!take_old(c, &r, &w))
		return false;
	w.slot = call_take(c, FORM_SLOT);
	w.moved_from = r.id;
	if (c->unsaved)
		call_say(c, FORM_FORM, message_with(c->arena, MSG_SAVE, wish_phone(c, &w)));
	else if (call_text(c, FORM_DAY).len)
		return show_move(c, 200, &r, &w, p.fresh);
	else if (!p.fresh)
		call_say(c, FORM_FORM, message_plain(MSG_MOVE_OLD));
	else if (!w.slot.len)
		call_say(c, FORM_SLOT, message_plain(MSG_SLOT_EMPTY));
	else if (receipt_change_state(c, r.id, STR("moved")) && call_let(c, reserve(c, &w, &made)))
		return posted_lead_to(c, &made.link);
	return show_move(c, refused_status(c, &p), &r, &w, p.fresh);
}

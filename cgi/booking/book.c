#include "booking/book.h"

#include "booking/pages.h"
#include "booking/posted.h"
#include "booking/reserve.h"
#include "page/wrongclock.h"

#include <string.h>

enum { QUERY_KEPT = 200 }; /* bytes of a query by which a page is kept */

struct choose {
	VIEW_CELLS(CHOOSE);
};

static VIEW_OF(choose, CHOOSE);
VIEW_OF(book, BOOK);

const struct page_type book_page = { STR_INIT("booking/book.html"), &book_view, NULL };
const struct page_type choose_page = { STR_INIT("booking/choose.html"), &choose_view, NULL };

/* ---- the page ---- */

bool book_fill_item(struct call *c, int64_t no, struct book_page *p)
{
	p->action = STR("book");
	p->days_at = arena_printf(c->arena, "book?item=%lld&day=", (long long)no);
	return call_fill(c, store_bind(c->store, LEDGER_ITEM, ARG(":item", no)), &book_view,
			 p->cell);
}

static bool fill_from_board(struct call *c, enum ledger_stmt id, struct str day,
			    struct book_page *p)
{
	return call_fill(c,
			 store_bind(c->store, id, ARG(":window", p->window), ARG(":noon", p->noon),
				    ARG(":now", str_of(c->now)), ARG(":last", str_of(c->last)),
				    ARG(":day", day)),
			 &book_view, p->cell);
}

/* Why a day that was wanted cannot be booked at all. */
static struct str day_refused(struct call *c, struct str wanted, const struct book_page *p)
{
	bool far = str_cmp(wanted, str_of(c->last)) > 0;
	struct stmt *st =
		store_bind(c->store, LEDGER_DAY_ASKED, ARG(":window", p->window),
			   ARG(":noon", p->noon), ARG(":day", far ? str_of(c->last) : wanted));
	struct str note = message_plain(MSG_DAY_PAST);

	if (str_cmp(wanted, str_of(c->today)) >= 0 && stmt_step(st) == DB_ROW)
		note = message_with(c->arena,
				    far		      ? MSG_DAY_FAR
				    : stmt_int(st, 1) ? MSG_DAY_LATE
				    : stmt_int(st, 2) ? MSG_DAY_NOT
						      : MSG_DAY_SHUT,
				    stmt_text(st, 0));
	stmt_reset(st);
	return note;
}

/* What is said of a day that was wanted and has no free time. */
static struct str day_note(struct call *c, struct str wanted, const struct book_page *p)
{
	const struct str closed[] = { p->day_label, p->day_closed };

	if (!str_eq(wanted, p->day))
		return day_refused(c, wanted, p);
	if (view_is_true(p->room))
		return STR("");
	if (p->day_closed.len)
		return message_text(c->arena, MSG_DAY_CLOSED, closed, COUNT(closed));
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

static void fill_day(struct call *c, struct str usual, struct book_page *p)
{
	struct str wanted = wanted_day(c, usual);
	int64_t window = 0;

	p->now = str_of(c->now);
	p->last = str_of(c->last);
	if (!p->item.len) {
		p->day = wanted; /* for the item that is chosen next */
		p->room = STR("1");
		return;
	}
	str_to_int(p->window, INT64_MAX, &window);
	store_board(c->store, window);
	fill_from_board(c, LEDGER_DAY_TO_SHOW, wanted, p);
	if (wanted.len) {
		p->day_note = day_note(c, wanted, p);
		p->instead = view_flag(p->day.len && !str_eq(wanted, p->day));
	}
	fill_from_board(c, LEDGER_NEAR_DAYS, p->day, p);
}

/* On a day without times what is wrong with the time is wrong with the day. */
static void settle_errors(struct call *c, int status, struct book_page *p)
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

bool book_answer(struct call *c, int status, const struct page_type *page, struct str usual,
		 struct book_page *p)
{
	fill_day(c, usual, p);
	p->fields = view_flag(view_is_true(p->room) || view_is_true(p->posted));
	settle_errors(c, status, p);
	if (p->item.len)
		c->asked =
			arena_printf(c->arena, "%.*s%.*s",
				     STR_ARG(str_from(p->days_at, str_find(p->days_at, STR("?")))),
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

	if (call_fill(c, store_bind(c->store, LEDGER_DAY_LABEL, ARG(":day", day)), &choose_view,
		      p.cell)) {
		p.day = day;
		c->asked = arena_printf(c->arena, "?day=%.*s", STR_ARG(day));
	}
	if (window)
		c->asked = arena_printf(c->arena, "?window=%lld%s%.*s", (long long)window,
					p.day.len ? "&day=" : "", STR_ARG(p.day));
	return call_page(c, 200, &choose_page, p.cell) && keep(c, 0);
}

static bool show_item(struct call *c, int64_t no)
{
	struct book_page p = { .cell = { { NULL, 0 } } };
	int64_t window = 0;

	if (!book_fill_item(c, no, &p))
		return call_not_found(c);
	posted_token(c, false);
	c->mark.cell = &c->form.shown[FORM_TOKEN];
	str_to_int(p.window, INT64_MAX, &window);
	return book_answer(c, 200, &book_page, STR(""), &p) && keep(c, window);
}

/* A window with one item needs no choice. */
static bool show_window(struct call *c, int64_t no)
{
	struct stmt *st = store_bind(c->store, LEDGER_WINDOW, ARG(":window", no));
	int64_t only_item = 0;
	struct str name = { NULL, 0 };

	if (stmt_step(st) == DB_ROW) {
		name = arena_str(c->arena, stmt_text(st, 0));
		only_item = stmt_int(st, 1);
	}
	stmt_reset(st);
	if (!name.s)
		return call_not_found(c);
	return only_item ? show_item(c, only_item) : show_choice(c, no, name);
}

bool book_show(struct call *c)
{
	if (show_kept(c))
		return true;
	if (wrongclock_newest(c->store, c->q->now_utc_s))
		return call_message(c, 503, MSG_503,
				    message_with(c->arena, MSG_CLOCK, c->live->complaint));
	if (c->form.value[FORM_ITEM].s)
		return show_item(c, call_number(c, FORM_ITEM));
	if (c->form.value[FORM_WINDOW].s)
		return show_window(c, call_number(c, FORM_WINDOW));
	return show_choice(c, 0, STR(""));
}

/* ---- what is posted ---- */

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
	struct book_page p = { .posted = STR("1") };

	book_fill_item(c, call_number(c, FORM_ITEM), &p);
	posted_token(c, keep_token);
	return book_answer(c, status, &book_page, STR(""), &p);
}

bool book_make(struct call *c)
{
	struct posted p = posted_read(c);
	struct wish w = { .nonce = p.nonce };
	struct made made;

	if (posted_before(c, &p))
		return true;
	take_wish(c, &w);
	if (call_text(c, FORM_DAY).len) { /* another day: nothing is wrong yet */
		memset(c->form.wrong, 0, sizeof c->form.wrong);
		return show_form(c, 200, p.fresh);
	}
	if (!p.fresh)
		call_say(c, FORM_FORM, message_plain(MSG_FORM_OLD));
	else if (call_text(c, FORM_WEBSITE).len)
		call_say(c, FORM_FORM, message_plain(MSG_FORM_TRAP));
	if (form_faults(&c->form) || !call_let(c, reserve(c, &w, &made)))
		return show_form(c, posted_status(c, &p), p.fresh);
	return posted_lead_to(c, &made.link);
}

bool book_unsaved(struct call *c)
{
	struct posted p = posted_read(c);
	struct wish w = { .nonce = p.nonce };

	take_wish(c, &w);
	call_say(c, FORM_FORM, message_with(c->arena, MSG_SAVE, wish_phone(c, &w)));
	return show_form(c, 503, p.fresh);
}

#include "booking/book.h"

#include "booking/reserve.h"
#include "page/field.h"
#include "page/posted.h"
#include "page/wrongclock.h"

static const struct str choose_fields[CHOOSE__MAX] = {
	[CHOOSE_WINDOW] = STR_INIT("window"),
	[CHOOSE_WINDOW_NAME] = STR_INIT("window_name"),
};

static const struct view_type choose_view = { STR_INIT("choose"), choose_fields, CHOOSE__MAX };

static const struct str book_fields[BOOK__MAX] = {
	[BOOK_NOW] = STR_INIT("now"),
	[BOOK_LAST] = STR_INIT("last"),
	[BOOK_NEAR] = STR_INIT("near"),
	[BOOK_MORE] = STR_INIT("more"),
	[BOOK_ACTION] = STR_INIT("action"),
	[BOOK_DAYS_AT] = STR_INIT("days_at"),
	[BOOK_ITEM] = STR_INIT("item"),
	[BOOK_ITEM_NAME] = STR_INIT("item_name"),
	[BOOK_ITEM_PHONE] = STR_INIT("item_phone"),
	[BOOK_ITEM_TEL] = STR_INIT("item_tel"),
	[BOOK_NOON] = STR_INIT("noon"),
	[BOOK_WINDOW] = STR_INIT("window"),
	[BOOK_WINDOW_NAME] = STR_INIT("window_name"),
	[BOOK_FLOOR] = STR_INIT("floor"),
	[BOOK_PROMISE] = STR_INIT("promise"),
	[BOOK_MAILABLE] = STR_INIT("mailable"),
	[BOOK_DAY] = STR_INIT("day"),
	[BOOK_DAY_LABEL] = STR_INIT("day_label"),
	[BOOK_DAY_CLOSED] = STR_INIT("day_closed"),
	[BOOK_DAY_NOTE] = STR_INIT("day_note"),
	[BOOK_ROOM] = STR_INIT("room"),
	[BOOK_BOOK_BY] = STR_INIT("book_by"),
	[BOOK_UNANNOUNCED] = STR_INIT("unannounced"),
	[BOOK_SLOT] = STR_INIT("slot"),
	[BOOK_NAME] = STR_INIT("name"),
	[BOOK_PHONE] = STR_INIT("phone"),
	[BOOK_AGENT] = STR_INIT("agent"),
	[BOOK_NOTE] = STR_INIT("note"),
	[BOOK_TOKEN] = STR_INIT("token"),
	[BOOK_OLD_WHEN] = STR_INIT("old_when"),
	[BOOK_POSTED] = STR_INIT("posted"),
	[BOOK_ERRORS] = STR_INIT("errors"),
	[BOOK_ERR_FORM] = STR_INIT("err_form"),
	[BOOK_ERR_ITEM] = STR_INIT("err_item"),
	[BOOK_ERR_DAY] = STR_INIT("err_day"),
	[BOOK_ERR_SLOT] = STR_INIT("err_slot"),
	[BOOK_ERR_NAME] = STR_INIT("err_name"),
	[BOOK_ERR_PHONE] = STR_INIT("err_phone"),
	[BOOK_ERR_AGENT] = STR_INIT("err_agent"),
	[BOOK_ERR_NOTE] = STR_INIT("err_note"),
};

const struct view_type book_view = { STR_INIT("book"), book_fields, BOOK__MAX };
const struct page_type book_page = { STR_INIT("booking/book.html"), &book_view, NULL };
const struct page_type choose_page = { STR_INIT("booking/choose.html"), &choose_view, NULL };

static struct str copy(struct call *c, struct stmt *st, int column)
{
	return arena_str(c->arena, stmt_text(st, column));
}

bool book_fill_item(struct call *c, int64_t no, struct str *cell)
{
	static const enum book_field shown[] = {
		BOOK_ITEM,    BOOK_ITEM_NAME, BOOK_ITEM_PHONE, BOOK_ITEM_TEL,	 BOOK_NOON,
		BOOK_PROMISE, BOOK_MAILABLE,  BOOK_WINDOW,     BOOK_WINDOW_NAME, BOOK_FLOOR,
	};
	enum { WINDOW_COLUMN = 7 };
	struct stmt *st = store_bind(c->live->store, LEDGER_ITEM, ARG(":item", no));
	int64_t window = 0;
	bool found = stmt_step(st) == DB_ROW;

	if (found)
		window = stmt_int(st, WINDOW_COLUMN);
	for (size_t i = 0; found && i < sizeof shown / sizeof shown[0]; i++)
		cell[shown[i]] = copy(c, st, (int)i);
	stmt_reset(st);
	if (!found)
		return false;
	store_board(c->live->store, window);
	cell[BOOK_ACTION] = STR("book");
	cell[BOOK_DAYS_AT] = arena_printf(c->arena, "book?item=%lld&day=", (long long)no);
	return true;
}

static struct stmt *board_stmt(struct call *c, enum ledger_stmt id, const struct str *cell,
			       struct str day)
{
	return store_bind(c->live->store, id, ARG(":window", cell[BOOK_WINDOW]),
			  ARG(":noon", cell[BOOK_NOON]), ARG(":now", str_of(c->now)),
			  ARG(":last", str_of(c->last)), ARG(":day", day));
}

/* The first of them that is a day. */
static struct str first_day(const struct str *list, size_t n)
{
	int32_t date;

	for (size_t i = 0; i < n; i++)
		if (date_parse(list[i], &date))
			return list[i];
	return STR("");
}

/* Why a day that was wanted cannot be booked. */
static struct str day_note(struct call *c, struct str wanted, const struct str *cell)
{
	bool far = str_cmp(wanted, str_of(c->last)) > 0;
	struct stmt *st = store_bind(
		c->live->store, LEDGER_DAY_ASKED, ARG(":window", cell[BOOK_WINDOW]),
		ARG(":noon", cell[BOOK_NOON]), ARG(":day", far ? str_of(c->last) : wanted));
	enum message id = MSG_DAY_PAST;
	struct str label = { NULL, 0 };

	if (str_cmp(wanted, str_of(c->today)) >= 0 && stmt_step(st) == DB_ROW) {
		label = copy(c, st, 0);
		id = far	       ? MSG_DAY_FAR
		     : stmt_int(st, 1) ? MSG_DAY_LATE
		     : stmt_int(st, 2) ? MSG_DAY_NOT
				       : MSG_DAY_SHUT;
	}
	stmt_reset(st);
	return label.s ? message_with(c->arena, id, label) : message_plain(MSG_DAY_PAST);
}

static void take_day(struct call *c, struct str wanted, struct str *cell)
{
	struct stmt *st = board_stmt(c, LEDGER_DAY_TO_SHOW, cell, wanted);

	if (stmt_step(st) == DB_ROW) {
		cell[BOOK_DAY] = copy(c, st, 0);
		cell[BOOK_DAY_LABEL] = copy(c, st, 1);
		cell[BOOK_BOOK_BY] = copy(c, st, 2);
		cell[BOOK_UNANNOUNCED] = stmt_int(st, 3) ? STR("") : STR("1");
		cell[BOOK_ROOM] = stmt_int(st, 4) ? STR("1") : STR("");
		cell[BOOK_DAY_CLOSED] = copy(c, st, 5);
	}
	stmt_reset(st);
}

/* The day that was chosen, in whichever way the form says so; else the usual one. */
static struct str wanted_day(const struct call *c, struct str usual, const struct str *cell)
{
	const struct str list[] = { call_text(c, FORM_DAY),
				    str_head(cell[BOOK_SLOT], DATE_TEXT - 1),
				    call_text(c, FORM_SHOWN), usual };

	return first_day(list, COUNT(list));
}

void book_fill_day(struct call *c, struct str usual, struct str *cell)
{
	struct str wanted = wanted_day(c, usual, cell);
	struct stmt *st;

	cell[BOOK_NOW] = str_of(c->now);
	cell[BOOK_LAST] = str_of(c->last);
	cell[BOOK_ROOM] = STR("");
	take_day(c, wanted, cell);
	if (wanted.len && !str_eq(wanted, cell[BOOK_DAY]))
		cell[BOOK_DAY_NOTE] = day_note(c, wanted, cell);
	st = board_stmt(c, LEDGER_NEAR_DAYS, cell, cell[BOOK_DAY]);
	if (stmt_step(st) == DB_ROW) {
		cell[BOOK_NEAR] = copy(c, st, 0);
		cell[BOOK_MORE] = stmt_int(st, 1) ? STR("1") : STR("");
	}
	stmt_reset(st);
}

/*
 * What a page without anything typed depends on, besides the release, the
 * window's board and the minute. False when what was asked for is no number,
 * and there is no such page, or a day out of reach, of which there are too many.
 */
static bool key_of(struct call *c, struct page_key *key)
{
	bool item = c->form.value[FORM_ITEM].s, window = c->form.value[FORM_WINDOW].s;
	struct str day = call_text(c, FORM_DAY);

	*key = (struct page_key){ .item = call_number(c, FORM_ITEM) };
	if (!item)
		key->window = call_number(c, FORM_WINDOW);
	if (!date_parse(day, &key->day))
		key->day = 0;
	else if (str_cmp(day, str_of(c->today)) < 0 || str_cmp(day, str_of(c->last)) > 0)
		return false;
	return item ? key->item != 0 : !window || key->window != 0;
}

/*
 * The page as it was made before, in this minute; the clock was looked at then.
 */
static bool show_kept(struct call *c)
{
	const struct kept_page *page;
	struct page_key key;
	struct str text;

	pagecache_at(&c->live->kept, c->q->base, str_of(c->now));
	if (!key_of(c, &key))
		return false;
	page = pagecache_find(&c->live->kept, &key);
	if (!page || (page->window && page->version != store_board(c->live->store, page->window)))
		return false;
	text = buf_str(&page->text);
	c->r->status = 200;
	buf_add(&c->r->body, str_head(text, page->token_at));
	if (page->window)
		buf_add(&c->r->body, posted_token(c, false));
	buf_add(&c->r->body, str_from(text, page->token_at));
	return true;
}

/* Shows a page and keeps it; `window` is the one whose board and `token` it has, if any. */
static void show_and_keep(struct call *c, const struct page_type *type, const struct str *cell,
			  int64_t window, const struct str *token)
{
	struct str body;
	struct kept_page *page;
	struct page_key key;

	c->mark.cell = token;
	call_page(c, 200, type, cell);
	body = buf_str(&c->r->body);
	if (c->failed || db_failed(store_db(c->live->store)) != DB_OK || !key_of(c, &key) ||
	    (window && c->mark.n != 1)) /* only one place can be filled in again */
		return;
	page = pagecache_add(&c->live->kept, &key);
	page->window = window;
	page->version = window ? store_board(c->live->store, window) : 0;
	page->token_at = window ? c->mark.at : body.len;
	buf_add(&page->text, str_head(body, page->token_at));
	if (window)
		buf_add(&page->text, str_from(body, page->token_at + token->len));
}

static void show_choice(struct call *c, int64_t window, struct str name)
{
	const struct str cell[CHOOSE__MAX] = {
		[CHOOSE_WINDOW] = window ? arena_printf(c->arena, "%d", (int)window) : STR(""),
		[CHOOSE_WINDOW_NAME] = name,
	};

	show_and_keep(c, &choose_page, cell, 0, NULL);
}

static void show_item(struct call *c, int64_t no)
{
	struct str cell[BOOK__MAX] = { { NULL, 0 } };
	int64_t window = 0;

	if (!book_fill_item(c, no, cell)) {
		call_not_found(c);
		return;
	}
	book_fill_day(c, STR(""), cell);
	cell[BOOK_TOKEN] = posted_token(c, false);
	str_to_int(cell[BOOK_WINDOW], INT64_MAX, &window);
	show_and_keep(c, &book_page, cell, window, &cell[BOOK_TOKEN]);
}

/* A window with one item needs no choice. */
static void show_window(struct call *c, int64_t no)
{
	struct stmt *st = store_bind(c->live->store, LEDGER_WINDOW, ARG(":window", no));
	int64_t only_item = 0;
	struct str name = { NULL, 0 };

	if (stmt_step(st) == DB_ROW) {
		name = copy(c, st, 0);
		only_item = stmt_int(st, 1);
	}
	stmt_reset(st);
	if (!name.s)
		call_not_found(c);
	else if (only_item)
		show_item(c, only_item);
	else
		show_choice(c, no, name);
}

bool book_show(struct call *c)
{
	if (show_kept(c))
		return true;
	if (wrongclock_newest(c->live->store, c->q->now_utc_s))
		call_message(c, 503, MSG_503,
			     message_with(c->arena, MSG_CLOCK, c->live->complaint));
	else if (c->form.value[FORM_ITEM].s)
		show_item(c, call_number(c, FORM_ITEM));
	else if (c->form.value[FORM_WINDOW].s)
		show_window(c, call_number(c, FORM_WINDOW));
	else
		show_choice(c, 0, STR(""));
	return true;
}

/* What was typed, in normal form where that is clear, and what is wrong with it. */
static void read_form(struct call *c, struct str *cell)
{
	cell[BOOK_POSTED] = STR("1");
	cell[BOOK_ACTION] = STR("book"); /* also without an item */
	cell[BOOK_ROOM] = STR("1");
	cell[BOOK_SLOT] = call_text(c, FORM_SLOT);
	cell[BOOK_ERR_NAME] = field_name(c->arena, call_text(c, FORM_NAME), &cell[BOOK_NAME]);
	cell[BOOK_ERR_PHONE] = field_phone(c->arena, call_text(c, FORM_PHONE), &cell[BOOK_PHONE]);
	cell[BOOK_ERR_AGENT] = field_agent(c->arena, call_text(c, FORM_AGENT), &cell[BOOK_AGENT]);
	cell[BOOK_ERR_NOTE] = field_note(c->arena, call_text(c, FORM_NOTE), &cell[BOOK_NOTE]);
	if (!call_text(c, FORM_ITEM).len)
		cell[BOOK_ERR_ITEM] = message_plain(MSG_ITEM_EMPTY);
	else if (!book_fill_item(c, call_number(c, FORM_ITEM), cell))
		cell[BOOK_ERR_ITEM] = message_plain(MSG_ITEM_GONE);
}

int book_count_errors(struct call *c, struct str *cell)
{
	int n = 0;

	for (int i = BOOK_ERR_FORM; i < BOOK__MAX; i++)
		n += cell[i].len > 0;
	cell[BOOK_ERRORS] = n ? arena_printf(c->arena, "%d", n) : STR("");
	return n;
}

void book_settle_errors(struct call *c, int status, struct str *cell)
{
	if (!cell[BOOK_ROOM].len) {
		if (status == 422 && !cell[BOOK_ERR_DAY].len)
			cell[BOOK_ERR_DAY] = cell[BOOK_ERR_SLOT].len ? cell[BOOK_ERR_SLOT]
								     : message_plain(MSG_DAY_FULL);
		for (int i = BOOK_ERR_SLOT; i < BOOK__MAX; i++)
			cell[i] = STR("");
	}
	book_count_errors(c, cell);
}

/* The form with everything kept. */
static void show_form(struct call *c, int status, struct str *cell, bool keep_token)
{
	if (cell[BOOK_ITEM].len)
		book_fill_day(c, STR(""), cell);
	else
		cell[BOOK_DAY] =
			wanted_day(c, STR(""), cell); /* for the item that is chosen next */
	book_settle_errors(c, status, cell);
	cell[BOOK_TOKEN] = posted_token(c, keep_token);
	call_page(c, status, &book_page, cell);
}

/* Another day: nothing is wrong yet, and nothing is to be booked. */
static void show_other_day(struct call *c, struct str *cell, bool keep_token)
{
	for (int i = BOOK_ERR_FORM; i < BOOK__MAX; i++)
		cell[i] = STR("");
	show_form(c, 200, cell, keep_token);
}

bool book_make(struct call *c)
{
	struct posted p = posted_read(c);
	struct str cell[BOOK__MAX] = { { NULL, 0 } };
	struct link_of made;

	if (posted_before(c, &p))
		return true;
	read_form(c, cell);
	if (call_text(c, FORM_DAY).len) {
		show_other_day(c, cell, p.fresh);
		return false;
	}
	if (!p.fresh)
		cell[BOOK_ERR_FORM] = message_plain(MSG_FORM_OLD);
	else if (call_text(c, FORM_WEBSITE).len)
		cell[BOOK_ERR_FORM] = message_plain(MSG_FORM_TRAP);
	if (cell[BOOK_SLOT].len == 0)
		cell[BOOK_ERR_SLOT] = message_plain(MSG_SLOT_EMPTY);
	if (book_count_errors(c, cell) == 0 && reserve(c, cell, p.nonce, &made)) {
		posted_lead_to(c, &made);
		return true;
	}
	show_form(c, c->limited_s ? 429 : p.ours ? 422 : 403, cell, p.fresh);
	c->r->retry_after_s = c->limited_s;
	return false;
}

bool book_unsaved(struct call *c)
{
	struct posted p = posted_read(c);
	struct str cell[BOOK__MAX] = { { NULL, 0 } };

	read_form(c, cell);
	cell[BOOK_ERR_FORM] = message_with(c->arena, MSG_SAVE,
					   cell[BOOK_ITEM_PHONE].len ? cell[BOOK_ITEM_PHONE]
								     : c->live->complaint);
	show_form(c, 503, cell, p.fresh);
	return false;
}

#include "booking/manage.h"

#include "booking/book.h"
#include "booking/receipt.h"
#include "booking/reserve.h"
#include "page/field.h"
#include "page/posted.h"
#include "phone.h"

static const struct str edit_fields[EDIT__MAX] = {
	[EDIT_TOKEN] = STR_INIT("token"),	  [EDIT_WHEN] = STR_INIT("when"),
	[EDIT_ITEM_NAME] = STR_INIT("item_name"), [EDIT_OLD_NAME] = STR_INIT("old_name"),
	[EDIT_OLD_PHONE] = STR_INIT("old_phone"), [EDIT_OLD_AGENT] = STR_INIT("old_agent"),
	[EDIT_NAME] = STR_INIT("name"),		  [EDIT_PHONE] = STR_INIT("phone"),
	[EDIT_AGENT] = STR_INIT("agent"),	  [EDIT_NOTE] = STR_INIT("note"),
	[EDIT_ERRORS] = STR_INIT("errors"),	  [EDIT_ERR_FORM] = STR_INIT("err_form"),
	[EDIT_ERR_NAME] = STR_INIT("err_name"),	  [EDIT_ERR_PHONE] = STR_INIT("err_phone"),
	[EDIT_ERR_AGENT] = STR_INIT("err_agent"), [EDIT_ERR_NOTE] = STR_INIT("err_note"),
};

static const struct view_type edit_view = { STR_INIT("edit"), edit_fields, EDIT__MAX };
const struct page_type move_page = { STR_INIT("booking/move.html"), &book_view, NULL };
const struct page_type edit_page = { STR_INIT("booking/edit.html"), &edit_view, NULL };

/* The booking as it is. */
struct kept {
	int64_t id;
	int64_t item;
	struct str name, phone, agent, note, item_name, window_phone, day, when, start;
};

/* False when the answer, a 404, is already made. */
static bool load(struct call *c, struct kept *k)
{
	struct stmt *st;
	struct str *const text[] = { &k->name, &k->phone,     &k->agent,
				     &k->note, &k->item_name, &k->window_phone,
				     &k->day,  &k->when,      &k->start };
	int64_t id = receipt_find(c);
	bool found;

	*k = (struct kept){ .id = id };
	st = store_bind(c->live->store, LEDGER_BOOKING_TO_MANAGE, ARG(":id", id));
	found = stmt_step(st) == DB_ROW;
	if (found) {
		k->item = stmt_int(st, 0);
		for (size_t i = 0; i < COUNT(text); i++)
			*text[i] = arena_str(c->arena, stmt_text(st, (int)i + 1));
	}
	stmt_reset(st);
	if (!found)
		call_not_found(c);
	return found;
}

static void to_receipt(struct call *c)
{
	call_redirect(c, arena_printf(c->arena, "/booking/%.*s", STR_ARG(c->arg)));
}

static bool may_change(struct call *c, const struct kept *k)
{
	return receipt_may(c, k->id, STR("moved"));
}

static bool locked(struct call *c, const struct kept *k)
{
	call_message(c, 409, MSG_LOCKED, message_with(c->arena, MSG_LOCKED_P, k->window_phone));
	return false;
}

/* ---- move ---- */

/* False when the item is no more. */
static bool fill_move(struct call *c, const struct kept *k, struct str *cell)
{
	if (!book_fill_item(c, k->item, cell))
		return false;
	cell[BOOK_ACTION] = arena_printf(c->arena, "booking/%.*s/move", STR_ARG(c->arg));
	cell[BOOK_DAYS_AT] = arena_printf(c->arena, "%.*s?day=", STR_ARG(cell[BOOK_ACTION]));
	cell[BOOK_OLD_WHEN] = k->when;
	cell[BOOK_NAME] = k->name;
	cell[BOOK_PHONE] = k->phone;
	cell[BOOK_AGENT] = k->agent;
	cell[BOOK_NOTE] = k->note;
	cell[BOOK_SLOT] = call_text(c, FORM_SLOT);
	return true;
}

static void show_move(struct call *c, int status, const struct kept *k, struct str *cell)
{
	struct posted p = posted_read(c);

	book_fill_day(c, k->day, cell);
	book_settle_errors(c, status, cell);
	cell[BOOK_TOKEN] = posted_token(c, p.fresh);
	call_page(c, status, &move_page, cell);
}

static bool item_is_gone(struct call *c, const struct kept *k)
{
	call_message(c, 409, MSG_LOCKED, message_with(c->arena, MSG_MOVE_GONE, k->window_phone));
	return false;
}

bool manage_move_show(struct call *c)
{
	struct str cell[BOOK__MAX] = { { NULL, 0 } };
	struct kept k;

	if (!load(c, &k))
		return false;
	if (!may_change(c, &k))
		to_receipt(c);
	else if (!fill_move(c, &k, cell))
		return item_is_gone(c, &k);
	else
		show_move(c, 200, &k, cell);
	return true;
}

bool manage_move(struct call *c)
{
	struct posted p = posted_read(c);
	struct str cell[BOOK__MAX] = { { NULL, 0 } };
	struct link_of made;
	struct kept k;

	if (!load(c, &k))
		return false;
	if (posted_before(c, &p))
		return true;
	if (!may_change(c, &k))
		return locked(c, &k);
	if (!fill_move(c, &k, cell))
		return item_is_gone(c, &k);
	if (call_text(c, FORM_DAY).len) {
		show_move(c, 200, &k, cell);
		return false;
	}
	if (!p.fresh)
		cell[BOOK_ERR_FORM] = message_plain(MSG_MOVE_OLD);
	else if (!cell[BOOK_SLOT].len)
		cell[BOOK_ERR_SLOT] = message_plain(MSG_SLOT_EMPTY);
	else if (str_eq(cell[BOOK_SLOT], k.start))
		cell[BOOK_ERR_SLOT] = message_plain(MSG_MOVE_SAME);
	else if (receipt_change_state(c, k.id, STR("moved")) &&
		 reserve_instead(c, cell, k.id, p.nonce, &made)) {
		posted_lead_to(c, &made);
		return true;
	}
	show_move(c, c->limited_s ? 429 : p.ours ? 422 : 403, &k, cell);
	c->r->retry_after_s = c->limited_s;
	return false;
}

bool manage_move_unsaved(struct call *c)
{
	struct str cell[BOOK__MAX] = { { NULL, 0 } };
	struct kept k;

	if (!load(c, &k))
		return false;
	if (!fill_move(c, &k, cell))
		return item_is_gone(c, &k);
	cell[BOOK_ERR_FORM] = message_with(c->arena, MSG_SAVE, k.window_phone);
	show_move(c, 503, &k, cell);
	return false;
}

/* ---- edit ---- */

static void show_edit(struct call *c, int status, const struct kept *k, struct str *cell)
{
	char masked[PHONE_TEXT] = "";
	int errors = 0;

	for (int i = EDIT_ERR_FORM; i < EDIT__MAX; i++)
		errors += cell[i].len > 0;
	if (errors)
		cell[EDIT_ERRORS] = arena_printf(c->arena, "%d", errors);
	if (k->phone.len)
		phone_mask(k->phone, masked);
	cell[EDIT_TOKEN] = c->arg;
	cell[EDIT_WHEN] = k->when;
	cell[EDIT_ITEM_NAME] = k->item_name;
	cell[EDIT_OLD_NAME] = field_name_masked(c->arena, k->name);
	cell[EDIT_OLD_PHONE] = arena_str(c->arena, str_of(masked));
	cell[EDIT_OLD_AGENT] = field_name_masked(c->arena, k->agent);
	call_page(c, status, &edit_page, cell);
}

bool manage_edit_show(struct call *c)
{
	struct str cell[EDIT__MAX] = { { NULL, 0 } };
	struct kept k;

	if (!load(c, &k))
		return false;
	cell[EDIT_NOTE] = k.note;
	if (may_change(c, &k))
		show_edit(c, 200, &k, cell);
	else
		to_receipt(c);
	return true;
}

typedef struct str reads(struct arena *a, struct str in, struct str *out);

/* What was typed into a field in normal form, or `old` when it was left empty. */
static struct str read_field(struct call *c, enum form_field f, reads *read, struct str old,
			     struct str *out)
{
	struct str typed = str_trim(call_text(c, f));

	if (typed.len)
		return read(c->arena, typed, out);
	*out = old;
	return (struct str){ NULL, 0 };
}

/* The booking as it shall be in *k; what is wrong in cells. */
static void read_edit(struct call *c, struct kept *k, struct str *cell)
{
	struct str agent = str_trim(call_text(c, FORM_AGENT));

	cell[EDIT_NAME] = call_text(c, FORM_NAME);
	cell[EDIT_PHONE] = call_text(c, FORM_PHONE);
	cell[EDIT_AGENT] = agent;
	cell[EDIT_ERR_NAME] = read_field(c, FORM_NAME, field_name, k->name, &k->name);
	cell[EDIT_ERR_PHONE] = read_field(c, FORM_PHONE, field_phone, k->phone, &k->phone);
	if (str_eq(agent, STR("无")))
		k->agent = STR("");
	else
		cell[EDIT_ERR_AGENT] = read_field(c, FORM_AGENT, field_agent, k->agent, &k->agent);
	if (c->form.value[FORM_NOTE].s)
		cell[EDIT_ERR_NOTE] = field_note(c->arena, call_text(c, FORM_NOTE), &k->note);
	cell[EDIT_NOTE] = k->note;
}

/* Another telephone must keep the limits that it would have met when booking. */
static bool phone_may(struct call *c, const struct kept *k, struct str *cell)
{
	struct str book[BOOK__MAX] = {
		[BOOK_PHONE] = k->phone,
		[BOOK_ITEM] = arena_printf(c->arena, "%lld", (long long)k->item),
		[BOOK_ITEM_PHONE] = k->window_phone,
	};

	if (reserve_phone_may(c, book, k->day))
		return true;
	cell[EDIT_ERR_FORM] = book[BOOK_ERR_FORM];
	return false;
}

static bool write_edit(struct call *c, const struct kept *k)
{
	return store_run(c->live->store, LEDGER_CHANGE_PERSON, ARG(":id", k->id),
			 ARG(":name", k->name), ARG(":phone", k->phone), ARG(":agent", k->agent),
			 ARG(":note", k->note), ARG(":now_s", c->q->now_utc_s));
}

bool manage_edit(struct call *c)
{
	struct str cell[EDIT__MAX] = { { NULL, 0 } };
	struct kept old, k;
	bool wrong = false;

	if (!load(c, &old))
		return false;
	if (!may_change(c, &old))
		return locked(c, &old);
	k = old;
	read_edit(c, &k, cell);
	for (int i = EDIT_ERR_FORM; i < EDIT__MAX; i++)
		wrong |= cell[i].len > 0;
	if (wrong || (!str_eq(k.phone, old.phone) && !phone_may(c, &k, cell))) {
		show_edit(c, c->limited_s ? 429 : 422, &old, cell);
		c->r->retry_after_s = c->limited_s;
		return false;
	}
	to_receipt(c);
	return write_edit(c, &k);
}

/* ---- erase ---- */

static bool erase(struct call *c, int64_t id)
{
	return store_run(c->live->store, LEDGER_ERASE_PERSON, ARG(":id", id),
			 ARG(":now_s", c->q->now_utc_s));
}

bool manage_erase(struct call *c)
{
	struct kept k;

	if (!load(c, &k))
		return false;
	if (may_change(c, &k) && !receipt_change_state(c, k.id, STR("cancelled")))
		return false;
	if (k.name.len && !receipt_is_erasable(c))
		return locked(c, &k);
	to_receipt(c);
	return erase(c, k.id);
}

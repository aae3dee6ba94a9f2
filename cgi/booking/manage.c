#include "booking/pages.h"

#include "booking/book.h"
#include "booking/posted.h"
#include "booking/receipt.h"
#include "booking/reserve.h"

const struct page_type move_page = { STR_INIT("booking/move.html"), &book_view, &receipt_view };
const struct page_type edit_page = { STR_INIT("booking/edit.html"), &receipt_view, NULL };

/* The booking as it is. False when the answer, a 404, is already made. */
static bool load(struct call *c, int64_t *id, struct wish *w)
{
	*w = (struct wish){ .nonce = NULL };
	*id = receipt_find(c);
	if (wish_of_booking(c, *id, w))
		return true;
	return call_not_found(c);
}

static bool may_change(struct call *c, int64_t id)
{
	return receipt_may(c, id, STR("moved"));
}

static bool locked(struct call *c, const struct wish *w, enum message why)
{
	return call_message(c, 409, MSG_LOCKED, message_with(c->arena, why, wish_phone(c, w)));
}

/* ---- move ---- */

static bool show_move(struct call *c, int status, const struct wish *w, bool keep_token)
{
	struct book_page p = { .cell = { { NULL, 0 } } };
	struct receipt r;
	int64_t item = 0;

	if (!receipt_fill(c, &r))
		return false;
	c->frame = r.cell;
	p.was_label = r.day_label;
	str_to_int(w->item, INT64_MAX, &item);
	book_fill_item(c, item, &p);
	p.action = arena_printf(c->arena, "booking/%.*s/move", STR_ARG(c->arg));
	p.days_at = arena_printf(c->arena, "%.*s?day=", STR_ARG(p.action));
	posted_token(c, keep_token);
	return book_answer(c, status, &move_page, w->was_day, &p);
}

/* Where the item is done now. */
static bool item_is_there(struct call *c, struct wish *w)
{
	int64_t item = 0;

	return str_to_int(w->item, INT64_MAX, &item) && wish_of_item(c, item, w);
}

bool manage_move_show(struct call *c)
{
	struct wish w;
	int64_t id;

	if (!load(c, &id, &w))
		return false;
	if (!may_change(c, id))
		return receipt_lead_to(c);
	if (!item_is_there(c, &w))
		return locked(c, &w, MSG_MOVE_GONE);
	return show_move(c, 200, &w, false);
}

bool manage_move(struct call *c)
{
	struct posted p = posted_read(c);
	struct made made;
	struct wish w;
	int64_t id;

	if (!load(c, &id, &w))
		return false;
	if (posted_before(c, &p))
		return true;
	if (!may_change(c, id))
		return locked(c, &w, MSG_LOCKED_P);
	if (!item_is_there(c, &w))
		return locked(c, &w, MSG_MOVE_GONE);
	w.slot = call_take(c, FORM_SLOT);
	w.nonce = p.nonce;
	w.moved_from = id;
	if (call_text(c, FORM_DAY).len)
		return show_move(c, 200, &w, p.fresh);
	if (!p.fresh)
		call_say(c, FORM_FORM, message_plain(MSG_MOVE_OLD));
	else if (!w.slot.len)
		call_say(c, FORM_SLOT, message_plain(MSG_SLOT_EMPTY));
	else if (receipt_change_state(c, id, STR("moved")) && call_let(c, reserve(c, &w, &made))) {
		return posted_lead_to(c, &made.link);
	}
	return show_move(c, posted_status(c, &p), &w, p.fresh);
}

bool manage_move_unsaved(struct call *c)
{
	struct posted p = posted_read(c);
	struct wish w;
	int64_t id;

	if (!load(c, &id, &w))
		return false;
	if (!item_is_there(c, &w))
		return locked(c, &w, MSG_MOVE_GONE);
	call_take(c, FORM_SLOT);
	call_say(c, FORM_FORM, message_with(c->arena, MSG_SAVE, wish_phone(c, &w)));
	return show_move(c, 503, &w, p.fresh);
}

/* ---- edit ---- */

static bool show_edit(struct call *c, int status)
{
	struct receipt r;

	return receipt_fill(c, &r) && call_page(c, status, &edit_page, r.cell);
}

bool manage_edit_show(struct call *c)
{
	struct wish w;
	int64_t id;

	if (!load(c, &id, &w))
		return false;
	if (!may_change(c, id))
		return receipt_lead_to(c);
	call_show(c, FORM_NOTE, w.note);
	return show_edit(c, 200);
}

/* What was typed, or what stands there when nothing was. */
static struct str take_or(struct call *c, enum form_field f, struct str old)
{
	struct str typed = call_take(c, f);

	if (typed.len)
		return typed;
	call_say(c, f, STR(""));
	return old;
}

/* The booking as it shall be. */
static void take_edit(struct call *c, struct wish *w)
{
	w->name = take_or(c, FORM_NAME, w->name);
	w->phone = take_or(c, FORM_PHONE, w->phone);
	w->agent = take_or(c, FORM_AGENT, w->agent);
	if (str_eq(w->agent, STR("无")))
		w->agent = STR("");
	if (c->form.value[FORM_NOTE].s)
		w->note = call_take(c, FORM_NOTE);
	call_show(c, FORM_NOTE, w->note);
}

/* Another telephone must keep the limits that it would have met when booking. */
static bool may_edit(struct call *c, const struct wish *w, struct str old_phone)
{
	if (form_faults(&c->form))
		return false;
	return str_eq(w->phone, old_phone) || call_let(c, reserve_phone_may(c, w, w->was_day));
}

bool manage_edit(struct call *c)
{
	struct str phone;
	struct wish w;
	int64_t id;

	if (!load(c, &id, &w))
		return false;
	if (!may_change(c, id))
		return locked(c, &w, MSG_LOCKED_P);
	phone = w.phone;
	take_edit(c, &w);
	if (!may_edit(c, &w, phone))
		return show_edit(c, c->limited_s ? 429 : 422);
	return store_run(c->store, LEDGER_CHANGE_PERSON, ARG(":id", id), ARG(":name", w.name),
			 ARG(":phone", w.phone), ARG(":agent", w.agent), ARG(":note", w.note),
			 ARG(":now_s", c->q->now_utc_s)) &&
	       receipt_lead_to(c);
}

/* ---- erase ---- */

bool manage_erase(struct call *c)
{
	struct receipt r;
	struct wish w;
	int64_t id;

	if (!load(c, &id, &w))
		return false;
	if (may_change(c, id) && !receipt_change_state(c, id, STR("cancelled")))
		return false;
	if (w.name.len && !(receipt_fill(c, &r) && view_is_true(r.erasable)))
		return locked(c, &w, MSG_LOCKED_P);
	return store_run(c->store, LEDGER_ERASE_PERSON, ARG(":id", id),
			 ARG(":now_s", c->q->now_utc_s)) &&
	       receipt_lead_to(c);
}

#include "booking/receipt.h"

#include "booking/pages.h"
#include "booking/posted.h"
#include "page/field.h"
#include "phone.h"

enum { QR_SCALE = 8 };

VIEW_OF(receipt, RECEIPT);

const struct page_type receipt_page = { STR_INIT("booking/receipt.html"), &receipt_view, NULL };
const struct page_type receipt_ics_page = { STR_INIT("booking/booking.ics"), &receipt_view, NULL };
const struct page_type edit_page = { STR_INIT("booking/edit.html"), &receipt_view, NULL };

/* The id of the booking whose TOKEN is c->arg, or 0. */
static int64_t find(struct call *c)
{
	struct link_of link;
	char reference[REFERENCE_TEXT];

	if (link_reference(c->arg, reference) &&
	    posted_link(c,
			store_bind(c->store, LEDGER_BOOKING_OF_REFERENCE,
				   ARG(":reference", str_of(reference)), ARG(":tail", STR(""))),
			&link) &&
	    link_matches(c->app->key, c->arg, &link))
		return link.id;
	return 0;
}

static struct str masked_phone(struct call *c, struct str phone)
{
	char masked[PHONE_TEXT] = "";

	if (phone.len)
		phone_mask(phone, masked);
	return arena_str(c->arena, str_of(masked));
}

/* TOKEN of the booking that replaced it, or empty. */
static struct str moved_to(struct call *c, int64_t id)
{
	struct link_of link;
	char token[LINK_TEXT];

	if (!posted_link(c, store_bind(c->store, LEDGER_BOOKING_MOVED_TO, ARG(":id", id)), &link))
		return STR("");
	link_make(c->app->key, &link, token);
	return arena_str(c->arena, str_of(token));
}

/* What the page shows of TOKEN c->arg. False when there is none: the usual 404 is the answer. */
static bool fill(struct call *c, struct receipt *r)
{
	*r = (struct receipt){ .token = c->arg, .id = find(c) };
	if (!call_fill(c,
		       store_bind(c->store, LEDGER_RECEIPT, ARG(":id", r->id),
				  ARG(":now", str_of(c->now))),
		       &receipt_view, r->cell))
		return call_not_found(c);
	r->name = field_name_masked(c->arena, r->name);
	r->agent = field_name_masked(c->arena, r->agent);
	r->applicant_phone = masked_phone(c, r->applicant_phone);
	r->moved_to = moved_to(c, r->id);
	return true;
}

bool receipt_show(struct call *c)
{
	struct receipt r;

	return fill(c, &r) && call_page(c, 200, &receipt_page, r.cell);
}

bool receipt_calendar(struct call *c)
{
	struct receipt r;

	if (!fill(c, &r) || !call_page(c, 200, &receipt_ics_page, r.cell))
		return false;
	c->r->content_type = STR("text/calendar; charset=utf-8");
	c->r->download_name = arena_printf(c->arena, "%.*s.ics", STR_ARG(r.digits));
	return true;
}

bool receipt_qr(struct call *c)
{
	struct receipt r;

	return fill(c, &r) && call_qr(c, r.digits, QR_SCALE);
}

bool receipt_change_state(struct call *c, int64_t id, struct str state)
{
	return store_run(c->store, LEDGER_CHANGE_STATE, ARG(":id", id), ARG(":state", state),
			 ARG(":now_s", c->q->now_utc_s), ARG(":by", STR("citizen")),
			 ARG(":why", STR("")));
}

static bool lead_to(struct call *c)
{
	return call_redirect(c, "/booking/%.*s", STR_ARG(c->arg));
}

bool receipt_locked(struct call *c, enum message why, const struct receipt *r)
{
	struct str phone = r->window_phone.len ? r->window_phone : c->live->complaint;

	if (view_is_true(r->cancelled) || r->moved_day.len) /* its page says so */
		return lead_to(c);
	return call_message(c, 409, MSG_LOCKED, message_with(c->arena, why, phone));
}

bool receipt_take(struct call *c, struct receipt *r, struct wish *w)
{
	if (!fill(c, r))
		return false;
	if (view_is_true(r->upcoming) && wish_of_booking(c, r->id, w))
		return true;
	if (c->q->method == METHOD_POST)
		receipt_locked(c, MSG_LOCKED_P, r);
	else
		lead_to(c);
	return false;
}

bool receipt_cancel(struct call *c)
{
	struct receipt r;

	if (!fill(c, &r))
		return false;
	if (!view_is_true(r.upcoming))
		return receipt_locked(c, MSG_LOCKED_P, &r);
	return receipt_change_state(c, r.id, STR("cancelled")) && lead_to(c);
}

/* ---- another name or telephone ---- */

bool receipt_edit_show(struct call *c)
{
	struct wish w = { .nonce = NULL };
	struct receipt r;

	if (!receipt_take(c, &r, &w))
		return false;
	call_show(c, FORM_NOTE, w.note);
	return call_page(c, 200, &edit_page, r.cell);
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

bool receipt_edit(struct call *c)
{
	struct wish w = { .nonce = NULL };
	struct receipt r;
	struct str phone;

	if (!receipt_take(c, &r, &w))
		return false;
	phone = w.phone;
	take_edit(c, &w);
	/* another telephone must keep the limits that it would have met when booking */
	if (form_faults(&c->form) ||
	    (!str_eq(w.phone, phone) && !call_let(c, reserve_phone_may(c, &w, w.was_day))))
		return call_page(c, c->limited_s ? 429 : 422, &edit_page, r.cell);
	return store_run(c->store, LEDGER_CHANGE_PERSON, ARG(":id", r.id), ARG(":name", w.name),
			 ARG(":phone", w.phone), ARG(":agent", w.agent), ARG(":note", w.note),
			 ARG(":now_s", c->q->now_utc_s)) &&
	       lead_to(c);
}

bool receipt_erase(struct call *c)
{
	struct receipt r;

	if (!fill(c, &r))
		return false;
	if (r.name.len && !view_is_true(r.erasable))
		return receipt_locked(c, MSG_LOCKED_P, &r);
	if (view_is_true(r.upcoming) && !receipt_change_state(c, r.id, STR("cancelled")))
		return false;
	return store_run(c->store, LEDGER_ERASE_PERSON, ARG(":id", r.id),
			 ARG(":now_s", c->q->now_utc_s)) &&
	       lead_to(c);
}

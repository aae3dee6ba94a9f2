#include "booking/receipt.h"

#include "booking/pages.h"
#include "booking/posted.h"
#include "page/field.h"
#include "phone.h"
#include "qr.h"
#include "store/token.h"

enum { QR_SCALE = 8 };

VIEW_OF(receipt, RECEIPT);

const struct page_type receipt_page = { STR_INIT("booking/receipt.html"), &receipt_view, NULL };
const struct page_type receipt_ics_page = { STR_INIT("booking/booking.ics"), &receipt_view, NULL };

int64_t receipt_find(struct call *c)
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

bool receipt_fill(struct call *c, struct receipt *r)
{
	int64_t id = receipt_find(c);

	*r = (struct receipt){ .token = c->arg };
	if (!call_fill(c,
		       store_bind(c->store, LEDGER_RECEIPT, ARG(":id", id),
				  ARG(":now", str_of(c->now))),
		       &receipt_view, r->cell)) {
		return call_not_found(c);
	}
	r->name = field_name_masked(c->arena, r->name);
	r->agent = field_name_masked(c->arena, r->agent);
	r->applicant_phone = masked_phone(c, r->applicant_phone);
	r->moved_to = moved_to(c, id);
	return true;
}

bool receipt_show(struct call *c)
{
	struct receipt r;

	if (!receipt_fill(c, &r))
		return false;
	return call_page(c, 200, &receipt_page, r.cell);
}

bool receipt_calendar(struct call *c)
{
	struct receipt r;

	if (!receipt_fill(c, &r))
		return false;
	call_page(c, 200, &receipt_ics_page, r.cell);
	if (c->failed)
		return false;
	c->r->content_type = STR("text/calendar; charset=utf-8");
	c->r->download_name = arena_printf(c->arena, "%.*s.ics", STR_ARG(r.digits));
	return true;
}

bool receipt_qr(struct call *c)
{
	struct receipt r;
	struct qr qr;
	struct err e;

	if (!receipt_fill(c, &r))
		return false;
	call_reset(c);
	c->r->status = 200;
	c->r->content_type = STR("image/png");
	if (qr_encode(r.digits, c->arena, &qr, &e) && qr_png(&qr, QR_SCALE, &c->r->body, &e))
		return true;
	c->app->log(&e);
	c->failed = true;
	return false;
}

bool receipt_may(struct call *c, int64_t id, struct str state)
{
	return store_exists(c->store, LEDGER_CITIZEN_MAY, ARG(":id", id), ARG(":state", state),
			    ARG(":now", str_of(c->now)));
}

bool receipt_change_state(struct call *c, int64_t id, struct str state)
{
	return store_run(c->store, LEDGER_CHANGE_STATE, ARG(":id", id), ARG(":state", state),
			 ARG(":now_s", c->q->now_utc_s), ARG(":by", STR("citizen")),
			 ARG(":why", STR("")));
}

bool receipt_lead_to(struct call *c)
{
	return call_redirect(c, "/booking/%.*s", STR_ARG(c->arg));
}

bool receipt_cancel(struct call *c)
{
	struct receipt r;
	int64_t id = receipt_find(c);

	if (!receipt_fill(c, &r))
		return false;
	if (view_is_true(r.cancelled) || r.moved_day.len)
		return receipt_lead_to(c);
	if (receipt_may(c, id, STR("cancelled")))
		return receipt_change_state(c, id, STR("cancelled")) && receipt_lead_to(c);
	return call_message(c, 409, MSG_409, message_with(c->arena, MSG_409_P, r.window_phone));
}

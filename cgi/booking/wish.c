#include "booking/wish.h"

static VIEW_OF(wish, WISH);

bool wish_of_item(struct call *c, int64_t no, struct wish *w)
{
	return call_fill(c, store_bind(c->store, LEDGER_ITEM, ARG(":item", no)), &wish_view,
			 w->cell);
}

bool wish_of_window(struct call *c, int64_t no, struct wish *w)
{
	return call_fill(c, store_bind(c->store, LEDGER_DESK_WINDOW, ARG(":window", no)),
			 &wish_view, w->cell);
}

bool wish_of_booking(struct call *c, int64_t id, struct wish *w)
{
	return call_fill(c, store_bind(c->store, LEDGER_BOOKING_TO_MANAGE, ARG(":id", id)),
			 &wish_view, w->cell);
}

struct str wish_phone(const struct call *c, const struct wish *w)
{
	return w->window_phone.len ? w->window_phone : c->live->complaint;
}

void wish_take_person(struct call *c, struct wish *w)
{
	w->name = call_take(c, FORM_NAME);
	w->phone = call_take(c, FORM_PHONE);
	w->agent = call_take(c, FORM_AGENT);
	w->note = call_take(c, FORM_NOTE);
}

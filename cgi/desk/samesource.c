#include "desk/pages.h"

#include "staff/audit.h"
#include "staff/staff.h"

/* The values of source.html: the booking whose source it is, how many were cancelled just now. */
#define SOURCE(X)                                                                                  \
	X(id)                                                                                      \
	X(done)

VIEW(source, SOURCE);
STAFF_PAGE(samesource, "source.html", source);

/* The booking in the address; 0, and 404, when there is none. */
static int64_t find(struct call *c)
{
	int64_t id = 0;

	str_to_int(c->arg, INT64_MAX, &id);
	if (store_exists(c->store, LEDGER_BOOKING_TO_MANAGE, ARG(":id", id)))
		return id;
	call_not_found(c);
	return 0;
}

static bool show(struct call *c, int status)
{
	const struct source v = {
		.id = c->arg,
		.done = call_number(c, FORM_DONE) ? call_text(c, FORM_DONE) : STR(""),
	};

	return call_page(c, status, &samesource_page, v.cell);
}

static bool refuse_why(struct call *c, enum message what)
{
	call_say(c, FORM_WHY, message_plain(what));
	return show(c, 422);
}

bool samesource_show(struct call *c)
{
	return find(c) && show(c, 200);
}

bool samesource_cancel(struct call *c)
{
	int64_t id = find(c);
	struct str why = call_take(c, FORM_WHY), count;

	if (!id)
		return false;
	if (form_faults(&c->form))
		return show(c, 422);
	if (!why.len)
		return refuse_why(c, MSG_WHY);
	if (!store_run(c->store, LEDGER_SOURCE_CANCEL, ARG(":id", id),
		       ARG(":upto", call_number(c, FORM_UPTO)), ARG(":now", str_of(c->now)),
		       ARG(":now_s", c->q->now_utc_s), ARG(":by", c->who), ARG(":why", why)))
		return false;
	if (!db_changes(store_db(c->store)))
		return refuse_why(c, MSG_SOURCE_NONE);
	count = arena_int(c->arena, db_changes(store_db(c->store)));
	call_redirect(c, "/staff/bookings/%lld/source?done=%s", (long long)id, count.s);
	return audit_add(c, AUDIT_SOURCE_CANCELLED, c->arg,
			 arena_printf(c->arena, "bookings=%s", count.s));
}

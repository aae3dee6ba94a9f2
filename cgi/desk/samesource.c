#include "desk/samesource.h"

#include "page/field.h"
#include "staff/audit.h"
#include "staff/staff.h"

/* The values of source.html. */
#define SAMESOURCE_FIELDS(X)                                                                       \
	X(SAMESOURCE_ID, "id")	   /* of the booking whose source it is */                         \
	X(SAMESOURCE_NOW, "now")   /* hall time */                                                 \
	X(SAMESOURCE_DONE, "done") /* how many were cancelled just now, or empty */                \
	X(SAMESOURCE_WHY, "why")   /* as typed */                                                  \
	X(SAMESOURCE_ERROR, "error")
enum { SAMESOURCE_FIELDS(VIEW_ENUM) SAMESOURCE__MAX };
static VIEW(samesource, "source", SAMESOURCE_FIELDS);
const struct page_type samesource_page = { STR_INIT("staff/source.html"), &samesource_view,
					   &staff_view };

/* The booking in the address; 0, and 404, when there is none. */
static int64_t find(struct call *c)
{
	int64_t id = 0;

	str_to_int(c->arg, INT64_MAX, &id);
	if (store_exists(c->live->store, LEDGER_BOOKING_TO_MANAGE, ARG(":id", id)))
		return id;
	call_not_found(c);
	return 0;
}

static void show(struct call *c, int status, struct str error)
{
	const struct str cell[SAMESOURCE__MAX] = {
		[SAMESOURCE_ID] = c->arg,
		[SAMESOURCE_NOW] = str_of(c->now),
		[SAMESOURCE_DONE] = call_number(c, FORM_DONE) ? call_text(c, FORM_DONE) : STR(""),
		[SAMESOURCE_WHY] = call_text(c, FORM_WHY),
		[SAMESOURCE_ERROR] = error,
	};

	call_page(c, status, &samesource_page, cell);
}

bool samesource_show(struct call *c)
{
	if (!find(c))
		return false;
	show(c, 200, STR(""));
	return true;
}

bool samesource_cancel(struct call *c)
{
	int64_t id = find(c);
	struct str why, wrong = field_note(c->arena, call_text(c, FORM_WHY), &why), count;

	if (!id)
		return false;
	if (!wrong.s && !why.len)
		wrong = message_plain(MSG_WHY);
	if (wrong.s) {
		show(c, 422, wrong);
		return false;
	}
	if (!store_run(c->live->store, LEDGER_SOURCE_CANCEL, ARG(":id", id),
		       ARG(":upto", call_number(c, FORM_UPTO)), ARG(":now", str_of(c->now)),
		       ARG(":now_s", c->q->now_utc_s), ARG(":by", c->who), ARG(":why", why)))
		return false;
	if (!db_changes(store_db(c->live->store))) {
		show(c, 422, message_plain(MSG_SOURCE_NONE));
		return false;
	}
	count = arena_printf(c->arena, "%lld", (long long)db_changes(store_db(c->live->store)));
	call_redirect(c, arena_printf(c->arena, "/staff/bookings/%lld/source?done=%s",
				      (long long)id, count.s));
	return audit_add(c, AUDIT_SOURCE_CANCELLED, c->arg,
			 arena_printf(c->arena, "bookings=%s", count.s));
}

#include "booking/source.h"

#include "page/address.h"
#include "page/field.h"
#include "staff/audit.h"
#include "staff/staff.h"

enum { HOUR_S = 3600, DAY_S = 86400 };

/* ---- limits ---- */

static uint64_t key_of(const struct call *c)
{
	return throttle_key(c->app->key, STR("telephones"),
			    address_group(c->arena, c->q->remote_addr));
}

static void hash_of(const struct call *c, unsigned char out[MAC_BYTES])
{
	address_source(c->app->key, address_group(c->arena, c->q->remote_addr), out);
}

/* Seconds until fewer than `limit` bookings of the source lie in the span; 0 = there are. */
static int64_t wait_for(struct call *c, int64_t limit, int64_t span_s)
{
	struct stmt *st;
	unsigned char source[MAC_BYTES];
	int64_t now_s = c->q->now_utc_s, wait_s = 0;

	hash_of(c, source);
	st = store_bind(c->live->store, LEDGER_SOURCE_NTH,
			ARG_BLOB(":source", source, sizeof source), ARG(":after_s", now_s - span_s),
			ARG(":skip", limit - 1));
	if (stmt_step(st) == DB_ROW)
		wait_s = stmt_int(st, 0) + span_s - now_s;
	stmt_reset(st);
	return wait_s < span_s ? wait_s : span_s; /* a clock set back */
}

static bool refuse(struct call *c, struct str *cell, int64_t wait_s)
{
	struct str phone = cell[BOOK_ITEM_PHONE].len ? cell[BOOK_ITEM_PHONE] : c->live->complaint;
	bool hours = wait_s > HOUR_S;
	int64_t unit_s = hours ? HOUR_S : 60;
	struct str wait =
		arena_printf(c->arena, "%lld %s", (long long)((wait_s + unit_s - 1) / unit_s),
			     hours ? "小时" : "分钟");

	c->limited_s = (int)wait_s;
	cell[BOOK_ERR_FORM] =
		message_text(c->arena, MSG_RATE, (const struct str[]){ wait, phone }, 2);
	return false;
}

bool source_may_ask(struct call *c, struct str *cell)
{
	int wait_s = throttle_wait_s(&c->app->phones, key_of(c), c->live->bookings_per_hour,
				     THROTTLE_HOUR_S, c->q->now_utc_s);

	c->limited_s = 0;
	return wait_s == 0 || refuse(c, cell, wait_s);
}

bool source_may_book(struct call *c, struct str *cell)
{
	int64_t told =
		throttle_failures(&c->app->phones, key_of(c), THROTTLE_HOUR_S, c->q->now_utc_s);
	int64_t wait_s;

	if (!source_may_ask(c, cell))
		return false;
	wait_s = wait_for(c, c->live->bookings_per_hour - told, HOUR_S);
	if (!wait_s)
		wait_s = wait_for(c, c->live->bookings_per_day, DAY_S);
	return wait_s == 0 || refuse(c, cell, wait_s);
}

void source_told(struct call *c)
{
	throttle_fail(&c->app->phones, key_of(c), THROTTLE_HOUR_S, c->q->now_utc_s);
}

bool source_note(struct call *c, int64_t booking)
{
	unsigned char source[MAC_BYTES];

	hash_of(c, source);
	return store_run(c->live->store, LEDGER_SOURCE_NOTE, ARG(":booking", booking),
			 ARG_BLOB(":source", source, sizeof source),
			 ARG(":now_s", c->q->now_utc_s));
}

bool source_moved(struct call *c, int64_t booking, int64_t old)
{
	return store_run(c->live->store, LEDGER_SOURCE_MOVED, ARG(":booking", booking),
			 ARG(":old", old));
}

bool source_forget(struct store *s, int64_t now_utc_s)
{
	return store_run(s, LEDGER_SOURCE_FORGET,
			 ARG(":before_s", now_utc_s - (int64_t)SOURCE_DAYS * DAY_S));
}

/* ---- staff ---- */

static const struct str source_fields[SOURCE__MAX] = {
	[SOURCE_ID] = STR_INIT("id"),	    [SOURCE_NOW] = STR_INIT("now"),
	[SOURCE_DONE] = STR_INIT("done"),   [SOURCE_WHY] = STR_INIT("why"),
	[SOURCE_ERROR] = STR_INIT("error"),
};

const struct view_type source_view = { STR_INIT("source"), source_fields, SOURCE__MAX };

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
	const struct str cell[SOURCE__MAX] = {
		[SOURCE_ID] = c->arg,
		[SOURCE_NOW] = str_of(c->now),
		[SOURCE_DONE] = call_number(c, FORM_DONE) ? call_text(c, FORM_DONE) : STR(""),
		[SOURCE_WHY] = call_text(c, FORM_WHY),
		[SOURCE_ERROR] = error,
	};

	call_page(c, status, PAGE_KIND_SOURCE, cell);
}

bool source_show(struct call *c)
{
	if (!find(c))
		return false;
	show(c, 200, STR(""));
	return true;
}

bool source_cancel(struct call *c)
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
		       ARG(":now_s", c->q->now_utc_s), ARG(":by", c->staff->session.account),
		       ARG(":why", why)))
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

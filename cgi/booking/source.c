#include "booking/source.h"

#include "page/address.h"

enum { DAY_S = 86400 };

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
static int64_t wait_for(struct call *c, const unsigned char source[MAC_BYTES], int64_t limit,
			int64_t span_s)
{
	int64_t now_s = c->q->now_utc_s, wait_s = 0;
	struct stmt *st =
		store_bind(c->store, LEDGER_SOURCE_NTH, ARG_BLOB(":source", source, MAC_BYTES),
			   ARG(":after_s", now_s - span_s), ARG(":skip", limit - 1));

	if (stmt_step(st) == DB_ROW)
		wait_s = stmt_int(st, 0) + span_s - now_s;
	stmt_reset(st);
	return wait_s < span_s ? wait_s : span_s; /* a clock set back */
}

/* Nothing against it when there is nothing to wait for. */
static struct refusal must_wait(struct call *c, const struct wish *w, int64_t wait_s)
{
	bool hours = wait_s > THROTTLE_HOUR_S;
	int64_t unit_s = hours ? THROTTLE_HOUR_S : 60;
	struct refusal r;
	struct str args[2];

	if (wait_s == 0)
		return not_refused;
	args[0] = arena_printf(c->arena, "%lld %s", (long long)((wait_s + unit_s - 1) / unit_s),
			       hours ? "小时" : "分钟");
	args[1] = wish_phone(c, w);
	r = refusal_at(FORM_FORM, message_text(c->arena, MSG_RATE, args, COUNT(args)));
	r.wait_s = (int)wait_s;
	return r;
}

struct refusal source_may_ask(struct call *c, const struct wish *w)
{
	return must_wait(c, w,
			 throttle_wait_s(&c->app->phones, key_of(c), c->live->bookings_per_hour,
					 THROTTLE_HOUR_S, c->q->now_utc_s));
}

struct refusal source_may_book(struct call *c, const struct wish *w)
{
	int64_t told =
		throttle_failures(&c->app->phones, key_of(c), THROTTLE_HOUR_S, c->q->now_utc_s);
	struct refusal r = source_may_ask(c, w);
	unsigned char source[MAC_BYTES];

	hash_of(c, source);
	if (!r.text.s)
		r = must_wait(
			c, w,
			wait_for(c, source, c->live->bookings_per_hour - told, THROTTLE_HOUR_S));
	if (!r.text.s)
		r = must_wait(c, w, wait_for(c, source, c->live->bookings_per_day, DAY_S));
	return r;
}

void source_told(struct call *c)
{
	throttle_fail(&c->app->phones, key_of(c), THROTTLE_HOUR_S, c->q->now_utc_s);
}

bool source_note(struct call *c, int64_t booking)
{
	unsigned char source[MAC_BYTES];

	hash_of(c, source);
	return store_run(c->store, LEDGER_SOURCE_NOTE, ARG(":booking", booking),
			 ARG_BLOB(":source", source, sizeof source),
			 ARG(":now_s", c->q->now_utc_s));
}

bool source_moved(struct call *c, int64_t booking, int64_t old)
{
	return store_run(c->store, LEDGER_SOURCE_MOVED, ARG(":booking", booking), ARG(":old", old));
}

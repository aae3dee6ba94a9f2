#include "booking/reserve.h"

#include "page/health.h"

enum { REFERENCE_TRIES = 64, DAY_S = 86400 };

static VIEW_OF(wish, WISH);

/* The slot that is wanted: the columns of `offer` and `desk_slot`. */
/* clang-format off */
#define SLOT(X) X(day) X(day_label) X(time) X(ends) X(places) X(past) X(late) X(closed) X(free)
/* clang-format on */

VIEW(slot, SLOT);

/* ---- the wish ---- */

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

/* A refusal at the whole form, in words that name the number to ring. */
static struct refusal refuse(struct call *c, const struct wish *w, enum message what)
{
	return refusal_at(FORM_FORM, message_with(c->arena, what, wish_phone(c, w)));
}

/*
 * ---- where it came from: limits by address. A source is a keyed hash in the table of that
 * name, which nobody is shown; upkeep.h forgets it after a week ----
 */

static uint64_t key_of(const struct call *c)
{
	return throttle_key(c->app->key, STR("telephones"),
			    throttle_sender(c->arena, c->q->remote_addr));
}

static void source_of(const struct call *c, unsigned char out[MAC_BYTES])
{
	crypto_mac(c->app->key, PARTS(STR("source"), throttle_sender(c->arena, c->q->remote_addr)),
		   out, MAC_BYTES);
}

/* Seconds until fewer than `limit` bookings of the source lie in the span; 0 = there are. */
static int64_t wait_for(struct call *c, const unsigned char source[MAC_BYTES], int64_t limit,
			int64_t span_s)
{
	int64_t after_s = c->q->now_utc_s - span_s;
	int64_t at_s =
		store_int(c->store, LEDGER_SOURCE_NTH, ARG_BLOB(":source", source, MAC_BYTES),
			  ARG(":after_s", after_s), ARG(":skip", limit - 1));

	if (!at_s)
		return 0;
	return at_s - after_s < span_s ? at_s - after_s : span_s; /* a clock set back */
}

/* How long the address must wait before it is told something about a telephone again. */
static int64_t ask_wait_s(const struct call *c)
{
	return throttle_wait_s(&c->app->phones, key_of(c), c->live->bookings_per_hour,
			       THROTTLE_HOUR_S, c->q->now_utc_s);
}

/* And before it makes another booking: what it was told counts as one, too. */
static int64_t book_wait_s(struct call *c)
{
	int64_t wait_s = ask_wait_s(c);
	int64_t told =
		throttle_failures(&c->app->phones, key_of(c), THROTTLE_HOUR_S, c->q->now_utc_s);
	unsigned char source[MAC_BYTES];

	source_of(c, source);
	if (!wait_s)
		wait_s = wait_for(c, source, c->live->bookings_per_hour - told, THROTTLE_HOUR_S);
	return wait_s ? wait_s : wait_for(c, source, c->live->bookings_per_day, DAY_S);
}

static struct refusal must_wait(struct call *c, const struct wish *w, int64_t wait_s)
{
	bool hours = wait_s > THROTTLE_HOUR_S;
	int64_t unit_s = hours ? THROTTLE_HOUR_S : 60;
	struct str time =
		arena_printf(c->arena, "%lld %s", (long long)((wait_s + unit_s - 1) / unit_s),
			     hours ? "小时" : "分钟");
	struct refusal r =
		refusal_at(FORM_FORM, message_with(c->arena, MSG_RATE, time, wish_phone(c, w)));

	r.wait_s = (int)wait_s;
	return wait_s ? r : not_refused;
}

/* A booking that was moved keeps where it came from, whoever moved it. */
static bool note_source(struct call *c, const struct wish *w, int64_t id)
{
	unsigned char source[MAC_BYTES];

	if (w->moved_from)
		return store_run(c->store, LEDGER_SOURCE_MOVED, ARG(":booking", id),
				 ARG(":old", w->moved_from));
	source_of(c, source);
	return w->by.s || store_run(c->store, LEDGER_SOURCE_NOTE, ARG(":booking", id),
				    ARG_BLOB(":source", source, sizeof source),
				    ARG(":now_s", c->q->now_utc_s));
}

/* ---- citizens ---- */

static bool find(struct call *c, const struct wish *w, struct slot *s)
{
	store_board(c->store, str_int(w->window));
	return call_fill(
		c,
		store_bind(c->store, LEDGER_OFFER, ARG(":window", w->window), ARG(":noon", w->noon),
			   ARG(":day", str_head(w->slot, DATE_TEXT - 1)), ARG(":slot", w->slot),
			   ARG(":now", str_of(c->now)), ARG(":last", str_of(c->last))),
		&slot_view, s->cell);
}

static struct refusal slot_is_open(struct call *c, const struct wish *w, struct slot *s)
{
	if (str_cmp(w->slot, str_of(c->now)) <= 0)
		return refusal_at(FORM_DAY, message_plain(MSG_DAY_PAST));
	if (!find(c, w, s))
		return refusal_at(FORM_SLOT, message_plain(MSG_SLOT_GONE));
	if (view_is_true(s->late))
		return refusal_at(FORM_DAY, message_with(c->arena, MSG_DAY_LATE, s->day_label));
	if (s->closed.len)
		return refusal_at(FORM_SLOT, message_with(c->arena, MSG_SLOT_CLOSED, s->closed));
	if (view_is_true(s->free))
		return not_refused;
	if (store_exists(c->store, LEDGER_DAY_HAS_ROOM, ARG(":window", w->window),
			 ARG(":noon", w->noon), ARG(":day", s->day), ARG(":now", str_of(c->now))))
		return refusal_at(FORM_SLOT, message_with(c->arena, MSG_SLOT_FULL, s->time));
	return refusal_at(FORM_DAY, message_with(c->arena, MSG_DAY_FULL, s->day_label));
}

struct refusal reserve_phone_may(struct call *c, const struct wish *w, struct str day)
{
	struct refusal r = must_wait(c, w, ask_wait_s(c));
	int64_t open;

	if (r.text.s)
		return r;
	open = store_int(c->store, LEDGER_OPEN_BOOKINGS, ARG(":phone", w->phone),
			 ARG(":today", str_of(c->today)), ARG(":now", str_of(c->now)));
	if (store_exists(c->store, LEDGER_SAME_BOOKING, ARG(":phone", w->phone), ARG(":day", day),
			 ARG(":item", w->item), ARG(":window", w->window),
			 ARG(":item_name", w->item_name)))
		r = refuse(c, w, MSG_DUP);
	else if (open >= c->live->open_per_phone)
		r = refusal_at(FORM_FORM,
			       message_with(c->arena, MSG_LIMIT, arena_int(c->arena, open),
					    wish_phone(c, w)));
	else
		return not_refused;
	/* which counts: no stranger may try out who has booked */
	throttle_fail(&c->app->phones, key_of(c), THROTTLE_HOUR_S, c->q->now_utc_s);
	return r;
}

static struct refusal citizen_may(struct call *c, const struct wish *w, struct slot *s)
{
	struct refusal r = slot_is_open(c, w, s);

	if (!r.text.s && !w->moved_from)
		r = must_wait(c, w, book_wait_s(c));
	return r.text.s ? r : reserve_phone_may(c, w, s->day);
}

/* ---- staff ---- */

struct str reserve_next_slot(struct call *c, const struct wish *w, struct str day, struct str time)
{
	struct stmt *st = store_bind(c->store, LEDGER_DESK_NEXT_SLOT, ARG(":window", w->window),
				     ARG(":noon", w->noon), ARG(":now", str_of(c->now)),
				     ARG(":day", day), ARG(":time", time));

	return stmt_get_text(st, c->arena);
}

static bool find_for_staff(struct call *c, const struct wish *w, struct slot *s)
{
	return call_fill(c,
			 store_bind(c->store, LEDGER_DESK_SLOT, ARG(":window", w->window),
				    ARG(":noon", w->noon), ARG(":slot", w->slot),
				    ARG(":now", str_of(c->now))),
			 &slot_view, s->cell);
}

static struct refusal phone_is_meant(struct call *c, const struct wish *w, const struct slot *s)
{
	struct stmt *st = store_bind(c->store, LEDGER_SAME_PHONE, ARG(":phone", w->phone),
				     ARG(":day", s->day), ARG(":window", w->window));
	struct str same[3]; /* id, window, number */
	struct refusal r;

	if (!call_row(c, st, same) || str_eq(same[0], w->meant))
		return not_refused;
	r = refusal_at(FORM_MEANT, message_plain(MSG_SAME_PHONE_ELSEWHERE));
	r.same = str_int(same[0]);
	/* of one that they may not open only that it is there */
	if (!w->sees_window || w->sees_window == str_int(same[1]))
		r.text = message_with(c->arena, MSG_SAME_PHONE, same[2]);
	return r;
}

/* Lead time and places may be overridden by a reason, nothing else. */
static struct refusal staff_may(struct call *c, const struct wish *w, struct slot *s,
				bool *override)
{
	if (!find_for_staff(c, w, s))
		return refusal_at(FORM_SLOT, message_plain(MSG_SLOT_NONE));
	if (view_is_true(s->past))
		return refusal_at(FORM_SLOT, message_plain(MSG_SLOT_PAST));
	if (s->closed.len)
		return refusal_at(FORM_SLOT, message_with(c->arena, MSG_SLOT_CLOSED, s->closed));
	*override = view_is_true(s->late) || !view_is_true(s->free);
	if (!*override || w->remark.len)
		return phone_is_meant(c, w, s);
	return refusal_at(FORM_REMARK, view_is_true(s->late)
					       ? message_plain(MSG_LATE)
					       : message_with(c->arena, MSG_OVERFULL, s->time));
}

/* ---- the row ---- */

static bool unused_reference(struct call *c, char out[REFERENCE_TEXT])
{
	for (int i = 0; i < REFERENCE_TRIES; i++) {
		reference_make(out);
		if (!store_exists(c->store, LEDGER_REFERENCE_EXISTS,
				  ARG(":reference", str_of(out))))
			return true;
	}
	return false;
}

static bool insert(struct call *c, const struct wish *w, const struct slot *s, int64_t place,
		   const struct made *made)
{
	return store_run(
		c->store, LEDGER_INSERT_BOOKING, ARG(":reference", made->link.reference),
		ARG(":item", w->item), ARG(":window", w->window),
		ARG(":window_name", w->window_name), ARG(":floor", w->floor),
		ARG(":window_phone", w->window_phone), ARG(":item_name", w->item_name),
		ARG(":day", s->day), ARG(":start", w->slot), ARG(":end", s->ends),
		ARG(":day_label", s->day_label),
		ARG(":channel", w->by.s ? w->channel : STR("online")), ARG(":name", w->name),
		ARG(":phone", w->phone), ARG(":agent", w->agent), ARG(":note", w->note),
		ARG(":remark", w->remark), ARG(":by", w->by.s ? w->by : STR("citizen")),
		ARG(":now_s", c->q->now_utc_s), ARG(":place", place),
		ARG(":override", made->override),
		w->moved_from ? ARG(":moved_from", w->moved_from) : ARG_NULL(":moved_from"),
		w->nonce ? ARG_BLOB(":form_nonce", w->nonce, NONCE_BYTES)
			 : ARG_NULL(":form_nonce"));
}

static int64_t place_in(struct call *c, const struct wish *w, const struct slot *s)
{
	if (w->by.s)
		return store_int(c->store, LEDGER_DESK_PLACE, ARG(":window", w->window),
				 ARG(":start", w->slot), ARG(":places", s->places));
	return store_int(c->store, LEDGER_PUBLIC_PLACE, ARG(":window", w->window),
			 ARG(":start", w->slot));
}

static struct refusal write_row(struct call *c, const struct wish *w, const struct slot *s,
				struct made *out)
{
	char reference[REFERENCE_TEXT];
	int64_t place = place_in(c, w, s);

	if (!w->by.s && place > str_int(s->places))
		return refusal_at(FORM_SLOT, message_with(c->arena, MSG_SLOT_FULL, s->time));
	if (!unused_reference(c, reference))
		return refuse(c, w, MSG_SAVE);
	out->link = (struct link_of){ .generation = 1,
				      .reference = arena_str(c->arena, str_of(reference)) };
	if (!insert(c, w, s, place, out))
		return refuse(c, w, MSG_SAVE);
	out->link.id = db_last_rowid(store_db(c->store));
	return note_source(c, w, out->link.id) ? not_refused : refuse(c, w, MSG_SAVE);
}

struct refusal reserve(struct call *c, const struct wish *w, struct made *out)
{
	struct slot s = { .cell = { { NULL, 0 } } };
	struct refusal r;

	*out = (struct made){ .override = false };
	if (health_clock_behind(c->store, c->q->now_utc_s))
		return refuse(c, w, MSG_CLOCK);
	if (w->moved_from && str_eq(w->slot, w->was))
		return refusal_at(FORM_SLOT, message_plain(MSG_MOVE_SAME));
	r = w->by.s ? staff_may(c, w, &s, &out->override) : citizen_may(c, w, &s);
	return r.text.s ? r : write_row(c, w, &s, out);
}

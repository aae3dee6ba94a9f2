#include "booking/reserve.h"

#include "booking/source.h"
#include "page/wrongclock.h"

enum { REFERENCE_TRIES = 64 };

/* The slot that is wanted: the columns of `offer` and `desk_slot`. */
/* clang-format off */
#define SLOT(X) X(day) X(day_label) X(time) X(ends) X(places) X(past) X(late) X(closed) X(free)
/* clang-format on */

struct slot {
	VIEW_CELLS(SLOT);
};

static VIEW_OF(slot, SLOT);

static struct refusal unsaved(struct call *c, const struct wish *w)
{
	return refusal_at(FORM_FORM, message_with(c->arena, MSG_SAVE, wish_phone(c, w)));
}

/* ---- citizens ---- */

static bool find(struct call *c, const struct wish *w, struct slot *s)
{
	int64_t window = 0;

	str_to_int(w->window, INT64_MAX, &window);
	store_board(c->store, window);
	return call_fill(
		c,
		store_bind(c->store, LEDGER_OFFER, ARG(":window", w->window), ARG(":noon", w->noon),
			   ARG(":day", str_head(w->slot, DATE_TEXT - 1)), ARG(":slot", w->slot),
			   ARG(":now", str_of(c->now)), ARG(":last", str_of(c->last))),
		&slot_view, s->cell);
}

/* Whether any time of that day is free. */
static bool day_has_room(struct call *c, const struct wish *w, const struct slot *s)
{
	return store_exists(c->store, LEDGER_DAY_HAS_ROOM, ARG(":window", w->window),
			    ARG(":noon", w->noon), ARG(":day", s->day),
			    ARG(":now", str_of(c->now)));
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
	if (day_has_room(c, w, s))
		return refusal_at(FORM_SLOT, message_with(c->arena, MSG_SLOT_FULL, s->time));
	return refusal_at(FORM_DAY, message_with(c->arena, MSG_DAY_FULL, s->day_label));
}

static struct refusal too_many_open(struct call *c, const struct wish *w, int64_t open)
{
	const struct str args[] = { arena_int(c->arena, open), wish_phone(c, w) };

	return refusal_at(FORM_FORM, message_text(c->arena, MSG_LIMIT, args, COUNT(args)));
}

struct refusal reserve_phone_may(struct call *c, const struct wish *w, struct str day)
{
	struct refusal r = source_may_ask(c, w);
	int64_t open;

	if (r.text.s)
		return r;
	open = store_int(c->store, LEDGER_OPEN_BOOKINGS, ARG(":phone", w->phone),
			 ARG(":today", str_of(c->today)), ARG(":now", str_of(c->now)));
	if (store_exists(c->store, LEDGER_SAME_BOOKING, ARG(":phone", w->phone), ARG(":day", day),
			 ARG(":item", w->item)))
		r = refusal_at(FORM_FORM, message_with(c->arena, MSG_DUP, wish_phone(c, w)));
	else if (open >= c->live->open_per_phone)
		r = too_many_open(c, w, open);
	if (r.text.s)
		source_told(c);
	return r;
}

static struct refusal citizen_may(struct call *c, const struct wish *w, struct slot *s)
{
	struct refusal r = slot_is_open(c, w, s);

	if (!r.text.s && !w->moved_from)
		r = source_may_book(c, w);
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
	struct refusal r = not_refused;

	if (stmt_step(st) == DB_ROW && !str_eq(stmt_text(st, 0), w->meant)) {
		r = refusal_at(FORM_MEANT, message_plain(MSG_SAME_PHONE_ELSEWHERE));
		r.same = stmt_int(st, 0);
		/* of one that they may not open only that it is there */
		if (!w->sees_window || w->sees_window == stmt_int(st, 1))
			r.text = message_with(c->arena, MSG_SAME_PHONE, stmt_text(st, 2));
	}
	stmt_reset(st);
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

/* Where it came from: a booking that was moved keeps that, whoever moved it. */
static bool note_source(struct call *c, const struct wish *w, int64_t id)
{
	if (w->moved_from)
		return source_moved(c, id, w->moved_from);
	return w->by.s || source_note(c, id);
}

static struct refusal write_row(struct call *c, const struct wish *w, const struct slot *s,
				struct made *out)
{
	char reference[REFERENCE_TEXT];
	int64_t place = place_in(c, w, s), places = 0;

	str_to_int(s->places, INT64_MAX, &places);
	if (!w->by.s && place > places)
		return refusal_at(FORM_SLOT, message_with(c->arena, MSG_SLOT_FULL, s->time));
	if (!unused_reference(c, reference))
		return unsaved(c, w);
	out->link.reference = arena_str(c->arena, str_of(reference));
	if (!insert(c, w, s, place, out))
		return unsaved(c, w);
	out->link.id = db_last_rowid(store_db(c->store));
	out->link.generation = 1;
	return note_source(c, w, out->link.id) ? not_refused : unsaved(c, w);
}

struct refusal reserve(struct call *c, const struct wish *w, struct made *out)
{
	struct slot s = { .cell = { { NULL, 0 } } };
	struct refusal r;

	*out = (struct made){ .override = false };
	if (wrongclock_newest(c->store, c->q->now_utc_s))
		return refusal_at(FORM_FORM, message_with(c->arena, MSG_CLOCK, wish_phone(c, w)));
	if (w->moved_from && str_eq(w->slot, w->was))
		return refusal_at(FORM_SLOT, message_plain(MSG_MOVE_SAME));
	r = w->by.s ? staff_may(c, w, &s, &out->override) : citizen_may(c, w, &s);
	return r.text.s ? r : write_row(c, w, &s, out);
}

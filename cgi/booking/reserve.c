#include "booking/reserve.h"

#include "booking/source.h"
#include "page/wrongclock.h"

enum { REFERENCE_TRIES = 64 };

/* The slot that somebody wants, as the board has it. */
struct wanted {
	struct str day, label, time, ends, closes, closed;
	int64_t public_places;
	int64_t places; /* only staff look at it */
	bool free;
};

/*
 * The row of a bound `offer` or `desk_slot`, whose columns are alike but for
 * the number of places that count there. False, and *w as it was, without one.
 */
static bool take_slot(struct stmt *st, struct arena *a, struct wanted *w, int64_t *places)
{
	bool found = stmt_step(st) == DB_ROW;

	if (found) {
		*w = (struct wanted){
			.day = arena_str(a, stmt_text(st, 0)),
			.label = arena_str(a, stmt_text(st, 1)),
			.time = arena_str(a, stmt_text(st, 2)),
			.ends = arena_str(a, stmt_text(st, 3)),
			.closes = arena_str(a, stmt_text(st, 5)),
			.closed = arena_str(a, stmt_text(st, 6)),
			.free = stmt_int(st, 7) > 0,
		};
		*places = stmt_int(st, 4);
	}
	stmt_reset(st);
	return found;
}

static bool find(struct call *c, const struct str *cell, struct wanted *w)
{
	struct stmt *st =
		store_bind(c->live->store, LEDGER_OFFER, ARG(":window", cell[BOOK_WINDOW]),
			   ARG(":noon", cell[BOOK_NOON]),
			   ARG(":day", str_head(cell[BOOK_SLOT], DATE_TEXT - 1)),
			   ARG(":slot", cell[BOOK_SLOT]), ARG(":last", str_of(c->last)));

	return take_slot(st, c->arena, w, &w->public_places);
}

/* Whether any time of that day is free. */
static bool day_has_room(struct call *c, const struct str *cell, struct str day)
{
	return store_exists(c->live->store, LEDGER_DAY_HAS_ROOM, ARG(":window", cell[BOOK_WINDOW]),
			    ARG(":noon", cell[BOOK_NOON]), ARG(":day", day),
			    ARG(":now", str_of(c->now)));
}

/* Sets the message and returns false when the slot cannot be had. */
static bool slot_is_open(struct call *c, struct str *cell, struct wanted *w)
{
	struct str now = str_of(c->now);

	if (str_cmp(cell[BOOK_SLOT], now) <= 0)
		cell[BOOK_ERR_DAY] = message_plain(MSG_DAY_PAST);
	else if (!find(c, cell, w))
		cell[BOOK_ERR_SLOT] = message_plain(MSG_SLOT_GONE);
	else if (str_cmp(now, w->closes) >= 0)
		cell[BOOK_ERR_DAY] = message_with(c->arena, MSG_DAY_LATE, w->label);
	else if (w->closed.len)
		cell[BOOK_ERR_SLOT] = message_with(c->arena, MSG_SLOT_CLOSED, w->closed);
	else if (w->free)
		return true;
	else if (day_has_room(c, cell, w->day))
		cell[BOOK_ERR_SLOT] = message_with(c->arena, MSG_SLOT_FULL, w->time);
	else
		cell[BOOK_ERR_DAY] = message_plain(MSG_DAY_FULL);
	return false;
}

bool reserve_phone_may(struct call *c, struct str cell[BOOK__MAX], struct str day)
{
	int64_t open;

	if (!source_may_ask(c, cell))
		return false;
	if (store_exists(c->live->store, LEDGER_SAME_BOOKING, ARG(":phone", cell[BOOK_PHONE]),
			 ARG(":day", day), ARG(":item", cell[BOOK_ITEM]))) {
		cell[BOOK_ERR_FORM] = message_with(c->arena, MSG_DUP, cell[BOOK_ITEM_PHONE]);
		source_told(c);
		return false;
	}
	open = store_int(c->live->store, LEDGER_OPEN_BOOKINGS, ARG(":phone", cell[BOOK_PHONE]),
			 ARG(":today", str_of(c->today)), ARG(":now", str_of(c->now)));
	if (open < c->live->open_per_phone)
		return true;
	source_told(c);
	cell[BOOK_ERR_FORM] =
		message_text(c->arena, MSG_LIMIT,
			     (const struct str[]){ arena_printf(c->arena, "%lld", (long long)open),
						   cell[BOOK_ITEM_PHONE] },
			     2);
	return false;
}

/*
 * The lowest number that nobody has, counted in the ledger itself. Beyond the
 * public ones only when another process wrote and the board does not know yet.
 */
static bool take_place(struct call *c, struct str *cell, const struct wanted *w, int64_t *place)
{
	struct stmt *st;

	*place = 1;
	st = store_bind(c->live->store, LEDGER_TAKEN, ARG(":window", cell[BOOK_WINDOW]),
			ARG(":start", cell[BOOK_SLOT]));
	while (stmt_step(st) == DB_ROW && stmt_int(st, 0) == *place)
		++*place;
	stmt_reset(st);
	if (*place <= w->public_places)
		return true;
	cell[BOOK_ERR_SLOT] = message_with(c->arena, MSG_SLOT_FULL, w->time);
	return false;
}

static bool unused_reference(struct call *c, char out[REFERENCE_TEXT])
{
	for (int i = 0; i < REFERENCE_TRIES; i++) {

		reference_make(out);
		if (!store_exists(c->live->store, LEDGER_REFERENCE_EXISTS,
				  ARG(":reference", str_of(out))))
			return true;
	}
	return false;
}

/* A row as it will be written, but for what is in cells. */
struct row {
	const struct wanted *slot;
	int64_t place;
	const unsigned char *nonce; /* or NULL */
	struct str channel, by, remark;
	bool override;
	int64_t moved_from; /* 0 = none */
};

static bool insert(struct call *c, const struct str *cell, const struct row *row,
		   struct link_of *out)
{
	if (!store_run(c->live->store, LEDGER_INSERT_BOOKING, ARG(":reference", out->reference),
		       ARG(":item", cell[BOOK_ITEM]), ARG(":window", cell[BOOK_WINDOW]),
		       ARG(":window_name", cell[BOOK_WINDOW_NAME]), ARG(":floor", cell[BOOK_FLOOR]),
		       ARG(":window_phone", cell[BOOK_ITEM_PHONE]),
		       ARG(":item_name", cell[BOOK_ITEM_NAME]), ARG(":day", row->slot->day),
		       ARG(":start", cell[BOOK_SLOT]), ARG(":end", row->slot->ends),
		       ARG(":day_label", row->slot->label), ARG(":channel", row->channel),
		       ARG(":name", cell[BOOK_NAME]), ARG(":phone", cell[BOOK_PHONE]),
		       ARG(":agent", cell[BOOK_AGENT]), ARG(":note", cell[BOOK_NOTE]),
		       ARG(":remark", row->remark), ARG(":by", row->by),
		       ARG(":now_s", c->q->now_utc_s), ARG(":place", row->place),
		       ARG(":override", row->override),
		       row->moved_from ? ARG(":moved_from", row->moved_from)
				       : ARG_NULL(":moved_from"),
		       row->nonce ? ARG_BLOB(":form_nonce", row->nonce, NONCE_BYTES)
				  : ARG_NULL(":form_nonce")))
		return false;
	out->id = db_last_rowid(store_db(c->live->store));
	out->generation = 1;
	return true;
}

static bool write_row(struct call *c, struct str *cell, const struct row *row, struct link_of *out)
{
	char reference[REFERENCE_TEXT];

	if (!unused_reference(c, reference)) {
		cell[BOOK_ERR_FORM] = message_with(c->arena, MSG_SAVE, cell[BOOK_ITEM_PHONE]);
		return false;
	}
	out->reference = arena_str(c->arena, str_of(reference));
	return insert(c, cell, row, out) &&
	       (!row->moved_from || source_moved(c, out->id, row->moved_from));
}

static bool clock_may_write(struct call *c, struct str *cell)
{
	if (wrongclock_newest(c->live->store, c->q->now_utc_s) == 0)
		return true;
	cell[BOOK_ERR_FORM] = message_with(c->arena, MSG_CLOCK, cell[BOOK_ITEM_PHONE]);
	return false;
}

bool reserve_instead(struct call *c, struct str cell[BOOK__MAX], int64_t moved_from,
		     const unsigned char nonce[NONCE_BYTES], struct link_of *out)
{
	struct wanted w;
	struct row row = {
		.slot = &w,
		.nonce = nonce,
		.channel = STR("online"),
		.by = STR("citizen"),
		.moved_from = moved_from,
	};

	return clock_may_write(c, cell) && slot_is_open(c, cell, &w) &&
	       (moved_from || source_may_book(c, cell)) && reserve_phone_may(c, cell, w.day) &&
	       take_place(c, cell, &w, &row.place) && write_row(c, cell, &row, out) &&
	       (moved_from || source_note(c, out->id));
}

bool reserve(struct call *c, struct str cell[BOOK__MAX], const unsigned char nonce[NONCE_BYTES],
	     struct link_of *out)
{
	return reserve_instead(c, cell, 0, nonce, out);
}

/* ---- staff ---- */

struct str reserve_next_slot(struct call *c, const struct str cell[BOOK__MAX], struct str day,
			     struct str time)
{
	struct stmt *st =
		store_bind(c->live->store, LEDGER_DESK_NEXT_SLOT, ARG(":window", cell[BOOK_WINDOW]),
			   ARG(":noon", cell[BOOK_NOON]), ARG(":now", str_of(c->now)),
			   ARG(":day", day), ARG(":time", time));
	struct str slot = STR("");

	if (stmt_step(st) == DB_ROW)
		slot = arena_str(c->arena, stmt_text(st, 0));
	stmt_reset(st);
	return slot;
}

static bool find_for_staff(struct call *c, const struct str *cell, struct wanted *w)
{
	struct stmt *st =
		store_bind(c->live->store, LEDGER_DESK_SLOT, ARG(":window", cell[BOOK_WINDOW]),
			   ARG(":noon", cell[BOOK_NOON]), ARG(":slot", cell[BOOK_SLOT]));

	return take_slot(st, c->arena, w, &w->places);
}

/* What no reason helps against. */
static bool slot_is_served(struct call *c, struct str *cell, struct wanted *w)
{
	if (!find_for_staff(c, cell, w))
		cell[BOOK_ERR_SLOT] = message_plain(MSG_SLOT_NONE);
	else if (str_cmp(w->ends, str_of(c->now)) <= 0)
		cell[BOOK_ERR_SLOT] = message_plain(MSG_SLOT_PAST);
	else if (w->closed.len)
		cell[BOOK_ERR_SLOT] = message_with(c->arena, MSG_SLOT_CLOSED, w->closed);
	else
		return true;
	return false;
}

/* Lead time and places, which a reason may override. */
static bool may_override(struct call *c, const struct wanted *w, struct reserve_staff *by,
			 bool *override)
{
	bool late = str_cmp(str_of(c->now), w->closes) >= 0;

	*override = late || !w->free;
	if (!*override || by->remark.len)
		return true;
	by->err_remark =
		late ? message_plain(MSG_LATE) : message_with(c->arena, MSG_OVERFULL, w->time);
	return false;
}

static bool phone_is_meant(struct call *c, const struct str *cell, const struct wanted *w,
			   struct reserve_staff *by)
{
	struct stmt *st =
		store_bind(c->live->store, LEDGER_SAME_PHONE, ARG(":phone", cell[BOOK_PHONE]),
			   ARG(":day", w->day), ARG(":window", cell[BOOK_WINDOW]));

	if (stmt_step(st) == DB_ROW && !str_eq(stmt_text(st, 0), by->meant)) {
		by->same = stmt_int(st, 0);
		by->same_window = stmt_int(st, 1);
		by->same_reference = arena_str(c->arena, stmt_text(st, 2));
	}
	stmt_reset(st);
	return by->same == 0;
}

/* The highest free one, else the next above the last. */
static int64_t staff_place(struct call *c, const struct str *cell, const struct wanted *w)
{
	struct stmt *st =
		store_bind(c->live->store, LEDGER_TAKEN, ARG(":window", cell[BOOK_WINDOW]),
			   ARG(":start", cell[BOOK_SLOT]));
	int64_t next = 1, place = 0;

	while (stmt_step(st) == DB_ROW) {
		int64_t taken = stmt_int(st, 0);

		if (taken > next && next <= w->places)
			place = taken <= w->places ? taken - 1 : w->places;
		next = taken + 1;
	}
	stmt_reset(st);
	if (next <= w->places)
		return w->places;
	return place ? place : next;
}

bool reserve_by_staff(struct call *c, struct str cell[BOOK__MAX], struct reserve_staff *by,
		      struct link_of *out)
{
	struct wanted w;
	struct row row = {
		.slot = &w,
		.nonce = by->nonce,
		.channel = by->channel,
		.by = by->account,
		.remark = by->remark,
		.moved_from = by->moved_from,
	};

	if (!clock_may_write(c, cell) || !slot_is_served(c, cell, &w) ||
	    !may_override(c, &w, by, &row.override) || !phone_is_meant(c, cell, &w, by))
		return false;
	row.place = staff_place(c, cell, &w);
	by->overridden = row.override;
	return write_row(c, cell, &row, out);
}

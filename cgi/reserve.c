#include "reserve.h"

enum { CLOCK_BACK_S = 3600, REFERENCE_TRIES = 64 };

/* The slot that somebody wants, as view offer has it. */
struct wanted {
	int64_t window;
	struct str start, day, label, time, ends, closes, closed;
	int64_t public_places;
	bool free;
};

bool reserve_clock_is_right(struct call *c)
{
	struct stmt *st = store_stmt(c->live->store, LEDGER_NEWEST_EVENT);
	bool right = stmt_step(st) != DB_ROW || stmt_int(st, 0) - c->q->now_utc_s <= CLOCK_BACK_S;

	stmt_reset(st);
	return right;
}

static bool find(struct call *c, const struct str *cell, struct wanted *w)
{
	struct stmt *st = store_stmt(c->live->store, LEDGER_OFFER);
	struct arena *a = c->arena;
	bool found;

	store_bind_text(st, ":item", cell[BOOK_ITEM]);
	store_bind_text(st, ":slot", cell[BOOK_SLOT]);
	store_bind_text(st, ":last", str_of(c->last));
	found = stmt_step(st) == DB_ROW;
	if (found)
		*w = (struct wanted){
			.window = stmt_int(st, 0),
			.start = arena_str(a, stmt_text(st, 1)),
			.day = arena_str(a, stmt_text(st, 2)),
			.label = arena_str(a, stmt_text(st, 3)),
			.time = arena_str(a, stmt_text(st, 4)),
			.ends = arena_str(a, stmt_text(st, 5)),
			.public_places = stmt_int(st, 6),
			.closes = arena_str(a, stmt_text(st, 7)),
			.closed = arena_str(a, stmt_text(st, 8)),
			.free = stmt_int(st, 9) > 0,
		};
	stmt_reset(st);
	return found;
}

/* Whether any time of that day is free. */
static bool day_has_room(struct call *c, const struct str *cell, struct str day)
{
	struct stmt *st = store_stmt(c->live->store, LEDGER_DAY_HAS_ROOM);

	store_bind_text(st, ":item", cell[BOOK_ITEM]);
	store_bind_text(st, ":day", day);
	store_bind_text(st, ":now", str_of(c->now));
	return store_exists(st);
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

/* B16 and B15. */
static bool phone_may_book(struct call *c, struct str *cell, const struct wanted *w)
{
	struct stmt *st = store_stmt(c->live->store, LEDGER_SAME_BOOKING);
	int64_t open = 0;

	store_bind_text(st, ":phone", cell[BOOK_PHONE]);
	store_bind_text(st, ":day", w->day);
	store_bind_text(st, ":item", cell[BOOK_ITEM]);
	if (store_exists(st)) {
		cell[BOOK_ERR_FORM] = message_with(c->arena, MSG_DUP, cell[BOOK_ITEM_PHONE]);
		return false;
	}
	st = store_stmt(c->live->store, LEDGER_OPEN_BOOKINGS);
	store_bind_text(st, ":phone", cell[BOOK_PHONE]);
	store_bind_text(st, ":today", str_of(c->today));
	store_bind_text(st, ":now", str_of(c->now));
	if (stmt_step(st) == DB_ROW)
		open = stmt_int(st, 0);
	stmt_reset(st);
	if (open < c->live->open_per_phone)
		return true;
	cell[BOOK_ERR_FORM] =
		message_text(c->arena, MSG_LIMIT,
			     (const struct str[]){ arena_printf(c->arena, "%lld", (long long)open),
						   cell[BOOK_ITEM_PHONE] },
			     2);
	return false;
}

/* The lowest number that nobody has; at most public_places + 1. */
static int64_t lowest_place(struct call *c, const struct wanted *w)
{
	struct stmt *st = store_stmt(c->live->store, LEDGER_TAKEN);
	int64_t place = 1;

	store_bind_int(st, ":window", w->window);
	store_bind_text(st, ":start", w->start);
	while (stmt_step(st) == DB_ROW && stmt_int(st, 0) == place)
		place++;
	stmt_reset(st);
	return place;
}

static bool unused_reference(struct call *c, char out[REFERENCE_TEXT])
{
	for (int i = 0; i < REFERENCE_TRIES; i++) {
		struct stmt *st = store_stmt(c->live->store, LEDGER_REFERENCE_EXISTS);

		reference_make(out);
		store_bind_text(st, ":reference", str_of(out));
		if (!store_exists(st))
			return true;
	}
	return false;
}

static bool insert(struct call *c, const struct str *cell, const struct wanted *w,
		   const unsigned char nonce[NONCE_BYTES], struct link_of *out)
{
	const struct {
		const char *name;
		struct str value;
	} text[] = {
		{ ":reference", out->reference },
		{ ":window_name", cell[BOOK_WINDOW_NAME] },
		{ ":floor", cell[BOOK_FLOOR] },
		{ ":window_phone", cell[BOOK_ITEM_PHONE] },
		{ ":item_name", cell[BOOK_ITEM_NAME] },
		{ ":day", w->day },
		{ ":start", w->start },
		{ ":end", w->ends },
		{ ":day_label", w->label },
		{ ":channel", STR("online") },
		{ ":name", cell[BOOK_NAME] },
		{ ":phone", cell[BOOK_PHONE] },
		{ ":agent", cell[BOOK_AGENT] },
		{ ":note", cell[BOOK_NOTE] },
		{ ":by", STR("citizen") },
	};
	int64_t place = lowest_place(c, w);
	struct stmt *st = store_stmt(c->live->store, LEDGER_INSERT_BOOKING);

	for (size_t i = 0; i < sizeof text / sizeof text[0]; i++)
		store_bind_text(st, text[i].name, text[i].value);
	store_bind_text(st, ":item", cell[BOOK_ITEM]);
	store_bind_int(st, ":window", w->window);
	store_bind_int(st, ":place", place);
	store_bind_int(st, ":now_s", c->q->now_utc_s);
	store_bind_blob(st, ":form_nonce", nonce, NONCE_BYTES);
	if (!stmt_run(st))
		return false;
	out->id = db_last_rowid(store_db(c->live->store));
	out->generation = 1;
	return true;
}

bool reserve(struct call *c, struct str cell[BOOK__MAX], const unsigned char nonce[NONCE_BYTES],
	     struct link_of *out)
{
	struct wanted w;
	char reference[REFERENCE_TEXT];

	if (!reserve_clock_is_right(c)) {
		cell[BOOK_ERR_FORM] = message_with(c->arena, MSG_CLOCK, cell[BOOK_ITEM_PHONE]);
		return false;
	}
	if (!slot_is_open(c, cell, &w) || !phone_may_book(c, cell, &w))
		return false;
	if (!unused_reference(c, reference)) {
		cell[BOOK_ERR_FORM] = message_with(c->arena, MSG_SAVE, cell[BOOK_ITEM_PHONE]);
		return false;
	}
	out->reference = arena_str(c->arena, str_of(reference));
	return insert(c, cell, &w, nonce, out);
}

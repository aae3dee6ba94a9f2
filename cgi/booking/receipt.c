#include "booking/receipt.h"

#include "ics.h"
#include "page/field.h"
#include "phone.h"
#include "qr.h"
#include "store/token.h"

enum { QR_SCALE = 8 };

/* Columns of the statement receipt behind those that are shown as they are. */
enum {
	SHOWN_COLUMNS = RECEIPT_TO - RECEIPT_DIGITS + 1,
	COLUMN_NAME = SHOWN_COLUMNS,
	COLUMN_PHONE,
	COLUMN_AGENT,
	COLUMN_STATE,
	COLUMN_STATE_WORD,
	COLUMN_START,
	COLUMN_END,
	COLUMN_CHANGED_AT,
	COLUMN_NEXT_ID,
	COLUMN_NEXT_GENERATION,
	COLUMN_NEXT_REFERENCE,
	COLUMN_NEXT_WHEN,
	COLUMN_NEXT_STATE,
	COLUMN_NEXT_SHUT,
	COLUMN_RESULT,
	COLUMN_MOVED_HERE,
	COLUMN_ERASED,
	COLUMN_DAY,
	COLUMN_SHUT,
};

static const struct str receipt_fields[RECEIPT__MAX] = {
	[RECEIPT_TOKEN] = STR_INIT("token"),
	[RECEIPT_REFERENCE] = STR_INIT("reference"),
	[RECEIPT_DIGITS] = STR_INIT("digits"),
	[RECEIPT_ITEM_NAME] = STR_INIT("item_name"),
	[RECEIPT_WINDOW] = STR_INIT("window"),
	[RECEIPT_WINDOW_NAME] = STR_INIT("window_name"),
	[RECEIPT_FLOOR] = STR_INIT("floor"),
	[RECEIPT_PHONE] = STR_INIT("phone"),
	[RECEIPT_DAY_LABEL] = STR_INIT("day_label"),
	[RECEIPT_FROM] = STR_INIT("from"),
	[RECEIPT_TO] = STR_INIT("to"),
	[RECEIPT_TEL] = STR_INIT("tel"),
	[RECEIPT_NAME] = STR_INIT("name"),
	[RECEIPT_APPLICANT_PHONE] = STR_INIT("applicant_phone"),
	[RECEIPT_AGENT] = STR_INIT("agent"),
	[RECEIPT_STATE_WORD] = STR_INIT("state_word"),
	[RECEIPT_UPCOMING] = STR_INIT("upcoming"),
	[RECEIPT_CANCELLED] = STR_INIT("cancelled"),
	[RECEIPT_MOVED_TO] = STR_INIT("moved_to"),
	[RECEIPT_MOVED_LABEL] = STR_INIT("moved_label"),
	[RECEIPT_MOVED_AWAY] = STR_INIT("moved_away"),
	[RECEIPT_MOVED_SHUT] = STR_INIT("moved_shut"),
	[RECEIPT_PAST] = STR_INIT("past"),
	[RECEIPT_RESULT] = STR_INIT("result"),
	[RECEIPT_MOVED_HERE] = STR_INIT("moved_here"),
	[RECEIPT_ERASED] = STR_INIT("erased"),
	[RECEIPT_ERASABLE] = STR_INIT("erasable"),
	[RECEIPT_BEGINS] = STR_INIT("begins"),
	[RECEIPT_ENDS] = STR_INIT("ends"),
	[RECEIPT_STAMP] = STR_INIT("stamp"),
	[RECEIPT_OFF] = STR_INIT("off"),
	[RECEIPT_SHUT] = STR_INIT("shut"),
};

static const struct view_type receipt_view = { STR_INIT("receipt"), receipt_fields, RECEIPT__MAX };
const struct page_type receipt_page = { STR_INIT("booking/receipt.html"), &receipt_view, NULL };
const struct page_type receipt_ics_page = { STR_INIT("booking/booking.ics"), &receipt_view, NULL };

int64_t receipt_find(struct call *c)
{
	struct stmt *st;
	char reference[REFERENCE_TEXT];
	int64_t id = 0;

	if (!link_reference(c->arg, reference))
		return 0;
	st = store_bind(c->live->store, LEDGER_BOOKING_OF_REFERENCE,
			ARG(":reference", str_of(reference)));
	if (stmt_step(st) == DB_ROW) {
		struct link_of link = { stmt_int(st, 0), stmt_int(st, 1), stmt_text(st, 2) };

		if (link_matches(c->app->key, c->arg, &link))
			id = link.id;
	}
	stmt_reset(st);
	return id;
}

/* 20261128T013000Z, RFC 5545 3.3.5 form 2. */
static struct str utc_stamp(struct arena *a, int64_t utc_s)
{
	char text[MINUTE_TEXT];
	struct str t = { text, MINUTE_TEXT - 1 };

	minute_format(hall_min_of_utc(utc_s - HALL_OFFSET_S), text);
	return arena_printf(a, "%.4s%.2s%.2sT%.2s%.2s%02dZ", t.s, t.s + 5, t.s + 8, t.s + 11,
			    t.s + 14, (int)(utc_s % 60));
}

static struct str stamp_of(struct arena *a, struct str moment)
{
	int64_t minute = 0;

	minute_parse(moment, &minute);
	return utc_stamp(a, utc_of_hall_min(minute));
}

static struct str text_of(struct call *c, struct stmt *st, int column)
{
	return arena_str(c->arena, stmt_text(st, column));
}

static struct str flag(bool on)
{
	return on ? STR("1") : STR("");
}

static struct str masked_phone(struct call *c, struct str phone)
{
	char masked[PHONE_TEXT];

	if (phone.len == 0)
		return STR("");
	phone_mask(phone, masked);
	return arena_str(c->arena, str_of(masked));
}

static struct str tel_of(struct call *c, struct str number)
{
	struct phone phone;
	char tel[PHONE_TEXT];

	if (phone_parse(number, &phone) != PHONE_OK)
		return number;
	phone_tel(&phone, tel);
	return arena_str(c->arena, str_of(tel));
}

/* Where a booking that was moved is now, and whether it still is there. */
static void fill_next(struct call *c, struct stmt *st, struct str *cell)
{
	char token[LINK_TEXT];

	cell[RECEIPT_MOVED_AWAY] = flag(str_eq(stmt_text(st, COLUMN_NEXT_STATE), STR("cancelled")));
	cell[RECEIPT_MOVED_SHUT] = flag(stmt_int(st, COLUMN_NEXT_SHUT));
	cell[RECEIPT_MOVED_LABEL] = text_of(c, st, COLUMN_NEXT_WHEN);
	link_make(c->app->key,
		  &(struct link_of){ stmt_int(st, COLUMN_NEXT_ID),
				     stmt_int(st, COLUMN_NEXT_GENERATION),
				     stmt_text(st, COLUMN_NEXT_REFERENCE) },
		  token);
	cell[RECEIPT_MOVED_TO] = arena_str(c->arena, str_of(token));
}

static void fill_state(struct call *c, struct stmt *st, struct str *cell)
{
	struct str state = stmt_text(st, COLUMN_STATE);
	bool cancelled = str_eq(state, STR("cancelled")), moved = str_eq(state, STR("moved"));
	bool upcoming = str_eq(state, STR("booked")) &&
			str_cmp(str_of(c->now), stmt_text(st, COLUMN_START)) < 0;

	cell[RECEIPT_STATE_WORD] = text_of(c, st, COLUMN_STATE_WORD);
	cell[RECEIPT_UPCOMING] = flag(upcoming);
	cell[RECEIPT_CANCELLED] = flag(cancelled);
	cell[RECEIPT_PAST] = flag(!upcoming && !cancelled && !moved);
	cell[RECEIPT_RESULT] = text_of(c, st, COLUMN_RESULT);
	cell[RECEIPT_MOVED_HERE] = text_of(c, st, COLUMN_MOVED_HERE);
	cell[RECEIPT_ERASED] = text_of(c, st, COLUMN_ERASED);
	cell[RECEIPT_ERASABLE] = flag(!stmt_int(st, COLUMN_ERASED) && !moved &&
				      (upcoming || cancelled ||
				       str_cmp(stmt_text(st, COLUMN_DAY), str_of(c->today)) < 0));
	cell[RECEIPT_SHUT] = flag(upcoming && stmt_int(st, COLUMN_SHUT));
	cell[RECEIPT_OFF] = flag(cancelled || moved || cell[RECEIPT_SHUT].len > 0);
	if (moved)
		fill_next(c, st, cell);
}

/* False when there is no such booking; the usual 404 is then the answer. */
static bool fill(struct call *c, struct str cell[RECEIPT__MAX])
{
	int64_t id = receipt_find(c);
	struct stmt *st = store_bind(c->live->store, LEDGER_RECEIPT, ARG(":id", id),
				     ARG(":now", str_of(c->now)));
	char shown[REFERENCE_SHOWN];
	bool found = stmt_step(st) == DB_ROW;

	if (found) {
		for (int i = 0; i < SHOWN_COLUMNS; i++)
			cell[RECEIPT_DIGITS + i] = text_of(c, st, i);
		reference_show(cell[RECEIPT_DIGITS], shown);
		cell[RECEIPT_TOKEN] = c->arg;
		cell[RECEIPT_TEL] = tel_of(c, cell[RECEIPT_PHONE]);
		cell[RECEIPT_REFERENCE] = arena_str(c->arena, str_of(shown));
		cell[RECEIPT_NAME] = field_name_masked(c->arena, stmt_text(st, COLUMN_NAME));
		cell[RECEIPT_AGENT] = field_name_masked(c->arena, stmt_text(st, COLUMN_AGENT));
		cell[RECEIPT_APPLICANT_PHONE] = masked_phone(c, stmt_text(st, COLUMN_PHONE));
		cell[RECEIPT_BEGINS] = stamp_of(c->arena, stmt_text(st, COLUMN_START));
		cell[RECEIPT_ENDS] = stamp_of(c->arena, stmt_text(st, COLUMN_END));
		cell[RECEIPT_STAMP] = utc_stamp(c->arena, stmt_int(st, COLUMN_CHANGED_AT));
		fill_state(c, st, cell);
	}
	stmt_reset(st);
	if (!found)
		call_not_found(c);
	return found;
}

bool receipt_is_erasable(struct call *c)
{
	struct str cell[RECEIPT__MAX] = { { NULL, 0 } };

	return fill(c, cell) && cell[RECEIPT_ERASABLE].len > 0;
}

bool receipt_show(struct call *c)
{
	struct str cell[RECEIPT__MAX] = { { NULL, 0 } };

	if (!fill(c, cell))
		return false;
	call_page(c, 200, &receipt_page, cell);
	return true;
}

bool receipt_calendar(struct call *c)
{
	struct str cell[RECEIPT__MAX] = { { NULL, 0 } };
	struct buf folded = BUF_INIT;

	if (!fill(c, cell))
		return false;
	call_page(c, 200, &receipt_ics_page, cell);
	if (c->failed)
		return false;
	ics_fold(buf_str(&c->r->body), &folded);
	buf_release(&c->r->body);
	c->r->body = folded;
	c->r->content_type = STR("text/calendar; charset=utf-8");
	c->r->download_name = arena_printf(c->arena, "%.*s.ics", STR_ARG(cell[RECEIPT_DIGITS]));
	return true;
}

bool receipt_qr(struct call *c)
{
	struct str cell[RECEIPT__MAX] = { { NULL, 0 } };
	struct qr qr;
	struct err e;

	if (!fill(c, cell))
		return false;
	call_reset(c);
	c->r->status = 200;
	c->r->content_type = STR("image/png");
	if (qr_encode(cell[RECEIPT_DIGITS], c->arena, &qr, &e) &&
	    qr_png(&qr, QR_SCALE, &c->r->body, &e))
		return true;
	c->app->log(&e);
	c->failed = true;
	return false;
}

bool receipt_may(struct call *c, int64_t id, struct str state)
{
	return store_exists(c->live->store, LEDGER_CITIZEN_MAY, ARG(":id", id),
			    ARG(":state", state), ARG(":now", str_of(c->now)));
}

bool receipt_change_state(struct call *c, int64_t id, struct str state)
{
	return store_run(c->live->store, LEDGER_CHANGE_STATE, ARG(":id", id), ARG(":state", state),
			 ARG(":now_s", c->q->now_utc_s), ARG(":by", STR("citizen")),
			 ARG(":why", STR("")));
}

bool receipt_cancel(struct call *c)
{
	struct str cell[RECEIPT__MAX] = { { NULL, 0 } };
	int64_t id = receipt_find(c);
	bool changed = false;

	if (!fill(c, cell))
		return false;
	if (!cell[RECEIPT_CANCELLED].len) {
		if (!receipt_may(c, id, STR("cancelled"))) {
			call_message(c, 409, MSG_409,
				     message_with(c->arena, MSG_409_P, cell[RECEIPT_PHONE]));
			return false;
		}
		changed = receipt_change_state(c, id, STR("cancelled"));
	}
	call_redirect(c, arena_printf(c->arena, "/booking/%.*s", STR_ARG(c->arg)));
	return changed;
}

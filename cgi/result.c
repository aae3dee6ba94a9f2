#include "result.h"

#include "audit.h"
#include "field.h"
#include "reserve.h"
#include "staff.h"
#include "token.h"

enum { COLUMN_GENERATION = RESULT_COLUMNS, PICKUP_MAX_DAYS = 366 };

static const struct str result_fields[RESULT__MAX] = {
	[RESULT_ID] = STR_INIT("id"),
	[RESULT_WINDOW] = STR_INIT("window"),
	[RESULT_WINDOW_NAME] = STR_INIT("window_name"),
	[RESULT_FLOOR] = STR_INIT("floor"),
	[RESULT_WINDOW_PHONE] = STR_INIT("window_phone"),
	[RESULT_ITEM] = STR_INIT("item"),
	[RESULT_ITEM_NAME] = STR_INIT("item_name"),
	[RESULT_DAY] = STR_INIT("day"),
	[RESULT_START] = STR_INIT("start"),
	[RESULT_DAY_LABEL] = STR_INIT("day_label"),
	[RESULT_TIME] = STR_INIT("time"),
	[RESULT_ENDS] = STR_INIT("ends"),
	[RESULT_PLACE] = STR_INIT("place"),
	[RESULT_OVERRIDE] = STR_INIT("override"),
	[RESULT_STATE] = STR_INIT("state"),
	[RESULT_WORD] = STR_INIT("word"),
	[RESULT_CHANNEL_WORD] = STR_INIT("channel_word"),
	[RESULT_NAME] = STR_INIT("name"),
	[RESULT_PHONE] = STR_INIT("phone"),
	[RESULT_TEL] = STR_INIT("tel"),
	[RESULT_AGENT] = STR_INIT("agent"),
	[RESULT_NOTE] = STR_INIT("note"),
	[RESULT_MAIL_ADDRESS] = STR_INIT("mail_address"),
	[RESULT_ERASED] = STR_INIT("erased"),
	[RESULT_REMARK] = STR_INIT("remark"),
	[RESULT_PICKUP] = STR_INIT("pickup"),
	[RESULT_PICKUP_LABEL] = STR_INIT("pickup_label"),
	[RESULT_MAIL] = STR_INIT("mail"),
	[RESULT_APPLIED] = STR_INIT("applied"),
	[RESULT_CHANGED] = STR_INIT("changed"),
	[RESULT_MOVED_FROM] = STR_INIT("moved_from"),
	[RESULT_MOVED_TO] = STR_INIT("moved_to"),
	[RESULT_REFERENCE] = STR_INIT("reference"),
	[RESULT_SHOWN] = STR_INIT("shown"),
	[RESULT_NOON] = STR_INIT("noon"),
	[RESULT_PROMISE] = STR_INIT("promise"),
	[RESULT_PROMISED_DAY] = STR_INIT("promised_day"),
	[RESULT_TOKEN] = STR_INIT("token"),
	[RESULT_NOW] = STR_INIT("now"),
	[RESULT_TODAY] = STR_INIT("today"),
	[RESULT_ACCEPTED] = STR_INIT("accepted"),
	[RESULT_FROM_DAY] = STR_INIT("from_day"),
	[RESULT_WHY] = STR_INIT("why"),
	[RESULT_MEANT] = STR_INIT("meant"),
	[RESULT_ERRORS] = STR_INIT("errors"),
	[RESULT_ERR_FORM] = STR_INIT("err_form"),
	[RESULT_ERR_PICKUP] = STR_INIT("err_pickup"),
	[RESULT_ERR_WHY] = STR_INIT("err_why"),
	[RESULT_ERR_REMARK] = STR_INIT("err_remark"),
	[RESULT_ERR_ADDRESS] = STR_INIT("err_address"),
	[RESULT_ERR_SLOT] = STR_INIT("err_slot"),
};

const struct view_type result_view = { STR_INIT("result"), result_fields, RESULT__MAX };

/* The booking in the address. */
struct row {
	struct call *c;
	int64_t id, window, generation;
	struct str remark_before; /* the one in the ledger, when another is posted */
	struct str cell[RESULT__MAX];
};

static bool read_row(struct row *r)
{
	struct call *c = r->c;
	struct stmt *st = store_stmt(c->live->store, LEDGER_DESK_BOOKING);
	bool found;

	store_bind_int(st, ":id", r->id);
	store_bind_text(st, ":today", str_of(c->today));
	found = stmt_step(st) == DB_ROW;
	for (int i = 0; found && i < RESULT_COLUMNS; i++)
		r->cell[i] = arena_str(c->arena, stmt_text(st, i));
	if (found) {
		r->window = stmt_int(st, RESULT_WINDOW);
		r->generation = stmt_int(st, COLUMN_GENERATION);
	}
	stmt_reset(st);
	return found;
}

/*
 * False, and 404, when there is none, or none that the one who asks may see;
 * this is noted, so a job must not be undone.
 */
static bool load(struct call *c, struct row *r)
{
	*r = (struct row){ .c = c };
	if (!str_to_int(c->arg, INT64_MAX, &r->id) || !read_row(r)) {
		call_not_found(c);
		return false;
	}
	if (!staff_may(c->staff, ACT_ENTER, r->window)) {
		call_not_found(c);
		audit_refusal(c, AUDIT_REFUSED, c->q->path);
		return false;
	}
	r->cell[RESULT_NOW] = str_of(c->now);
	r->cell[RESULT_TODAY] = str_of(c->today);
	r->cell[RESULT_ACCEPTED] =
		str_eq(r->cell[RESULT_STATE], STR("accepted")) ? STR("1") : STR("");
	return true;
}

static void show(struct row *r, int status)
{
	struct call *c = r->c;
	struct str from = c->q->method == METHOD_POST ? STR("") : call_text(c, FORM_DAY);
	int32_t day;
	int errors = 0;

	for (int i = RESULT_ERR_FORM; i < RESULT__MAX; i++)
		errors += r->cell[i].len > 0;
	if (errors)
		r->cell[RESULT_ERRORS] = arena_printf(c->arena, "%d", errors);
	r->cell[RESULT_FROM_DAY] = date_parse(from, &day) ? from : str_of(c->today);
	call_page(c, status, PAGE_KIND_RESULT, r->cell);
}

bool result_show(struct call *c)
{
	struct row r;

	if (!load(c, &r))
		return false;
	show(&r, 200);
	return true;
}

bool result_slip(struct call *c)
{
	struct row r;
	char token[LINK_TEXT];

	if (!load(c, &r))
		return false;
	link_make(c->app->key, &(struct link_of){ r.id, r.generation, r.cell[RESULT_REFERENCE] },
		  token);
	r.cell[RESULT_TOKEN] = arena_str(c->arena, str_of(token));
	if (!audit_note(c, AUDIT_SLIP_PRINTED, r.cell[RESULT_ID], STR(""))) {
		call_message(c, 503, MSG_503, message_with(c->arena, MSG_SAVE, c->live->complaint));
		return false;
	}
	call_page(c, 200, PAGE_KIND_SLIP, r.cell);
	return true;
}

/* ---- what is posted ---- */

/* The page proposes a day of pick-up; it counts with 已收件 alone. */
static bool takes_pickup(const struct row *r)
{
	struct str state = call_text(r->c, FORM_RESULT);

	return r->c->form.value[FORM_PICKUP].s &&
	       str_eq(state.len ? state : r->cell[RESULT_STATE], STR("accepted"));
}

/* Remark, pick-up and mail; what is not in the form stays as it is. */
static void read_details(struct row *r)
{
	struct call *c = r->c;
	struct str *cell = r->cell;
	bool whole = c->form.value[FORM_REMARK].s != NULL;
	int32_t day, today;

	if (whole)
		cell[RESULT_ERR_REMARK] =
			field_note(c->arena, call_text(c, FORM_REMARK), &cell[RESULT_REMARK]);
	date_parse(str_of(c->today), &today);
	if (takes_pickup(r)) {
		cell[RESULT_PICKUP] = str_trim(call_text(c, FORM_PICKUP));
		if (cell[RESULT_PICKUP].len && (!date_parse(cell[RESULT_PICKUP], &day) ||
						day < today || day > today + PICKUP_MAX_DAYS))
			cell[RESULT_ERR_PICKUP] = message_plain(MSG_PICKUP_DAY);
	}
	if (!whole || cell[RESULT_ERASED].s[0] == '1')
		return;
	cell[RESULT_MAIL] = call_text(c, FORM_MAIL).len ? STR("1") : STR("0");
	cell[RESULT_MAIL_ADDRESS] = STR("");
	if (call_text(c, FORM_MAIL).len)
		cell[RESULT_ERR_ADDRESS] = field_note(c->arena, call_text(c, FORM_ADDRESS),
						      &cell[RESULT_MAIL_ADDRESS]);
	if (call_text(c, FORM_MAIL).len && !cell[RESULT_MAIL_ADDRESS].len)
		cell[RESULT_ERR_ADDRESS] = message_plain(MSG_ADDRESS);
}

/* Whether the state may follow now, and everything it needs is there. */
static bool may(struct row *r, struct str state)
{
	struct stmt *st = store_stmt(r->c->live->store, LEDGER_DESK_MAY);
	struct str *cell = r->cell;
	bool known, reason;

	store_bind_int(st, ":id", r->id);
	store_bind_text(st, ":state", state);
	store_bind_text(st, ":now", str_of(r->c->now));
	known = stmt_step(st) == DB_ROW;
	reason = known && stmt_int(st, 0);
	stmt_reset(st);
	/* where a reason is needed, a new remark is one */
	if (reason && !cell[RESULT_WHY].len && !str_eq(cell[RESULT_REMARK], r->remark_before))
		cell[RESULT_WHY] = cell[RESULT_REMARK];
	if (!known)
		cell[RESULT_ERR_FORM] =
			message_with(r->c->arena, MSG_RESULT_NOT, cell[RESULT_WORD]);
	else if (reason && !cell[RESULT_WHY].len)
		cell[RESULT_ERR_WHY] = message_plain(MSG_WHY);
	else if (str_eq(state, STR("accepted")) && !cell[RESULT_PICKUP].len)
		cell[RESULT_ERR_PICKUP] = message_plain(MSG_PICKUP);
	else
		return true;
	return false;
}

static bool write_details(struct row *r)
{
	struct stmt *st = store_stmt(r->c->live->store, LEDGER_DESK_DETAILS);

	store_bind_int(st, ":id", r->id);
	store_bind_int(st, ":now_s", r->c->q->now_utc_s);
	store_bind_text(st, ":remark", r->cell[RESULT_REMARK]);
	store_bind_text(st, ":pickup", r->cell[RESULT_PICKUP]);
	store_bind_text(st, ":mail", r->cell[RESULT_MAIL]);
	store_bind_text(st, ":mail_address", r->cell[RESULT_MAIL_ADDRESS]);
	return stmt_run(st);
}

static bool write_state(struct row *r, struct str state)
{
	struct stmt *st = store_stmt(r->c->live->store, LEDGER_CHANGE_STATE);

	store_bind_int(st, ":id", r->id);
	store_bind_text(st, ":state", state);
	store_bind_int(st, ":now_s", r->c->q->now_utc_s);
	store_bind_text(st, ":by", r->c->staff->session.account);
	store_bind_text(st, ":why", r->cell[RESULT_WHY]);
	return stmt_run(st);
}

/* A new row that names this one, at `slot`; *id is its number. */
static bool move(struct row *r, int64_t *id)
{
	static const struct {
		enum book_field to;
		enum result_field from;
	} same[] = {
		{ BOOK_ITEM, RESULT_ITEM },
		{ BOOK_ITEM_NAME, RESULT_ITEM_NAME },
		{ BOOK_ITEM_PHONE, RESULT_WINDOW_PHONE },
		{ BOOK_NOON, RESULT_NOON },
		{ BOOK_WINDOW, RESULT_WINDOW },
		{ BOOK_WINDOW_NAME, RESULT_WINDOW_NAME },
		{ BOOK_FLOOR, RESULT_FLOOR },
		{ BOOK_NAME, RESULT_NAME },
		{ BOOK_PHONE, RESULT_PHONE },
		{ BOOK_AGENT, RESULT_AGENT },
		{ BOOK_NOTE, RESULT_NOTE },
	};
	struct str book[BOOK__MAX] = { [BOOK_SLOT] = call_text(r->c, FORM_SLOT) };
	struct reserve_staff by = {
		.account = r->c->staff->session.account,
		.channel = str_eq(r->cell[RESULT_CHANNEL_WORD], STR("窗口")) ? STR("counter")
									     : STR("phone"),
		.remark = r->cell[RESULT_WHY].len ? r->cell[RESULT_WHY] : r->cell[RESULT_REMARK],
		.meant = call_text(r->c, FORM_MEANT),
		.moved_from = r->id,
	};
	struct link_of made;

	for (size_t i = 0; i < COUNT(same); i++)
		book[same[i].to] = r->cell[same[i].from];
	if (write_state(r, STR("moved")) && reserve_by_staff(r->c, book, &by, &made)) {
		*id = made.id;
		return true;
	}
	r->cell[RESULT_ERR_FORM] = book[BOOK_ERR_FORM];
	r->cell[RESULT_ERR_SLOT] = book[BOOK_ERR_SLOT];
	r->cell[RESULT_ERR_WHY] = by.err_remark;
	if (by.same.len) {
		r->cell[RESULT_MEANT] = by.same;
		r->cell[RESULT_ERR_FORM] = message_with(r->c->arena, MSG_SAME_PHONE, by.same);
	}
	return false;
}

static bool has_errors(const struct row *r)
{
	for (int i = RESULT_ERR_FORM; i < RESULT__MAX; i++)
		if (r->cell[i].len)
			return true;
	return false;
}

/* Writes all that was asked; *id is where to go on. False when refused or failed. */
static bool write(struct row *r, struct str state, int64_t *id)
{
	struct str detail = arena_printf(r->c->arena, "%.*s>%.*s", STR_ARG(r->cell[RESULT_STATE]),
					 STR_ARG(state.len ? state : r->cell[RESULT_STATE]));

	if (state.len && !may(r, state))
		return false;
	if (!write_details(r))
		return false;
	if (str_eq(state, STR("moved"))) {
		if (!move(r, id))
			return false;
	} else if (state.len && !write_state(r, state)) {
		return false;
	}
	return audit_add(r->c, AUDIT_BOOKING_CHANGED, r->cell[RESULT_ID], detail);
}

static void lead_on(struct row *r, int64_t id)
{
	struct call *c = r->c;
	int64_t window;

	if (str_to_int(call_text(c, FORM_BACK), 99, &window))
		call_redirect(c, arena_printf(c->arena, "/staff/?window=%d#b%lld", (int)window,
					      (long long)id));
	else
		call_redirect(c, arena_printf(c->arena, "/staff/bookings/%lld", (long long)id));
}

bool result_make(struct call *c)
{
	struct str state = call_text(c, FORM_RESULT);
	struct row r;
	int64_t id;

	if (!load(c, &r))
		return true;
	id = r.id;
	r.remark_before = r.cell[RESULT_REMARK];
	read_details(&r);
	r.cell[RESULT_ERR_WHY] = field_note(c->arena, call_text(c, FORM_WHY), &r.cell[RESULT_WHY]);
	if (!has_errors(&r) && write(&r, state, &id)) {
		lead_on(&r, id);
		return true;
	}
	show(&r, 422);
	return false;
}

#include "desk/result.h"

#include "desk/entry.h"
#include "page/field.h"
#include "staff/audit.h"
#include "staff/staff.h"
#include "store/token.h"

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
	[RESULT_VERSION] = STR_INIT("version"),
	[RESULT_NOTED] = STR_INIT("noted"),
	[RESULT_CLOSED] = STR_INIT("closed"),
	[RESULT_TOKEN] = STR_INIT("token"),
	[RESULT_NOW] = STR_INIT("now"),
	[RESULT_NOW_S] = STR_INIT("now_s"),
	[RESULT_MOVING] = STR_INIT("moving"),
	[RESULT_CANCELLING] = STR_INIT("cancelling"),
	[RESULT_MOVE_DAY] = STR_INIT("move_to_day"),
	[RESULT_MOVE_TIME] = STR_INIT("move_to_time"),
	[RESULT_REMARK_WAS] = STR_INIT("remark_was"),
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

static const struct view_type result_view = { STR_INIT("result"), result_fields, RESULT__MAX };
const struct page_type result_page = { STR_INIT("staff/result.html"), &result_view, &staff_view };
const struct page_type slip_page = { STR_INIT("staff/slip.html"), &result_view, &staff_view };

/* The booking in the address. */
struct row {
	struct call *c;
	int64_t id, window, generation;
	struct str cell[RESULT__MAX];
};

static bool read_row(struct row *r)
{
	struct call *c = r->c;
	struct stmt *st = store_bind(c->live->store, LEDGER_DESK_BOOKING, ARG(":id", r->id),
				     ARG(":today", str_of(c->today)));
	bool found = stmt_step(st) == DB_ROW;

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
	r->cell[RESULT_NOW_S] = arena_printf(c->arena, "%lld", (long long)c->q->now_utc_s);
	r->cell[RESULT_REMARK_WAS] = r->cell[RESULT_REMARK];
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
	call_page(c, status, &result_page, r->cell);
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
	call_page(c, 200, &slip_page, r.cell);
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

/*
 * The remark that is to stand there. One that is as the form showed it was not
 * changed in it, so that of the ledger stays.
 */
static void read_remark(struct row *r)
{
	struct call *c = r->c;
	struct str typed;

	if (!c->form.value[FORM_REMARK].s)
		return;
	r->cell[RESULT_ERR_REMARK] = field_note(c->arena, call_text(c, FORM_REMARK), &typed);
	if (!c->form.value[FORM_WAS].s || !str_eq(typed, call_text(c, FORM_WAS)))
		r->cell[RESULT_REMARK] = typed;
	if (r->cell[RESULT_OVERRIDE].s[0] == '1' && !r->cell[RESULT_REMARK].len)
		r->cell[RESULT_ERR_REMARK] = message_plain(MSG_REMARK_NEEDED);
}

static void read_pickup(struct row *r)
{
	struct call *c = r->c;
	struct str *cell = r->cell;
	int32_t day, today;

	if (!takes_pickup(r))
		return;
	date_parse(str_of(c->today), &today);
	cell[RESULT_PICKUP] = str_trim(call_text(c, FORM_PICKUP));
	if (cell[RESULT_PICKUP].len && (!date_parse(cell[RESULT_PICKUP], &day) || day < today ||
					day > today + PICKUP_MAX_DAYS))
		cell[RESULT_ERR_PICKUP] = message_plain(MSG_PICKUP_DAY);
}

/* A form with a remark has mail and address, too. */
static void read_mail(struct row *r)
{
	struct call *c = r->c;
	struct str *cell = r->cell;
	bool mail = call_text(c, FORM_MAIL).len > 0;

	if (!c->form.value[FORM_REMARK].s || cell[RESULT_ERASED].s[0] == '1')
		return;
	cell[RESULT_MAIL] = mail ? STR("1") : STR("0");
	cell[RESULT_MAIL_ADDRESS] = STR("");
	if (mail)
		cell[RESULT_ERR_ADDRESS] = field_note(c->arena, call_text(c, FORM_ADDRESS),
						      &cell[RESULT_MAIL_ADDRESS]);
	if (mail && !cell[RESULT_MAIL_ADDRESS].len)
		cell[RESULT_ERR_ADDRESS] = message_plain(MSG_ADDRESS);
}

static void read_why(struct row *r)
{
	struct call *c = r->c;

	r->cell[RESULT_ERR_WHY] =
		field_note(c->arena, call_text(c, FORM_WHY), &r->cell[RESULT_WHY]);
}

/* What a POST asks for. */
struct wish {
	struct row *row;
	struct str state;  /* code of the state to come, or empty */
	bool by_applicant; /* who cancels */
	int64_t then;	   /* id of the booking to go on to */
};

/*
 * The reason that is written. Where one is needed, a new remark is one, and so
 * is a closure of the slot.
 */
static struct str reason_of(const struct wish *w)
{
	const struct str *cell = w->row->cell;

	if (w->by_applicant)
		return STR("");
	if (cell[RESULT_WHY].len)
		return cell[RESULT_WHY];
	if (!str_eq(cell[RESULT_REMARK], cell[RESULT_REMARK_WAS]))
		return cell[RESULT_REMARK];
	return cell[RESULT_CLOSED];
}

/* Whether the state may follow now, and everything it needs is there. */
static bool may(struct wish *w)
{
	struct row *r = w->row;
	struct stmt *st = store_bind(r->c->live->store, LEDGER_DESK_MAY, ARG(":id", r->id),
				     ARG(":state", w->state), ARG(":now", str_of(r->c->now)));
	struct str *cell = r->cell, early[2];
	bool known, reason, is_early;

	known = stmt_step(st) == DB_ROW;
	reason = known && stmt_int(st, 0);
	is_early = known && stmt_int(st, 1);
	early[0] = arena_str(r->c->arena, stmt_text(st, 2));
	early[1] = arena_str(r->c->arena, stmt_text(st, 3));
	stmt_reset(st);
	if (str_eq(w->state, STR("cancelled")))
		reason = !w->by_applicant;
	if (!known)
		cell[RESULT_ERR_FORM] =
			message_with(r->c->arena, MSG_RESULT_NOT, cell[RESULT_WORD]);
	else if (is_early)
		cell[RESULT_ERR_FORM] = message_text(r->c->arena, MSG_RESULT_EARLY, early, 2);
	else if (reason && !reason_of(w).len)
		cell[RESULT_ERR_WHY] = message_plain(MSG_WHY);
	else if (str_eq(w->state, STR("accepted")) && !cell[RESULT_PICKUP].len)
		cell[RESULT_ERR_PICKUP] = message_plain(MSG_PICKUP);
	else
		return true;
	return false;
}

/* Saving is a sign that the window itself has seen it. */
static bool see(struct row *r)
{
	if (r->window != r->c->staff->session.window)
		return true;
	return store_run(r->c->live->store, LEDGER_SEE, ARG(":window", r->window),
			 ARG(":from", r->id), ARG(":upto", r->id),
			 ARG(":now_s", r->c->q->now_utc_s));
}

static bool write_details(struct row *r)
{
	return store_run(r->c->live->store, LEDGER_DESK_DETAILS, ARG(":id", r->id),
			 ARG(":now_s", r->c->q->now_utc_s), ARG(":by", r->c->who),
			 ARG(":remark", r->cell[RESULT_REMARK]),
			 ARG(":pickup", r->cell[RESULT_PICKUP]), ARG(":mail", r->cell[RESULT_MAIL]),
			 ARG(":mail_address", r->cell[RESULT_MAIL_ADDRESS])) &&
	       see(r);
}

static bool write_state(const struct wish *w)
{
	struct row *r = w->row;

	return store_run(r->c->live->store, LEDGER_CHANGE_STATE, ARG(":id", r->id),
			 ARG(":state", w->state), ARG(":now_s", r->c->q->now_utc_s),
			 ARG(":by", r->c->who), ARG(":why", reason_of(w)));
}

/* The cells of reserve.c for the row in whose place another comes. */
static void copy_cells(const struct row *r, struct str book[BOOK__MAX])
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

	for (size_t i = 0; i < COUNT(same); i++)
		book[same[i].to] = r->cell[same[i].from];
}

/* The slot that is asked for; false with the message when there is none. */
static bool read_slot(struct row *r, struct str book[BOOK__MAX])
{
	struct call *c = r->c;
	struct str *cell = r->cell, slot = call_text(c, FORM_SLOT), day, time;
	size_t t = str_find(slot, STR("T"));

	cell[RESULT_MOVE_DAY] = t != SIZE_MAX ? str_head(slot, t) : call_text(c, FORM_DAY);
	cell[RESULT_MOVE_TIME] = t != SIZE_MAX ? str_from(slot, t + 1) : call_text(c, FORM_TIME);
	cell[RESULT_ERR_SLOT] =
		entry_moment(c, cell[RESULT_MOVE_DAY], cell[RESULT_MOVE_TIME], &day, &time);
	if (!cell[RESULT_ERR_SLOT].len && !day.len && !time.len)
		cell[RESULT_ERR_SLOT] = message_plain(MSG_MOVE_WHERE);
	if (cell[RESULT_ERR_SLOT].len)
		return false;
	book[BOOK_SLOT] = reserve_next_slot(c, book, day, time);
	if (!book[BOOK_SLOT].len)
		cell[RESULT_ERR_SLOT] = message_plain(MSG_SLOT_NONE);
	else if (str_eq(book[BOOK_SLOT], cell[RESULT_START]))
		cell[RESULT_ERR_SLOT] = message_plain(MSG_MOVE_SAME);
	return !cell[RESULT_ERR_SLOT].len;
}

/* A new row that names this one. */
static bool move(struct wish *w)
{
	struct row *r = w->row;
	struct str book[BOOK__MAX] = { { NULL, 0 } }, reason = reason_of(w);
	struct reserve_staff by = {
		.account = r->c->who,
		.channel = str_eq(r->cell[RESULT_CHANNEL_WORD], STR("窗口")) ? STR("counter")
									     : STR("phone"),
		.remark = reason.len ? reason : r->cell[RESULT_REMARK],
		.meant = call_text(r->c, FORM_MEANT),
		.moved_from = r->id,
	};
	struct link_of made;

	copy_cells(r, book);
	if (!read_slot(r, book) || !write_state(w))
		return false;
	if (reserve_by_staff(r->c, book, &by, &made)) {
		w->then = made.id;
		return true;
	}
	r->cell[RESULT_ERR_FORM] = book[BOOK_ERR_FORM];
	r->cell[RESULT_ERR_SLOT] = book[BOOK_ERR_SLOT];
	r->cell[RESULT_ERR_WHY] = by.err_remark;
	if (by.same)
		r->cell[RESULT_ERR_FORM] = entry_same_phone(r->c, &by, &r->cell[RESULT_MEANT]);
	return false;
}

static bool has_errors(const struct row *r)
{
	for (int i = RESULT_ERR_FORM; i < RESULT__MAX; i++)
		if (r->cell[i].len)
			return true;
	return false;
}

static bool note(struct row *r, struct str state)
{
	struct str before = r->cell[RESULT_STATE];

	return audit_add(r->c, AUDIT_BOOKING_CHANGED, r->cell[RESULT_ID],
			 arena_printf(r->c->arena, "%.*s>%.*s", STR_ARG(before),
				      STR_ARG(state.len ? state : before)));
}

/* Writes all that was asked. False when refused or failed: it is undone before the page is made. */
static bool write(void *wish)
{
	struct wish *w = wish;
	struct row *r = w->row;

	if ((w->state.len && !may(w)) || !write_details(r))
		return false;
	if (str_eq(w->state, STR("moved"))) {
		if (!move(w))
			return false;
	} else if (w->state.len && !write_state(w)) {
		return false;
	}
	return note(r, w->state);
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

/* Which of the page's forms it was, so that it is open again, with what was typed. */
static void keep_open(const struct wish *w)
{
	struct str *cell = w->row->cell;

	if (str_eq(w->state, STR("moved")))
		cell[RESULT_MOVING] = STR("1");
	if (str_eq(w->state, STR("cancelled")))
		cell[RESULT_CANCELLING] = STR("1");
	if (cell[RESULT_MOVE_DAY].len || cell[RESULT_MOVE_TIME].len)
		return;
	cell[RESULT_MOVE_DAY] = call_text(w->row->c, FORM_DAY);
	cell[RESULT_MOVE_TIME] = call_text(w->row->c, FORM_TIME);
}

/* The booking has changed since the form was made: nothing is done, and the page says so. */
static bool is_older(struct row *r)
{
	struct call *c = r->c;

	if (!c->form.value[FORM_VERSION].s ||
	    str_eq(call_text(c, FORM_VERSION), r->cell[RESULT_VERSION]))
		return false;
	r->cell[RESULT_ERR_FORM] = message_with(c->arena, MSG_OLDER, r->cell[RESULT_NOTED]);
	return true;
}

static bool change(struct call *c, struct str state)
{
	struct row r;
	struct wish w = { .row = &r, .state = state };
	bool older;

	if (!load(c, &r))
		return true;
	w.then = r.id;
	w.by_applicant =
		str_eq(state, STR("cancelled")) && str_eq(call_text(c, FORM_BY), STR("applicant"));
	older = is_older(&r);
	read_remark(&r);
	read_why(&r);
	if (!older) {
		read_pickup(&r);
		read_mail(&r);
	}
	if (!has_errors(&r) && store_try(c->live->store, write, &w)) {
		lead_on(&r, w.then);
		return true;
	}
	keep_open(&w);
	show(&r, older ? 409 : 422);
	return false;
}

bool result_make(struct call *c)
{
	return change(c, call_text(c, FORM_RESULT));
}

bool result_cancel(struct call *c)
{
	return change(c, STR("cancelled"));
}

bool result_undo(struct call *c)
{
	struct row r;

	if (!load(c, &r))
		return true;
	if (is_older(&r)) {
		show(&r, 409);
		return false;
	}
	if (!store_run(c->live->store, LEDGER_UNDO, ARG(":id", r.id), ARG(":by", c->who),
		       ARG(":now_s", c->q->now_utc_s)))
		return false;
	if (db_changes(store_db(c->live->store)) == 0) {
		r.cell[RESULT_ERR_FORM] = message_plain(MSG_UNDO_NOT);
		show(&r, 422);
		return false;
	}
	lead_on(&r, r.id);
	return note(&r, STR("undo"));
}

#include "desk/booking.h"

#include "booking/reserve.h"
#include "desk/pages.h"
#include "desk/wanted.h"
#include "staff/audit.h"
#include "staff/staff.h"
#include "store/token.h"

/* The values of booking.html and slip.html. */
/* clang-format off */
#define BOOKING(X) \
	/* of the statement desk_booking */ \
	X(id) X(generation) X(reference) X(version) X(window) X(window_name) X(window_short) X(floor) X(item) \
	X(listed) /* has a number */ X(item_name) \
	X(start) X(day_label) X(time) X(ends) X(place) X(override) X(state) \
	X(accepted) /* pick-up is told: the slip is that of 收件 */ \
	X(word) X(tone) X(at) /* since when, empty when it is only booked */ \
	X(channel_word) X(channel) \
	X(name) X(phone) X(dashed) X(tel) X(agent) X(note) X(mail_address) X(erased) X(remark) \
	X(pickup) X(pickup_label) X(mail) X(applied) X(changed) X(moved_from) X(moved_to) \
	X(shown) X(noon) X(kind_word) X(editable) \
	X(promised_day) /* today and the promised working days */ \
	X(noted)        /* the last change, in words: li 10:11 已记为已办结 */ \
	X(closed)       /* why its slot is no longer offered, or empty */ \
	/* the page */ \
	X(token)      /* of the private link, for the slip's code */ \
	X(wanted) /* what an older page asked for: code of a state */ \
	X(moving) X(cancelling) /* was refused: its form is open */ \
	X(from_day)   /* the grid of slots to move to begins there */
/* clang-format on */
static VIEW_OF(booking, BOOKING);

STAFF_PAGE(booking, "booking.html", booking);
STAFF_PAGE(slip, "slip.html", booking);

/* A booking as it is to stand in the ledger, and what a POST asks for. */
struct row {
	VIEW_CELLS(BOOKING);
	struct call *c;
	int64_t no, window_no;
	struct str remark_was;
	struct booking_asked asked;
	struct str why; /* as typed */
	bool older;	/* the form is older than the booking: nothing is to be done */
	int64_t then;	/* id of the booking that a move has made */
};

static bool read_row(struct row *r)
{
	return str_to_int(r->asked.id, INT64_MAX, &r->no) &&
	       call_fill(r->c,
			 store_bind(r->c->store, LEDGER_DESK_BOOKING, ARG(":id", r->no),
				    ARG(":today", str_of(r->c->today))),
			 &booking_view, r->cell) &&
	       str_to_int(r->window, INT64_MAX, &r->window_no);
}

/* What stands in the form's fields. */
static void show_fields(const struct row *r)
{
	bool other = str_eq(r->item, STR("0"));

	call_show(r->c, FORM_NAME, r->name);
	call_show(r->c, FORM_PHONE, r->phone);
	call_show(r->c, FORM_AGENT, r->agent);
	call_show(r->c, FORM_ITEM, other ? r->item_name : r->item);
	call_show(r->c, FORM_REMARK, r->remark);
	call_show(r->c, FORM_PICKUP, r->pickup);
	call_show(r->c, FORM_MAIL, r->mail);
	call_show(r->c, FORM_ADDRESS, r->mail_address);
}

/*
 * False, and 404, when there is none, or none that the one who asks may see;
 * this is noted, so a job must not be undone.
 */
static bool load(struct call *c, const struct booking_asked *asked, struct row *r)
{
	*r = (struct row){ .c = c, .asked = *asked };
	if (!read_row(r))
		return call_not_found(c);
	if (!staff_may(c->staff, ACT_ENTER, r->window_no)) {
		call_not_found(c);
		audit_refusal(c, AUDIT_REFUSED, c->q->path);
		return false;
	}
	r->remark_was = r->remark;
	call_show(c, FORM_WAS, r->remark);
	show_fields(r);
	return true;
}

static bool show(struct row *r, int status)
{
	struct call *c = r->c;
	struct str from = call_text(c, c->q->method == METHOD_POST ? FORM_SHOWN : FORM_DAY);
	int32_t day;

	r->from_day = date_parse(from, &day) && str_cmp(from, str_of(c->today)) > 0
			      ? from
			      : str_of(c->today);
	return call_page(c, status, &booking_page, r->cell);
}

bool booking_show(struct call *c)
{
	struct row r;

	return load(c, &(struct booking_asked){ .id = c->arg }, &r) && show(&r, 200);
}

bool booking_slip(struct call *c)
{
	struct link_of link = { .id = 0 };
	char token[LINK_TEXT];
	struct row r;

	if (!load(c, &(struct booking_asked){ .id = c->arg }, &r))
		return false;
	link = (struct link_of){ r.no, 0, r.reference };
	str_to_int(r.generation, INT64_MAX, &link.generation);
	link_make(c->app->key, &link, token);
	r.token = arena_str(c->arena, str_of(token));
	if (!audit_add(c, AUDIT_SLIP_PRINTED, r.id, STR("")))
		return call_message(c, 503, MSG_503,
				    message_with(c->arena, MSG_SAVE, c->live->complaint));
	return call_page(c, 200, &slip_page, r.cell);
}

/* ---- what is posted ---- */

/*
 * The remark that is to stand there. One that is as the form showed it was not
 * changed in it, so that of the ledger stays.
 */
static void take_remark(struct row *r)
{
	struct call *c = r->c;
	struct str typed;

	if (!c->form.value[FORM_REMARK].s)
		return;
	typed = call_take(c, FORM_REMARK);
	if (!c->form.value[FORM_WAS].s || !str_eq(typed, call_text(c, FORM_WAS)))
		r->remark = typed;
	if (view_is_true(r->override) && !r->remark.len)
		call_say(c, FORM_REMARK, message_plain(MSG_REMARK_NEEDED));
}

/* The page proposes a day of pick-up; it counts with 已收件 alone. */
static void take_pickup(struct row *r)
{
	struct call *c = r->c;
	struct str day;
	int32_t date, today;
	int year, month, of_month;

	if (!c->form.value[FORM_PICKUP].s)
		return;
	day = str_trim(call_text(c, FORM_PICKUP));
	if (!str_eq(r->asked.to.len ? r->asked.to : r->state, STR("accepted"))) {
		if (r->asked.to.len || !day.len || str_eq(day, r->pickup) ||
		    str_eq(day, r->promised_day))
			return;
		r->pickup = day; /* a remark alone was saved, and the day would be gone */
		call_say(c, FORM_PICKUP, message_plain(MSG_PICKUP_ALONE));
		return;
	}
	date_parse(str_of(c->today), &today);
	date_to_civil(today, &year, &month, &of_month);
	r->pickup = day;
	day = call_day(c, r->pickup);
	if (date_parse(day, &date) && date >= today &&
	    date <= date_of_civil(year + 1, month, of_month))
		r->pickup = day;
	else if (r->pickup.len)
		call_say(c, FORM_PICKUP, message_plain(MSG_PICKUP_DAY));
}

/* A form with a remark has mail and address, too. */
static void take_mail(struct row *r)
{
	struct call *c = r->c;
	bool mail = call_text(c, FORM_MAIL).len > 0;

	if (!c->form.value[FORM_REMARK].s || view_is_true(r->erased))
		return;
	r->mail = mail ? STR("1") : STR("0");
	r->mail_address = mail ? call_take(c, FORM_ADDRESS) : STR("");
	if (mail && !r->mail_address.len)
		call_say(c, FORM_ADDRESS, message_plain(MSG_ADDRESS));
}

/*
 * The reason that is written. Where one is needed, a new remark is one, and so
 * is a closure of the slot.
 */
static struct str reason_of(const struct row *r)
{
	if (r->asked.by_applicant)
		return STR("");
	if (r->why.len)
		return r->why;
	return str_eq(r->remark, r->remark_was) ? r->closed : r->remark;
}

/* Whether the state may follow now, and everything it needs is there. */
static struct refusal may(const struct row *r)
{
	struct call *c = r->c;
	struct stmt *st = store_bind(c->store, LEDGER_DESK_MAY, ARG(":id", r->no),
				     ARG(":state", r->asked.to), ARG(":now", str_of(c->now)));
	/* whether it wants a reason, is too early; its word, since when; is too late, until when */
	struct str cell[6];
	bool reason;

	if (!call_row(c, st, cell))
		return refusal_at(FORM_FORM, message_with(c->arena, MSG_RESULT_NOT, r->word));
	if (view_is_true(cell[1]))
		return refusal_at(FORM_FORM,
				  message_with(c->arena, MSG_RESULT_EARLY, cell[2], cell[3]));
	if (view_is_true(cell[4]))
		return refusal_at(FORM_FORM,
				  message_with(c->arena, MSG_RESULT_LATE, cell[2], cell[5]));
	reason = view_is_true(cell[0]);
	if (str_eq(r->asked.to, STR("cancelled")))
		reason = !r->asked.by_applicant;
	if (reason && !reason_of(r).len)
		return refusal_at(FORM_WHY, message_plain(MSG_WHY));
	if (str_eq(r->asked.to, STR("accepted")) && !r->pickup.len)
		return refusal_at(FORM_PICKUP, message_plain(MSG_PICKUP));
	return not_refused;
}

/* ---- what is written ---- */

/* Saving is a sign that the window itself has seen it. */
static bool see(const struct row *r)
{
	if (r->window_no != r->c->staff->session.window)
		return true;
	return store_run(r->c->store, LEDGER_SEE, ARG(":window", r->window_no), ARG(":from", r->no),
			 ARG(":upto", r->no), ARG(":now_s", r->c->q->now_utc_s));
}

static bool write_details(const struct row *r)
{
	return store_run(r->c->store, LEDGER_DESK_DETAILS, ARG(":id", r->no),
			 ARG(":now_s", r->c->q->now_utc_s), ARG(":by", r->c->who),
			 ARG(":remark", r->remark), ARG(":pickup", r->pickup),
			 ARG(":mail", r->mail), ARG(":mail_address", r->mail_address)) &&
	       see(r);
}

static bool write_state(const struct row *r)
{
	return store_run(r->c->store, LEDGER_CHANGE_STATE, ARG(":id", r->no),
			 ARG(":state", r->asked.to), ARG(":now_s", r->c->q->now_utc_s),
			 ARG(":by", r->c->who), ARG(":why", reason_of(r)));
}

/* The slot that is asked for; false with the message when there is none. */
static bool take_slot(const struct row *r, struct wish *w)
{
	struct str day, time;

	if (!wanted_moment(r->c, &day, &time))
		return false;
	if (day.len || time.len)
		w->slot = reserve_next_slot(r->c, w, day, time);
	else
		call_say(r->c, FORM_SLOT, message_plain(MSG_MOVE_WHERE));
	if ((day.len || time.len) && !w->slot.len)
		call_say(r->c, FORM_SLOT, message_plain(MSG_SLOT_NONE));
	return w->slot.len > 0;
}

/* What is to stand there after a move: what stood there, and the reason that was typed for it. */
static struct str moved_remark(const struct row *r)
{
	if (!r->remark.len)
		return reason_of(r);
	if (!r->why.len)
		return r->remark;
	return arena_printf(r->c->arena, "%.*s；%.*s", STR_ARG(r->remark), STR_ARG(r->why));
}

/* A new row that names this one. */
static bool move(struct row *r)
{
	struct call *c = r->c;
	struct wish w = {
		.by = c->who,
		.channel = r->channel,
		.remark = moved_remark(r),
		.meant = call_text(c, FORM_MEANT),
		.moved_from = r->no,
		.sees_window = staff_window(c->staff, ACT_READ),
	};
	struct refusal why;
	struct made made;

	if (!wish_of_booking(c, r->no, &w) || !take_slot(r, &w) || !write_state(r))
		return false;
	why = reserve(c, &w, &made);
	if (why.field == FORM_REMARK) /* this form's field for it */
		why.field = FORM_WHY;
	r->then = made.link.id;
	return call_let(c, why);
}

static bool note(const struct row *r, struct str to)
{
	return audit_add(r->c, AUDIT_BOOKING_CHANGED, r->id,
			 arena_printf(r->c->arena, "%.*s>%.*s", STR_ARG(r->state),
				      STR_ARG(to.len ? to : r->state)));
}

/* False, and it is said why, when that cannot be. */
static bool take_back(const struct row *r)
{
	struct call *c = r->c;

	if (store_run(c->store, LEDGER_UNDO, ARG(":id", r->no), ARG(":by", c->who),
		      ARG(":now_s", c->q->now_utc_s)) &&
	    db_changes(store_db(c->store)) > 0)
		return true;
	call_say(c, FORM_FORM, message_plain(MSG_UNDO_NOT));
	return false;
}

/* Writes all that was asked. False when refused or failed: it is undone before the page is made. */
static bool write(void *row)
{
	struct row *r = row;
	struct str to = r->asked.to;

	if (str_eq(to, STR("undo")))
		return take_back(r) && note(r, to);
	if ((to.len && !call_let(r->c, may(r))) || !write_details(r))
		return false;
	if (str_eq(to, STR("moved")) ? !move(r) : to.len && !write_state(r))
		return false;
	return note(r, to);
}

static bool lead_on(struct call *c, int64_t id)
{
	int64_t window;

	if (str_to_int(call_text(c, FORM_BACK), 99, &window))
		return call_redirect(c, "/staff/?window=%d&id=%lld#b%lld", (int)window,
				     (long long)id, (long long)id);
	return call_redirect(c, "/staff/bookings/%lld", (long long)id);
}

/*
 * The booking that a form is of. False, and the answer is made, when there is none, or the
 * form does not say which version it was made from. When the booking has changed since,
 * r->older, and the page says so.
 */
static bool load_for_form(struct call *c, const struct booking_asked *asked, struct row *r)
{
	if (!load(c, asked, r))
		return false;
	if (!asked->version.s)
		return call_message(c, 400, MSG_400, message_plain(MSG_400_P));
	r->older = !str_eq(asked->version, r->version);
	if (r->older)
		call_say(c, FORM_FORM, message_with(c->arena, MSG_OLDER, r->noted));
	return true;
}

/* The page again, with that of its forms open which it was, and what was typed. */
static bool ask_again(struct row *r)
{
	struct str to = r->asked.to;

	r->moving = view_flag(str_eq(to, STR("moved")));
	r->cancelling = view_flag(str_eq(to, STR("cancelled")));
	r->wanted = r->older ? to : STR("");
	return show(r, r->older ? 409 : 422);
}

int64_t booking_change(struct call *c, const struct booking_asked *asked)
{
	struct row r;

	if (!load_for_form(c, asked, &r))
		return 0;
	r.then = r.no;
	call_take(c, FORM_DAY);
	call_take(c, FORM_TIME);
	call_take(c, FORM_SLOT);
	take_remark(&r);
	r.why = call_take(c, FORM_WHY);
	if (!r.older) {
		take_pickup(&r);
		take_mail(&r);
	}
	show_fields(&r);
	if (!form_faults(&c->form) && store_try(c->store, write, &r))
		return r.then;
	ask_again(&r);
	return 0;
}

/* What the form of the booking in the address is. */
static struct booking_asked asked_by(const struct call *c, struct str to)
{
	bool cancel = str_eq(to, STR("cancelled"));

	return (struct booking_asked){
		.id = c->arg,
		.version = c->form.value[FORM_VERSION],
		.to = to,
		.by_applicant = cancel && str_eq(call_text(c, FORM_BY), STR("applicant")),
	};
}

static bool change(struct call *c, struct str to)
{
	const struct booking_asked asked = asked_by(c, to);
	int64_t id = booking_change(c, &asked);

	return !id || lead_on(c, id);
}

bool booking_make(struct call *c)
{
	return change(c, call_text(c, FORM_RESULT));
}

bool booking_cancel(struct call *c)
{
	return change(c, STR("cancelled"));
}

bool booking_undo(struct call *c)
{
	return change(c, STR("undo"));
}

/* ---- what is put right ---- */

/* What it is about; of another window it would be another booking. */
static void take_item(struct row *r, struct wish *w)
{
	struct call *c = r->c;
	struct item_matches m;

	if (!c->form.value[FORM_ITEM].s ||
	    str_eq(str_trim(call_text(c, FORM_ITEM)), c->form.shown[FORM_ITEM]))
		return;
	if (!wanted_item(c, r->window_no, r->window_no, w, &m))
		return;
	if (!str_eq(w->window, r->window))
		call_say(c, FORM_ITEM,
			 message_with(c->arena, MSG_ITEM_SAME_WINDOW, r->window_name));
	else if (store_exists(c->store, LEDGER_NOON_ONLY, ARG(":window", r->window_no),
			      ARG(":start", r->start), ARG(":noon", w->noon)))
		call_say(c, FORM_ITEM, message_plain(MSG_ITEM_NOON));
}

static bool write_person(const struct row *r, const struct wish *w)
{
	struct call *c = r->c;

	return store_run(c->store, LEDGER_DESK_CORRECT, ARG(":id", r->no), ARG(":name", w->name),
			 ARG(":phone", w->phone), ARG(":agent", w->agent), ARG(":item", w->item),
			 ARG(":item_name", w->item_name), ARG(":window_phone", w->window_phone),
			 ARG(":now_s", c->q->now_utc_s), ARG(":by", c->who)) &&
	       see(r) && note(r, STR("edit")) && lead_on(c, r->no);
}

bool booking_edit(struct call *c)
{
	const struct booking_asked asked = asked_by(c, STR(""));
	struct wish w = { .by = c->who };
	struct row r;

	if (!load_for_form(c, &asked, &r))
		return true;
	if (!view_is_true(r.editable) && !r.older)
		call_say(c, FORM_FORM, message_with(c->arena, MSG_RESULT_NOT, r.word));
	wish_of_booking(c, r.no, &w);
	take_item(&r, &w);
	w.name = call_take(c, FORM_NAME);
	w.phone = call_take(c, FORM_PHONE);
	w.agent = call_take(c, FORM_AGENT);
	if (form_faults(&c->form) == 0)
		return write_person(&r, &w);
	return ask_again(&r);
}

#include "desk/pages.h"

#include "staff/audit.h"
#include "staff/staff.h"

#include <string.h>

/* clang-format off */
#define CLOSURES(X) \
	X(all) /* may close every window */ \
	X(day) X(from_time) X(to_time) /* of the closure to be; the day is empty when it is none */ \
	X(chosen) /* its windows, JSON; [0]: all there are */ \
	X(replaces) /* id of the closure that it is to stand for, or empty */ \
	X(asked) /* what is asked to be confirmed, in one text; empty: nothing yet */
/* clang-format on */

struct plan {
	VIEW_CELLS(CLOSURES);
	struct call *c;
	struct str reason;
	bool refused; /* 403 is the answer */
};

static VIEW_OF(closures, CLOSURES);
STAFF_PAGE(closures, "closures.html", closures);

static bool show(struct plan *p, int status)
{
	return call_page(p->c, status, &closures_page, p->cell);
}

static struct plan begin(struct call *c)
{
	return (struct plan){
		.c = c,
		.all = view_flag(staff_may_all(c->staff, ACT_CLOSE)),
		.day = str_of(c->today),
		.from_time = STR("00:00"),
		.to_time = STR("24:00"),
		.chosen = STR("[]"),
		.replaces = STR(""),
		.asked = STR(""),
	};
}

bool closure_show(struct call *c)
{
	struct plan p = begin(c);
	int64_t id = call_number(c, FORM_ID); /* of one that is to be changed, or 0 */

	call_show(c, FORM_DAY, str_from(str_of(c->today), 5));
	if (!view_is_true(p.all))
		p.chosen = arena_printf(c->arena, "[%d]", (int)c->staff->session.window);
	call_fill(c, store_bind(c->store, LEDGER_CLOSURE_STEP, ARG(":id", id)), &closures_view,
		  p.cell);
	call_fill(c, store_bind(c->store, LEDGER_CLOSURE_STEP, ARG(":id", id)), &form_view,
		  c->form.cell);
	return show(&p, 200);
}

/* ---- what is posted ---- */

static void wrong(struct plan *p, enum form_field field, enum message what)
{
	call_say(p->c, field, message_plain(what));
}

static void take_day(struct plan *p)
{
	struct call *c = p->c;
	struct str day = call_day(c, call_take(c, FORM_DAY));

	p->day = STR("");
	if (str_cmp(day, str_of(p->c->today)) >= 0 &&
	    store_exists(c->store, LEDGER_KNOWN_DAY, ARG(":day", day)))
		p->day = day;
	else
		wrong(p, FORM_DAY, MSG_DAY_NONE);
}

/* HH:MM; `other` where nothing was typed. */
static struct str take_time(struct plan *p, enum form_field field, struct str other)
{
	struct str typed = str_trim(call_take(p->c, field)), time = call_time(p->c, typed);

	if (typed.len && !time.len)
		call_say(p->c, field, message_with(p->c->arena, MSG_TIME_WRONG, typed));
	if (!time.len)
		return other;
	call_show(p->c, field, str_from(time, time.s[0] == '0'));
	return time;
}

static void take_stretch(struct plan *p)
{
	p->from_time = take_time(p, FORM_FROM, STR("00:00"));
	p->to_time = take_time(p, FORM_TO, STR("24:00"));
	if (str_cmp(p->from_time, p->to_time) >= 0)
		wrong(p, FORM_TO, MSG_CLOSED_ORDER);
	else if (str_eq(p->day, str_of(p->c->today)) &&
		 str_cmp(p->to_time, str_from(str_of(p->c->now), 11)) <= 0)
		wrong(p, FORM_TO, MSG_CLOSED_OVER);
}

/* Whether all windows are theirs. */
static bool are_theirs(struct call *c, struct str lowest, struct str highest)
{
	return staff_may(c->staff, ACT_CLOSE, str_int(lowest)) &&
	       staff_may(c->staff, ACT_CLOSE, str_int(highest));
}

static void take_windows(struct plan *p)
{
	struct call *c = p->c;
	struct stmt *st = store_bind(c->store, LEDGER_CLOSURE_WINDOWS,
				     ARG(":windows", call_text(c, FORM_WINDOWS)),
				     ARG(":own", c->staff->session.window));
	struct str cell[5]; /* their list, the lowest, the highest, how many, whether one is none */

	call_row(c, st, cell);
	p->chosen = cell[0];
	p->refused = !are_theirs(c, cell[1], cell[2]);
	if (str_int(cell[3]) == 0)
		wrong(p, FORM_WINDOWS, MSG_WINDOWS_EMPTY);
	else if (str_int(cell[4]))
		wrong(p, FORM_WINDOWS, MSG_WINDOW_NONE);
}

/* Without a full stop at its end: it is part of sentences. */
static void take_reason(struct plan *p)
{
	p->reason = call_take(p->c, FORM_REASON);
	while (str_ends(p->reason, STR("。")))
		p->reason.len -= strlen("。");
	if (!p->reason.len)
		wrong(p, FORM_REASON, MSG_REASON_EMPTY);
}

/* ---- what is written ---- */

/* For hallgen (closures.csv), and for the figures of days gone by. */
static bool note_change(struct call *c, struct str day)
{
	c->app->closures_due = true;
	return !str_eq(day, str_of(c->today)) ||
	       store_run(c->store, LEDGER_NOTE_OFFERED, ARG(":today", day));
}

/*
 * Takes back what was closed in one step with the row `id`. True as well when it was taken back
 * already; *refused when not every window of it is theirs.
 */
static bool lift(struct call *c, int64_t id, bool *refused)
{
	struct stmt *st = store_bind(c->store, LEDGER_CLOSURE_STEP, ARG(":id", id));
	struct str step[4]; /* its windows, its day, the lowest of them and the highest */

	if (!call_row(c, st, step))
		return true;
	*refused = !are_theirs(c, step[2], step[3]);
	if (*refused)
		return true;
	return store_run(c->store, LEDGER_LIFT_CLOSURE, ARG(":id", id),
			 ARG(":now_s", c->q->now_utc_s)) &&
	       note_change(c, step[1]) &&
	       audit_add(c, AUDIT_OPENED, step[1],
			 arena_printf(c->arena, "windows=%.*s", STR_ARG(step[0])));
}

/* In the place of another one it counts from when that was made: who was told stays told. */
static bool insert(struct plan *p)
{
	struct call *c = p->c;

	if (!store_run(c->store, LEDGER_INSERT_CLOSURE, ARG(":windows", p->chosen),
		       ARG(":day", p->day), ARG(":from_time", p->from_time),
		       ARG(":to_time", p->to_time), ARG(":reason", p->reason),
		       ARG(":now_s", c->q->now_utc_s), ARG(":by", c->who),
		       ARG(":replaces", call_number(c, FORM_ID))))
		return false;
	if (!db_changes(store_db(c->store)))
		return true; /* it stands there */
	return note_change(c, p->day) &&
	       audit_add(c, AUDIT_CLOSED, p->day,
			 arena_printf(c->arena, "windows=%.*s %.*s-%.*s", STR_ARG(p->chosen),
				      STR_ARG(p->from_time), STR_ARG(p->to_time)));
}

static bool write(struct plan *p)
{
	struct call *c = p->c;
	int64_t replaced = call_number(c, FORM_ID);

	if (replaced && !lift(c, replaced, &p->refused))
		return false;
	if (p->refused)
		return staff_refuse(c);
	return insert(p) && call_redirect(c, "/staff/closures");
}

/* Whether what is to be done is what the one who confirms has been shown. */
static bool is_confirmed(struct plan *p)
{
	struct call *c = p->c;

	p->asked = arena_printf(c->arena, "%.*s %.*s %.*s %.*s", STR_ARG(p->day),
				STR_ARG(p->from_time), STR_ARG(p->to_time), STR_ARG(p->chosen));
	return str_eq(call_text(c, FORM_DO), STR("close")) &&
	       str_eq(call_text(c, FORM_ASKED), p->asked);
}

bool closure_make(struct call *c)
{
	struct plan p = begin(c);

	if (call_number(c, FORM_ID))
		p.replaces = call_text(c, FORM_ID);
	take_day(&p);
	take_stretch(&p);
	take_windows(&p);
	take_reason(&p);
	if (call_text(c, FORM_PICK).len) /* other windows are ticked: of a floor, all, none */
		p.chosen = stmt_get_text(store_bind(c->store, LEDGER_CLOSURE_PICK,
						    ARG(":pick", call_text(c, FORM_PICK))),
					 c->arena);
	if (call_text(c, FORM_PICK).len || str_eq(call_text(c, FORM_DO), STR("again"))) {
		memset(c->form.wrong, 0, sizeof c->form.wrong);
		return show(&p, 200);
	}
	if (p.refused)
		return staff_refuse(c);
	if (form_faults(&c->form))
		return show(&p, 422);
	return is_confirmed(&p) ? write(&p) : show(&p, 200);
}

bool closure_lift(struct call *c)
{
	bool refused = false;
	int64_t id = 0;

	str_to_int(c->arg, INT32_MAX, &id);
	if (!lift(c, id, &refused))
		return false;
	return refused ? staff_refuse(c) : call_redirect(c, "/staff/closures");
}

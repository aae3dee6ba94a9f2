#include "desk/closure.h"

#include "staff/audit.h"
#include "staff/listpage.h"
#include "store/upkeep.h"

const struct page_type closures_page = { STR_INIT("staff/closures.html"), &listpage_view,
					 &staff_view };

/* The part of the day that is closed; the halves meet at noon. */
static const struct {
	struct str code, from, to;
} halves[] = {
	{ STR_INIT("all"), STR_INIT("00:00"), STR_INIT("24:00") },
	{ STR_INIT("am"), STR_INIT("00:00"), STR_INIT("12:00") },
	{ STR_INIT("pm"), STR_INIT("12:00"), STR_INIT("24:00") },
};

static bool is_known_day(struct call *c, struct str day)
{
	return store_exists(c->store, LEDGER_KNOWN_DAY, ARG(":day", day)) &&
	       str_cmp(day, str_of(c->today)) >= 0;
}

/* For hallgen (closurefile.h), and for the figures of days gone by. */
static bool note_change(struct call *c, struct str day)
{
	c->app->closures_due = true;
	return !str_eq(day, str_of(c->today)) || upkeep_note_offered(c->store, day);
}

static bool insert(struct call *c, int64_t window, size_t half, struct str reason)
{
	struct str day = listpage_day(c, FORM_DAY);

	return store_run(c->store, LEDGER_INSERT_CLOSURE, ARG(":window", window), ARG(":day", day),
			 ARG(":from_time", halves[half].from), ARG(":to_time", halves[half].to),
			 ARG(":reason", reason), ARG(":now_s", c->q->now_utc_s),
			 ARG(":by", c->who)) &&
	       note_change(c, day) &&
	       audit_add(c, AUDIT_CLOSED, day,
			 arena_printf(c->arena, "window=%d half=%.*s", (int)window,
				      STR_ARG(halves[half].code)));
}

bool closure_make(struct call *c)
{
	struct str given = call_text(c, FORM_WINDOW), reason = call_take(c, FORM_REASON);
	int64_t window = 0;
	size_t half = 0;

	while (half < COUNT(halves) && !str_eq(call_text(c, FORM_HALF), halves[half].code))
		half++;
	if (!str_to_int(given, 99, &window) || (window && !call_window_exists(c, window)))
		return listpage_wrong(c, MSG_WINDOW_NONE);
	if (!staff_guard(c, ACT_CLOSE, window))
		return true;
	if (!is_known_day(c, listpage_day(c, FORM_DAY)))
		return listpage_wrong(c, MSG_DAY_NONE);
	if (half == COUNT(halves))
		return listpage_wrong(c, MSG_HALF_NONE);
	if (form_faults(&c->form))
		return listpage_refuse(c, c->form.wrong[FORM_REASON]);
	if (!reason.len)
		return listpage_wrong(c, MSG_REASON_EMPTY);
	call_redirect(c, STR("/staff/closures"));
	return insert(c, window, half, reason);
}

bool closure_lift(struct call *c)
{
	struct stmt *st;
	int64_t id = 0, window;
	struct str day;

	str_to_int(c->arg, INT32_MAX, &id);
	st = store_bind(c->store, LEDGER_CLOSURE, ARG(":id", id));
	if (stmt_step(st) != DB_ROW) { /* opened already */
		stmt_reset(st);
		call_redirect(c, STR("/staff/closures"));
		return true;
	}
	window = stmt_int(st, 0);
	day = arena_str(c->arena, stmt_text(st, 1));
	stmt_reset(st);
	if (!staff_guard(c, ACT_CLOSE, window))
		return true;
	call_redirect(c, STR("/staff/closures"));
	return store_run(c->store, LEDGER_LIFT_CLOSURE, ARG(":id", id),
			 ARG(":now_s", c->q->now_utc_s)) &&
	       note_change(c, day) &&
	       audit_add(c, AUDIT_OPENED, day, arena_printf(c->arena, "window=%d", (int)window));
}

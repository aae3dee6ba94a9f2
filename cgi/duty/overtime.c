#include "duty/pages.h"

#include "staff/audit.h"
#include "staff/listpage.h"

STAFF_PAGE(overtime, "overtime.html", listpage);
STAFF_PAGE(overtime_csv, "overtime.csv", listpage);

bool overtime_export(struct call *c)
{
	return listpage_export(c, STR("overtime"));
}

static bool note(struct call *c, int64_t person, struct str day, struct str what)
{
	return audit_add(c, AUDIT_SETTLED, arena_int(c->arena, person),
			 arena_printf(c->arena, "%.*s %.*s", STR_ARG(what), STR_ARG(day)));
}

/*
 * Those that are ticked (the fields PERSON.DAY), or what is open of the month for the window or
 * the person. What was settled meanwhile, or is still to be served, is left out: how many there
 * were, -1 when the ledger failed.
 */
static int settle(struct call *c, struct str kind, struct str on_day, bool all)
{
	struct stmt *st = store_bind(
		c->store, LEDGER_SETTLE, ARG(":ticked", all ? STR("") : call_text(c, FORM_GRID)),
		ARG(":month", all ? listpage_month(c) : STR("")),
		ARG(":window", call_number(c, FORM_WINDOW)), ARG(":id", call_number(c, FORM_ID)),
		ARG(":kind", kind), ARG(":on_day", on_day), ARG(":today", str_of(c->today)),
		ARG(":now_s", c->q->now_utc_s), ARG(":by", c->who));
	int n = 0;

	while (n >= 0 && stmt_step(st) == DB_ROW)
		n = note(c, stmt_int(st, 0), stmt_text(st, 1), kind) ? n + 1 : -1;
	stmt_reset(st);
	return db_failed(store_db(c->store)) == DB_OK ? n : -1;
}

static bool undo(struct call *c)
{
	int64_t person = call_number(c, FORM_ID);
	struct str day = listpage_day(c, FORM_DAY);

	return store_run(c->store, LEDGER_UNSETTLE, ARG(":person", person), ARG(":day", day)) &&
	       note(c, person, day, STR("undo"));
}

static bool go_back(struct call *c, int64_t person, int n)
{
	struct str month = listpage_month(c);

	if (!month.len)
		month = str_head(str_of(c->today), 7);
	return call_redirect(c, "/staff/overtime?month=%.*s&window=%d&id=%d&page=%d&done=%d",
			     STR_ARG(month), (int)call_number(c, FORM_WINDOW), (int)person,
			     (int)call_number(c, FORM_PAGE), n);
}

bool overtime_settle(struct call *c)
{
	struct str kind = call_text(c, FORM_KIND), on_day = listpage_day(c, FORM_TO);
	bool all = str_eq(call_text(c, FORM_DO), STR("all"));
	int n;

	if (str_eq(call_text(c, FORM_DO), STR("undo")))
		return undo(c) && go_back(c, 0, 0);
	if ((!str_eq(kind, STR("pay")) && !str_eq(kind, STR("leave"))) || !on_day.len)
		return listpage_wrong(c, 422, MSG_SETTLE_KIND);
	if (!all && !call_text(c, FORM_GRID).len)
		return listpage_wrong(c, 422, MSG_SETTLE_NONE);
	if (!stmt_run(store_stmt(c->store, LEDGER_REFRESH_CLASSES)) ||
	    (n = settle(c, kind, on_day, all)) < 0)
		return false;
	return n ? go_back(c, call_number(c, FORM_ID), n) : listpage_wrong(c, 422, MSG_SETTLE_GONE);
}

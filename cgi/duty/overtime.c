#include "duty/overtime.h"

#include "staff/audit.h"
#include "staff/listpage.h"

const struct page_type overtime_page = { STR_INIT("staff/overtime.html"), &listpage_view,
					 &staff_view };
const struct page_type overtime_csv_page = { STR_INIT("staff/overtime.csv"), &listpage_view,
					     &staff_view };

bool overtime_export(struct call *c)
{
	return listpage_export(c, STR("overtime"));
}

static bool note(struct call *c, int64_t person, struct str day, struct str what)
{
	return audit_add(c, AUDIT_SETTLED, arena_int(c->arena, person),
			 arena_printf(c->arena, "%.*s %.*s", STR_ARG(what), STR_ARG(day)));
}

/* How one or several are made good. */
struct good {
	struct str kind, on_day;
	int n; /* so far */
};

static bool settle(struct call *c, struct good *g, int64_t person, struct str day)
{
	if (!store_run(c->store, LEDGER_SETTLE, ARG(":person", person), ARG(":day", day),
		       ARG(":kind", g->kind), ARG(":on_day", g->on_day),
		       ARG(":today", str_of(c->today)), ARG(":now_s", c->q->now_utc_s),
		       ARG(":by", c->who)))
		return false;
	if (db_changes(store_db(c->store)) == 0)
		return true; /* by somebody else meanwhile, or not served yet */
	g->n++;
	return note(c, person, day, g->kind);
}

/* The fields PERSON.DAY that are ticked. */
static bool settle_ticked(struct call *c, struct good *g)
{
	struct str rest = call_text(c, FORM_GRID);
	int64_t person;

	while (rest.len) {
		struct str line = str_cut(&rest, '\n'), day = str_cut(&line, '\t');

		if (str_to_int(str_cut(&day, '.'), INT32_MAX, &person) &&
		    !settle(c, g, person, day))
			return false;
	}
	return true;
}

/* What is open of the month for the window or the person. */
static bool settle_all(struct call *c, struct good *g)
{
	struct stmt *st =
		store_bind(c->store, LEDGER_CREDITS_OPEN, ARG(":month", listpage_month(c)),
			   ARG(":window", call_number(c, FORM_WINDOW)),
			   ARG(":id", call_number(c, FORM_ID)), ARG(":today", str_of(c->today)));
	struct str open = STR("");

	if (stmt_step(st) == DB_ROW)
		open = arena_str(c->arena, stmt_text(st, 0));
	stmt_reset(st);
	while (open.len) {
		struct str one = str_cut(&open, ' '), day = one;
		int64_t person;

		if (str_to_int(str_cut(&day, '.'), INT32_MAX, &person) &&
		    !settle(c, g, person, day))
			return false;
	}
	return true;
}

static bool undo(struct call *c)
{
	int64_t person = call_number(c, FORM_ID);
	struct str day = listpage_day(c, FORM_DAY);

	return store_run(c->store, LEDGER_UNSETTLE, ARG(":person", person), ARG(":day", day)) &&
	       note(c, person, day, STR("undo"));
}

static void go_back(struct call *c, int64_t person, int n)
{
	struct str month = listpage_month(c);

	if (!month.len)
		month = str_head(str_of(c->today), 7);
	call_redirect(c, arena_printf(c->arena,
				      "/staff/overtime?month=%.*s&window=%d&id=%d&page=%d&done=%d",
				      STR_ARG(month), (int)call_number(c, FORM_WINDOW), (int)person,
				      (int)call_number(c, FORM_PAGE), n));
}

bool overtime_settle(struct call *c)
{
	struct good g = { .kind = call_text(c, FORM_KIND), .on_day = listpage_day(c, FORM_TO) };
	bool all = str_eq(call_text(c, FORM_DO), STR("all"));

	if (str_eq(call_text(c, FORM_DO), STR("undo"))) {
		go_back(c, 0, 0);
		return undo(c);
	}
	if ((!str_eq(g.kind, STR("pay")) && !str_eq(g.kind, STR("leave"))) || !g.on_day.len)
		return listpage_wrong(c, MSG_SETTLE_KIND);
	if (!all && !call_text(c, FORM_GRID).len)
		return listpage_wrong(c, MSG_SETTLE_NONE);
	if (!stmt_run(store_stmt(c->store, LEDGER_REFRESH_CLASSES)) ||
	    !(all ? settle_all(c, &g) : settle_ticked(c, &g)))
		return false;
	if (!g.n)
		return listpage_wrong(c, MSG_SETTLE_GONE);
	go_back(c, call_number(c, FORM_ID), g.n);
	return true;
}

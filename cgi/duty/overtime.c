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

static bool note(struct call *c, struct str what)
{
	return audit_add(c, AUDIT_SETTLED, call_text(c, FORM_ID),
			 arena_printf(c->arena, "%.*s %.*s", STR_ARG(what),
				      STR_ARG(listpage_day(c, FORM_DAY))));
}

static bool settle(struct call *c, struct str kind, struct str on_day)
{
	if (!stmt_run(store_stmt(c->store, LEDGER_REFRESH_CLASSES)) ||
	    !store_run(c->store, LEDGER_SETTLE, ARG(":person", call_number(c, FORM_ID)),
		       ARG(":day", listpage_day(c, FORM_DAY)), ARG(":kind", kind),
		       ARG(":on_day", on_day), ARG(":today", str_of(c->today)),
		       ARG(":now_s", c->q->now_utc_s), ARG(":by", c->who)))
		return false;
	if (db_changes(store_db(c->store)) == 0)
		return listpage_wrong(c, MSG_SETTLE_GONE);
	return note(c, kind);
}

bool overtime_settle(struct call *c)
{
	struct str kind = call_text(c, FORM_KIND), on_day = listpage_day(c, FORM_TO);
	struct str month = listpage_month(c);

	if (!month.len)
		month = str_head(str_of(c->today), 7);
	call_redirect(c, arena_printf(c->arena, "/staff/overtime?month=%.*s&page=%lld",
				      STR_ARG(month), (long long)call_number(c, FORM_PAGE)));
	if (str_eq(call_text(c, FORM_DO), STR("undo")))
		return store_run(c->store, LEDGER_UNSETTLE, ARG(":person", call_number(c, FORM_ID)),
				 ARG(":day", listpage_day(c, FORM_DAY))) &&
		       note(c, STR("undo"));
	if ((!str_eq(kind, STR("pay")) && !str_eq(kind, STR("leave"))) || !on_day.len)
		return listpage_wrong(c, MSG_SETTLE_KIND);
	return settle(c, kind, on_day);
}

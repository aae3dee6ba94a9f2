#include "overtime.h"

#include "audit.h"
#include "sheet.h"

bool overtime_show(struct call *c)
{
	sheet_show(c, 200, PAGE_KIND_OVERTIME, ACT_ROSTER, STR(""));
	return true;
}

bool overtime_export(struct call *c)
{
	return sheet_export(c, PAGE_KIND_OVERTIME_CSV, ACT_ROSTER, STR("overtime"));
}

static bool refuse(struct call *c, enum message what)
{
	return sheet_refuse(c, PAGE_KIND_OVERTIME, ACT_ROSTER, message_plain(what));
}

static struct stmt *credit(struct call *c, enum ledger_stmt id)
{
	struct stmt *st = store_stmt(c->live->store, id);

	store_bind_int(st, ":person", call_number(c, FORM_ID));
	store_bind_text(st, ":day", sheet_day(c, FORM_DAY));
	return st;
}

static bool note(struct call *c, struct str what)
{
	return audit_add(c, AUDIT_SETTLED, call_text(c, FORM_ID),
			 arena_printf(c->arena, "%.*s %.*s", STR_ARG(what),
				      STR_ARG(sheet_day(c, FORM_DAY))));
}

static bool settle(struct call *c, struct str kind, struct str on_day)
{
	struct stmt *st;

	if (!stmt_run(store_stmt(c->live->store, LEDGER_REFRESH_CLASSES)))
		return false;
	st = credit(c, LEDGER_SETTLE);
	store_bind_text(st, ":kind", kind);
	store_bind_text(st, ":on_day", on_day);
	store_bind_text(st, ":today", str_of(c->today));
	store_bind_int(st, ":now_s", c->q->now_utc_s);
	store_bind_text(st, ":by", c->staff->session.account);
	if (!stmt_run(st))
		return false;
	if (db_changes(store_db(c->live->store)) == 0)
		return refuse(c, MSG_SETTLE_GONE);
	return note(c, kind);
}

bool overtime_settle(struct call *c)
{
	struct str kind = call_text(c, FORM_KIND), on_day = sheet_day(c, FORM_TO);

	struct str month = call_text(c, FORM_MONTH);
	int32_t date;

	if (!date_parse(arena_printf(c->arena, "%.*s-01", STR_ARG(month)), &date))
		month = str_head(str_of(c->today), 7);
	call_redirect(c, arena_printf(c->arena, "/staff/overtime?month=%.*s&page=%lld",
				      STR_ARG(month), (long long)call_number(c, FORM_PAGE)));
	if (str_eq(call_text(c, FORM_DO), STR("undo")))
		return stmt_run(credit(c, LEDGER_UNSETTLE)) && note(c, STR("undo"));
	if ((!str_eq(kind, STR("pay")) && !str_eq(kind, STR("leave"))) || !on_day.len)
		return refuse(c, MSG_SETTLE_KIND);
	return settle(c, kind, on_day);
}

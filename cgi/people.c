#include "people.h"

#include "audit.h"
#include "field.h"
#include "sheet.h"

bool people_show(struct call *c)
{
	sheet_show(c, 200, PAGE_KIND_PEOPLE, ACT_ROSTER, STR(""));
	return true;
}

static bool window_exists(struct call *c, int64_t window)
{
	struct stmt *st = store_stmt(c->live->store, LEDGER_WINDOW);

	store_bind_int(st, ":window", window);
	return store_exists(st);
}

static bool save(struct call *c, int64_t window, struct str name)
{
	struct stmt *st = store_stmt(c->live->store, LEDGER_SAVE_PERSON);

	store_bind_text(st, ":name", name);
	store_bind_int(st, ":window", window);
	store_bind_int(st, ":front", call_number(c, FORM_FRONT) == 1);
	store_bind_int(st, ":back", call_number(c, FORM_BACKOFFICE) == 1);
	return stmt_run(st) &&
	       audit_add(c, AUDIT_PERSON, name, arena_printf(c->arena, "window=%d", (int)window));
}

static bool end_person(struct call *c, int64_t id)
{
	struct stmt *st = store_stmt(c->live->store, LEDGER_END_PERSON);

	store_bind_int(st, ":id", id);
	store_bind_int(st, ":now_s", c->q->now_utc_s);
	if (!stmt_run(st))
		return false;
	st = store_stmt(c->live->store, LEDGER_END_SHIFTS);
	store_bind_int(st, ":person", id);
	store_bind_text(st, ":today", str_of(c->today));
	return stmt_run(st) &&
	       audit_add(c, AUDIT_PERSON, arena_printf(c->arena, "%lld", (long long)id),
			 STR("removed"));
}

bool people_change(struct call *c)
{
	int64_t window = call_number(c, FORM_WINDOW);
	struct str name, wrong;

	call_redirect(c, STR("/staff/people"));
	if (str_eq(call_text(c, FORM_DO), STR("remove")))
		return end_person(c, call_number(c, FORM_ID));
	wrong = field_name(c->arena, call_text(c, FORM_NAME), &name);
	if (!wrong.s && !window_exists(c, window))
		wrong = message_plain(MSG_PERSON_WRONG);
	if (wrong.s)
		return sheet_refuse(c, PAGE_KIND_PEOPLE, ACT_ROSTER, wrong);
	call_redirect(c, arena_printf(c->arena, "/staff/people?window=%d", (int)window));
	return save(c, window, name);
}

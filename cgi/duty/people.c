#include "duty/people.h"

#include "staff/audit.h"
#include "staff/listpage.h"

const struct page_type people_page = { STR_INIT("staff/people.html"), &listpage_view, &staff_view };

static bool save(struct call *c, int64_t window, struct str name)
{
	return store_run(c->store, LEDGER_SAVE_PERSON, ARG(":name", name), ARG(":window", window),
			 ARG(":front", call_number(c, FORM_FRONT) == 1),
			 ARG(":back", call_number(c, FORM_BACKOFFICE) == 1)) &&
	       audit_add(c, AUDIT_PERSON, name, arena_printf(c->arena, "window=%d", (int)window));
}

static bool end_person(struct call *c, int64_t id)
{
	if (!store_run(c->store, LEDGER_END_PERSON, ARG(":id", id), ARG(":now_s", c->q->now_utc_s)))
		return false;
	return store_run(c->store, LEDGER_END_SHIFTS, ARG(":person", id),
			 ARG(":today", str_of(c->today))) &&
	       audit_add(c, AUDIT_PERSON, arena_printf(c->arena, "%lld", (long long)id),
			 STR("removed"));
}

bool people_change(struct call *c)
{
	int64_t window = call_number(c, FORM_WINDOW);
	struct str name;

	call_redirect(c, STR("/staff/people"));
	if (str_eq(call_text(c, FORM_DO), STR("remove")))
		return end_person(c, call_number(c, FORM_ID));
	name = call_take(c, FORM_NAME);
	if (form_faults(&c->form))
		return listpage_refuse(c, c->form.wrong[FORM_NAME]);
	if (!call_window_exists(c, window))
		return listpage_wrong(c, MSG_PERSON_WRONG);
	call_redirect(c, arena_printf(c->arena, "/staff/people?window=%d", (int)window));
	return save(c, window, name);
}

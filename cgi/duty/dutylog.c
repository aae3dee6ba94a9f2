#include "duty/pages.h"

#include "page/field.h"
#include "staff/audit.h"
#include "staff/listpage.h"

STAFF_PAGE(dutylog, "dutylog.html", listpage);

static bool insert(struct call *c, struct str day, int64_t window, struct str text)
{
	if (!store_run(c->store, LEDGER_INSERT_DUTY_LOG, ARG(":day", day), ARG(":window", window),
		       ARG(":text", text), ARG(":now_s", c->q->now_utc_s), ARG(":by", c->who)))
		return false;
	return !db_changes(store_db(c->store)) ||
	       audit_add(c, AUDIT_LOGGED, day, arena_printf(c->arena, "window=%d", (int)window));
}

static bool is_known(struct call *c, struct str given, int64_t *window)
{
	if (!str_to_int(given, 99, window))
		return false;
	return *window == 0 || call_window_exists(c, *window);
}

bool dutylog_add(struct call *c)
{
	struct str day = listpage_day(c, FORM_DAY), text, wrong;
	int64_t window = 0;

	wrong = field_text(c->arena, call_text(c, FORM_TEXT), &text);
	if (!wrong.s && !text.len)
		wrong = message_plain(MSG_TEXT_EMPTY);
	if (!wrong.s && (!day.len || str_cmp(day, str_of(c->today)) > 0))
		wrong = message_plain(MSG_LOG_DAY);
	if (!wrong.s && !is_known(c, call_text(c, FORM_WINDOW), &window))
		wrong = message_plain(MSG_WINDOW_NONE);
	if (wrong.s)
		return listpage_refuse(c, 422, wrong);
	if (!staff_guard(c, ACT_LOG, window))
		return true;
	return insert(c, day, window, text) &&
	       call_redirect(c, "/staff/log?day=%.*s", STR_ARG(day));
}

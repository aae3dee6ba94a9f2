#include "duty/pages.h"

#include "page/field.h"
#include "staff/audit.h"
#include "staff/listpage.h"

STAFF_PAGE(dutylog, "dutylog.html", listpage);

bool dutylog_add(struct call *c)
{
	struct str day = listpage_day(c, FORM_DAY), text, wrong;
	int64_t window = 0;

	wrong = field_text(c->arena, call_text(c, FORM_TEXT), &text);
	if (!wrong.s && !text.len)
		wrong = message_plain(MSG_TEXT_EMPTY);
	if (!wrong.s && (!day.len || str_cmp(day, str_of(c->today)) > 0))
		wrong = message_plain(MSG_LOG_DAY);
	if (!wrong.s && (!str_to_int(call_text(c, FORM_WINDOW), 99, &window) ||
			 (window && !call_window_exists(c, window))))
		wrong = message_plain(MSG_WINDOW_NONE);
	if (wrong.s)
		return listpage_refuse(c, 422, wrong);
	if (!staff_guard(c, ACT_LOG, window))
		return true;
	if (!store_run(c->store, LEDGER_INSERT_DUTY_LOG, ARG(":day", day), ARG(":window", window),
		       ARG(":text", text), ARG(":now_s", c->q->now_utc_s), ARG(":by", c->who)))
		return false;
	return (!db_changes(store_db(c->store)) ||
		audit_add(c, AUDIT_LOGGED, day,
			  arena_printf(c->arena, "window=%d", (int)window))) &&
	       call_redirect(c, "/staff/log?day=%.*s", STR_ARG(day));
}

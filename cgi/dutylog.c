#include "dutylog.h"

#include "audit.h"
#include "field.h"
#include "sheet.h"

bool dutylog_show(struct call *c)
{
	sheet_show(c, 200, PAGE_KIND_DUTYLOG, ACT_LOG, STR(""));
	return true;
}

static bool insert(struct call *c, struct str day, int64_t window, struct str text)
{
	struct stmt *st = store_stmt(c->live->store, LEDGER_INSERT_DUTY_LOG);

	store_bind_text(st, ":day", day);
	store_bind_int(st, ":window", window);
	store_bind_text(st, ":text", text);
	store_bind_int(st, ":now_s", c->q->now_utc_s);
	store_bind_text(st, ":by", c->staff->session.account);
	return stmt_run(st) &&
	       audit_add(c, AUDIT_LOGGED, day, arena_printf(c->arena, "window=%d", (int)window));
}

bool dutylog_add(struct call *c)
{
	struct str day = sheet_day(c, FORM_DAY), text, wrong;
	int64_t window = 0;

	wrong = field_text(c->arena, call_text(c, FORM_TEXT), &text);
	if (!wrong.s && !text.len)
		wrong = message_plain(MSG_TEXT_EMPTY);
	if (!wrong.s && (!day.len || str_cmp(day, str_of(c->today)) > 0))
		wrong = message_plain(MSG_LOG_DAY);
	if (!wrong.s && !str_to_int(call_text(c, FORM_WINDOW), 99, &window))
		wrong = message_plain(MSG_WINDOW_NONE);
	if (wrong.s)
		return sheet_refuse(c, PAGE_KIND_DUTYLOG, ACT_LOG, wrong);
	call_redirect(c, arena_printf(c->arena, "/staff/log?day=%.*s", STR_ARG(day)));
	return insert(c, day, window, text);
}

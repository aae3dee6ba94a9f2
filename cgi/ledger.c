#include "ledger.h"

#include "audit.h"
#include "export.h"
#include "staff.h"

static const struct str ledger_fields[LEDGER_FIELD__MAX] = {
	[LEDGER_FIELD_WINDOW] = STR_INIT("for_window"),
	[LEDGER_FIELD_FROM] = STR_INIT("from"),
	[LEDGER_FIELD_TO] = STR_INIT("to"),
	[LEDGER_FIELD_ERROR] = STR_INIT("error"),
};

const struct view_type ledger_view = { STR_INIT("ledger"), ledger_fields, LEDGER_FIELD__MAX };

static struct str default_day(struct call *c, bool last)
{
	int year, month, day;
	int32_t date;
	char text[DATE_TEXT];

	date_parse(str_of(c->today), &date);
	date_to_civil(date, &year, &month, &day);
	date = date_of_civil(year, month, 1);
	if (last)
		date = month == 12 ? date_of_civil(year, 12, 31)
				   : date_of_civil(year, month + 1, 1) - 1;
	date_format(date, text);
	return arena_str(c->arena, str_of(text));
}

/* What the address asks for. False, and 403, for a window that is not theirs. */
static bool read_query(struct call *c, enum staff_action action, struct export_query *q)
{
	q->window = c->staff->session.window;
	q->from = default_day(c, false);
	q->to = default_day(c, true);
	if (call_text(c, FORM_WINDOW).len)
		q->window = call_number(c, FORM_WINDOW);
	if (call_text(c, FORM_FROM).len)
		q->from = call_text(c, FORM_FROM);
	if (call_text(c, FORM_TO).len)
		q->to = call_text(c, FORM_TO);
	return staff_guard(c, action, q->window);
}

/* What is no day would not be understood by the browser's field either. */
static struct str if_day(struct str text)
{
	int32_t day;

	return date_parse(text, &day) ? text : STR("");
}

static void show(struct call *c, int status, enum page_kind kind, const struct export_query *q)
{
	const struct str cell[LEDGER_FIELD__MAX] = {
		[LEDGER_FIELD_WINDOW] = arena_printf(c->arena, "%d", (int)q->window),
		[LEDGER_FIELD_FROM] = if_day(q->from),
		[LEDGER_FIELD_TO] = if_day(q->to),
		[LEDGER_FIELD_ERROR] = status == 200 ? STR("") : message_plain(MSG_PERIOD),
	};

	call_page(c, status, kind, cell);
}

bool ledger_show(struct call *c)
{
	struct export_query q;

	if (!read_query(c, ACT_READ, &q))
		return false;
	show(c, export_period_is_right(&q) ? 200 : 422, PAGE_KIND_LEDGER, &q);
	return true;
}

/* The query of what leaves the program, audited; else the answer is made. */
static bool begin_export(struct call *c, enum audit_action action, struct str what,
			 struct export_query *q)
{
	struct str detail;

	if (!read_query(c, ACT_EXPORT, q))
		return false;
	if (!export_period_is_right(q)) {
		show(c, 422, PAGE_KIND_LEDGER, q);
		return false;
	}
	detail = arena_printf(c->arena, "window=%d %.*s %.*s", (int)q->window, STR_ARG(q->from),
			      STR_ARG(q->to));
	if (audit_note(c, action, what, detail))
		return true;
	call_message(c, 503, MSG_503, message_with(c->arena, MSG_SAVE, c->live->complaint));
	return false;
}

bool ledger_print(struct call *c)
{
	struct export_query q;

	if (!begin_export(c, AUDIT_LEDGER_PRINTED, STR("ledger"), &q))
		return false;
	show(c, 200, PAGE_KIND_LEDGER_PRINT, &q);
	return true;
}

bool ledger_blank(struct call *c)
{
	struct export_query q;

	if (!read_query(c, ACT_EXPORT, &q))
		return false;
	q.from = q.to = STR(""); /* no day is in there */
	show(c, 200, PAGE_KIND_LEDGER_PRINT, &q);
	return true;
}

static void begin_file(struct call *c, const struct export_query *q, const char *ending)
{
	call_reset(c);
	c->r->status = 200;
	c->r->download_name = arena_printf(c->arena, "ledger-%02d-%.*s-%.*s.%s", (int)q->window,
					   STR_ARG(q->from), STR_ARG(q->to), ending);
}

bool ledger_csv(struct call *c)
{
	struct export_query q;

	if (!begin_export(c, AUDIT_EXPORTED, STR("ledger.csv"), &q))
		return false;
	begin_file(c, &q, "csv");
	c->r->content_type = STR("text/csv; charset=utf-8");
	c->failed = !export_csv(c->live->store, &q, &c->r->body);
	return !c->failed;
}

bool ledger_xlsx(struct call *c)
{
	struct export_query q;
	struct err e;

	if (!begin_export(c, AUDIT_EXPORTED, STR("ledger.xlsx"), &q))
		return false;
	begin_file(c, &q, "xlsx");
	c->r->content_type =
		STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	if (export_xlsx(c->live->store, &q, &c->r->body, &e))
		return true;
	c->app->log(&e);
	c->failed = true;
	return false;
}

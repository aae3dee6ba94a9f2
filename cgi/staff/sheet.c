#include "staff/sheet.h"

#include "moment.h"
#include "template/escape.h"
#include "staff/audit.h"

VIEW(sheet, "sheet", SHEET_FIELDS);
const struct page_type help_page = { STR_INIT("staff/help.html"), &sheet_view, &staff_view };

struct str sheet_day(const struct call *c, enum form_field f)
{
	char iso[DATE_TEXT];
	int32_t today, day;

	date_parse(str_of(c->today), &today);
	if (!moment_day(call_text(c, f), today, &day))
		return STR("");
	date_format(day, iso);
	return arena_str(c->arena, str_of(iso));
}

static struct str or_else(struct str given, struct str other)
{
	return given.len ? given : other;
}

/* YYYY-MM, or empty. */
static struct str month_of(struct call *c)
{
	struct str month = call_text(c, FORM_MONTH);
	int32_t date;

	return date_parse(arena_printf(c->arena, "%.*s-01", STR_ARG(month)), &date) ? month
										    : STR("");
}

void sheet_fill(struct call *c, struct str cell[SHEET__MAX])
{
	cell[SHEET_NOW] = str_of(c->now);
	cell[SHEET_TODAY] = str_of(c->today);
	cell[SHEET_DAY] = or_else(sheet_day(c, FORM_DAY), str_of(c->today));
	cell[SHEET_MONTH] = or_else(month_of(c), str_head(cell[SHEET_DAY], 7));
	cell[SHEET_FROM] = or_else(sheet_day(c, FORM_FROM),
				   arena_printf(c->arena, "%.*s-01", STR_ARG(cell[SHEET_MONTH])));
	cell[SHEET_TO] = or_else(sheet_day(c, FORM_TO),
				 arena_printf(c->arena, "%.*s-31", STR_ARG(cell[SHEET_MONTH])));
	cell[SHEET_WINDOW] = or_else(call_text(c, FORM_WINDOW), STR("0"));
	cell[SHEET_PAGE] = call_number(c, FORM_PAGE) ? call_text(c, FORM_PAGE) : STR("1");
	cell[SHEET_NAME] = call_text(c, FORM_NAME);
	if (call_number(c, FORM_DONE))
		cell[SHEET_DONE] = call_text(c, FORM_DONE);
	else
		cell[SHEET_DONE] = STR("");
	cell[SHEET_HALF] = call_text(c, FORM_HALF);
	cell[SHEET_REASON] = call_text(c, FORM_REASON);
	cell[SHEET_NAMES] = call_text(c, FORM_NAMES);
	cell[SHEET_TEXT] = call_text(c, FORM_TEXT);
	cell[SHEET_POST] = call_text(c, FORM_POST);
}

void sheet_show(struct call *c, int status, struct str errors)
{
	struct str cell[SHEET__MAX];

	sheet_fill(c, cell);
	cell[SHEET_ALL] = staff_may_all(c->staff, c->staff->action) ? STR("1") : STR("");
	cell[SHEET_ERRORS] =
		errors.len ? arena_printf(c->arena, "[%.*s]", STR_ARG(errors)) : STR("");
	call_page(c, status, c->page, cell);
}

bool sheet_open(struct call *c)
{
	sheet_show(c, 200, STR(""));
	return true;
}

void sheet_add_error(struct call *c, struct str *errors, struct str text)
{
	struct buf json = BUF_INIT;

	escape_json(&json, text);
	*errors = arena_printf(c->arena, "%.*s%s\"%.*s\"", STR_ARG(*errors), errors->len ? "," : "",
			       STR_ARG(buf_str(&json)));
	buf_release(&json);
}

bool sheet_refuse(struct call *c, struct str error)
{
	struct str errors = STR("");

	sheet_add_error(c, &errors, error);
	sheet_show(c, 422, errors);
	return false;
}

bool sheet_wrong(struct call *c, enum message what)
{
	return sheet_refuse(c, message_plain(what));
}

bool sheet_export(struct call *c, struct str what)
{
	if (!audit_note(c, AUDIT_EXPORTED, what, c->q->query)) {
		c->failed = true;
		return false;
	}
	sheet_show(c, 200, STR(""));
	c->r->content_type = STR("text/csv; charset=utf-8");
	c->r->download_name = arena_printf(c->arena, "%.*s.csv", STR_ARG(what));
	return true;
}

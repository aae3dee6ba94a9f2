#include "staff/listpage.h"

#include "staff/audit.h"
#include "template/escape.h"

VIEW_OF(listpage, LISTPAGE);
STAFF_PAGE(help, "help.html", listpage);

struct str listpage_day(const struct call *c, enum form_field f)
{
	return call_day(c, call_text(c, f));
}

static struct str or_else(struct str given, struct str other)
{
	return given.len ? given : other;
}

struct str listpage_month(struct call *c)
{
	struct str month = call_text(c, FORM_MONTH);
	int32_t date;

	return date_parse(arena_printf(c->arena, "%.*s-01", STR_ARG(month)), &date) ? month
										    : STR("");
}

void listpage_fill(struct call *c, struct listpage *p)
{
	p->day = or_else(listpage_day(c, FORM_DAY), str_of(c->today));
	p->month = or_else(listpage_month(c), str_head(p->day, 7));
	p->from = or_else(listpage_day(c, FORM_FROM),
			  arena_printf(c->arena, "%.*s-01", STR_ARG(p->month)));
	p->to = or_else(listpage_day(c, FORM_TO),
			arena_printf(c->arena, "%.*s-31", STR_ARG(p->month)));
	p->window = or_else(call_text(c, FORM_WINDOW), STR("0"));
	p->id = call_number(c, FORM_ID) ? call_text(c, FORM_ID) : STR("0");
	p->name = call_text(c, FORM_NAME);
	/* nothing else of an address is shown as what was done */
	p->done = str_is_of(call_text(c, FORM_DONE), STR_DIGITS ".") ? call_text(c, FORM_DONE)
								     : STR("");
	p->reason = call_text(c, FORM_REASON);
	p->names = call_text(c, FORM_NAMES);
	p->text = call_text(c, FORM_TEXT);
	p->post = call_text(c, FORM_POST);
}

bool listpage_show(struct call *c, int status, struct str errors)
{
	struct listpage p;

	listpage_fill(c, &p);
	p.all = view_flag(staff_may_all(c->staff, c->staff->action));
	p.errors = errors.len ? arena_printf(c->arena, "[%.*s]", STR_ARG(errors)) : STR("");
	return call_page(c, status, c->page, p.cell);
}

bool listpage_open(struct call *c)
{
	return listpage_show(c, 200, STR(""));
}

void listpage_add(struct call *c, struct str *members, struct str text)
{
	struct buf json = BUF_INIT;

	escape_json(&json, text);
	*members = arena_printf(c->arena, "%.*s%s\"%.*s\"", STR_ARG(*members),
				members->len ? "," : "", STR_ARG(buf_str(&json)));
	buf_release(&json);
}

bool listpage_refuse(struct call *c, int status, struct str error)
{
	struct str errors = STR("");

	listpage_add(c, &errors, error);
	return listpage_show(c, status, errors);
}

bool listpage_wrong(struct call *c, enum message what)
{
	return listpage_refuse(c, 422, message_plain(what));
}

int64_t listpage_window(struct call *c, struct str text)
{
	size_t digits = str_span(text, STR_DIGITS);

	return store_int(c->store, LEDGER_WINDOW_OF_TEXT,
			 ARG(":text", digits ? str_head(text, digits) : text));
}

bool listpage_refuse_table(struct call *c, const struct findings *f)
{
	struct str errors = STR("");
	int n = 0;

	for (size_t i = 0; i < f->n && n < LISTPAGE_ERRORS_MAX; i++) {
		if (f->list[i].severity != SEVERITY_ERROR)
			continue;
		listpage_add(c, &errors, f->list[i].text);
		n++;
	}
	if (n == LISTPAGE_ERRORS_MAX)
		listpage_add(c, &errors, message_plain(MSG_CSV_MANY));
	return listpage_show(c, 422, errors);
}

bool listpage_export(struct call *c, struct str what)
{
	if (!audit_add(c, AUDIT_EXPORTED, what, c->q->query) || !listpage_open(c))
		return false;
	c->r->content_type = STR("text/csv; charset=utf-8");
	c->r->download_name = arena_printf(c->arena, "%.*s.csv", STR_ARG(what));
	return true;
}

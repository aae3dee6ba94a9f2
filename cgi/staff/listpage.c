#include "staff/listpage.h"

#include "staff/audit.h"
#include "template/escape.h"

/* clang-format off */
#define LISTPAGE(X) \
	X(day) /* of the form, else today */ \
	X(month) /* of the form, else that of the day: YYYY-MM */ \
	X(from) /* of the form, else the month's first */ \
	X(to) /* of the form, else the month's last: at most -31 */ \
	X(window) /* of the form, as typed, else 0 */ \
	X(all) /* the page's action goes for every window */ \
	X(errors) /* JSON array of texts, or empty */ \
	X(id) /* of the one that is looked at, else 0 */ \
	X(done) /* how much the change before made, in figures and dots, or empty */ \
	/* as typed */ \
	X(reason) X(names) X(name) X(text) X(post)
/* clang-format on */

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

bool listpage_show(struct call *c, int status, struct str errors)
{
	struct str day = or_else(listpage_day(c, FORM_DAY), str_of(c->today));
	struct str month = or_else(listpage_month(c), str_head(day, 7));
	struct str done = call_text(c, FORM_DONE);
	const struct {
		VIEW_CELLS(LISTPAGE);
	} p = {
		.day = day,
		.month = month,
		.from = or_else(listpage_day(c, FORM_FROM),
				arena_printf(c->arena, "%.*s-01", STR_ARG(month))),
		.to = or_else(listpage_day(c, FORM_TO),
			      arena_printf(c->arena, "%.*s-31", STR_ARG(month))),
		.window = or_else(call_text(c, FORM_WINDOW), STR("0")),
		.all = view_flag(staff_may_all(c->staff, c->staff->action)),
		.errors = errors.len ? arena_printf(c->arena, "[%.*s]", STR_ARG(errors)) : STR(""),
		.id = call_number(c, FORM_ID) ? call_text(c, FORM_ID) : STR("0"),
		/* nothing else of an address is shown as what was done */
		.done = str_is_of(done, STR_DIGITS ".") ? done : STR(""),
		.reason = call_text(c, FORM_REASON),
		.names = call_text(c, FORM_NAMES),
		.name = call_text(c, FORM_NAME),
		.text = call_text(c, FORM_TEXT),
		.post = call_text(c, FORM_POST),
	};

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

bool listpage_wrong(struct call *c, int status, enum message what)
{
	return listpage_refuse(c, status, message_plain(what));
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
	call_download(c, STR("text/csv; charset=utf-8"), "%.*s.csv", STR_ARG(what));
	return true;
}

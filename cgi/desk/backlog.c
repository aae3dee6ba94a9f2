#include "desk/pages.h"

#include "desk/booking.h"
#include "staff/listpage.h"

/* clang-format off */
#define BACKLOG(X) \
	X(for_window) /* whose, 0 = of all */ \
	X(from) X(to) /* only these days, or empty */ \
	X(for_item) /* only this one, or 0 */ \
	X(filter) /* all of these as a query */ \
	X(all) /* every row is ticked */ \
	X(since) X(upto) /* rows of history between them were noted together, or empty */
/* clang-format on */

VIEW(backlog, BACKLOG);
STAFF_PAGE(backlog, "backlog.html", backlog);

/* Which are listed, as the form or the address says; kept by all forms of the page. */
static struct str filter_of(struct call *c)
{
	return arena_printf(c->arena, "window=%d&from=%.*s&to=%.*s&item=%d",
			    (int)staff_window_asked(c), STR_ARG(listpage_day(c, FORM_FROM)),
			    STR_ARG(listpage_day(c, FORM_TO)), (int)call_number(c, FORM_ITEM));
}

static bool show(struct call *c, int status, struct str since, struct str upto)
{
	int64_t window = staff_window_asked(c);
	struct backlog p = {
		.for_window = arena_int(c->arena, window),
		.from = listpage_day(c, FORM_FROM),
		.to = listpage_day(c, FORM_TO),
		.for_item = arena_int(c->arena, call_number(c, FORM_ITEM)),
		.filter = filter_of(c),
		.all = view_flag(str_eq(call_text(c, FORM_DO), STR("all"))),
		.since = since,
		.upto = upto,
	};

	if (!staff_guard(c, ACT_READ, window))
		return false;
	return call_page(c, status, &backlog_page, p.cell);
}

bool backlog_show(struct call *c)
{
	struct str upto = call_text(c, FORM_DONE), since = str_cut(&upto, '.');

	return show(c, 200, since, upto);
}

/* What is wrong with one row, behind what was wrong with those before. */
static void collect(struct call *c, struct str *said)
{
	static const enum form_field where[] = { FORM_FORM, FORM_WHY, FORM_PICKUP };

	for (size_t i = 0; i < COUNT(where); i++) {
		struct str *wrong = &c->form.wrong[where[i]];

		if (wrong->len)
			*said = arena_printf(c->arena, "%.*s%.*s：%.*s。", STR_ARG(*said),
					     STR_ARG(c->form.shown[FORM_NAME]), STR_ARG(*wrong));
		*wrong = STR("");
	}
}

/* All that are ticked, each for itself; false when one is not theirs, which is answered. */
static bool note_each(struct call *c, struct str to, struct str *said)
{
	struct str rest = call_text(c, FORM_GRID);

	while (rest.s && rest.len) {
		struct str version = str_cut(&rest, '\n'), id = str_cut(&version, '\t');
		size_t before = said->len;

		if (booking_change(c, &(struct booking_asked){ id, version, to, false }))
			continue;
		collect(c, said);
		if (said->len == before)
			return false;
	}
	return true;
}

bool backlog_note(struct call *c)
{
	bool undo = str_eq(call_text(c, FORM_DO), STR("undo"));
	struct str to = undo ? STR("undo") : call_text(c, FORM_RESULT);
	int64_t since = stmt_get_int(store_stmt(c->store, LEDGER_LAST_EVENT)), upto;
	struct str said = STR("");

	if (!call_text(c, FORM_GRID).len || !to.len)
		said = message_plain(MSG_NO_ROW);
	else if (!note_each(c, to, &said))
		return true;
	upto = stmt_get_int(store_stmt(c->store, LEDGER_LAST_EVENT));
	if (said.len) {
		call_say(c, FORM_FORM, said);
		return show(c, 422, arena_int(c->arena, since), arena_int(c->arena, upto));
	}
	return call_redirect(c, "/staff/backlog?%.*s&page=%lld&done=%lld.%lld",
			     STR_ARG(filter_of(c)), (long long)call_number(c, FORM_PAGE),
			     (long long)since, (long long)(undo ? since : upto));
}

#include "desk/pages.h"

#include "desk/export.h"
#include "page/reader.h"
#include "staff/audit.h"
#include "staff/listpage.h"
#include "staff/staff.h"

/* clang-format off */
/* A page is printed in pieces, of which each has the first three. */
#define LEDGER(X) \
	X(for_window) /* 0 = all */ \
	X(from) X(to) X(result) X(channel) \
	X(open) /* begins it */ \
	X(sheet) X(first) X(last) /* one, with its rows of the table picked */ \
	X(close) /* ends it */
/* clang-format on */

VIEW(ledger, LEDGER);
STAFF_PAGE(ledger, "ledger.html", ledger);
STAFF_PAGE(ledger_print, "ledger-print.html", ledger);

/* YYYY-MM-DD; what is no day stays as it was typed. */
static struct str day_asked(struct call *c, enum form_field f, struct str usual)
{
	struct str typed = call_text(c, f), day = call_day(c, typed);

	return day.len ? day : typed.len ? typed : usual;
}

/* What the address asks for. */
static struct export_query query_of(struct call *c)
{
	struct str today = str_of(c->today);

	return (struct export_query){
		.window = call_text(c, FORM_WINDOW).len ? call_number(c, FORM_WINDOW)
							: c->staff->session.window,
		.from = day_asked(c, FORM_FROM, arena_printf(c->arena, "%.7s-01", c->today)),
		.to = day_asked(
			c, FORM_TO,
			stmt_get_text(store_bind(c->store, LEDGER_MONTH_END, ARG(":day", today)),
				      c->arena)),
		.result = call_text(c, FORM_RESULT),
		.channel = call_text(c, FORM_CHANNEL),
		.now = str_of(c->now),
	};
}

static struct ledger page_of(struct call *c, const struct export_query *q)
{
	return (struct ledger){
		.for_window = arena_int(c->arena, q->window),
		.from = q->from,
		.to = q->to,
		.result = q->result,
		.channel = q->channel,
	};
}

static bool show_page(struct call *c, int status, const struct export_query *q)
{
	const struct ledger p = page_of(c, q);

	return call_page(c, status, &ledger_page, p.cell);
}

/* 403 for a window that is not theirs, 422 for a period that is none. */
static bool query_is_right(struct call *c, enum staff_action action)
{
	struct export_query q = query_of(c);

	if (!staff_guard(c, action, q.window))
		return false;
	if (export_period_is_right(&q))
		return true;
	call_say(c, FORM_FORM, message_plain(MSG_PERIOD));
	return show_page(c, 422, &q);
}

static void show(struct call *c)
{
	struct export_query q = query_of(c);

	export_pick(c->store, &q);
	show_page(c, 200, &q);
}

bool ledger_show(struct call *c)
{
	return query_is_right(c, ACT_READ) && reader_ask(c, LANE_PAGES, show);
}

/* Whatever leaves the program is audited. */
static bool export(struct call *c, enum audit_action action, struct str what, reading *make)
{
	struct export_query q = query_of(c);

	if (!query_is_right(c, ACT_EXPORT))
		return false;
	if (audit_add(c, action, what,
		      arena_printf(c->arena, "window=%d %.*s %.*s", (int)q.window, STR_ARG(q.from),
				   STR_ARG(q.to))))
		return reader_ask(c, LANE_FILES, make);
	return call_message(c, 503, MSG_503, message_with(c->arena, MSG_SAVE, c->live->complaint));
}

/* ---- printed: the page is made in pieces, a sheet each, so that a year is not in memory ---- */

static struct ledger begin_print(struct call *c, const struct export_query *q)
{
	struct ledger p = page_of(c, q);

	p.open = STR("1");
	c->r->status = 200;
	return p;
}

static void print_piece(struct call *c, struct ledger *p)
{
	if (!c->failed)
		call_append(c, &ledger_print_page, p->cell);
	p->open = STR("");
}

static void end_print(struct call *c, struct ledger *p)
{
	if (p->open.len) { /* nothing is in it yet: empty lines */
		p->sheet = p->for_window;
		print_piece(c, p);
	}
	print_piece(c, &(struct ledger){ .close = STR("1") });
}

static void print(struct call *c)
{
	struct export_query q = query_of(c);
	struct stmt *sheet;
	struct ledger p;

	q.result = q.channel = STR(""); /* the form has all of them */
	export_pick(c->store, &q);
	p = begin_print(c, &q);
	sheet = store_stmt(c->store, LEDGER_PICKED_SHEETS);
	while (!c->failed && stmt_step(sheet) == DB_ROW) {
		p.sheet = stmt_text(sheet, 0);
		p.first = stmt_text(sheet, 1);
		p.last = stmt_text(sheet, 2);
		print_piece(c, &p);
		if (!c->failed)
			reader_put(c);
	}
	stmt_reset(sheet);
	end_print(c, &p);
}

bool ledger_print(struct call *c)
{
	return export(c, AUDIT_LEDGER_PRINTED, STR("ledger"), print);
}

bool ledger_blank(struct call *c)
{
	struct export_query q = query_of(c);
	struct ledger p;

	if (!staff_guard(c, ACT_EXPORT, q.window))
		return false;
	q.from = q.to = STR(""); /* no day is in there */
	p = begin_print(c, &q);
	end_print(c, &p);
	return true;
}

/* ---- as a file ---- */

static bool begin_file(struct call *c, const struct export_query *q, const char *ending,
		       struct str type)
{
	call_download(c, type, "ledger-%02d-%.*s-%.*s.%s", (int)q->window, STR_ARG(q->from),
		      STR_ARG(q->to), ending);
	return reader_put(c);
}

static void make_csv(struct call *c)
{
	struct export_query q = query_of(c);
	struct err e;

	if (begin_file(c, &q, "csv", STR("text/csv; charset=utf-8")) &&
	    !export_csv(c->store, &q, c->r->file, &e))
		call_fail(c, &e);
}

bool ledger_csv(struct call *c)
{
	return export(c, AUDIT_EXPORTED, STR("ledger.csv"), make_csv);
}

static void make_xlsx(struct call *c)
{
	struct export_query q = query_of(c);
	struct err e;

	if (begin_file(c, &q, "xlsx", STR(SPREADSHEET_TYPE)) &&
	    !export_xlsx(c->store, &q, c->live->scratch, c->r->file, &e))
		call_fail(c, &e);
}

bool ledger_xlsx(struct call *c)
{
	return export(c, AUDIT_EXPORTED, STR("ledger.xlsx"), make_xlsx);
}

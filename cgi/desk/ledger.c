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

static void fill(struct call *c, const struct export_query *q, struct ledger *p)
{
	p->for_window = arena_int(c->arena, q->window);
	p->from = q->from;
	p->to = q->to;
	p->result = q->result;
	p->channel = q->channel;
}

static bool show_page(struct call *c, int status, const struct export_query *q)
{
	struct ledger p = { .sheet = STR("") };

	fill(c, q, &p);
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

/* Adds a piece to what there is of the page. */
static void print_piece(struct call *c, const struct export_query *q, struct ledger p)
{
	fill(c, q, &p);
	c->r->status = 200;
	call_append(c, &ledger_print_page, p.cell);
}

/* The row of picked_sheets at hand. */
static struct ledger sheet_of(struct stmt *st)
{
	return (struct ledger){ .sheet = stmt_text(st, 0),
				.first = stmt_text(st, 1),
				.last = stmt_text(st, 2) };
}

static struct ledger blank(struct call *c, const struct export_query *q)
{
	return (struct ledger){ .sheet = arena_int(c->arena, q->window) };
}

static const struct ledger page_begin = { .open = STR_INIT("1") };
static const struct ledger page_end = { .close = STR_INIT("1") };

/* A year has hundreds of sheets: the memory of each is given back behind it. */
static bool print_sheets(struct call *c, const struct export_query *q)
{
	struct stmt *sheet = store_stmt(c->store, LEDGER_PICKED_SHEETS);
	struct arena *of_call = c->arena, own = ARENA_INIT;
	bool any = false;

	while (!c->failed && stmt_step(sheet) == DB_ROW) {
		c->arena = &own;
		print_piece(c, q, sheet_of(sheet));
		c->arena = of_call;
		arena_reset(&own);
		any = true;
		if (!c->failed)
			reader_put(c);
	}
	stmt_reset(sheet);
	arena_release(&own);
	return any;
}

static void print(struct call *c)
{
	struct export_query q = query_of(c);

	q.result = q.channel = STR(""); /* the form has all of them */
	export_pick(c->store, &q);
	print_piece(c, &q, page_begin);
	if (!print_sheets(c, &q))
		print_piece(c, &q, blank(c, &q)); /* empty lines */
	if (!c->failed)
		print_piece(c, &q, page_end);
}

bool ledger_print(struct call *c)
{
	return export(c, AUDIT_LEDGER_PRINTED, STR("ledger"), print);
}

bool ledger_blank(struct call *c)
{
	struct export_query q = query_of(c);

	if (!staff_guard(c, ACT_EXPORT, q.window))
		return false;
	q.from = q.to = STR(""); /* no day is in there */
	print_piece(c, &q, page_begin);
	print_piece(c, &q, blank(c, &q));
	print_piece(c, &q, page_end);
	return true;
}

static bool begin_file(struct call *c, const struct export_query *q, const char *ending,
		       struct str type)
{
	c->r->status = 200;
	c->r->content_type = type;
	c->r->download_name = arena_printf(c->arena, "ledger-%02d-%.*s-%.*s.%s", (int)q->window,
					   STR_ARG(q->from), STR_ARG(q->to), ending);
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

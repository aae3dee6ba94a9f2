#include "desk/ledger.h"

#include "desk/export.h"
#include "page/reader.h"
#include "staff/audit.h"
#include "staff/staff.h"

/*
 * The values of ledger.html and ledger-print.html. WINDOW 0 is all. A page is printed in pieces:
 * OPEN begins it, SHEET and MONTH stand for one, whose rows are from FIRST to LAST in the table
 * picked, CLOSE ends it.
 */
#define LEDGER_FIELDS(X)                                                                           \
	X(LEDGER_FIELD_WINDOW, "for_window")                                                       \
	X(LEDGER_FIELD_FROM, "from")                                                               \
	X(LEDGER_FIELD_TO, "to")                                                                   \
	X(LEDGER_FIELD_ERROR, "error")                                                             \
	X(LEDGER_FIELD_SHEET, "sheet")                                                             \
	X(LEDGER_FIELD_MONTH, "month")                                                             \
	X(LEDGER_FIELD_FIRST, "first")                                                             \
	X(LEDGER_FIELD_LAST, "last")                                                               \
	X(LEDGER_FIELD_OPEN, "open")                                                               \
	X(LEDGER_FIELD_CLOSE, "close")
enum { LEDGER_FIELDS(VIEW_ENUM) LEDGER_FIELD__MAX };
static VIEW(ledger, "ledger", LEDGER_FIELDS);
const struct page_type ledger_page = { STR_INIT("staff/ledger.html"), &ledger_view, &staff_view };
const struct page_type ledger_print_page = { STR_INIT("staff/ledger-print.html"), &ledger_view,
					     &staff_view };

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

/* What the address asks for. */
static struct export_query query_of(struct call *c)
{
	struct export_query q = {
		.window = c->staff->session.window,
		.from = default_day(c, false),
		.to = default_day(c, true),
	};

	if (call_text(c, FORM_WINDOW).len)
		q.window = call_number(c, FORM_WINDOW);
	if (call_text(c, FORM_FROM).len)
		q.from = call_text(c, FORM_FROM);
	if (call_text(c, FORM_TO).len)
		q.to = call_text(c, FORM_TO);
	return q;
}

/* What is no day would not be understood by the browser's field either. */
static struct str if_day(struct str text)
{
	int32_t day;

	return date_parse(text, &day) ? text : STR("");
}

static struct str number(struct call *c, int64_t n)
{
	return arena_printf(c->arena, "%lld", (long long)n);
}

static void fill(struct call *c, const struct export_query *q, struct str cell[LEDGER_FIELD__MAX])
{
	for (int i = 0; i < LEDGER_FIELD__MAX; i++)
		if (!cell[i].s)
			cell[i] = STR("");
	cell[LEDGER_FIELD_WINDOW] = number(c, q->window);
	cell[LEDGER_FIELD_FROM] = if_day(q->from);
	cell[LEDGER_FIELD_TO] = if_day(q->to);
}

/* 403 for a window that is not theirs, 422 for a period that is none. */
static bool query_is_right(struct call *c, enum staff_action action)
{
	struct str cell[LEDGER_FIELD__MAX] = { [LEDGER_FIELD_ERROR] = message_plain(MSG_PERIOD) };
	struct export_query q = query_of(c);

	if (!staff_guard(c, action, q.window))
		return false;
	if (export_period_is_right(&q))
		return true;
	fill(c, &q, cell);
	call_page(c, 422, &ledger_page, cell);
	return false;
}

static void show(struct call *c)
{
	struct str cell[LEDGER_FIELD__MAX] = { { NULL, 0 } };
	struct export_query q = query_of(c);

	export_pick(c->live->store, &q);
	fill(c, &q, cell);
	call_page(c, 200, &ledger_page, cell);
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
	if (audit_note(c, action, what,
		       arena_printf(c->arena, "window=%d %.*s %.*s", (int)q.window, STR_ARG(q.from),
				    STR_ARG(q.to))))
		return reader_ask(c, LANE_FILES, make);
	call_message(c, 503, MSG_503, message_with(c->arena, MSG_SAVE, c->live->complaint));
	return false;
}

/* Adds a piece to what there is of the page; the cells that are not set are empty. */
static void print_piece(struct call *c, const struct export_query *q,
			struct str cell[LEDGER_FIELD__MAX])
{
	fill(c, q, cell);
	c->r->status = 200;
	call_append(c, &ledger_print_page, cell);
}

/* The row of picked_sheets at hand. */
static void print_sheet(struct call *c, const struct export_query *q, struct stmt *sheet)
{
	struct str cell[LEDGER_FIELD__MAX] = {
		[LEDGER_FIELD_SHEET] = stmt_text(sheet, 0),
		[LEDGER_FIELD_MONTH] = stmt_text(sheet, 1),
		[LEDGER_FIELD_FIRST] = stmt_text(sheet, 2),
		[LEDGER_FIELD_LAST] = stmt_text(sheet, 3),
	};

	print_piece(c, q, cell);
}

/* A year has hundreds of sheets: the memory of each is given back behind it. */
static bool print_sheets(struct call *c, const struct export_query *q)
{
	struct stmt *sheet = store_stmt(c->live->store, LEDGER_PICKED_SHEETS);
	struct arena *kept = c->arena, own = ARENA_INIT;
	bool any = false;

	while (!c->failed && stmt_step(sheet) == DB_ROW) {
		c->arena = &own;
		print_sheet(c, q, sheet);
		c->arena = kept;
		arena_reset(&own);
		any = true;
		if (!c->failed)
			reader_put(c);
	}
	stmt_reset(sheet);
	arena_release(&own);
	return any;
}

/* A page of empty lines. */
static void print_blank(struct call *c, const struct export_query *q)
{
	struct str cell[LEDGER_FIELD__MAX] = { [LEDGER_FIELD_SHEET] = number(c, q->window) };

	print_piece(c, q, cell);
}

static void begin_page(struct call *c, const struct export_query *q)
{
	struct str cell[LEDGER_FIELD__MAX] = { [LEDGER_FIELD_OPEN] = STR("1") };

	print_piece(c, q, cell);
}

static void end_page(struct call *c, const struct export_query *q)
{
	struct str cell[LEDGER_FIELD__MAX] = { [LEDGER_FIELD_CLOSE] = STR("1") };

	print_piece(c, q, cell);
}

static void print(struct call *c)
{
	struct export_query q = query_of(c);

	export_pick(c->live->store, &q);
	begin_page(c, &q);
	if (!print_sheets(c, &q))
		print_blank(c, &q);
	if (!c->failed)
		end_page(c, &q);
}

bool ledger_print(struct call *c)
{
	return export(c, AUDIT_LEDGER_PRINTED, STR("ledger"), print);
}

bool ledger_blank(struct call *c)
{
	struct export_query q = { query_of(c).window, STR(""), STR("") }; /* no day is in there */

	if (!staff_guard(c, ACT_EXPORT, q.window))
		return false;
	begin_page(c, &q);
	print_blank(c, &q);
	end_page(c, &q);
	return true;
}

static void name_file(struct call *c, const struct export_query *q, const char *ending)
{
	c->r->status = 200;
	c->r->download_name = arena_printf(c->arena, "ledger-%02d-%.*s-%.*s.%s", (int)q->window,
					   STR_ARG(q->from), STR_ARG(q->to), ending);
}

static void make_csv(struct call *c)
{
	struct export_query q = query_of(c);
	struct err e;

	name_file(c, &q, "csv");
	c->r->content_type = STR("text/csv; charset=utf-8");
	if (reader_put(c) && !export_csv(c->live->store, &q, c->r->file, &e))
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

	name_file(c, &q, "xlsx");
	c->r->content_type =
		STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	if (reader_put(c) && !export_xlsx(c->live->store, &q, c->live->scratch, c->r->file, &e))
		call_fail(c, &e);
}

bool ledger_xlsx(struct call *c)
{
	return export(c, AUDIT_EXPORTED, STR("ledger.xlsx"), make_xlsx);
}

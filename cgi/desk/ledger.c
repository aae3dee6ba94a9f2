#include "desk/ledger.h"

#include "base/file.h"
#include "desk/pages.h"
#include "desk/spreadsheet.h"
#include "page/reader.h"
#include "staff/audit.h"
#include "staff/staff.h"
#include "template/escape.h"

enum { PIECE_BYTES = 64 * 1024 };

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

bool ledger_period_is_right(const struct ledger_query *q)
{
	int32_t from, to;

	return date_parse(q->from, &from) && date_parse(q->to, &to) && to >= from &&
	       to - from < LEDGER_MAX_DAYS;
}

/* Fills the TEMP table picked; what fails, the caller looks at. */
static void pick(struct store *s, const struct ledger_query *q)
{
	stmt_run(store_stmt(s, LEDGER_PICK_CLEAR));
	store_run(s, LEDGER_PICK, ARG(":from", q->from), ARG(":to", q->to),
		  ARG(":window", q->window), ARG(":result", q->result), ARG(":channel", q->channel),
		  ARG(":now", q->now));
	stmt_run(store_stmt(s, LEDGER_PICK_MEANT));
}

/* YYYY-MM-DD; what is no day stays as it was typed. */
static struct str day_asked(struct call *c, enum form_field f, struct str usual)
{
	struct str typed = call_text(c, f), day = call_day(c, typed);

	return day.len ? day : typed.len ? typed : usual;
}

/* What the address asks for. */
static struct ledger_query query_of(struct call *c)
{
	struct str today = str_of(c->today);

	return (struct ledger_query){
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

static struct ledger page_of(struct call *c, const struct ledger_query *q)
{
	return (struct ledger){
		.for_window = arena_int(c->arena, q->window),
		.from = q->from,
		.to = q->to,
		.result = q->result,
		.channel = q->channel,
	};
}

static bool show_page(struct call *c, int status, const struct ledger_query *q)
{
	const struct ledger p = page_of(c, q);

	return call_page(c, status, &ledger_page, p.cell);
}

/* 403 for a window that is not theirs, 422 for a period that is none. */
static bool query_is_right(struct call *c, enum staff_action action)
{
	struct ledger_query q = query_of(c);

	if (!staff_guard(c, action, q.window))
		return false;
	if (ledger_period_is_right(&q))
		return true;
	call_say(c, FORM_FORM, message_plain(MSG_PERIOD));
	return show_page(c, 422, &q);
}

static void show(struct call *c)
{
	struct ledger_query q = query_of(c);

	pick(c->store, &q);
	show_page(c, 200, &q);
}

bool ledger_show(struct call *c)
{
	return query_is_right(c, ACT_READ) && reader_ask(c, LANE_PAGES, show);
}

/* Whatever leaves the program is audited. */
static bool export(struct call *c, enum audit_action action, struct str what, reading *make)
{
	struct ledger_query q = query_of(c);

	if (!query_is_right(c, ACT_EXPORT))
		return false;
	if (audit_add(c, action, what,
		      arena_printf(c->arena, "window=%d %.*s %.*s", (int)q.window, STR_ARG(q.from),
				   STR_ARG(q.to))))
		return reader_ask(c, LANE_FILES, make);
	return call_message(c, 503, MSG_503, message_with(c->arena, MSG_SAVE, c->live->complaint));
}

/* ---- printed: the page is made in pieces, a sheet each, so that a year is not in memory ---- */

static struct ledger begin_print(struct call *c, const struct ledger_query *q)
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
	struct ledger_query q = query_of(c);
	struct stmt *sheet;
	struct ledger p;

	q.result = q.channel = STR(""); /* the form has all of them */
	pick(c->store, &q);
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
	struct ledger_query q = query_of(c);
	struct ledger p;

	if (!staff_guard(c, ACT_EXPORT, q.window))
		return false;
	q.from = q.to = STR(""); /* no day is in there */
	p = begin_print(c, &q);
	end_print(c, &p);
	return true;
}

/* ---- as a file ---- */

static void csv_cell(struct buf *out, int i, struct str text)
{
	if (i)
		buf_add_char(out, ',');
	escape_csv(out, text);
}

/* How many columns there are. */
static int csv_head(struct stmt *columns, struct buf *out)
{
	int n = 0;

	buf_add(out, STR("\xEF\xBB\xBF"));
	while (stmt_step(columns) == DB_ROW)
		csv_cell(out, n++, stmt_text(columns, 0));
	stmt_reset(columns);
	buf_add(out, STR("\r\n"));
	return n;
}

bool ledger_write_csv(struct store *s, const struct ledger_query *q, FILE *out, struct err *e)
{
	struct buf piece = BUF_INIT;
	bool ok = true;
	struct stmt *st;
	int n = csv_head(store_bind(s, LEDGER_LEDGER_COLUMNS, ARG(":window", q->window)), &piece);

	pick(s, q);
	st = store_stmt(s, LEDGER_PICKED_ROWS);
	while (ok && stmt_step(st) == DB_ROW) {
		for (int i = 0; i < n; i++)
			csv_cell(&piece, i, stmt_text(st, i));
		buf_add(&piece, STR("\r\n"));
		if (piece.len >= PIECE_BYTES)
			ok = file_drain(out, &piece, e);
	}
	stmt_reset(st);
	ok = ok && db_error(store_db(s), e) && file_drain(out, &piece, e);
	buf_release(&piece);
	return ok;
}

static bool begin_file(struct call *c, const struct ledger_query *q, const char *ending,
		       struct str type)
{
	call_download(c, type, "ledger-%02d-%.*s-%.*s.%s", (int)q->window, STR_ARG(q->from),
		      STR_ARG(q->to), ending);
	return reader_put(c);
}

static void make_csv(struct call *c)
{
	struct ledger_query q = query_of(c);
	struct err e;

	if (begin_file(c, &q, "csv", STR("text/csv; charset=utf-8")) &&
	    !ledger_write_csv(c->store, &q, c->r->file, &e))
		call_fail(c, &e);
}

bool ledger_csv(struct call *c)
{
	return export(c, AUDIT_EXPORTED, STR("ledger.csv"), make_csv);
}

static bool write_xlsx(struct call *c, const struct ledger_query *q, struct err *e)
{
	struct store *s = c->store;

	pick(s, q);
	return spreadsheet_write(c->live->scratch, c->r->file,
				 store_bind(s, LEDGER_LEDGER_HEAD, ARG(":window", q->window)),
				 store_bind(s, LEDGER_LEDGER_COLUMNS, ARG(":window", q->window)),
				 store_stmt(s, LEDGER_PICKED_ROWS), e) &&
	       db_error(store_db(s), e);
}

static void make_xlsx(struct call *c)
{
	struct ledger_query q = query_of(c);
	struct err e;

	if (begin_file(c, &q, "xlsx", STR(SPREADSHEET_TYPE)) && !write_xlsx(c, &q, &e))
		call_fail(c, &e);
}

bool ledger_xlsx(struct call *c)
{
	return export(c, AUDIT_EXPORTED, STR("ledger.xlsx"), make_xlsx);
}

#include "desk/ledger.h"

#include "desk/export.h"
#include "http/loop.h"
#include "staff/audit.h"
#include "staff/staff.h"

/* SCREEN_ROWS as in pages.sql, ledger.rows; a workbook is made in memory, 1.5 KB a row. */
enum { SCREEN_ROWS = 300, WORKBOOK_ALL_DAYS = 31 };

static const struct str ledger_fields[LEDGER_FIELD__MAX] = {
	[LEDGER_FIELD_WINDOW] = STR_INIT("for_window"),
	[LEDGER_FIELD_FROM] = STR_INIT("from"),
	[LEDGER_FIELD_TO] = STR_INIT("to"),
	[LEDGER_FIELD_ERROR] = STR_INIT("error"),
	[LEDGER_FIELD_PICKED] = STR_INIT("picked"),
	[LEDGER_FIELD_SHEET] = STR_INIT("sheet"),
	[LEDGER_FIELD_MONTH] = STR_INIT("month"),
	[LEDGER_FIELD_OPEN] = STR_INIT("open"),
	[LEDGER_FIELD_CLOSE] = STR_INIT("close"),
};

static const struct view_type ledger_view = { STR_INIT("ledger"), ledger_fields,
					      LEDGER_FIELD__MAX };
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

/* What there is to make, from the first piece to the last; in the request's arena. */
struct task {
	struct export_query q;
	struct export_walk walk;
	struct str picked; /* for the screen: what is found so far */
	int rows;	   /* of it */
	bool open;	   /* of a print the beginning is made */
};

static void fill(struct call *c, const struct export_query *q, struct str cell[LEDGER_FIELD__MAX])
{
	cell[LEDGER_FIELD_WINDOW] = arena_printf(c->arena, "%d", (int)q->window);
	cell[LEDGER_FIELD_FROM] = if_day(q->from);
	cell[LEDGER_FIELD_TO] = if_day(q->to);
	if (!cell[LEDGER_FIELD_ERROR].s)
		cell[LEDGER_FIELD_ERROR] = STR("");
}

static void show(struct call *c, const struct task *t)
{
	struct str cell[LEDGER_FIELD__MAX] = {
		[LEDGER_FIELD_PICKED] =
			t->picked.len ? arena_printf(c->arena, "[%.*s]", STR_ARG(t->picked))
				      : STR(""),
	};

	fill(c, &t->q, cell);
	call_page(c, 200, &ledger_page, cell);
}

static void refuse(struct call *c, const struct export_query *q, enum message what)
{
	struct str cell[LEDGER_FIELD__MAX] = { [LEDGER_FIELD_ERROR] = message_plain(what) };

	fill(c, q, cell);
	call_page(c, 422, &ledger_page, cell);
}

/* The task that was begun by an earlier piece, or NULL. */
static struct task *task_of(const struct call *c)
{
	return c->x->task;
}

static struct task *task_begin(struct call *c, const struct export_query *q)
{
	struct task *t = arena_alloc(c->arena, sizeof *t);

	t->q = (struct export_query){ q->window, arena_str(c->arena, q->from),
				      arena_str(c->arena, q->to) };
	export_begin(&t->walk, &t->q);
	c->x->task = t;
	return t;
}

/* The pairs in the brackets of a JSON list, behind those that there are. */
static void pick(struct call *c, struct task *t, const struct export_sheet *sheet)
{
	struct str pairs = { sheet->picked.s + 1, sheet->picked.len - 2 };

	t->picked = arena_printf(c->arena, "%.*s%s%.*s", STR_ARG(t->picked),
				 t->picked.len ? "," : "", STR_ARG(pairs));
	t->rows += sheet->rows;
}

bool ledger_show(struct call *c)
{
	struct task *t = task_of(c);
	struct export_sheet sheet;
	struct export_query q;
	enum export_step step;

	if (!t && !read_query(c, ACT_READ, &q))
		return false;
	if (!t && !export_period_is_right(&q)) {
		refuse(c, &q, MSG_PERIOD);
		return false;
	}
	if (!t)
		t = task_begin(c, &q);
	step = export_next(&t->walk, c->live->store, c->arena, &sheet);
	if (step == EXPORT_SHEET)
		pick(c, t, &sheet);
	if (step == EXPORT_END || t->rows >= SCREEN_ROWS)
		show(c, t);
	else
		c->x->unfinished = true;
	return true;
}

/* The task of what leaves the program, audited; else the answer is made. */
static struct task *begin_export(struct call *c, enum audit_action action, struct str what)
{
	struct export_query q;
	struct str detail;

	if (!read_query(c, ACT_EXPORT, &q))
		return NULL;
	if (!export_period_is_right(&q)) {
		refuse(c, &q, MSG_PERIOD);
		return NULL;
	}
	detail = arena_printf(c->arena, "window=%d %.*s %.*s", (int)q.window, STR_ARG(q.from),
			      STR_ARG(q.to));
	if (audit_note(c, action, what, detail))
		return task_begin(c, &q);
	call_message(c, 503, MSG_503, message_with(c->arena, MSG_SAVE, c->live->complaint));
	return NULL;
}

/* Adds a piece of the page to what there is of it. */
static void print_piece(struct call *c, struct task *t, const struct export_sheet *sheet, bool last)
{
	struct str cell[LEDGER_FIELD__MAX] = {
		[LEDGER_FIELD_PICKED] = sheet->picked,
		[LEDGER_FIELD_SHEET] = arena_printf(c->arena, "%d", (int)sheet->window),
		[LEDGER_FIELD_MONTH] = sheet->month,
		[LEDGER_FIELD_OPEN] = t->open ? STR("") : STR("1"),
		[LEDGER_FIELD_CLOSE] = last ? STR("1") : STR(""),
	};

	fill(c, &t->q, cell);
	t->open = true;
	c->r->status = 200;
	call_append(c, &ledger_print_page, cell);
}

/* A page of empty lines. */
static struct export_sheet blank_sheet(int64_t window)
{
	return (struct export_sheet){ window, STR(""), STR("[]"), 0 };
}

bool ledger_print(struct call *c)
{
	struct task *t = task_of(c);
	struct export_sheet sheet;

	if (!t)
		t = begin_export(c, AUDIT_LEDGER_PRINTED, STR("ledger"));
	if (!t)
		return false;
	switch (export_next(&t->walk, c->live->store, c->arena, &sheet)) {
	case EXPORT_SHEET:
		print_piece(c, t, &sheet, false);
		break;
	case EXPORT_NOT_YET:
		break;
	case EXPORT_END:
		sheet = blank_sheet(t->q.window);
		if (t->open)
			sheet = (struct export_sheet){ .rows = 0 };
		print_piece(c, t, &sheet, true);
		return true;
	}
	c->x->unfinished = true;
	return true;
}

bool ledger_blank(struct call *c)
{
	struct export_query q;
	struct export_sheet sheet;
	struct task t = { .open = false };

	if (!read_query(c, ACT_EXPORT, &q))
		return false;
	t.q = (struct export_query){ q.window, STR(""), STR("") }; /* no day is in there */
	sheet = blank_sheet(q.window);
	print_piece(c, &t, &sheet, true);
	return true;
}

static void name_file(struct call *c, const struct export_query *q, const char *ending)
{
	c->r->status = 200;
	c->r->download_name = arena_printf(c->arena, "ledger-%02d-%.*s-%.*s.%s", (int)q->window,
					   STR_ARG(q->from), STR_ARG(q->to), ending);
}

bool ledger_csv(struct call *c)
{
	struct task *t = task_of(c);
	struct store *s = c->live->store;
	struct buf *out = &c->r->body;
	struct export_sheet sheet;
	enum export_step step;

	if (!t) {
		t = begin_export(c, AUDIT_EXPORTED, STR("ledger.csv"));
		if (!t)
			return false;
		export_csv_head(s, &t->q, out);
	}
	step = export_next(&t->walk, s, c->arena, &sheet);
	c->failed = step == EXPORT_SHEET && !export_csv_rows(s, &t->q, &sheet, out);
	c->x->unfinished = step != EXPORT_END;
	name_file(c, &t->q, "csv");
	c->r->content_type = STR("text/csv; charset=utf-8");
	return !c->failed;
}

static bool make_workbook(struct buf *gathered)
{
	struct err ignored;

	return export_xlsx(gathered, &ignored);
}

/* The answer once the helper thread has made it. */
static bool take_workbook(struct call *c, const struct task *t)
{
	if (!c->work->right) {
		call_message(c, 503, MSG_503, message_plain(MSG_EXPORT_FAILED));
		return false;
	}
	name_file(c, &t->q, "xlsx");
	c->r->content_type =
		STR("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	return true;
}

static struct task *begin_workbook(struct call *c)
{
	struct export_query q;
	struct task *t;

	if (!read_query(c, ACT_EXPORT, &q))
		return NULL;
	if (q.window == 0 && export_days(&q) > WORKBOOK_ALL_DAYS) {
		refuse(c, &q, MSG_WORKBOOK_LONG);
		return NULL;
	}
	t = begin_export(c, AUDIT_EXPORTED, STR("ledger.xlsx"));
	if (t)
		export_xlsx_head(c->live->store, &t->q, &c->r->body);
	return t;
}

bool ledger_xlsx(struct call *c)
{
	struct task *t = task_of(c);
	struct store *s = c->live->store;
	struct export_sheet sheet;
	enum export_step step;

	if (c->work)
		return take_workbook(c, t);
	if (!t)
		t = begin_workbook(c);
	if (!t)
		return false;
	step = export_next(&t->walk, s, c->arena, &sheet);
	c->failed = step == EXPORT_SHEET && !export_xlsx_rows(s, &t->q, &sheet, &c->r->body);
	c->x->unfinished = step != EXPORT_END;
	if (step != EXPORT_END || c->failed)
		return !c->failed;
	if (worker_add(c->app->worker, c->x, &(struct work){ .make = make_workbook }))
		return true;
	call_message(c, 503, MSG_503, message_plain(MSG_EXPORT_FAILED));
	c->r->retry_after_s = 5;
	return false;
}

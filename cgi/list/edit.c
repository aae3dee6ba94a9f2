#include "list/pages.h"

#include "list/hallfile.h"
#include "list/listed.h"
#include "pagename.h"
#include "staff/listpage.h"

enum { COLUMNS = FORM_C16 - FORM_C1 + 1 };

const struct page_type listedit_page = { STR_INIT("staff/list-edit.html"), &listed_view,
					 &staff_view };

static bool is_new(struct str key)
{
	return str_starts(key, STR("+"));
}

/* A clerk changes rows of the own window; a new row's window is hallgen's to look at. */
static bool may_edit(struct call *c, struct str file, struct str key, int64_t line)
{
	if (staff_may_all(c->staff, ACT_LIST))
		return true;
	if (!is_new(key))
		return staff_may(c->staff, ACT_LIST,
				 store_int(c->store, LEDGER_LIST_WINDOW_OF, ARG(":file", file),
					   ARG(":line", line)));
	return str_eq(file, STR("items.csv")) || str_eq(file, STR("hours.csv"));
}

/* ---- the page ---- */

static int64_t version_of(struct call *c)
{
	int64_t no = 0;

	return str_to_int(call_text(c, FORM_VERSION), INT32_MAX, &no) && no
		       ? no
		       : proposal_newest_version(c);
}

/* An item's other names stand in a table of their own, which is loaded then. */
static bool has_aliases(struct call *c, struct str file, int64_t version)
{
	return str_eq(file, STR("items.csv")) && hallfile_load(c, version, STR("aliases.csv"));
}

/* False when the answer is made: there is no such table, page or row, or it is not theirs. */
static bool open_row(struct call *c, struct listed *p, int64_t version)
{
	int64_t line;

	if (pagename_is(p->on) || str_eq(p->on, STR("holidays")) || str_eq(p->on, STR("day"))) {
		p->text = STR("");
		if (!str_eq(p->on, STR("day")) && !staff_may_all(c->staff, ACT_LIST)) {
			staff_refuse(c);
			return false;
		}
		if (pagename_is(p->on))
			hallfile_read(c, version, p->on, &p->text);
		return true;
	}
	if (has_aliases(c, p->on, version))
		p->text = hallfile_aliases(c, p->key);
	if (!hallfile_is_table(c, p->on) || !hallfile_load(c, version, p->on)) {
		call_not_found(c);
		return false;
	}
	hallfile_offer(c, p->on);
	line = hallfile_line(c, p->on, p->key);
	if (p->key.len && !line && !is_new(p->key)) {
		call_not_found(c);
		return false;
	}
	p->line = arena_int(c->arena, line);
	if (!p->key.len || may_edit(c, p->on, p->key, line))
		return true;
	staff_refuse(c);
	return false;
}

static void show(struct call *c, int status, struct str errors)
{
	struct listed p = { .errors = errors,
			    .on = call_text(c, FORM_ON),
			    .key = call_text(c, FORM_KEY) };
	int64_t version = version_of(c);
	struct report content;

	listed_fill(c, &p);
	p.version = arena_int(c->arena, version);
	if (!open_row(c, &p, version))
		return;
	report_read(c, deskdir_path(c, "report.db"), REPORT_ALL, &content);
	call_take(c, FORM_NOTE);
	for (int f = FORM_C1; f <= FORM_C16; f++)
		call_take(c, (enum form_field)f);
	call_take(c, FORM_TEXT);
	call_page(c, status, &listedit_page, p.cell);
}

/* On the loop: a table is small, and who may not see the row is noted in the audit. */
bool edit_show(struct call *c)
{
	show(c, 200, STR(""));
	return true;
}

/* ---- what is proposed ---- */

struct edits {
	struct call *c;
	struct buf out;
	struct str file, key;
	int n;
};

static void csv_cell(struct buf *out, struct str text, char end)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.s[i] == '"')
			buf_add_char(out, '"');
		if (text.s[i] != '\r')
			buf_add_char(out, text.s[i]);
	}
	buf_add_char(out, '"');
	buf_add_char(out, end);
}

static void add_edit(struct edits *e, struct str column, struct str value)
{
	if (e->n++ == 0)
		buf_add(&e->out, STR("file,key,column,value\n"));
	csv_cell(&e->out, e->file, ',');
	csv_cell(&e->out, e->key, ',');
	csv_cell(&e->out, column, ',');
	csv_cell(&e->out, value, '\n');
}

static bool propose(struct call *c, struct str kind, const char *name, struct str bytes)
{
	const struct by by = by_of(c, kind, call_take(c, FORM_NOTE));
	const struct proposal_file file = { name, bytes };

	if (form_faults(&c->form))
		return listed_refuse(c, 422, MSG_LIST_NOTE, show);
	return !proposal_too_many(c) && proposal_make(c, &by, &file, 1);
}

/* Sends what was collected, or says that nothing is changed. */
static bool propose_edits(struct edits *e, struct str kind)
{
	struct str bytes = arena_str(e->c->arena, buf_str(&e->out));

	buf_release(&e->out);
	if (!e->n)
		return listed_refuse(e->c, 422, MSG_LIST_SAME, show);
	return propose(e->c, kind, "edits.csv", bytes);
}

static struct str given(struct call *c, int64_t column)
{
	return str_trim(call_text(c, (enum form_field)(FORM_C1 + column - 1)));
}

/* What stands in the form and not in the row that it was made from. */
static void collect_cells(struct edits *e, int64_t line)
{
	int64_t columns = stmt_get_int(store_stmt(e->c->store, LEDGER_LIST_COLUMNS));

	for (int64_t i = 1; i <= columns && i <= COLUMNS; i++) {
		struct str now = given(e->c, i),
			   was = line ? hallfile_cell(e->c, line, i) : STR("");

		if (!str_eq(now, was))
			add_edit(e, hallfile_cell(e->c, 0, i), now);
	}
}

/* One word a row: those that are new, and without those that are no longer typed. */
static void collect_aliases(struct edits *e, int64_t version, struct str typed)
{
	struct str item = is_new(e->key) ? given(e->c, 1) : e->key;
	struct stmt *st;
	int added = 0;

	if (!typed.s || !has_aliases(e->c, e->file, version))
		return;
	e->file = STR("aliases.csv");
	st = store_bind(e->c->store, LEDGER_LIST_ALIAS_EDITS, ARG(":no", item),
			ARG(":typed", typed));
	while (stmt_step(st) == DB_ROW) {
		int64_t line = stmt_int(st, 0);

		e->key = line ? hallfile_key(e->c, e->file, line)
			      : arena_printf(e->c->arena, "+%d", ++added);
		if (line) {
			add_edit(e, STR("*gone"), STR("1"));
		} else {
			add_edit(e, STR("序号"), item);
			add_edit(e, STR("别名"), stmt_text(st, 1));
		}
	}
	stmt_reset(st);
}

/* A remark that is right all the same: it is not made again. */
static bool acknowledge(struct call *c)
{
	struct edits e = { .c = c, .file = STR("acknowledged.csv"), .key = STR("+1") };
	struct str reason = str_trim(call_take(c, FORM_NOTE));

	if (!staff_guard(c, ACT_LIST, 0))
		return true;
	if (!reason.len || !given(c, 2).len)
		return listed_refuse(c, 422, MSG_LIST_REASON, show);
	add_edit(&e, STR("file"), given(c, 1));
	add_edit(&e, STR("code"), given(c, 2));
	add_edit(&e, STR("key"), given(c, 3));
	add_edit(&e, STR("reason"), reason);
	return propose_edits(&e, STR("edit"));
}

static bool edit_row(struct call *c)
{
	struct edits e = { .c = c, .file = call_text(c, FORM_ON), .key = call_text(c, FORM_KEY) };
	int64_t line, version = version_of(c);
	bool gone;

	if (!hallfile_is_table(c, e.file) || !hallfile_load(c, version, e.file)) {
		call_not_found(c);
		return false;
	}
	hallfile_offer(c, e.file);
	line = hallfile_line(c, e.file, e.key);
	if (!line && !is_new(e.key)) {
		call_not_found(c);
		return false;
	}
	if (!may_edit(c, e.file, e.key, line)) {
		staff_refuse(c);
		return true;
	}
	if (line)
		e.key = hallfile_key(c, e.file, line);
	gone = line && str_eq(call_text(c, FORM_DO), STR("remove"));
	if (gone)
		add_edit(&e, STR("*gone"), STR("1"));
	else
		collect_cells(&e, line);
	collect_aliases(&e, version, gone ? STR("") : call_text(c, FORM_TEXT));
	return propose_edits(&e, STR("edit"));
}

/* One or two stretches of a day or of a season, or none: closed. */
static void add_stretch(struct edits *e, int number, struct str from, struct str to, bool closed)
{
	struct call *c = e->c;
	struct str first = listpage_day(c, FORM_FROM), last = listpage_day(c, FORM_TO);
	bool one_day = !last.len || str_eq(first, last);
	struct str window = staff_may_all(c->staff, ACT_LIST)
				    ? call_text(c, FORM_WINDOW)
				    : arena_int(c->arena, c->staff->session.window);

	e->key = arena_printf(c->arena, "+%d", number);
	add_edit(e, STR("窗口"), window);
	if (one_day) {
		add_edit(e, STR("日期"), first);
	} else {
		add_edit(e, STR("适用"), call_text(c, FORM_KIND));
		add_edit(e, STR("开始日期"), first);
		add_edit(e, STR("结束日期"), last);
	}
	add_edit(e, STR("开始"), from);
	add_edit(e, STR("结束"), to);
	add_edit(e, STR("类别"), closed ? STR("休息") : call_text(c, FORM_C5));
	add_edit(e, STR("可预约"), closed ? STR("否") : STR("是"));
	add_edit(e, STR("状态"), STR("已确认"));
	add_edit(e, STR("备注"), call_take(c, FORM_NOTE));
}

static bool edit_hours(struct call *c)
{
	struct edits e = { .c = c, .file = STR("hours.csv") };
	bool closed = str_eq(call_text(c, FORM_DO), STR("shut"));
	int n = 0;

	if (!listpage_day(c, FORM_FROM).len)
		return listed_refuse(c, 422, MSG_LIST_DAY, show);
	for (int i = 0; !closed && i < 2; i++)
		if (given(c, 2 * i + 1).len || given(c, 2 * i + 2).len)
			add_stretch(&e, ++n, given(c, 2 * i + 1), given(c, 2 * i + 2), false);
	if (closed)
		add_stretch(&e, 1, STR(""), STR(""), true);
	else if (!n)
		return listed_refuse(c, 422, MSG_LIST_TIMES, show);
	return propose_edits(&e, STR("edit"));
}

static bool edit_text(struct call *c)
{
	struct str file = call_text(c, FORM_ON), text = call_text(c, FORM_TEXT), was = STR("");
	struct edits e = { .c = c, .file = file };

	if (!staff_guard(c, ACT_LIST, 0))
		return true;
	/* without a text an item's page says nothing besides */
	if (!str_trim(text).len && !str_starts(file, STR("pages/items/")))
		return listed_refuse(c, 422, MSG_LIST_NO_TEXT, show);
	if (!pagename_is(file))
		return propose(c, STR("holidays"), "upload-1", text);
	hallfile_read(c, version_of(c), file, &was);
	if (!str_eq(str_trim(text), str_trim(was)))
		add_edit(&e, STR(""), text);
	return propose_edits(&e, STR("notice"));
}

bool edit_propose(struct call *c)
{
	struct str on = call_text(c, FORM_ON);

	if (str_eq(call_text(c, FORM_DO), STR("known")))
		return acknowledge(c);
	if (pagename_is(on) || str_eq(on, STR("holidays")))
		return edit_text(c);
	return str_eq(on, STR("day")) ? edit_hours(c) : edit_row(c);
}

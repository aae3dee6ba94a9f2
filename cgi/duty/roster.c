#include "duty/roster.h"

#include "duty/rosterfile.h"
#include "template/escape.h"
#include "staff/audit.h"
#include "staff/sheet.h"

const struct page_type roster_page = { STR_INIT("staff/roster.html"), &sheet_view, &staff_view };
const struct page_type roster_day_page = { STR_INIT("staff/roster-day.html"), &sheet_view,
					   &staff_view };
const struct page_type roster_csv_page = { STR_INIT("staff/roster.csv"), &sheet_view, &staff_view };

enum { ERRORS_MAX = 200 };

/* What somebody is on duty for: a category at noon, or a window on a day off. */
struct post {
	struct str role;     /* code of duty_role */
	struct str category; /* empty with a window */
	int64_t window;	     /* 0 with a category */
};

/* A post on the days from..to. */
struct span {
	struct post post;
	struct str from, to;
};

bool roster_show(struct call *c)
{
	if (sheet_day(c, FORM_DAY).len)
		c->page = &roster_day_page;
	return sheet_open(c);
}

bool roster_export(struct call *c)
{
	return sheet_export(c, STR("roster"));
}

/* ROLE-WINDOW or ROLE-CATEGORY; what is not there has no posts. */
static struct post post_parse(struct str text)
{
	struct post p = { .role = str_cut(&text, '-') };

	if (!str_to_int(text, 99, &p.window))
		p.category = text;
	return p;
}

static bool post_exists(struct call *c, const struct post *p, struct str day)
{
	return store_exists(c->live->store, LEDGER_POST, ARG(":role", p->role),
			    ARG(":category", p->category), ARG(":window", p->window),
			    ARG(":day", day));
}

static int64_t person_of(struct call *c, const struct post *p, struct str name)
{
	return store_int(c->live->store, LEDGER_POST_PERSON, ARG(":role", p->role),
			 ARG(":category", p->category), ARG(":window", p->window),
			 ARG(":name", name));
}

/* The persons as a JSON list of their ids. False with the name that is none in *unknown. */
static bool people_of(struct call *c, const struct post *p, struct str names, struct str *ids,
		      struct str *unknown)
{
	*ids = STR("");
	while (rosterfile_name(&names, unknown)) {
		int64_t id = person_of(c, p, *unknown);

		if (!id)
			return false;
		*ids = arena_printf(c->arena, "%.*s%s%lld", STR_ARG(*ids), ids->len ? "," : "",
				    (long long)id);
	}
	*ids = arena_printf(c->arena, "[%.*s]", STR_ARG(*ids));
	return true;
}

static bool audit(struct call *c, const struct span *s)
{
	return audit_add(c, AUDIT_ROSTER,
			 arena_printf(c->arena, "%.*s..%.*s", STR_ARG(s->from), STR_ARG(s->to)),
			 arena_printf(c->arena, "%.*s %.*s window=%d", STR_ARG(s->post.role),
				      STR_ARG(s->post.category), (int)s->post.window));
}

/* Before shifts are made: the calendar may have changed. */
static bool refresh(struct call *c)
{
	return stmt_run(store_stmt(c->live->store, LEDGER_REFRESH_CLASSES));
}

/* Replaces who is on the post: `ids` in turn, or all on each day. */
static bool fill(struct call *c, const struct span *s, struct str ids, bool all)
{
	const struct post *p = &s->post;

	return store_run(c->live->store, LEDGER_CLEAR_POSTS, ARG(":role", p->role),
			 ARG(":category", p->category), ARG(":window", p->window),
			 ARG(":from", s->from), ARG(":to", s->to)) &&
	       store_run(c->live->store, LEDGER_FILL_POSTS, ARG(":role", p->role),
			 ARG(":category", p->category), ARG(":window", p->window),
			 ARG(":from", s->from), ARG(":to", s->to), ARG(":people", ids),
			 ARG(":all", all));
}

/* 303 to the day, where the post is: a person on the keyboard goes on from there. */
static void to_post(struct call *c, struct str day)
{
	struct buf post = BUF_INIT;

	escape_url(&post, call_text(c, FORM_POST));
	call_redirect(c, arena_printf(c->arena, "/staff/roster?day=%.*s#%.*s", STR_ARG(day),
				      STR_ARG(buf_str(&post))));
	buf_release(&post);
}

bool roster_set(struct call *c)
{
	struct str day = sheet_day(c, FORM_DAY), ids, unknown;
	struct span s = { post_parse(call_text(c, FORM_POST)), day, day };

	if (!post_exists(c, &s.post, day))
		return sheet_refuse(c,
				    message_with(c->arena, MSG_POST_NONE, call_text(c, FORM_DAY)));
	if (!people_of(c, &s.post, call_text(c, FORM_NAMES), &ids, &unknown))
		return sheet_refuse(c, message_with(c->arena, MSG_PERSON_NONE, unknown));
	to_post(c, day);
	return refresh(c) && fill(c, &s, ids, true) && audit(c, &s);
}

/* 303 to the month, which says how many shifts the last statement made. */
static void to_month(struct call *c, struct str day)
{
	call_redirect(c, arena_printf(c->arena, "/staff/roster?month=%.*s&done=%d",
				      STR_ARG(str_head(day, 7)),
				      db_changes(store_db(c->live->store))));
}

bool roster_rotate(struct call *c)
{
	struct span s = { post_parse(call_text(c, FORM_POST)), sheet_day(c, FORM_FROM),
			  sheet_day(c, FORM_TO) };
	struct str ids, unknown;

	if (!s.from.len || !s.to.len || str_cmp(s.from, s.to) > 0)
		return sheet_wrong(c, MSG_SPAN_NONE);
	if (!people_of(c, &s.post, call_text(c, FORM_NAMES), &ids, &unknown))
		return sheet_refuse(c, message_with(c->arena, MSG_PERSON_NONE, unknown));
	if (str_eq(ids, STR("[]")))
		return sheet_wrong(c, MSG_NAMES_EMPTY);
	if (!refresh(c) || !fill(c, &s, ids, false) || !audit(c, &s))
		return false;
	call_redirect(c, arena_printf(c->arena, "/staff/roster?month=%.*s",
				      STR_ARG(str_head(s.from, 7))));
	return true;
}

static bool is_monday(struct str day)
{
	int32_t date;

	return date_parse(day, &date) && date_weekday(date) == 1;
}

bool roster_copy(struct call *c)
{
	struct span s = { .from = sheet_day(c, FORM_FROM), .to = sheet_day(c, FORM_TO) };

	if (!is_monday(s.from) || !is_monday(s.to) || str_eq(s.from, s.to))
		return sheet_wrong(c, MSG_WEEK_NONE);
	if (!store_run(c->live->store, LEDGER_COPY_WEEK, ARG(":from", s.from), ARG(":to", s.to)))
		return false;
	to_month(c, s.to);
	s.post.role = STR("copy");
	return audit(c, &s);
}

/* One row of an imported roster. */
struct entry {
	struct span span;
	struct str ids;
};

struct import {
	struct call *c;
	struct rosterfile file;
	struct str errors;
	int nerrors;
	struct str from, to; /* the first and the last day */
};

static void cell_error(struct import *im, enum rosterfile_column column, struct str text)
{
	struct arena *a = im->c->arena;
	const struct str arg[] = { arena_printf(a, "%d", im->file.line),
				   arena_printf(a, "%d", im->file.at[column]),
				   rosterfile_word(column), text };

	im->nerrors++;
	sheet_add_error(im->c, &im->errors, message_text(a, MSG_CSV_CELL, arg, COUNT(arg)));
}

static struct str role_of(struct import *im, struct str word)
{
	struct stmt *st = store_bind(im->c->live->store, LEDGER_ROLE_OF_WORD, ARG(":word", word));
	struct str code = STR("");

	if (stmt_step(st) == DB_ROW)
		code = arena_str(im->c->arena, stmt_text(st, 0));
	else
		cell_error(im, ROSTER_ROLE, message_with(im->c->arena, MSG_CSV_ROLE, word));
	stmt_reset(st);
	return code;
}

/* What the cells say; each fault is told at its cell. */
static void read_entry(struct import *im, const struct str cell[ROSTER_COLUMN__MAX],
		       struct entry *out)
{
	struct arena *a = im->c->arena;
	struct post *p = &out->span.post;
	int before = im->nerrors;
	struct str unknown;
	int32_t date;

	out->span.from = out->span.to = cell[ROSTER_DAY];
	if (!date_parse(cell[ROSTER_DAY], &date))
		cell_error(im, ROSTER_DAY, message_with(a, MSG_CSV_DAY, cell[ROSTER_DAY]));
	p->role = role_of(im, cell[ROSTER_ROLE]);
	p->category = cell[ROSTER_CATEGORY];
	if (cell[ROSTER_WINDOW].len && !str_to_int(cell[ROSTER_WINDOW], 99, &p->window))
		cell_error(im, ROSTER_WINDOW, message_plain(MSG_WINDOW_NONE));
	if (im->nerrors > before)
		return;
	if (!post_exists(im->c, p, cell[ROSTER_DAY]))
		cell_error(im, ROSTER_DAY, message_with(a, MSG_POST_NONE, cell[ROSTER_DAY]));
	else if (!people_of(im->c, p, cell[ROSTER_PEOPLE], &out->ids, &unknown))
		cell_error(im, ROSTER_PEOPLE, message_with(a, MSG_PERSON_NONE, unknown));
}

/* Number of rows, none of them written when there are errors. */
static int import_rows(struct import *im)
{
	struct str cell[ROSTER_COLUMN__MAX];
	int rows = 0;

	while (im->nerrors < ERRORS_MAX && rosterfile_row(&im->file, cell)) {
		struct entry entry = { .ids = STR("[]") };

		rows++;
		if (im->file.bad_quote) {
			im->nerrors++;
			sheet_add_error(
				im->c, &im->errors,
				message_with(im->c->arena, MSG_CSV_QUOTE,
					     arena_printf(im->c->arena, "%d", im->file.line)));
			continue;
		}
		read_entry(im, cell, &entry);
		if (!im->from.len || str_cmp(entry.span.from, im->from) < 0)
			im->from = entry.span.from;
		if (str_cmp(entry.span.to, im->to) > 0)
			im->to = entry.span.to;
		if (!im->nerrors && !fill(im->c, &entry.span, entry.ids, true))
			return -1;
	}
	return rows;
}

bool roster_import(struct call *c)
{
	struct import im = { .c = c, .errors = STR(""), .from = STR(""), .to = STR("") };
	struct str text = call_text(c, FORM_TEXT);
	enum rosterfile_column missing;
	int rows;

	if (!rosterfile_open(&im.file, text, c->arena, &missing))
		return sheet_refuse(c,
				    message_with(c->arena, MSG_CSV_HEAD, rosterfile_word(missing)));
	rows = refresh(c) ? import_rows(&im) : -1;
	if (rows < 0)
		return false;
	if (rows == 0)
		return sheet_wrong(c, MSG_CSV_EMPTY);
	if (im.nerrors == ERRORS_MAX)
		sheet_add_error(c, &im.errors, message_plain(MSG_CSV_MANY));
	if (im.nerrors) {
		sheet_show(c, 422, im.errors);
		return false;
	}
	call_redirect(c, arena_printf(c->arena, "/staff/roster?month=%.*s&done=%d",
				      STR_ARG(str_head(im.from, 7)), rows));
	return audit_add(c, AUDIT_ROSTER,
			 arena_printf(c->arena, "%.*s..%.*s", STR_ARG(im.from), STR_ARG(im.to)),
			 arena_printf(c->arena, "import rows=%d", rows));
}

#include "duty/roster.h"

#include "duty/pasted.h"
#include "duty/rosterfile.h"
#include "name.h"
#include "template/escape.h"
#include "staff/audit.h"
#include "staff/listpage.h"
#include "table/table.h"

const struct page_type roster_page = { STR_INIT("staff/roster.html"), &listpage_view, &staff_view };
const struct page_type roster_day_page = { STR_INIT("staff/roster-day.html"), &listpage_view,
					   &staff_view };
const struct page_type roster_csv_page = { STR_INIT("staff/roster.csv"), &listpage_view,
					   &staff_view };

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
	if (listpage_day(c, FORM_DAY).len)
		c->page = &roster_day_page;
	return listpage_open(c);
}

bool roster_export(struct call *c)
{
	return listpage_export(c, STR("roster"));
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
	return store_exists(c->store, LEDGER_POST, ARG(":role", p->role),
			    ARG(":category", p->category), ARG(":window", p->window),
			    ARG(":day", day));
}

static int64_t person_of(struct call *c, const struct post *p, struct str name)
{
	return store_int(c->store, LEDGER_POST_PERSON, ARG(":role", p->role),
			 ARG(":category", p->category), ARG(":window", p->window),
			 ARG(":name", name));
}

/* The persons as a JSON list of their ids. False with the name that is none in *unknown. */
static bool people_of(struct call *c, const struct post *p, struct str names, struct str *ids,
		      struct str *unknown)
{
	*ids = STR("");
	while (name_split(&names, unknown)) {
		struct name name;
		int64_t id = 0;

		if (name_parse(c->arena, *unknown, &name) == NAME_OK)
			id = person_of(c, p, name.text);
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
	return stmt_run(store_stmt(c->store, LEDGER_REFRESH_CLASSES));
}

/* Replaces who is on the post: `ids` in turn, or all on each day. */
static bool fill(struct call *c, const struct span *s, struct str ids, bool all)
{
	const struct post *p = &s->post;

	return store_run(c->store, LEDGER_CLEAR_POSTS, ARG(":role", p->role),
			 ARG(":category", p->category), ARG(":window", p->window),
			 ARG(":from", s->from), ARG(":to", s->to)) &&
	       store_run(c->store, LEDGER_FILL_POSTS, ARG(":role", p->role),
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
	struct str day = listpage_day(c, FORM_DAY), ids, unknown;
	struct span s = { post_parse(call_text(c, FORM_POST)), day, day };

	if (!post_exists(c, &s.post, day))
		return listpage_refuse(
			c, message_with(c->arena, MSG_POST_NONE, call_text(c, FORM_DAY)));
	if (!people_of(c, &s.post, call_text(c, FORM_NAMES), &ids, &unknown))
		return listpage_refuse(c, message_with(c->arena, MSG_PERSON_NONE, unknown));
	to_post(c, day);
	return refresh(c) && fill(c, &s, ids, true) && audit(c, &s);
}

/* 303 to the month, which says how many shifts the last statement made. */
static void to_month(struct call *c, struct str day)
{
	call_redirect(c, arena_printf(c->arena, "/staff/roster?month=%.*s&done=%d",
				      STR_ARG(str_head(day, 7)), db_changes(store_db(c->store))));
}

bool roster_rotate(struct call *c)
{
	struct span s = { post_parse(call_text(c, FORM_POST)), listpage_day(c, FORM_FROM),
			  listpage_day(c, FORM_TO) };
	struct str ids, unknown;

	if (!s.from.len || !s.to.len || str_cmp(s.from, s.to) > 0)
		return listpage_wrong(c, MSG_SPAN_NONE);
	if (!people_of(c, &s.post, call_text(c, FORM_NAMES), &ids, &unknown))
		return listpage_refuse(c, message_with(c->arena, MSG_PERSON_NONE, unknown));
	if (str_eq(ids, STR("[]")))
		return listpage_wrong(c, MSG_NAMES_EMPTY);
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
	struct span s = { .from = listpage_day(c, FORM_FROM), .to = listpage_day(c, FORM_TO) };

	if (!is_monday(s.from) || !is_monday(s.to) || str_eq(s.from, s.to))
		return listpage_wrong(c, MSG_WEEK_NONE);
	if (!store_run(c->store, LEDGER_COPY_WEEK, ARG(":from", s.from), ARG(":to", s.to)))
		return false;
	to_month(c, s.to);
	s.post.role = STR("copy");
	return audit(c, &s);
}

/* A roster that is read in; nothing of it is written once there is a fault. */
struct import {
	struct call *c;
	struct findings findings;
	struct rosterfile file;
	int rows;
	struct str from, to; /* the first and the last day */
	bool failed;	     /* the ledger did */
};

static void wrong(struct import *im, const struct roster_spot *at, struct str text)
{
	rosterfile_error(&im->file, at, text);
}

/* The code of the role that the text names, which is then without it; empty when none. */
static struct str take_role(struct import *im, struct str *text)
{
	struct stmt *st = store_bind(im->c->store, LEDGER_ROLE_IN_TEXT, ARG(":text", *text));
	struct arena *a = im->c->arena;
	struct str code = STR("");

	if (stmt_step(st) == DB_ROW) {
		size_t at = str_find(*text, stmt_text(st, 1));

		code = arena_str(a, stmt_text(st, 0));
		*text = arena_printf(a, "%.*s %.*s", STR_ARG(str_head(*text, at)),
				     STR_ARG(str_from(*text, at + stmt_text(st, 1).len)));
		*text = str_trim(*text);
	}
	stmt_reset(st);
	return code;
}

/* A row's three cells. */
static bool read_post(struct import *im, const struct roster_entry *e, struct post *p)
{
	struct str role = e->role;

	p->role = take_role(im, &role);
	p->category = e->category;
	if (!p->role.len || role.len)
		wrong(im, &e->role_at, message_with(im->c->arena, MSG_CSV_ROLE, e->role));
	if (e->window.len && !(p->window = pasted_window(im->c, e->window)))
		wrong(im, &e->post_at, message_with(im->c->arena, MSG_CSV_WINDOW, e->window));
	return p->role.len && !role.len && (p->window || !e->window.len);
}

/* The heading of a matrix: 4, 户政大队 值班负责人, 企业开办前台受理. */
static void read_heading(struct import *im, const struct roster_entry *e, struct post *p)
{
	struct str text = e->post;

	p->role = take_role(im, &text);
	p->window = pasted_window(im->c, text);
	if (!p->window)
		p->category = text;
}

/* 前 张三, 后 李四, 负责 王五: a line of a matrix' cell may say the role. */
static struct str line_role(struct str *line, const struct post *p)
{
	static const struct {
		struct str word, code;
		bool at_window;
	} roles[] = { { STR_INIT("前"), STR_INIT("front"), false },
		      { STR_INIT("后"), STR_INIT("back"), false },
		      { STR_INIT("负责"), STR_INIT("leader"), true } };

	for (size_t i = 0; i < COUNT(roles); i++) {
		struct str rest = str_from(*line, roles[i].word.len);
		size_t before = rest.len;

		if (roles[i].at_window != (p->window > 0) || !str_starts(*line, roles[i].word))
			continue;
		rest = str_starts(rest, STR("：")) ? str_from(rest, 3) : table_trim(rest);
		if (rest.len == before)
			continue;
		*line = rest;
		return roles[i].code;
	}
	return p->role.len ? p->role : p->window ? STR("duty") : STR("");
}

/* Nobody: as the month's page writes it. */
static bool is_nobody(struct str names)
{
	return !names.len || str_eq(names, STR("未排班")) || str_eq(names, STR("—"));
}

static void put(struct import *im, const struct roster_entry *e, const struct post *p,
		struct str names)
{
	struct arena *a = im->c->arena;
	char iso[DATE_TEXT];
	struct str day, ids, unknown;
	struct span s = { .post = *p };

	date_format(e->day, iso);
	day = s.from = s.to = arena_str(a, str_of(iso));
	if (!im->from.len || str_cmp(day, im->from) < 0)
		im->from = day;
	if (str_cmp(day, im->to) > 0)
		im->to = day;
	if (!post_exists(im->c, p, day))
		wrong(im, &e->day_at, message_with(a, MSG_POST_NONE, day));
	else if (!people_of(im->c, p, names, &ids, &unknown))
		wrong(im, &e->people_at, message_with(a, MSG_PERSON_NONE, unknown));
	else if (!finding_count(&im->findings, SEVERITY_ERROR) && !fill(im->c, &s, ids, true))
		im->failed = true;
}

static void put_lines(struct import *im, const struct roster_entry *e, const struct post *heading)
{
	struct str rest = e->people;

	while (rest.s) {
		struct str line = table_trim(str_cut(&rest, '\n'));
		struct post p = *heading;

		p.role = line_role(&line, heading);
		if (is_nobody(line))
			continue;
		if (p.role.len)
			put(im, e, &p, line);
		else
			wrong(im, &e->people_at, message_plain(MSG_CSV_SIDE));
	}
}

static void on_entry(void *ctx, const struct roster_entry *e)
{
	struct import *im = ctx;
	struct post p = { .category = STR("") };

	if (im->failed || finding_count(&im->findings, SEVERITY_ERROR) >= PASTED_ERRORS_MAX)
		return;
	im->rows++;
	if (e->post.len) {
		read_heading(im, e, &p);
		put_lines(im, e, &p);
	} else if (read_post(im, e, &p)) {
		put(im, e, &p, e->people);
	}
}

bool roster_import(struct call *c)
{
	struct import im = {
		.c = c, .findings = { .arena = c->arena }, .from = STR(""), .to = STR("")
	};

	im.file = (struct rosterfile){
		.findings = &im.findings, .arena = c->arena, .fn = on_entry, .ctx = &im
	};
	date_parse(str_of(c->today), &im.file.today);
	if (!refresh(c))
		return false;
	rosterfile_read(&im.file, call_text(c, FORM_TEXT));
	if (im.failed)
		return false;
	if (finding_count(&im.findings, SEVERITY_ERROR))
		return pasted_refuse(c, &im.findings);
	if (im.rows == 0)
		return listpage_wrong(c, MSG_CSV_EMPTY);
	call_redirect(c, arena_printf(c->arena, "/staff/roster?month=%.*s&done=%d",
				      STR_ARG(str_head(im.from, 7)), im.rows));
	return audit_add(c, AUDIT_ROSTER,
			 arena_printf(c->arena, "%.*s..%.*s", STR_ARG(im.from), STR_ARG(im.to)),
			 arena_printf(c->arena, "import rows=%d", im.rows));
}

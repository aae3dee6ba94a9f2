#include "duty/pages.h"

#include "duty/plan.h"
#include "duty/rosterfile.h"
#include "duty/upload.h"
#include "name.h"
#include "staff/listpage.h"
#include "table/table.h"

STAFF_PAGE(roster, "roster.html", listpage);
STAFF_PAGE(roster_day, "roster-day.html", listpage);
STAFF_PAGE(roster_wall, "roster-wall.html", listpage);
STAFF_PAGE(roster_plan, "roster-plan.html", listpage);
STAFF_PAGE(roster_import, "roster-import.html", listpage);
STAFF_PAGE(roster_csv, "roster.csv", listpage);

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

/* Shows the plan, with the button that does it, or does it. */
static bool offer(struct call *c, const struct page_type *preview, const char *what)
{
	struct str faults = plan_faults(c);
	struct plan_counts n = { .filled = 0 };

	if (faults.len)
		return plan_clear(c) && listpage_show(c, 422, faults);
	if (!plan_thin(c, str_eq(call_text(c, FORM_KIND), STR("gaps")), &n))
		return false;
	if (str_eq(call_text(c, FORM_DO), STR("save")))
		return plan_do(c, &n, what);
	if (!n.first.len)
		return listpage_wrong(c, 422, MSG_PLAN_SAME);
	c->page = preview;
	listpage_open(c);
	return false; /* only shown */
}

/* ---- the month as one grid ---- */

/* DAY.POST.WAS and what stands in the cell now. Only what somebody has changed is looked at. */
static void put_cell(struct call *c, struct str key, struct str names, struct str *errors)
{
	struct str day = str_cut(&key, '.'), post = str_cut(&key, '.');
	struct post p = post_parse(post);
	struct str fault, now;

	if (str_eq(names, key))
		return;
	now = plan_holder(c, &p, day);
	fault = plan_put(c, &p, day, names);
	if (!fault.s && !str_eq(now, key) && !str_eq(now, names))
		fault = message_with(c->arena, MSG_CELL_OLD, plan_day_words(c, day), now);
	if (fault.s)
		listpage_add(c, errors, fault);
}

bool roster_save(struct call *c)
{
	struct str rest = call_text(c, FORM_GRID), errors = STR("");
	struct plan_counts n = { .filled = 0 };

	if (!plan_begin(c))
		return false;
	while (rest.s && rest.len) {
		struct str names = str_cut(&rest, '\n'), key = str_cut(&names, '\t');

		put_cell(c, key, str_trim(names), &errors);
	}
	if (!errors.len)
		errors = plan_faults(c);
	if (errors.len)
		return listpage_show(c, 422, errors);
	return plan_thin(c, false, &n) && plan_do(c, &n, "grid");
}

/* ---- several posts in one step ---- */

bool roster_rotate(struct call *c)
{
	struct post p = post_parse(call_text(c, FORM_POST));
	struct plan_people who = plan_people(c, &p, call_text(c, FORM_NAMES));
	struct str from = listpage_day(c, FORM_FROM), to = listpage_day(c, FORM_TO);

	if (!from.len || !to.len || str_cmp(from, to) > 0)
		return listpage_wrong(c, 422, MSG_SPAN_NONE);
	if (who.unknown.s)
		return listpage_refuse(c, 422,
				       message_with(c->arena, MSG_PERSON_NONE, who.unknown));
	if (!who.names.len)
		return listpage_wrong(c, 422, MSG_NAMES_EMPTY);
	return plan_begin(c) &&
	       store_run(c->store, LEDGER_PLAN_ROTATE, POST_ARGS(&p), ARG(":from", from),
			 ARG(":to", to), ARG(":people", who.ids)) &&
	       offer(c, &roster_plan_page, "rotate");
}

static bool is_monday(struct str day)
{
	int32_t date;

	return date_parse(day, &date) && date_weekday(date) == 1;
}

bool roster_copy(struct call *c)
{
	struct str from = listpage_day(c, FORM_FROM), to = listpage_day(c, FORM_TO);

	if (!is_monday(from) || !is_monday(to) || str_eq(from, to))
		return listpage_wrong(c, 422, MSG_WEEK_NONE);
	return plan_begin(c) &&
	       store_run(c->store, LEDGER_PLAN_COPY, ARG(":from", from), ARG(":to", to)) &&
	       offer(c, &roster_plan_page, "copy");
}

/* Their number; 0 when it is not one person who is meant, with the reason. On duty that `day`. */
static int64_t person_named(struct call *c, struct str text, struct str day, struct str *fault)
{
	struct name name = { .text = STR("") };
	struct str found[2]; /* the last of them, and how many */
	int64_t n;

	name_parse(c->arena, text, &name);
	name.text = name_close(c->arena, name.text);
	call_row(c,
		 store_bind(c->store, LEDGER_PERSON_NAMED, ARG(":name", name.text),
			    ARG(":day", day)),
		 found);
	n = str_int(found[1]);
	if (n != 1)
		*fault = n ? message_with(c->arena, MSG_PERSON_TWO, name.text)
			   : message_text(c->arena, day.len ? MSG_PERSON_OFF : MSG_PERSON_NOBODY,
					  (struct str[]){ name.text, plan_day_words(c, day) },
					  day.len ? 2 : 1);
	return n == 1 ? str_int(found[0]) : 0;
}

static bool put_instead(struct call *c, int64_t person, int64_t by, struct str from, struct str to,
			bool apart)
{
	return store_run(c->store, LEDGER_PLAN_INSTEAD, ARG(":person", person), ARG(":by", by),
			 ARG(":from", from), ARG(":to", to), ARG(":apart", apart));
}

bool roster_swap(struct call *c)
{
	struct str a_day = listpage_day(c, FORM_FROM), b_day = listpage_day(c, FORM_TO), fault;
	int64_t a, b;

	if (!a_day.len || !b_day.len)
		return listpage_wrong(c, 422, MSG_SWAP_DAYS);
	a = person_named(c, call_text(c, FORM_NAME), a_day, &fault);
	b = a ? person_named(c, call_text(c, FORM_NAMES), b_day, &fault) : 0;
	if (!a || !b)
		return listpage_refuse(c, 422, fault);
	return plan_begin(c) && put_instead(c, a, b, a_day, a_day, true) &&
	       put_instead(c, b, a, b_day, b_day, true) && offer(c, &roster_plan_page, "swap");
}

/* Away, so off their posts, which somebody else may take; the absence is confirmed with them. */
bool roster_leave(struct call *c)
{
	struct str from = listpage_day(c, FORM_FROM), to = listpage_day(c, FORM_TO), fault;
	struct plan_counts none = { .filled = 0 };
	int64_t person, by = 0;

	if (!from.len || !to.len || str_cmp(from, to) > 0)
		return listpage_wrong(c, 422, MSG_SPAN_NONE);
	person = person_named(c, call_text(c, FORM_NAME), STR(""), &fault);
	if (person && call_text(c, FORM_NAMES).len)
		by = person_named(c, call_text(c, FORM_NAMES), STR(""), &fault);
	if (!person || (call_text(c, FORM_NAMES).len && !by))
		return listpage_refuse(c, 422, fault);
	if (!plan_begin(c) ||
	    !store_run(c->store, LEDGER_INSERT_ABSENCE, ARG(":person", person), ARG(":from", from),
		       ARG(":to", to), ARG(":now_s", c->q->now_utc_s), ARG(":by", c->who)) ||
	    !put_instead(c, person, by, from, to, false))
		return false;
	if (!stmt_exists(store_stmt(c->store, LEDGER_PLAN_ANY)))
		return plan_do(c, &none, "leave");
	return offer(c, &roster_plan_page, "leave");
}

/* ---- from a table ---- */

/* A roster that is read in; nothing of it is written once there is a fault. */
struct import {
	struct call *c;
	struct findings findings;
	struct rosterfile file;
	int rows;
};

/* The code of the role that the text names, which is then without it; empty when none. */
static struct str take_role(struct import *im, struct str *text)
{
	struct str found[2]; /* the code, and the text without the word */

	if (!call_row(im->c, store_bind(im->c->store, LEDGER_ROLE_IN_TEXT, ARG(":text", *text)),
		      found))
		return STR("");
	*text = str_trim(found[1]);
	return found[0];
}

/* A row's three cells. */
static bool read_post(struct import *im, const struct roster_entry *e, struct post *p)
{
	struct str role = e->role;

	p->role = take_role(im, &role);
	p->category = e->category;
	if (!p->role.len || role.len)
		rosterfile_error(&im->file, &e->role_at,
				 message_with(im->c->arena, MSG_CSV_ROLE, e->role));
	if (e->window.len && !(p->window = listpage_window(im->c, e->window)))
		rosterfile_error(&im->file, &e->post_at,
				 message_with(im->c->arena, MSG_CSV_WINDOW, e->window));
	return p->role.len && !role.len && (p->window || !e->window.len);
}

/*
 * What heads a matrix: 4, 户政大队 值班负责人, 企业开办前台受理; of a role alone, the title says
 * whose it is.
 */
static bool read_heading(struct import *im, const struct roster_entry *e, struct post *p)
{
	struct str text = e->post;

	p->role = take_role(im, &text);
	/* 不动产登记 is a category, and a part of a window's name */
	if (store_exists(im->c->store, LEDGER_NOON_CATEGORY, ARG(":name", text))) {
		p->category = text;
		return true;
	}
	p->window =
		text.len ? listpage_window(im->c, text)
			 : store_int(im->c->store, LEDGER_WINDOW_IN_TITLE, ARG(":text", e->title));
	if (!p->window)
		rosterfile_error(
			&im->file, &e->post_at,
			message_with(im->c->arena, MSG_CSV_WINDOW, text.len ? text : e->post));
	return p->window > 0;
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
	char iso[DATE_TEXT];
	struct str day, fault;

	date_format(e->day, iso);
	day = arena_str(im->c->arena, str_of(iso));
	fault = plan_put(im->c, p, day, names);
	if (fault.s)
		rosterfile_error(&im->file, post_is_on(im->c, p, day) ? &e->people_at : &e->day_at,
				 fault);
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
			rosterfile_error(&im->file, &e->people_at, message_plain(MSG_CSV_SIDE));
	}
}

static void on_entry(void *ctx, const struct roster_entry *e)
{
	struct import *im = ctx;
	struct post p = { .category = STR("") };

	if (finding_count(&im->findings, SEVERITY_ERROR) >= LISTPAGE_ERRORS_MAX)
		return;
	im->rows++;
	if (e->post.len) {
		if (read_heading(im, e, &p))
			put_lines(im, e, &p);
	} else if (read_post(im, e, &p)) {
		put(im, e, &p, e->people);
	}
}

bool roster_import_ask(struct call *c)
{
	return upload_ask(c, rosterfile_fits);
}

bool roster_import(struct call *c)
{
	struct import im = { .c = c, .findings = { .arena = c->arena } };

	im.file = (struct rosterfile){
		.findings = &im.findings, .arena = c->arena, .fn = on_entry, .ctx = &im
	};
	date_parse(str_of(c->today), &im.file.today);
	if (!plan_begin(c) || !upload_take(c))
		return false;
	rosterfile_read(&im.file, call_text(c, FORM_TEXT));
	if (finding_count(&im.findings, SEVERITY_ERROR))
		return plan_clear(c) && listpage_refuse_table(c, &im.findings);
	if (im.rows == 0)
		return listpage_wrong(c, 422, MSG_CSV_EMPTY);
	return offer(c, &roster_import_page, "import");
}

#include "duty/pages.h"

#include "duty/upload.h"
#include "name.h"
#include "page/field.h"
#include "staff/audit.h"
#include "staff/listpage.h"
#include "table/cell.h"
#include "table/tablewords.h"
#include "table/text.h"

STAFF_PAGE(people, "people.html", listpage);

/* Somebody of a window, and what they may do at noon. */
struct person {
	struct str name;
	int64_t window;
	bool front, back;
	struct str phone; /* empty = not given */
};

/* Normal form, or the message; nothing is nothing. */
static struct str read_phone(struct call *c, struct str given, struct str *out)
{
	*out = STR("");
	return str_trim(given).len ? field_phone(c->arena, given, out) : (struct str){ NULL, 0 };
}

static bool save(struct call *c, const struct person *p)
{
	return store_run(c->store, LEDGER_SAVE_PERSON, ARG(":name", p->name),
			 ARG(":window", p->window), ARG(":front", p->front), ARG(":back", p->back),
			 ARG(":phone", p->phone)) &&
	       audit_add(c, AUDIT_PERSON, p->name,
			 arena_printf(c->arena, "window=%d", (int)p->window));
}

static bool end_person(struct call *c, int64_t id)
{
	return store_run(c->store, LEDGER_END_PERSON, ARG(":id", id),
			 ARG(":now_s", c->q->now_utc_s)) &&
	       store_run(c->store, LEDGER_END_SHIFTS, ARG(":person", id),
			 ARG(":today", str_of(c->today))) &&
	       audit_add(c, AUDIT_PERSON, arena_int(c->arena, id), STR("removed"));
}

/* ---- a table of them, pasted ---- */

#define COLUMNS(X)                                                                                 \
	X(PERSON_NAME, "姓名|人员|名字", true)                                                     \
	X(PERSON_WINDOW, "窗口|窗口序号|窗口名称|窗口单位|责任部门|部门|单位", true)               \
	X(PERSON_FRONT, "前台受理|前台", false)                                                    \
	X(PERSON_BACK, "后台审批|后台", false)                                                     \
	X(PERSON_PHONE, "手机|电话|联系电话|手机号码", false, true)
enum { COLUMNS(COLUMN_INDEX) };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

struct paste {
	struct call *c;
	struct findings findings;
	struct str window; /* of the rows above: an empty cell carries it on */
	int rows;
	bool failed; /* the ledger did */
};

static void read_name(struct paste *p, struct row *row, struct person *person)
{
	struct name name;

	if (!cell_given(row, PERSON_NAME))
		return;
	if (name_parse(p->c->arena, row->cell[PERSON_NAME], &name) != NAME_OK)
		row_error(row, PERSON_NAME, FINDING_BAD_VALUE, SAY_NAME,
			  SAY(row->cell[PERSON_NAME]));
	person->name = name_close(p->c->arena, name.text);
}

static void on_person(void *ctx, struct row *row)
{
	struct paste *p = ctx;
	struct person person = { .name = STR("") };
	struct str wrong;

	if (p->failed || finding_count(&p->findings, SEVERITY_ERROR) >= LISTPAGE_ERRORS_MAX)
		return;
	p->rows++;
	read_name(p, row, &person);
	if (row->cell[PERSON_WINDOW].len)
		p->window = arena_str(p->c->arena, row->cell[PERSON_WINDOW]);
	person.window = listpage_window(p->c, p->window);
	if (!person.window)
		row_error(row, PERSON_WINDOW, FINDING_UNKNOWN_WINDOW, "%.*s",
			  STR_ARG(message_with(p->c->arena, MSG_CSV_WINDOW, p->window)));
	/* whoever does not say serves at the front, as the form proposes */
	person.front = cell_yes(row, PERSON_FRONT, !row->table->at[PERSON_FRONT]);
	person.back = cell_yes(row, PERSON_BACK, false);
	wrong = read_phone(p->c, row->cell[PERSON_PHONE], &person.phone);
	if (wrong.s)
		row_error(row, PERSON_PHONE, FINDING_BAD_VALUE, "%.*s", STR_ARG(wrong));
	if (!finding_count(&p->findings, SEVERITY_ERROR))
		p->failed = !save(p->c, &person);
}

static bool fits(struct str text, struct arena *a)
{
	return table_fits(columns, COUNT(columns), text, a);
}

bool people_ask(struct call *c)
{
	return str_eq(call_text(c, FORM_DO), STR("paste")) && upload_ask(c, fits);
}

static bool paste(struct call *c)
{
	struct paste p = { .c = c, .findings = { .arena = c->arena }, .window = STR("") };
	struct table t = { .findings = &p.findings,
			   .arena = c->arena,
			   .scratch = c->arena,
			   .column = columns,
			   .ncolumns = COUNT(columns),
			   .fn = on_person,
			   .ctx = &p };

	if (!upload_take(c))
		return false;
	table_read(&t, text_decode(call_text(c, FORM_TEXT), c->arena).s);
	if (p.failed)
		return false;
	if (finding_count(&p.findings, SEVERITY_ERROR))
		return listpage_refuse_table(c, &p.findings);
	if (p.rows == 0)
		return listpage_wrong(c, 422, MSG_CSV_EMPTY);
	return call_redirect(c, "/staff/people?done=%d", p.rows);
}

/* ---- those of the page: ID.phone and, where they are ticked, ID.front and ID.back ---- */

static bool save_cell(struct call *c, struct str key, struct str value, struct str *errors)
{
	struct str what = key, typed = value, wrong;
	int64_t id;

	if (!str_to_int(str_cut(&what, '.'), INT32_MAX, &id))
		return true;
	if (str_eq(what, STR("phone"))) {
		wrong = read_phone(c, typed, &value);
		if (wrong.s) {
			listpage_add(c, errors, wrong);
			value = typed; /* for the page; nothing of it stays */
		}
	}
	return store_run(c->store, LEDGER_PERSON_CELL, ARG(":id", id), ARG(":what", what),
			 ARG(":value", value));
}

static bool save_rows(struct call *c)
{
	struct str rest = call_text(c, FORM_GRID), errors = STR("");

	while (rest.len) {
		struct str value = str_cut(&rest, '\n'), key = str_cut(&value, '\t');

		if (!save_cell(c, key, str_trim(value), &errors))
			return false;
	}
	if (errors.len)
		return listpage_show(c, 422, errors);
	return audit_add(c, AUDIT_PERSON, STR("*"), STR("rows")) &&
	       call_redirect(c, "/staff/people?window=%d&done=0", (int)call_number(c, FORM_WINDOW));
}

/* Back before the last day away. */
static bool end_absence(struct call *c)
{
	return store_run(c->store, LEDGER_END_ABSENCE, ARG(":id", call_number(c, FORM_ID))) &&
	       audit_add(c, AUDIT_PERSON, arena_int(c->arena, call_number(c, FORM_ID)),
			 STR("back"));
}

/* ---- one of them ---- */

static bool save_one(struct call *c)
{
	struct person person = { .window = call_number(c, FORM_WINDOW),
				 .front = call_number(c, FORM_FRONT) == 1,
				 .back = call_number(c, FORM_BACKOFFICE) == 1 };
	struct str wrong = read_phone(c, call_text(c, FORM_PHONE), &person.phone);

	person.name = name_close(c->arena, call_take(c, FORM_NAME));
	if (form_faults(&c->form))
		return listpage_refuse(c, 422, c->form.wrong[FORM_NAME]);
	if (wrong.s)
		return listpage_refuse(c, 422, wrong);
	if (!call_window_exists(c, person.window))
		return listpage_wrong(c, 422, MSG_PERSON_WRONG);
	return save(c, &person) && call_redirect(c, "/staff/people?window=%d", (int)person.window);
}

bool people_change(struct call *c)
{
	struct str what = call_text(c, FORM_DO);

	if (str_eq(what, STR("remove")))
		return end_person(c, call_number(c, FORM_ID)) && call_redirect(c, "/staff/people");
	if (str_eq(what, STR("back")))
		return end_absence(c) && call_redirect(c, "/staff/people");
	if (str_eq(what, STR("rows")))
		return save_rows(c);
	if (str_eq(what, STR("paste")))
		return paste(c);
	return save_one(c);
}

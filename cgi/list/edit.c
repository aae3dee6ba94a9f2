#include "list/pages.h"

#include "list/listed.h"
#include "list/proposal.h"
#include "pagename.h"
#include "staff/listpage.h"

STAFF_PAGE(listedit, "list-edit.html", listed);

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

/* The version that the form was made from, else the newest. */
static int64_t version_of(struct call *c)
{
	int64_t no = 0;

	str_to_int(call_text(c, FORM_VERSION), INT32_MAX, &no);
	return no ? no : deskdir_newest(c);
}

/*
 * Loads a table, with the line of the row that the key names. False when the answer is made:
 * there is no such table or row, or it is not theirs.
 */
static bool load_row(struct call *c, struct str file, struct str key, int64_t *line)
{
	bool there = deskdir_table(c, version_of(c), file);

	*line = 0;
	if (there) {
		store_run(c->store, LEDGER_LIST_OFFER_COLUMNS, ARG(":file", file));
		*line = store_int(c->store, LEDGER_LIST_LINE_OF, ARG(":file", file),
				  ARG(":key", key));
		there = *line || is_new(key) || !key.len;
	}
	if (!there)
		call_not_found(c);
	else if (key.len && !may_edit(c, file, key, *line))
		staff_refuse(c);
	else
		return true;
	return false;
}

/* An item's other names stand in a table of their own, which is loaded then. */
static bool load_aliases(struct call *c, struct str file)
{
	return str_eq(file, STR("items.csv")) &&
	       deskdir_table(c, version_of(c), STR("aliases.csv"));
}

/* ---- the page ---- */

/* False when the answer is made: it is not theirs. */
static bool open_text(struct call *c, struct listed *p)
{
	p->text = STR("");
	if (!str_eq(p->on, STR("day")) && !staff_may_all(c->staff, ACT_LIST)) {
		staff_refuse(c);
		return false;
	}
	if (pagename_is(p->on))
		deskdir_file(c, version_of(c), p->on, &p->text);
	return true;
}

static bool open_row(struct call *c, struct listed *p)
{
	int64_t line;

	if (load_aliases(c, p->on))
		p->text = stmt_get_text(
			store_bind(c->store, LEDGER_LIST_ALIASES, ARG(":no", p->key)), c->arena);
	if (!load_row(c, p->on, p->key, &line))
		return false;
	p->line = arena_int(c->arena, line);
	return true;
}

static bool is_table(struct str on)
{
	return !pagename_is(on) && !str_eq(on, STR("holidays")) && !str_eq(on, STR("day"));
}

static void show(struct call *c)
{
	struct listed p = { .id = STR("0"),
			    .on = call_text(c, FORM_ON),
			    .key = call_text(c, FORM_KEY),
			    .version = arena_int(c->arena, version_of(c)) };

	listed_fill(c, &p);
	if (!(is_table(p.on) ? open_row(c, &p) : open_text(c, &p)))
		return;
	deskdir_forget(c);
	deskdir_load(c, "", REPORT_ALL);
	call_take(c, FORM_NOTE);
	for (int f = FORM_C1; f <= FORM_C16; f++)
		call_take(c, (enum form_field)f);
	call_take(c, FORM_TEXT);
	call_page(c, 200, &listedit_page, p.cell);
}

/* On the loop: a table is small, and who may not see the row is noted in the audit. */
bool edit_show(struct call *c)
{
	show(c);
	return true;
}

/* ---- what is proposed: cells, in the table list_edit ---- */

static bool propose(struct call *c, const char *kind, const char *name, struct str bytes)
{
	struct str words = call_take(c, FORM_NOTE);
	const struct proposal_file file = { name, bytes };

	if (form_faults(&c->form))
		return listed_refuse(c, 422, MSG_LIST_NOTE, show);
	return proposal_make(c, kind, words, STR(""), &file, 1);
}

/* What was collected; or says that it is nothing. */
static bool propose_edits(struct call *c, const char *kind, enum message nothing)
{
	struct str bytes = stmt_get_text(store_stmt(c->store, LEDGER_LIST_EDITS), c->arena);

	if (!bytes.len)
		return listed_refuse(c, 422, nothing, show);
	return propose(c, kind, "edits.csv", bytes);
}

static struct str given(struct call *c, enum form_field f)
{
	return str_trim(call_text(c, f));
}

/* The cells of a row as they stand in the form, a JSON list. */
static struct str cells_given(struct call *c)
{
	struct str cells = STR("");

	for (int f = FORM_C1; f <= FORM_C16; f++)
		listpage_add(c, &cells, given(c, (enum form_field)f));
	return arena_printf(c->arena, "[%.*s]", STR_ARG(cells));
}

/* A remark that is right all the same: it is not made again. */
static bool acknowledge(struct call *c)
{
	struct str reason = str_trim(call_take(c, FORM_NOTE));

	if (!staff_guard(c, ACT_LIST, 0))
		return true;
	if (!reason.len || !given(c, FORM_C2).len)
		return listed_refuse(c, 422, MSG_LIST_REASON, show);
	return store_run(c->store, LEDGER_LIST_ACKNOWLEDGE, ARG(":file", given(c, FORM_C1)),
			 ARG(":code", given(c, FORM_C2)), ARG(":key", given(c, FORM_C3)),
			 ARG(":reason", reason)) &&
	       propose_edits(c, "edit", MSG_LIST_SAME);
}

static bool edit_row(struct call *c)
{
	struct str file = call_text(c, FORM_ON), key = call_text(c, FORM_KEY);
	struct str aliases = c->form.value[FORM_TEXT], item;
	bool gone;
	int64_t line;

	if (!key.len)
		call_not_found(c);
	if (!key.len || !load_row(c, file, key, &line))
		return true;
	if (line)
		key = stmt_get_text(store_bind(c->store, LEDGER_LIST_KEY_OF, ARG(":file", file),
					       ARG(":line", line)),
				    c->arena);
	gone = line && str_eq(call_text(c, FORM_DO), STR("remove"));
	if (gone)
		store_run(c->store, LEDGER_LIST_EDIT, ARG(":file", file), ARG(":key", key),
			  ARG(":column", STR("*gone")), ARG(":value", STR("1")));
	else
		store_run(c->store, LEDGER_LIST_EDIT_ROW, ARG(":file", file), ARG(":key", key),
			  ARG(":line", line), ARG(":typed", cells_given(c)));
	item = line ? key : given(c, FORM_C1);
	if ((gone || aliases.s) && load_aliases(c, file))
		store_run(c->store, LEDGER_LIST_EDIT_ALIASES, ARG(":no", item),
			  ARG(":typed", gone ? STR("") : aliases));
	return propose_edits(c, "edit", MSG_LIST_SAME);
}

static bool edit_hours(struct call *c)
{
	struct str first = listpage_day(c, FORM_FROM);
	struct str window = staff_may_all(c->staff, ACT_LIST)
				    ? call_text(c, FORM_WINDOW)
				    : arena_int(c->arena, c->staff->session.window);

	if (!first.len)
		return listed_refuse(c, 422, MSG_LIST_DAY, show);
	return store_run(c->store, LEDGER_LIST_EDIT_HOURS, ARG(":window", window),
			 ARG(":first", first), ARG(":last", listpage_day(c, FORM_TO)),
			 ARG(":kind", call_text(c, FORM_KIND)), ARG(":from", given(c, FORM_C1)),
			 ARG(":to", given(c, FORM_C2)), ARG(":from_2", given(c, FORM_C3)),
			 ARG(":to_2", given(c, FORM_C4)),
			 ARG(":closed", str_eq(call_text(c, FORM_DO), STR("shut"))),
			 ARG(":class", call_text(c, FORM_C5)),
			 ARG(":note", call_take(c, FORM_NOTE))) &&
	       propose_edits(c, "edit", MSG_LIST_TIMES);
}

static bool edit_text(struct call *c)
{
	struct str file = call_text(c, FORM_ON), text = call_text(c, FORM_TEXT), was = STR("");

	if (!staff_guard(c, ACT_LIST, 0))
		return true;
	/* without a text an item's page says nothing besides */
	if (!str_trim(text).len && !str_starts(file, STR("pages/items/")))
		return listed_refuse(c, 422, MSG_LIST_NO_TEXT, show);
	if (!pagename_is(file))
		return propose(c, "holidays", "upload-1", text);
	deskdir_file(c, version_of(c), file, &was);
	if (!str_eq(str_trim(text), str_trim(was)))
		store_run(c->store, LEDGER_LIST_EDIT, ARG(":file", file), ARG(":key", STR("")),
			  ARG(":column", STR("")), ARG(":value", text));
	return propose_edits(c, "notice", MSG_LIST_SAME);
}

bool edit_propose(struct call *c)
{
	struct str on = call_text(c, FORM_ON);

	stmt_run(store_stmt(c->store, LEDGER_LIST_CLEAR_EDITS));
	if (str_eq(call_text(c, FORM_DO), STR("known")))
		return acknowledge(c);
	if (is_table(on))
		return edit_row(c);
	return str_eq(on, STR("day")) ? edit_hours(c) : edit_text(c);
}

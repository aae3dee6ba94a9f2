#include "staff/pages.h"

#include "name.h"
#include "page/field.h"
#include "staff/account.h"
#include "staff/listpage.h"
#include "staff/staff.h"

/*
 * Beside what was typed: what was done; the one-time passwords, in clear, once, as a JSON
 * object of account and password.
 */
#define ACCOUNTS(X) X(said) X(slips) X(text)
VIEW(accounts, ACCOUNTS);
STAFF_PAGE(accounts, "accounts.html", accounts);

enum { NEW_MAX = 24 }; /* at once: a tenth of a second each, and nginx waits 10 s */

/* What is to get a one-time password, and what is against it, a line each. */
struct wanted {
	struct account_new account[NEW_MAX];
	size_t n;
	struct str faults;
};

static bool show(struct call *c, int status, struct accounts p)
{
	call_take(c, FORM_ACCOUNT);
	call_take(c, FORM_ROLE);
	call_take(c, FORM_WINDOW);
	return call_page(c, status, &accounts_page, p.cell);
}

static bool refuse(struct call *c, int status, struct str what)
{
	call_say(c, FORM_FORM, what);
	return show(c, status, (struct accounts){ .text = call_text(c, FORM_TEXT) });
}

bool accounts_show(struct call *c)
{
	bool saved = call_text(c, FORM_DONE).len > 0;

	return show(
		c, 200,
		(struct accounts){ .said = saved ? message_plain(MSG_ACCOUNT_SAVED) : STR("") });
}

/* ---- those to be made ---- */

/* What is against adding the account; the null view when nothing is. */
static struct str add_wrong(struct call *c, const struct account_new *a)
{
	enum message name = a->name.len ? account_wrong(c->store, ACCOUNT_ADD, a->name) : MSG__MAX;
	enum staff_role role;

	if (!a->name.len && !a->person.len)
		return message_plain(MSG_ACCOUNT_PERSON);
	if (name != MSG__MAX)
		return message_plain(name);
	if (!staff_role_parse(a->role, &role))
		return message_plain(MSG_ACCOUNT_ROLE);
	if (role == ROLE_CLERK && !a->window)
		return message_plain(MSG_ACCOUNT_WINDOW);
	if (a->window && !call_window_exists(c, a->window))
		return message_plain(MSG_WINDOW_NONE);
	if (!a->name.len && store_exists(c->store, LEDGER_ACCOUNT_OF, ARG(":person", a->person),
					 ARG(":window", a->window)))
		return message_with(c->arena, MSG_ACCOUNT_HAS, a->person);
	return (struct str){ NULL, 0 };
}

/* 刘小兰 9, or 9 刘小兰: what is against it, or the null view. */
static struct str read_line(struct call *c, struct str line, struct account_new *a)
{
	struct str person, window, wrong;

	name_split(&line, &person);
	name_split(&line, &window);
	if (str_span(person, STR_DIGITS)) {
		line = person;
		person = window;
		window = line;
	}
	wrong = field_name(c->arena, person, &a->person);
	if (wrong.s)
		return wrong;
	a->person = name_close(c->arena, a->person);
	a->role = STR("clerk");
	a->window = listpage_window(c, window);
	if (!a->window)
		return window.len ? message_with(c->arena, MSG_CSV_WINDOW, window)
				  : message_plain(MSG_ACCOUNT_WINDOW);
	return add_wrong(c, a);
}

static void add_fault(struct call *c, struct wanted *w, int line, struct str fault)
{
	w->faults = arena_printf(c->arena, "%.*s%s第 %d 行：%.*s", STR_ARG(w->faults),
				 w->faults.len ? "\n" : "", line, STR_ARG(fault));
}

/* Whether somebody of that name and window stands in a line above. */
static bool is_twice(const struct wanted *w)
{
	const struct account_new *a = &w->account[w->n];

	for (size_t i = 0; i < w->n; i++)
		if (str_eq(w->account[i].person, a->person) && w->account[i].window == a->window)
			return true;
	return false;
}

static void read_paste(struct call *c, struct wanted *w)
{
	struct str rest = call_text(c, FORM_TEXT), fault;
	int line = 0;

	while (rest.len && w->n < NEW_MAX) {
		struct str text = str_trim(str_cut(&rest, '\n'));

		line++;
		if (!text.len || str_starts(text, STR("姓名")) || str_starts(text, STR("窗口")))
			continue;
		fault = read_line(c, text, &w->account[w->n]);
		if (!fault.s && is_twice(w))
			fault = message_with(c->arena, MSG_ACCOUNT_HAS, w->account[w->n].person);
		if (fault.s)
			add_fault(c, w, line, fault);
		w->n++;
	}
	if (str_trim(rest).len)
		w->faults = message_with(c->arena, MSG_ACCOUNT_MANY, arena_int(c->arena, NEW_MAX));
	else if (!w->n)
		w->faults = message_plain(MSG_ACCOUNT_EMPTY);
}

static void read_one(struct call *c, struct wanted *w)
{
	struct account_new *a = &w->account[w->n++];

	a->name = call_text(c, FORM_ACCOUNT);
	a->role = call_text(c, FORM_ROLE);
	a->window = call_number(c, FORM_WINDOW);
	if (call_text(c, FORM_NAME).len) {
		a->person = name_close(c->arena, call_take(c, FORM_NAME));
		w->faults = c->form.wrong[FORM_NAME];
	}
	if (call_text(c, FORM_WINDOW).len && !a->window)
		w->faults = message_plain(MSG_WINDOW_NONE);
	if (!w->faults.len)
		w->faults = add_wrong(c, a);
}

/* One that is there. */
static void read_named(struct call *c, enum account_verb verb, struct wanted *w)
{
	struct str name = call_text(c, FORM_ACCOUNT);
	enum message wrong =
		str_eq(name, c->who) ? MSG_ACCOUNT_OWN : account_wrong(c->store, verb, name);

	w->account[w->n++].name = name;
	if (wrong != MSG__MAX)
		w->faults = message_plain(wrong);
}

static enum account_verb read_wanted(struct call *c, struct wanted *w)
{
	struct str what = call_text(c, FORM_DO);
	enum account_verb verb = account_verb(what);

	*w = (struct wanted){ .n = 0, .faults = { NULL, 0 } };
	if (str_eq(what, STR("paste"))) {
		read_paste(c, w);
		return ACCOUNT_ADD;
	}
	if (verb == ACCOUNT_ADD) {
		read_one(c, w);
	} else if (verb != ACCOUNT__MAX) {
		read_named(c, verb, w);
	} else {
		w->faults = message_plain(MSG_400);
	}
	return verb;
}

bool accounts_ask(struct call *c)
{
	char password[ONE_TIME_PASSWORD_TEXT];
	struct password_work *first = NULL, *work;
	struct wanted w;
	enum account_verb verb = read_wanted(c, &w);

	if (w.faults.len || !account_type[verb].makes_password)
		return false;
	for (size_t i = 0; i < w.n; i++) {
		work = arena_alloc(c->arena, sizeof *work);
		password_make(password);
		*work = (struct password_work){ .fresh = arena_str(c->arena, str_of(password)),
						.next = first };
		first = work;
	}
	return password_ask(c, first);
}

/* One of them, with the password that was hashed for it, if it gets one. */
static bool change_one(struct call *c, enum account_verb verb, struct account_new *a,
		       const struct password_work *work)
{
	a->now_s = c->q->now_utc_s;
	a->hash = work ? work->made : "";
	if (!a->name.len)
		a->name = account_name_for(c->store, c->arena, a->person);
	return account_change(c->store, verb, a) &&
	       audit_add(c, account_type[verb].audit, a->name,
			 verb == ACCOUNT_ADD ? a->role : STR(""));
}

static bool has_passwords(const struct password_work *work)
{
	while (work && work->made[0])
		work = work->next;
	return !work;
}

static bool change_all(struct call *c, enum account_verb verb, struct wanted *w)
{
	const struct password_work *work = account_type[verb].makes_password ? c->work : NULL;
	struct accounts p = { .slips = STR("") };

	for (size_t i = 0; i < w->n; i++) {
		if (!change_one(c, verb, &w->account[i], work))
			return false;
		if (!work)
			continue;
		p.slips = arena_printf(c->arena, "%.*s%c\"%.*s\":\"%.*s\"", STR_ARG(p.slips),
				       i ? ',' : '{', STR_ARG(w->account[i].name),
				       STR_ARG(work->fresh));
		work = work->next;
	}
	if (p.slips.len)
		p.slips = arena_printf(c->arena, "%.*s}", STR_ARG(p.slips));
	else
		p.said =
			message_with(c->arena, account_type[verb].said, call_text(c, FORM_ACCOUNT));
	return show(c, 200, p);
}

/* ---- the table: person.NAME, role.NAME and window.NAME ---- */

/* The cell's value as it is kept; what is against it, or the null view. */
static struct str cell_wrong(struct call *c, struct str what, struct str name, struct str *value)
{
	enum staff_role role;
	int64_t window;

	if (str_eq(what, STR("person")))
		return value->len ? field_name(c->arena, *value, value) : (struct str){ NULL, 0 };
	if (str_eq(name, c->who))
		return message_plain(MSG_ACCOUNT_OWN);
	if (str_eq(what, STR("window"))) {
		if (!value->len)
			*value = STR("0"); /* none */
		else if (!str_to_int(*value, 99, &window) || !call_window_exists(c, window))
			return message_plain(MSG_WINDOW_NONE);
		return (struct str){ NULL, 0 };
	}
	if (!str_eq(what, STR("role")) || !staff_role_parse(*value, &role))
		return message_plain(MSG_ACCOUNT_ROLE);
	return role != ROLE_ADMIN && account_is_last_admin(c->store, name)
		       ? message_plain(MSG_ACCOUNT_LAST)
		       : (struct str){ NULL, 0 };
}

static bool save_cell(struct call *c, struct str key, struct str value, struct str *fault)
{
	struct str name = key, what = str_cut(&name, '.');
	struct str wrong = cell_wrong(c, what, name, &value);

	if (wrong.s) {
		*fault = arena_printf(c->arena, "%.*s：%.*s", STR_ARG(name), STR_ARG(wrong));
		return true;
	}
	if (!store_run(c->store, LEDGER_CHANGE_ACCOUNT, ARG(":name", name), ARG(":what", what),
		       ARG(":value", value)))
		return false;
	return db_changes(store_db(c->store)) == 0 ||
	       audit_add(c, AUDIT_ACCOUNT_CHANGED, name,
			 str_eq(what, STR("person")) ? what
						     : arena_printf(c->arena, "%.*s=%.*s",
								    STR_ARG(what), STR_ARG(value)));
}

/* Written at once, shown as written and undone where something is wrong with it. */
static bool save_table(struct call *c)
{
	struct str rest = call_text(c, FORM_GRID), fault = STR(""), lost;
	struct str before = stmt_get_text(store_stmt(c->store, LEDGER_ACCOUNT_LOST), c->arena);

	while (rest.len) {
		struct str value = str_cut(&rest, '\n'), key = str_cut(&value, '\t');

		if (!save_cell(c, key, str_trim(value), &fault))
			return false;
	}
	/* a clerk who has no window now, and had one */
	lost = stmt_get_text(store_stmt(c->store, LEDGER_ACCOUNT_LOST), c->arena);
	if (!fault.len && lost.len > before.len)
		fault = arena_printf(c->arena, "%.*s：%.*s", STR_ARG(lost),
				     STR_ARG(message_plain(MSG_ACCOUNT_WINDOW)));
	if (fault.len)
		return refuse(c, 422, fault);
	return call_redirect(c, "/staff/accounts?done=1");
}

bool accounts_change(struct call *c)
{
	enum account_verb verb;
	struct wanted w;

	if (str_eq(call_text(c, FORM_DO), STR("save")))
		return save_table(c);
	verb = read_wanted(c, &w);
	if (w.faults.len)
		return refuse(c, 422, w.faults);
	if (!account_type[verb].makes_password || (c->work && has_passwords(c->work)))
		return change_all(c, verb, &w);
	return refuse(c, 503, message_plain(MSG_SIGNIN_BUSY));
}

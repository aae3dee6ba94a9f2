#include "staff/pages.h"

#include "staff/audit.h"
#include "staff/factor.h"
#include "staff/staff.h"
#include "staff/tries.h"

#include "template/escape.h"

enum { NEXT_QUERY_MAX = 400 }; /* bytes; a longer one is left out */

/* A session has ended; what was typed then: a JSON object, for the list site.carried_fields. */
#define LOGIN(X) X(locked) X(carried)
VIEW(login, LOGIN);
const struct page_type login_page = { STR_INIT("staff/login.html"), &login_view, NULL };

/* What was typed, given back after the sign-in: the address, without the / in front; the same. */
#define CARRIED_VIEW(X) X(next) X(carried)
VIEW(carried, CARRIED_VIEW);
STAFF_PAGE(carried, "carried.html", carried);

/* Fields of the form that was posted, as a JSON object; empty when there is none. */
static struct str carried(const struct call *c)
{
	struct buf out = BUF_INIT;
	struct str text;

	for (int i = 0; i < FORM__MAX; i++) {
		if (!c->form.value[i].s || !form_is_carried((enum form_field)i))
			continue;
		buf_printf(&out, "%s\"%.*s\":\"", out.len ? "," : "{",
			   STR_ARG(form_name((enum form_field)i)));
		escape_json(&out, c->form.value[i]);
		buf_add_char(&out, '"');
	}
	if (out.len)
		buf_add_char(&out, '}');
	text = arena_str(c->arena, buf_str(&out));
	buf_release(&out);
	return text;
}

/* Such a form can't be sent again without what is never written into a page. */
static bool holds_secret(const struct form *form)
{
	return form->value[FORM_PASSWORD].s || form->value[FORM_NEW].s ||
	       form->value[FORM_AGAIN].s || form->value[FORM_CODE].s;
}

static bool show(struct call *c, int status)
{
	bool posted = call_text(c, FORM_CARRIED).len;
	const struct login p = { .carried = posted ? carried(c) : STR("") };

	call_take(c, FORM_USER);
	call_take(c, FORM_NEXT);
	call_take(c, FORM_CARRIED);
	return call_page(c, status, &login_page, p.cell);
}

/* A POST: nothing is done, everything is kept. */
static void ask_and_keep(struct call *c)
{
	bool secret = holds_secret(&c->form);
	const struct login p = { .locked = STR("1"), .carried = secret ? STR("") : carried(c) };
	struct session ended;

	if (session_find(c, false, &ended) == SESSION_EXPIRED)
		call_show(c, FORM_USER, ended.account);
	call_show(c, FORM_NEXT, secret ? STR("/staff/account") : c->q->path);
	call_show(c, FORM_CARRIED, secret ? STR("") : STR("1"));
	call_page(c, 403, &login_page, p.cell);
}

void signin_ask(struct call *c)
{
	const struct request *q = c->q;
	struct buf query = BUF_INIT;

	if (str_eq(q->path, STR("/staff/logout"))) {
		call_redirect(c, "/staff/login");
		c->r->set_cookie = session_no_cookie(c);
	} else if (q->method == METHOD_POST) {
		ask_and_keep(c);
	} else if (str_eq(q->path, STR("/staff/")) && !q->query.len) {
		call_redirect(c, "/staff/login");
	} else {
		/* the path has characters of a route only, so nothing to escape */
		if (q->query.len && q->query.len <= NEXT_QUERY_MAX) {
			buf_add(&query, STR("%3F"));
			escape_url(&query, q->query);
		}
		call_redirect(c, "/staff/login?next=%.*s%.*s", STR_ARG(q->path),
			      STR_ARG(buf_str(&query)));
		buf_release(&query);
	}
}

void signin_give_back(struct call *c, struct str path)
{
	struct str fields = carried(c);
	const struct carried p = { .next = str_from(path, 1),
				   .carried = fields.len ? fields : STR("{}") };

	call_page(c, 200, &carried_page, p.cell);
}

bool signin_show(struct call *c)
{
	return show(c, 200);
}

bool signin_check(struct call *c)
{
	struct password_work work = { .password = call_text(c, FORM_PASSWORD) };

	return tries_ask(c, call_text(c, FORM_USER), &work);
}

/* The account that is meant: its name, empty when there is none, and whether it is enabled. */
static bool read_account(struct call *c, struct str *name)
{
	struct stmt *st =
		store_bind(c->store, LEDGER_ACCOUNT, ARG(":name", call_text(c, FORM_USER)));
	struct str cell[2]; /* its name, and whether it is disabled */
	bool known = call_row(c, st, cell);

	*name = cell[0];
	return known && !view_is_true(cell[1]);
}

static bool let_in(struct call *c, struct str name)
{
	struct session session;
	struct str cookie;

	if (!session_make(c, name, &session, &cookie) ||
	    !audit_add(c, AUDIT_SIGNED_IN, name, STR("")))
		return false;
	tries_forget(c, call_text(c, FORM_USER));
	staff_enter(c, &session);
	if (c->staff->must_change || c->staff->must_totp)
		call_redirect(c, "/staff/account");
	else
		c->next = call_text(c, FORM_NEXT); /* route.c goes on */
	c->r->set_cookie = cookie;
	c->r->set_device = tries_cookie(c, name);
	return true;
}

bool signin_make(struct call *c)
{
	struct str name;
	bool enabled = read_account(c, &name);

	if (!c->work) {
		show(c, tries_refusal(c, call_text(c, FORM_USER)));
		return !c->limited_s || audit_refusal(c, AUDIT_SIGNIN_THROTTLED, name);
	}
	if (c->work->right && enabled && factor_accepts(c, name, call_text(c, FORM_CODE)))
		return let_in(c, name);
	call_say(c, FORM_FORM, message_plain(MSG_SIGNIN_WRONG));
	show(c, 422);
	return audit_refusal(c, AUDIT_SIGNIN_REFUSED, name);
}

bool signin_end(struct call *c)
{
	const struct session *s = &c->staff->session;

	if (!session_end(c, s->account, s->id) ||
	    !audit_add(c, AUDIT_SIGNED_OUT, s->account, STR("")))
		return false;
	call_redirect(c, "/staff/login");
	c->r->set_cookie = session_no_cookie(c);
	return true;
}

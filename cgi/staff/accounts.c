#include "staff/accounts.h"

#include "staff/account.h"
#include "staff/staff.h"

/* Beside what was typed: what was done; a new password, in clear, once; who is signed in. */
#define ACCOUNTS(X)                                                                                \
	X(said)                                                                                    \
	X(password)                                                                                \
	X(alive_made)                                                                              \
	X(alive_seen)

struct accounts_page {
	VIEW_CELLS(ACCOUNTS);
};

static VIEW_OF(accounts, ACCOUNTS);
const struct page_type accounts_page = { STR_INIT("staff/accounts.html"), &accounts_view,
					 &staff_view };

static void show(struct call *c, int status, struct accounts_page p)
{
	call_take(c, FORM_ACCOUNT);
	call_take(c, FORM_ROLE);
	call_take(c, FORM_WINDOW);
	session_alive(c, &p.alive_made, &p.alive_seen);
	call_page(c, status, &accounts_page, p.cell);
}

static bool refuse(struct call *c, int status, enum message what)
{
	call_say(c, FORM_FORM, message_plain(what));
	show(c, status, (struct accounts_page){ .said = STR("") });
	return false;
}

bool accounts_show(struct call *c)
{
	show(c, 200, (struct accounts_page){ .said = STR("") });
	return true;
}

/* What is against adding the account; MSG__MAX when nothing is. */
static enum message add_wrong(struct call *c)
{
	struct str name = call_text(c, FORM_ACCOUNT);
	int64_t window = call_number(c, FORM_WINDOW);
	enum staff_role role;

	if (!account_name_fits(name))
		return MSG_ACCOUNT_NAME;
	if (account_exists(c->store, name))
		return MSG_ACCOUNT_TAKEN;
	if (!staff_role_parse(call_text(c, FORM_ROLE), &role))
		return MSG_ACCOUNT_ROLE;
	if (role == ROLE_CLERK && !call_text(c, FORM_WINDOW).len)
		return MSG_ACCOUNT_WINDOW;
	if (call_text(c, FORM_WINDOW).len && !call_window_exists(c, window))
		return MSG_WINDOW_NONE;
	return MSG__MAX;
}

static enum message change_wrong(struct call *c, enum account_verb verb)
{
	struct str name = call_text(c, FORM_ACCOUNT);

	if (verb == ACCOUNT__MAX)
		return MSG_400;
	if (verb == ACCOUNT_ADD)
		return add_wrong(c);
	if (!account_exists(c->store, name))
		return MSG_ACCOUNT_NONE;
	if (str_eq(name, c->who))
		return MSG_ACCOUNT_OWN;
	return verb == ACCOUNT_DISABLE && account_is_last_admin(c->store, name) ? MSG_ACCOUNT_LAST
										: MSG__MAX;
}

bool accounts_ask(struct call *c)
{
	enum account_verb verb = account_verb(call_text(c, FORM_DO));
	char password[ONE_TIME_PASSWORD_TEXT];
	struct password_work work = { .hash = { NULL, 0 } };

	if (change_wrong(c, verb) != MSG__MAX || !account_type[verb].makes_password)
		return false;
	password_make(password);
	work.fresh = arena_str(c->arena, str_of(password));
	return password_ask(c, &work);
}

static struct accounts_page news_of(const struct call *c, enum account_verb verb)
{
	static const enum message said[ACCOUNT__MAX] = {
		[ACCOUNT_DISABLE] = MSG_ACCOUNT_DISABLED,
		[ACCOUNT_ENABLE] = MSG_ACCOUNT_ENABLED,
		[ACCOUNT_END] = MSG_ACCOUNT_ENDED,
	};

	if (account_type[verb].makes_password)
		return (struct accounts_page){ .password = c->work->fresh };
	return (struct accounts_page){ .said = message_with(c->arena, said[verb],
							    call_text(c, FORM_ACCOUNT)) };
}

bool accounts_change(struct call *c)
{
	enum account_verb verb = account_verb(call_text(c, FORM_DO));
	enum message fault = change_wrong(c, verb);
	const struct account_new account = {
		.name = call_text(c, FORM_ACCOUNT),
		.role = call_text(c, FORM_ROLE),
		.window = call_number(c, FORM_WINDOW),
		.now_s = c->q->now_utc_s,
		.hash = c->work ? c->work->made : "",
	};

	if (fault != MSG__MAX)
		return refuse(c, 422, fault);
	if (account_type[verb].makes_password && !account.hash[0]) {
		refuse(c, 503, MSG_SIGNIN_BUSY);
		c->r->retry_after_s = 5;
		return false;
	}
	if (!account_change(c->store, verb, &account) ||
	    !audit_add(c, account_type[verb].audit, account.name,
		       verb == ACCOUNT_ADD ? account.role : STR("")))
		return false;
	show(c, 200, news_of(c, verb));
	return true;
}

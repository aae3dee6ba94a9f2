#include "staff/accounts.h"

#include "staff/account.h"
#include "staff/staff.h"

/* The values of accounts.html. */
#define ACCOUNTS_FIELDS(X)                                                                         \
	X(ACCOUNTS_ERROR, "error")                                                                 \
	X(ACCOUNTS_SAID, "said")                                                                   \
	X(ACCOUNTS_ACCOUNT, "account") /* whose one-time password is shown, or what was typed */   \
	X(ACCOUNTS_ROLE, "role")                                                                   \
	X(ACCOUNTS_WINDOW, "window")                                                               \
	X(ACCOUNTS_PASSWORD, "password") /* in clear, once */                                      \
	X(ACCOUNTS_ALIVE_MADE, "alive_made")                                                       \
	X(ACCOUNTS_ALIVE_SEEN, "alive_seen")
enum { ACCOUNTS_FIELDS(VIEW_ENUM) ACCOUNTS__MAX };
static VIEW(accounts, "accounts", ACCOUNTS_FIELDS);
const struct page_type accounts_page = { STR_INIT("staff/accounts.html"), &accounts_view,
					 &staff_view };

struct news {
	struct str error, said, password;
};

static void show(struct call *c, int status, const struct news *news)
{
	struct str cell[ACCOUNTS__MAX] = {
		[ACCOUNTS_ERROR] = news->error,
		[ACCOUNTS_SAID] = news->said,
		[ACCOUNTS_ACCOUNT] = news->said.s ? STR("") : call_text(c, FORM_ACCOUNT),
		[ACCOUNTS_ROLE] = call_text(c, FORM_ROLE),
		[ACCOUNTS_WINDOW] = call_text(c, FORM_WINDOW),
		[ACCOUNTS_PASSWORD] = news->password,
	};

	session_alive(c, &cell[ACCOUNTS_ALIVE_MADE], &cell[ACCOUNTS_ALIVE_SEEN]);
	call_page(c, status, &accounts_page, cell);
}

static bool wrong(struct call *c, enum message what)
{
	show(c, 422, &(struct news){ .error = message_plain(what) });
	return false;
}

bool accounts_show(struct call *c)
{
	show(c, 200, &(struct news){ .error = { NULL, 0 } });
	return true;
}

enum verb { ADD, RESET, DISABLE, ENABLE, END, VERB__MAX };

static const struct {
	struct str word;
	bool makes_password;
	enum audit_action audit;
	enum message said; /* {} the account */
} verbs[VERB__MAX] = {
	[ADD] = { STR_INIT("add"), true, AUDIT_ACCOUNT_ADDED, MSG__MAX },
	[RESET] = { STR_INIT("reset"), true, AUDIT_ACCOUNT_RESET, MSG__MAX },
	[DISABLE] = { STR_INIT("disable"), false, AUDIT_ACCOUNT_DISABLED, MSG_ACCOUNT_DISABLED },
	[ENABLE] = { STR_INIT("enable"), false, AUDIT_ACCOUNT_ENABLED, MSG_ACCOUNT_ENABLED },
	[END] = { STR_INIT("end"), false, AUDIT_SESSIONS_ENDED, MSG_ACCOUNT_ENDED },
};

static enum verb verb_of(const struct call *c)
{
	int i = 0;

	while (i < VERB__MAX && !str_eq(verbs[i].word, call_text(c, FORM_DO)))
		i++;
	return (enum verb)i;
}

/* What is against adding the account; MSG__MAX when nothing is. */
static enum message add_wrong(struct call *c)
{
	struct str name = call_text(c, FORM_ACCOUNT);
	int64_t window = call_number(c, FORM_WINDOW);
	enum staff_role role;

	if (!account_name_fits(name))
		return MSG_ACCOUNT_NAME;
	if (account_exists(c->live->store, name))
		return MSG_ACCOUNT_TAKEN;
	if (!staff_role_parse(call_text(c, FORM_ROLE), &role))
		return MSG_ACCOUNT_ROLE;
	if (role == ROLE_CLERK && !call_text(c, FORM_WINDOW).len)
		return MSG_ACCOUNT_WINDOW;
	if (call_text(c, FORM_WINDOW).len && !call_window_exists(c, window))
		return MSG_WINDOW_NONE;
	return MSG__MAX;
}

static enum message change_wrong(struct call *c, enum verb verb)
{
	struct str name = call_text(c, FORM_ACCOUNT);

	if (verb == VERB__MAX)
		return MSG_400;
	if (verb == ADD)
		return add_wrong(c);
	if (!account_exists(c->live->store, name))
		return MSG_ACCOUNT_NONE;
	if (str_eq(name, c->who))
		return MSG_ACCOUNT_OWN;
	return verb == DISABLE && account_is_last_admin(c->live->store, name) ? MSG_ACCOUNT_LAST
									      : MSG__MAX;
}

bool accounts_ask(struct call *c)
{
	enum verb verb = verb_of(c);
	char password[ONE_TIME_PASSWORD_TEXT];
	struct work work = { .hash = { NULL, 0 } };

	if (change_wrong(c, verb) != MSG__MAX || !verbs[verb].makes_password)
		return false;
	password_make(password);
	work.fresh = arena_str(c->arena, str_of(password));
	work.kept = work.fresh.s;
	return worker_add(c->app->worker, c->x, &work);
}

static bool change(struct call *c, enum verb verb)
{
	struct store *s = c->live->store;
	struct str name = call_text(c, FORM_ACCOUNT);
	const struct account_new account = {
		.name = name,
		.role = call_text(c, FORM_ROLE),
		.window = call_number(c, FORM_WINDOW),
		.now_s = c->q->now_utc_s,
		.hash = c->work ? c->work->made : "",
	};

	switch (verb) {
	case ADD:
		return account_insert(s, &account);
	case RESET:
		return account_reset(s, name, account.hash);
	case DISABLE:
		return account_disable(s, name, account.now_s);
	case ENABLE:
		return account_enable(s, name);
	case END:
		return session_end_all(s, name, 0);
	case VERB__MAX:
		break;
	}
	return false;
}

bool accounts_change(struct call *c)
{
	enum verb verb = verb_of(c);
	struct str name = call_text(c, FORM_ACCOUNT);
	enum message fault = change_wrong(c, verb);
	struct news news = { .error = { NULL, 0 } };

	if (fault != MSG__MAX)
		return wrong(c, fault);
	if (verbs[verb].makes_password && (!c->work || !c->work->made[0])) {
		show(c, 503, &(struct news){ .error = message_plain(MSG_SIGNIN_BUSY) });
		c->r->retry_after_s = 5;
		return false;
	}
	if (!change(c, verb) ||
	    !audit_add(c, verbs[verb].audit, name, verb == ADD ? call_text(c, FORM_ROLE) : STR("")))
		return false;
	if (verbs[verb].makes_password)
		news.password = str_of(c->work->kept);
	else
		news.said = message_with(c->arena, verbs[verb].said, name);
	show(c, 200, &news);
	return true;
}

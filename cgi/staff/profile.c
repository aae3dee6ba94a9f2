#include "staff/pages.h"

#include "staff/audit.h"
#include "staff/factor.h"
#include "staff/password.h"
#include "staff/staff.h"
#include "staff/tries.h"

#include "template/escape.h"

enum { QR_SCALE = 5 };

/* clang-format off */
#define PROFILE(X) \
	X(said) /* what has been done */ \
	X(must_change) X(must_totp) \
	X(totp_on) X(totp_begun) /* the code is shown and waits for a number from it */ \
	X(secret) /* for typing instead of the picture */ \
	X(new_codes) /* JSON array, once */ \
	X(this) /* for profile.sessions: the session asking */
/* clang-format on */

VIEW(profile, PROFILE);
STAFF_PAGE(profile, "profile.html", profile);

static bool show(struct call *c, int status, struct profile p)
{
	unsigned char secret[TOTP_SECRET_BYTES];
	char secret_text[TOTP_SECRET_TEXT] = "";
	enum factor_state factor = factor_state(c, c->who, secret);

	if (factor == FACTOR_BEGUN)
		totp_secret_text(secret, secret_text);
	p.must_change = view_flag(c->staff->must_change);
	p.must_totp = view_flag(c->staff->must_totp && factor != FACTOR_ON);
	p.totp_on = view_flag(factor == FACTOR_ON);
	p.totp_begun = view_flag(factor == FACTOR_BEGUN);
	p.secret = str_of(secret_text);
	p.this = arena_int(c->arena, c->staff->session.id);
	return call_page(c, status, &profile_page, p.cell);
}

static bool wrong(struct call *c, enum message what)
{
	call_say(c, FORM_FORM, message_plain(what));
	return show(c, 422, (struct profile){ .said = STR("") });
}

/* Who does not know a secret is refused as at the sign-in. */
static bool mistaken(struct call *c, enum message what)
{
	wrong(c, what);
	return audit_refusal(c, AUDIT_SIGNIN_REFUSED, c->who);
}

static bool said(struct call *c, enum message what)
{
	return show(c, 200, (struct profile){ .said = message_plain(what) });
}

bool profile_show(struct call *c)
{
	return show(c, 200, (struct profile){ .said = STR("") });
}

/* MSG__MAX when the new password is fit. */
static enum message password_wrong(struct call *c)
{
	struct str fresh = call_text(c, FORM_NEW);
	struct stmt *words = store_bind(c->store, LEDGER_HALL_WORDS, ARG(":account", c->who));
	enum message fault = password_look(c->arena, fresh, stmt_get_text(words, c->arena));

	if (fault != MSG__MAX)
		return fault;
	if (!str_eq(fresh, call_text(c, FORM_AGAIN)))
		return MSG_PASSWORD_AGAIN;
	if (str_eq(fresh, call_text(c, FORM_PASSWORD)))
		return MSG_PASSWORD_SAME;
	return MSG__MAX;
}

/*
 * With a one-time password the present one is asked for too: who changes it
 * must be the one who got it, not the one who found the computer.
 */
bool profile_ask(struct call *c)
{
	struct password_work work = { .password = call_text(c, FORM_PASSWORD) };

	if (str_ends(c->q->path, STR("/password"))) {
		if (password_wrong(c) != MSG__MAX)
			return false;
		work.fresh = call_text(c, FORM_NEW);
	} else if (!str_eq(call_text(c, FORM_DO), STR("begin"))) {
		return false;
	}
	return tries_ask(c, c->who, &work);
}

/* Without an answer of the helper thread. */
static bool not_asked(struct call *c)
{
	show(c, tries_refusal(c, c->who), (struct profile){ .said = STR("") });
	return !c->limited_s || audit_refusal(c, AUDIT_SIGNIN_THROTTLED, c->who);
}

/* A new session in the place of all that there are. */
static bool session_renew(struct call *c)
{
	struct session session;
	struct str cookie;

	if (!session_end_all(c->store, c->who, 0) || !session_make(c, c->who, &session, &cookie))
		return false;
	staff_enter(c, &session);
	call_redirect(c, c->staff->must_totp ? "/staff/account" : "/staff/");
	c->r->set_cookie = cookie;
	return true;
}

/*
 * A one-time password is long, is typed from paper and ends with the change, so
 * it stays in its field; no other password is ever written into a page.
 */
static bool unfit(struct call *c, enum message what)
{
	if (c->staff->must_change)
		call_take(c, FORM_PASSWORD);
	return wrong(c, what);
}

bool profile_password(struct call *c)
{
	enum message fault = password_wrong(c);

	if (fault != MSG__MAX)
		return unfit(c, fault);
	if (!c->work)
		return not_asked(c);
	if (!c->work->right)
		return mistaken(c, MSG_PASSWORD_WRONG);
	if (!c->work->made[0])
		return not_asked(c);
	tries_forget(c, c->who);
	return store_run(c->store, LEDGER_SET_PASSWORD, ARG(":name", c->who),
			 ARG(":password", str_of(c->work->made)), ARG(":one_time", 0)) &&
	       audit_add(c, AUDIT_PASSWORD_CHANGED, c->who, STR("")) && session_renew(c);
}

static bool begin(struct call *c, enum factor_state state)
{
	if (state == FACTOR_ON)
		return wrong(c, MSG_TOTP_IS_ON);
	if (!c->work)
		return not_asked(c);
	if (!c->work->right)
		return mistaken(c, MSG_PASSWORD_WRONG);
	tries_forget(c, c->who);
	return factor_begin(c, c->who) && said(c, MSG_TOTP_BEGUN);
}

static bool new_codes(struct call *c, enum message what)
{
	struct profile p = { .said = message_plain(what) };

	return factor_codes(c, c->who, &p.new_codes) && show(c, 200, p);
}

/* What needs a code, once there is a secret. */
static bool with_code(struct call *c, enum factor_state state)
{
	struct str verb = call_text(c, FORM_DO), code = call_text(c, FORM_CODE);
	bool confirms = state == FACTOR_BEGUN && str_eq(verb, STR("confirm"));
	bool right = confirms ? factor_confirm(c, c->who, code)
			      : state == FACTOR_ON && factor_accepts(c, c->who, code);

	if (!right)
		return mistaken(c, MSG_TOTP_WRONG);
	tries_forget(c, c->who);
	if (confirms)
		return new_codes(c, MSG_TOTP_ON);
	if (str_eq(verb, STR("codes")))
		return new_codes(c, MSG_TOTP_CODES);
	if (str_eq(verb, STR("stop")))
		return factor_stop(c, c->who) && said(c, MSG_TOTP_OFF);
	return wrong(c, MSG_400);
}

bool profile_totp(struct call *c)
{
	unsigned char secret[TOTP_SECRET_BYTES];
	enum factor_state state = factor_state(c, c->who, secret);

	if (str_eq(call_text(c, FORM_DO), STR("begin")))
		return begin(c, state);
	if (state == FACTOR_OFF)
		return wrong(c, MSG_TOTP_IS_OFF);
	if (tries_wait_s(c, c->who) > 0)
		return not_asked(c);
	tries_count(c, c->who);
	return with_code(c, state);
}

bool profile_qr(struct call *c)
{
	unsigned char secret[TOTP_SECRET_BYTES];
	char text[TOTP_SECRET_TEXT];
	struct buf name = BUF_INIT;
	struct str uri;

	if (factor_state(c, c->who, secret) != FACTOR_BEGUN)
		return call_not_found(c);
	totp_secret_text(secret, text);
	escape_url(&name, site_setting(pages_site(c->live->pages), STR("hall_name")));
	uri = arena_printf(c->arena, "otpauth://totp/%.*s:%.*s?secret=%s&issuer=%.*s",
			   STR_ARG(buf_str(&name)), STR_ARG(c->who), text, STR_ARG(buf_str(&name)));
	buf_release(&name);
	return call_qr(c, uri, QR_SCALE);
}

bool profile_sessions(struct call *c)
{
	int64_t id = call_number(c, FORM_ID);
	int64_t own = c->staff->session.id;
	bool ok = id ? session_end(c, c->who, id) : session_end_all(c->store, c->who, own);

	return ok && audit_add(c, AUDIT_SESSIONS_ENDED, c->who, STR("")) &&
	       call_redirect(c, id == own ? "/staff/login" : "/staff/account");
}

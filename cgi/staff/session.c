#include "staff/session.h"

enum { TOKEN_BYTES = 24, TOKEN_TEXT = 33, AGENT_BYTES = 200 };

/* On a machine of one's own, without TLS, browsers refuse __Host- and may refuse Secure. */
static bool is_plain(const struct call *c)
{
	static const struct str loopback[] = { STR_INIT("http://127.0.0.1"),
					       STR_INIT("http://localhost"),
					       STR_INIT("http://[::1]") };
	struct str url = site_setting(pages_site(c->live->pages), STR("site_base_url"));

	for (size_t i = 0; i < COUNT(loopback); i++) {
		struct str rest = str_from(url, loopback[i].len);

		if (str_starts(url, loopback[i]) &&
		    (rest.len == 0 || rest.s[0] == ':' || rest.s[0] == '/'))
			return true;
	}
	return false;
}

struct str session_cookie_name(const struct call *c, bool device)
{
	if (is_plain(c))
		return device ? STR("hall-device") : STR("hall");
	return device ? STR("__Host-hall-device") : STR("__Host-hall");
}

struct str session_cookie_make(struct call *c, bool device, const char *value, const char *more)
{
	struct str name = session_cookie_name(c, device);
	struct str path = is_plain(c) && c->q->base.len ? c->q->base : STR("/");

	return arena_printf(c->arena, "%.*s=%s; Path=%.*s; HttpOnly; SameSite=Strict%s%s",
			    STR_ARG(name), value, STR_ARG(path), is_plain(c) ? "" : "; Secure",
			    more);
}

/* RFC 6265 5.4: name=value; name=value */
struct str session_cookie(struct str header, struct str name)
{
	while (header.s) {
		struct str value = str_cut(&header, ';');
		struct str its_name = str_trim(str_cut(&value, '='));

		if (str_eq(its_name, name))
			return str_trim(value);
	}
	return (struct str){ NULL, 0 };
}

/* What the ledger keeps of the cookie; false when there is none of our form. */
static bool presented(const struct call *c, unsigned char digest[DIGEST_BYTES])
{
	struct str value = session_cookie(c->q->cookie, session_cookie_name(c, false));
	unsigned char token[TOKEN_BYTES];

	if (!crypto_from_base64url(value, token, sizeof token))
		return false;
	crypto_digest(value, digest);
	return true;
}

static void csrf_make(const struct call *c, const unsigned char digest[DIGEST_BYTES],
		      char out[CSRF_TEXT])
{
	const struct str session = { (const char *)digest, DIGEST_BYTES };
	unsigned char mac[MAC_BYTES];

	crypto_mac(c->app->key, PARTS(STR("csrf"), session), mac, MAC_BYTES);
	crypto_base64url(out, CSRF_TEXT, mac, sizeof mac);
}

bool session_form_is_ours(const struct session *s, struct str csrf)
{
	return csrf.len == CSRF_TEXT - 1 && crypto_equal(csrf.s, s->csrf, CSRF_TEXT - 1);
}

static void touch(struct call *c, int64_t id)
{
	struct err e;

	if (store_run(c->store, LEDGER_TOUCH_SESSION, ARG(":now_s", c->q->now_utc_s),
		      ARG(":id", id)))
		return;
	/* Reading goes on with a full disk; the session then ends a little early. */
	db_error(store_db(c->store), &e);
	db_clear_error(store_db(c->store));
	c->app->log(&e);
}

/* False when there is no session of that token. */
static bool read_row(struct call *c, const unsigned char digest[DIGEST_BYTES], struct session *out)
{
	struct stmt *st =
		store_bind(c->store, LEDGER_SESSION, ARG_BLOB(":token", digest, DIGEST_BYTES));
	bool found = stmt_step(st) == DB_ROW;

	*out = (struct session){ 0 };
	if (found) {
		out->id = stmt_int(st, 0);
		out->seen_s = stmt_int(st, 1);
		out->ends_s = stmt_int(st, 2);
		out->account = arena_str(c->arena, stmt_text(st, 3));
		out->role = arena_str(c->arena, stmt_text(st, 4));
		out->window = stmt_int(st, 5);
		out->window_name = arena_str(c->arena, stmt_text(st, 6));
		out->general = stmt_int(st, 7) != 0;
		out->one_time = stmt_int(st, 8) != 0;
		out->totp_on = stmt_int(st, 9) != 0;
		out->role_word = arena_str(c->arena, stmt_text(st, 10));
		out->person = arena_str(c->arena, stmt_text(st, 11));
	}
	stmt_reset(st);
	csrf_make(c, digest, out->csrf);
	return found;
}

enum session_state session_find(struct call *c, bool count, struct session *out)
{
	unsigned char digest[DIGEST_BYTES];
	int64_t now_s = c->q->now_utc_s;

	*out = (struct session){ 0 };
	if (!presented(c, digest) || !read_row(c, digest, out))
		return SESSION_NONE;
	if (now_s >= out->ends_s)
		return SESSION_EXPIRED;
	if (count && now_s - out->seen_s >= SESSION_TOUCH_S)
		touch(c, out->id);
	return SESSION_VALID;
}

static bool end_presented(struct call *c)
{
	struct session old;

	if (session_find(c, false, &old) == SESSION_NONE)
		return true;
	return session_end(c, old.account, old.id);
}

bool session_make(struct call *c, struct str account, struct session *out, struct str *cookie)
{
	unsigned char token[TOKEN_BYTES], digest[DIGEST_BYTES];
	char text[TOKEN_TEXT];

	crypto_random(token, sizeof token);
	crypto_base64url(text, sizeof text, token, sizeof token);
	crypto_digest(str_of(text), digest);
	if (!end_presented(c) ||
	    !store_run(c->store, LEDGER_END_OLD_SESSIONS, ARG(":now_s", c->q->now_utc_s)) ||
	    !store_run(c->store, LEDGER_INSERT_SESSION, ARG_BLOB(":token", digest, DIGEST_BYTES),
		       ARG(":account", account), ARG(":now_s", c->q->now_utc_s),
		       ARG(":agent", str_head(c->q->user_agent, AGENT_BYTES))))
		return false;
	*cookie = session_cookie_make(c, false, text, "");
	return read_row(c, digest, out);
}

bool session_end(struct call *c, struct str account, int64_t id)
{
	return store_run(c->store, LEDGER_END_SESSION, ARG(":id", id), ARG(":account", account));
}

bool session_end_all(struct store *s, struct str account, int64_t but)
{
	return store_run(s, LEDGER_END_SESSIONS, ARG(":account", account), ARG(":but", but));
}

struct str session_no_cookie(struct call *c)
{
	return session_cookie_make(c, false, "", "; Max-Age=0");
}

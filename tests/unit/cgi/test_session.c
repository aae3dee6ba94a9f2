#include "staff_fixture.h"

enum { SESSION_IDLE_S = 30 * 60, SESSION_ABSOLUTE_S = 8 * 3600 };

static enum session_state look(struct hall *h, struct str cookie, bool count)
{
	struct exchange *x = hall_exchange(h, METHOD_GET, "/staff/");
	struct session session;
	struct call c;

	x->request.cookie = cookie;
	call_begin(&c, &h->app, &x->request, &x->response);
	return session_find(&c, count, &session);
}

static struct person clerk(struct hall *h)
{
	hall_account(h, "c4", "clerk", 4);
	return hall_sign_in(h, "c4");
}

static void idle(void **state)
{
	struct hall *h = *state;
	struct person p = clerk(h);
	int64_t begin_s = h->now_s;

	h->now_s = begin_s + SESSION_IDLE_S - 1;
	assert_int_equal(look(h, p.cookie, true), SESSION_VALID);
	h->now_s += SESSION_IDLE_S - 1;
	assert_int_equal(look(h, p.cookie, false), SESSION_VALID); /* a page that asks by itself */
	h->now_s += 1;
	assert_int_equal(look(h, p.cookie, true), SESSION_EXPIRED);
}

static void absolute(void **state)
{
	struct hall *h = *state;
	struct person p = clerk(h);
	int64_t begin_s = h->now_s;

	while (h->now_s + 600 < begin_s + SESSION_ABSOLUTE_S) {
		h->now_s += 600;
		assert_int_equal(look(h, p.cookie, true), SESSION_VALID);
	}
	h->now_s = begin_s + SESSION_ABSOLUTE_S;
	assert_int_equal(look(h, p.cookie, true), SESSION_EXPIRED);
}

static void no_token_in_the_ledger(void **state)
{
	struct hall *h = *state;
	struct person p = clerk(h);
	struct str value = p.cookie;
	char sql[200];

	str_cut(&value, '=');
	assert_true(value.len >= 22); /* 128 bits in base64 */
	snprintf(sql, sizeof sql, "SELECT count(*) FROM session WHERE instr(token, '%.*s')",
		 STR_ARG(value));
	assert_int_equal(hall_int(h, sql), 0);
	assert_int_equal(hall_int(h, "SELECT length(token) FROM session"), DIGEST_BYTES);
}

static void found_among_others(void **state)
{
	struct hall *h = *state;
	struct person p = clerk(h);
	struct str value = p.cookie;

	str_cut(&value, '=');
	assert_int_equal(
		look(h, arena_printf(&h->arena, "a=b; %.*s; c=d", STR_ARG(p.cookie)), true),
		SESSION_VALID);
	assert_int_equal(look(h, arena_printf(&h->arena, "xhall=%.*s", STR_ARG(value)), true),
			 SESSION_NONE);
	assert_int_equal(look(h, arena_printf(&h->arena, "hall=%.*sA", STR_ARG(value)), true),
			 SESSION_NONE);
	assert_int_equal(look(h, STR("hall="), true), SESSION_NONE);
	assert_int_equal(look(h, STR(""), true), SESSION_NONE);
}

static struct str cookie_with(struct hall *h, const char *base_url, const char *base)
{
	struct exchange *x = hall_exchange(h, METHOD_POST, "/staff/login");
	struct session session;
	struct call c;
	struct str cookie;
	struct db *db;
	char sql[200];

	serve_close(&h->app);
	assert_ok((db = db_open(h->f->catalogue, DB_WRITE, &terr)) != NULL);
	snprintf(sql, sizeof sql, "UPDATE setting SET value='%s' WHERE key='site_base_url'",
		 base_url);
	assert_ok(db_exec(db, sql, &terr));
	db_close(db);
	assert_ok(serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr));
	x->request.base = str_of(base);
	call_begin(&c, &h->app, &x->request, &x->response);
	assert_true(session_make(&c, STR("c4"), &session, &cookie));
	return cookie;
}

static void flags(void **state)
{
	static const struct {
		const char *url, *base, *head, *rest;
	} cases[] = {
		{ "https://www.example.gov.cn", "",
		  "__Host-hall=", "; Path=/; HttpOnly; SameSite=Strict; Secure" },
		{ "https://www.example.gov.cn/zwfw", "/zwfw",
		  "__Host-hall=", "; Path=/; HttpOnly; SameSite=Strict; Secure" },
		{ "http://www.example.gov.cn", "",
		  "__Host-hall=", "; Path=/; HttpOnly; SameSite=Strict; Secure" },
		{ "http://127.0.0.1.example.cn", "",
		  "__Host-hall=", "; Path=/; HttpOnly; SameSite=Strict; Secure" },
		{ "http://127.0.0.1:8080", "", "hall=", "; Path=/; HttpOnly; SameSite=Strict" },
		{ "http://localhost:8080/zwfw", "/zwfw",
		  "hall=", "; Path=/zwfw; HttpOnly; SameSite=Strict" },
	};
	struct hall *h = *state;

	hall_account(h, "c4", "clerk", 4);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str cookie = cookie_with(h, cases[i].url, cases[i].base);
		size_t head = strlen(cases[i].head);

		assert_true(str_starts(cookie, str_of(cases[i].head)));
		assert_string_equal(cookie.s + head + 32, cases[i].rest);
	}
}

static void disabled(void **state)
{
	struct hall *h = *state;
	struct person p = clerk(h);

	assert_ok(
		db_exec(store_db(h->app.live->store), "UPDATE account SET disabled_at = 1", &terr));
	assert_int_equal(look(h, p.cookie, true), SESSION_NONE);
}

static void own_and_others(void **state)
{
	struct hall *h = *state;
	struct person here = clerk(h), there, other;
	char form[40];

	there = hall_sign_in(h, "c4");
	hall_account(h, "c16", "clerk", 16);
	other = hall_sign_in(h, "c16");
	snprintf(form, sizeof form, "id=%d", (int)other.session);
	hall_post(h, &here, "/staff/account/sessions", form, NULL);
	assert_int_equal(look(h, other.cookie, true), SESSION_VALID); /* not one's own */
	snprintf(form, sizeof form, "id=%d", (int)there.session);
	assert_int_equal(hall_post(h, &here, "/staff/account/sessions", form, NULL), 303);
	assert_int_equal(look(h, there.cookie, true), SESSION_NONE);
	there = hall_sign_in(h, "c4");
	hall_post(h, &here, "/staff/account/sessions", "", NULL);
	assert_int_equal(look(h, there.cookie, true), SESSION_NONE);
	assert_int_equal(look(h, here.cookie, true), SESSION_VALID);
}

/* What was typed when the session ended is on the sign-in page, secrets are not. */
static void carried(void **state)
{
	struct hall *h = *state;
	struct person p = clerk(h);
	const char *body;

	h->now_s += SESSION_IDLE_S;
	assert_int_equal(hall_post(h, &p, "/staff/new", "item=9&name=%E5%BC%A0%3C%22%3E", &body),
			 403);
	assert_non_null(strstr(body, "已自动锁定"));
	assert_non_null(strstr(body, "name=\"name\" value=\"张&lt;&quot;&gt;\""));
	assert_non_null(strstr(body, "name=\"next\" value=\"/staff/new\""));
	assert_non_null(strstr(body, "value=\"c4\""));
	assert_null(strstr(body, p.csrf.s));
	/* a form with secrets is to be filled in again */
	assert_int_equal(hall_post(h, &p, "/staff/account/totp",
				   "do=begin&password=geheim&code=123456", &body),
			 403);
	assert_non_null(strstr(body, "name=\"next\" value=\"/staff/account\""));
	assert_null(strstr(body, "geheim"));
	assert_null(strstr(body, "123456"));
}

#define WITH_HALL setup, teardown, NULL

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "会话: 30 idle minutes end it; a page that asks by itself is no sign of life",
		  idle, WITH_HALL },
		{ "会话: 8 hours end it, whatever is done", absolute, WITH_HALL },
		{ "会话: the ledger holds a digest, not the cookie", no_token_in_the_ledger,
		  WITH_HALL },
		{ "会话: the cookie is found among others, and only by its whole name and value",
		  found_among_others, WITH_HALL },
		{ "会话: __Host-, Secure, HttpOnly and SameSite; plain on loopback only", flags,
		  WITH_HALL },
		{ "会话: a disabled account has none", disabled, WITH_HALL },
		{ "会话: one's own can be ended, one or all, and nobody else's", own_and_others,
		  WITH_HALL },
		{ "锁定: the sign-in page carries what was typed, and no secret", carried,
		  WITH_HALL },
	};

	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}

#include "staff_fixture.h"

/* For own window 4, for window 16, for any. */
struct cell {
	bool own, other;
};

enum who { CLERK, GENERAL, LEADER, ADMIN, WHO__MAX };

static const struct staff people[WHO__MAX] = {
	[CLERK] = { .role = ROLE_CLERK, .session.window = 4 },
	[GENERAL] = { .role = ROLE_CLERK, .session.window = 4, .session.general = true },
	[LEADER] = { .role = ROLE_LEADER, .session.window = 4 },
	[ADMIN] = { .role = ROLE_ADMIN },
};

/* Who may do what, told again here and not read from staff.c. */
static const struct {
	enum staff_action action;
	struct cell cell[WHO__MAX];
} rows[] = {
	{ ACT_OWN, { { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 } } },
	{ ACT_READ, { { 1, 0 }, { 1, 1 }, { 1, 1 }, { 1, 1 } } },
	{ ACT_ENTER, { { 1, 0 }, { 1, 1 }, { 1, 1 }, { 1, 1 } } },
	{ ACT_EXPORT, { { 1, 0 }, { 1, 1 }, { 1, 1 }, { 1, 1 } } },
	{ ACT_PHONELIST, { { 1, 0 }, { 1, 1 }, { 1, 1 }, { 1, 1 } } },
	{ ACT_SOURCE, { { 0, 0 }, { 0, 0 }, { 1, 1 }, { 1, 1 } } },
	{ ACT_CLOSE, { { 1, 0 }, { 1, 0 }, { 1, 1 }, { 1, 1 } } },
	{ ACT_ROTA, { { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 } } },
	{ ACT_ROSTER, { { 0, 0 }, { 0, 0 }, { 1, 1 }, { 1, 1 } } },
	{ ACT_LOG, { { 1, 0 }, { 1, 0 }, { 1, 1 }, { 1, 1 } } },
	{ ACT_STATS, { { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 } } },
	{ ACT_LIST, { { 1, 0 }, { 1, 0 }, { 1, 1 }, { 1, 1 } } },
	{ ACT_PUBLISH, { { 0, 0 }, { 0, 0 }, { 1, 1 }, { 1, 1 } } },
	{ ACT_ACCOUNTS, { { 0, 0 }, { 0, 0 }, { 0, 0 }, { 1, 1 } } },
	{ ACT_AUDIT, { { 0, 0 }, { 0, 0 }, { 0, 0 }, { 1, 1 } } },
};

static void every_cell(void **state)
{
	(void)state;
	assert_int_equal(COUNT(rows), ACT__MAX - 1); /* all but ACT_PUBLIC */
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (int w = 0; w < WHO__MAX; w++) {
			const struct cell *cell = &rows[i].cell[w];
			enum staff_action action = rows[i].action;

			if (staff_may(&people[w], action, 4) != cell->own ||
			    staff_may(&people[w], action, 16) != cell->other ||
			    staff_may_some(&people[w], action) != (cell->own || cell->other) ||
			    staff_may_all(&people[w], action) != (cell->own && cell->other))
				fail_msg("action %d, person %d", action, w);
		}
	}
}

static void clerk_without_window(void **state)
{
	const struct staff nobody = { .role = ROLE_CLERK };

	(void)state;
	for (int window = 0; window <= 99; window++)
		assert_false(staff_may(&nobody, ACT_READ, window));
	assert_false(staff_may_some(&nobody, ACT_READ));
	assert_true(staff_may_some(&nobody, ACT_OWN));
}

static void routes_need_it(void **state)
{
	struct hall *h = *state;
	struct person clerk, admin;
	static const char *const only_admin[] = { "/staff/accounts", "/staff/audit",
						  "/staff/audit.csv" };

	hall_account(h, "c4", "clerk", 4);
	hall_account(h, "boss", "admin", 0);
	clerk = hall_sign_in(h, "c4");
	admin = hall_sign_in(h, "boss");
	assert_int_equal(hall_get(h, &clerk, "/staff/", "", NULL), 200);
	assert_int_equal(hall_get(h, &clerk, "/staff/account", "", NULL), 200);
	for (size_t i = 0; i < COUNT(only_admin); i++) {
		assert_int_equal(hall_get(h, NULL, only_admin[i], "", NULL), 303);
		assert_int_equal(hall_get(h, &clerk, only_admin[i], "", NULL), 403);
		assert_int_equal(hall_get(h, &admin, only_admin[i], "", NULL), 200);
	}
	assert_int_equal(hall_post(h, &clerk, "/staff/accounts", "do=disable&account=boss", NULL),
			 403);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM account WHERE disabled_at"), 0);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM audit WHERE action = 'refused'"
				     " AND who = 'c4'"),
			 4);
}

/* An event of tomorrow: the clock was ahead, and is right now. */
static void clock_is_confirmed(void **state)
{
	struct hall *h = *state;
	struct person clerk, admin, future;
	const char *body;

	hall_account(h, "c4", "clerk", 4);
	hall_account(h, "boss", "admin", 0);
	set_clock(h, "2026-11-28T12:00");
	future = hall_sign_in(h, "boss");
	assert_ok(db_exec(store_db(h->app.live->store),
			  "UPDATE account SET totp_nonce = 7, totp_on = 1, totp_step = "
			  "unixepoch('2026-11-28 04:00') / 30 WHERE name = 'c4'",
			  &terr));
	set_clock(h, "2026-11-27T10:00");
	clerk = hall_sign_in(h, "c4");
	admin = hall_sign_in(h, "boss");
	hall_get(h, &clerk, "/staff/", "", &body);
	assert_non_null(
		strstr(body, "系统时间现在是 2026-11-27 10:00，台帐里却已有 2026-11-28 12:00"));
	assert_non_null(strstr(body, "请管理员来确认"));
	assert_null(strstr(body, "确认时间，恢复预约"));
	assert_int_equal(hall_post(h, &clerk, "/staff/clock", "", NULL), 403);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM clock_confirmed"), 0);
	hall_get(h, &admin, "/staff/", "", &body);
	assert_non_null(strstr(body, "确认时间，恢复预约"));
	assert_int_equal(hall_post(h, &admin, "/staff/clock", "", NULL), 303);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM clock_confirmed WHERE who = 'boss'"), 1);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM audit WHERE who = 'boss' AND action = "
				     "'clock.confirmed'"),
			 1);
	hall_get(h, &clerk, "/staff/", "", &body);
	assert_null(strstr(body, "系统时间"));
	/* who signed in tomorrow is signed in no more */
	assert_int_equal(hall_get(h, &future, "/staff/", "", NULL), 303);
	assert_int_equal(hall_get(h, &admin, "/staff/", "", NULL), 200);
}

/* What is wrong stands on every page of theirs. */
static void banner_says_faults(void **state)
{
	struct hall *h = *state;
	struct person clerk;
	const char *body;

	hall_account(h, "c4", "clerk", 4);
	clerk = hall_sign_in(h, "c4");
	hall_get(h, &clerk, "/staff/", "", &body);
	assert_null(strstr(body, "存不进去"));
	assert_null(strstr(body, "密钥文件"));
	h->app.health.key_lost = true;
	assert_ok(db_exec(store_db(h->app.live->store), "PRAGMA query_only = ON", &terr));
	assert_int_equal(hall_post(h, &clerk, "/staff/seen", "window=4&upto=0&day=", NULL), 503);
	assert_ok(db_exec(store_db(h->app.live->store), "PRAGMA query_only = OFF", &terr));
	hall_get(h, &clerk, "/staff/", "", &body);
	assert_non_null(strstr(body, "现在存不进去"));
	assert_non_null(strstr(body, "密钥文件 ledger.db.key 不见了"));
	assert_ok(store_try_to_save(h->app.live->store, &terr));
	hall_get(h, &clerk, "/staff/", "", &body);
	assert_null(strstr(body, "存不进去"));
}

/* What hallbook check has written beside the ledger, as serve reads it. */
static void check_is_said(void **state)
{
	struct hall *h = *state;
	struct checked *known = &h->app.health.checked;
	struct checked found = { .at_s = h->now_s, .faults = 2, .what = "预约 1：经过 不对" };
	struct person clerk, admin;
	const char *body;

	hall_account(h, "c4", "clerk", 4);
	hall_account(h, "boss", "admin", 0);
	clerk = hall_sign_in(h, "c4");
	admin = hall_sign_in(h, "boss");
	check_kept(h->app.ledger, known);
	assert_int_equal(known->at_s, 0);
	hall_get(h, &admin, "/staff/audit", "", &body);
	assert_null(strstr(body, "台帐核对"));
	assert_ok(check_keep(h->app.ledger, &found, &terr));
	check_kept(h->app.ledger, known);
	assert_memory_equal(known, &found, sizeof found);
	hall_get(h, &clerk, "/staff/", "", &body);
	assert_non_null(strstr(body, "发现 2 处不符，请告诉管理员"));
	assert_null(strstr(body, "经过 不对"));
	hall_get(h, &admin, "/staff/", "", &body);
	assert_non_null(strstr(body, "发现 2 处不符：预约 1：经过 不对"));
	known->faults = 0;
	hall_get(h, &admin, "/staff/audit", "", &body);
	assert_null(strstr(body, "台帐核对"));
	assert_non_null(strstr(body, "核对过，没有不符"));
	known->at_s -= 4 * 86400;
	hall_get(h, &admin, "/staff/", "", &body);
	assert_non_null(strstr(body, "停在"));
}

static void nav_shows_what_goes(void **state)
{
	struct hall *h = *state;
	struct person clerk;
	const char *body;

	hall_account(h, "c4", "clerk", 4);
	clerk = hall_sign_in(h, "c4");
	hall_get(h, &clerk, "/staff/account", "", &body);
	assert_null(strstr(body, "/staff/audit"));
	assert_non_null(strstr(body, "/staff/ledger"));
	assert_non_null(strstr(body, "户政大队"));
}

static void form_token(void **state)
{
	struct hall *h = *state;
	struct person a, b;

	hall_account(h, "c4", "clerk", 4);
	a = hall_sign_in(h, "c4");
	b = hall_sign_in(h, "c4");
	b.cookie = a.cookie; /* the token of another session of the same account */
	assert_int_equal(hall_post(h, &b, "/staff/logout", "", NULL), 403);
	b.csrf = STR("");
	assert_int_equal(hall_post(h, &b, "/staff/logout", "", NULL), 403);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM session"), 2);
	assert_int_equal(hall_post(h, &a, "/staff/logout", "", NULL), 303);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM session"), 1);
	assert_int_equal(hall_get(h, &a, "/staff/", "", NULL), 303);
}

static void one_time_goes_nowhere(void **state)
{
	struct hall *h = *state;
	struct person p;

	hall_account(h, "boss", "admin", 0);
	assert_ok(db_exec(store_db(h->app.live->store), "UPDATE account SET one_time = 1", &terr));
	p = hall_sign_in(h, "boss");
	assert_int_equal(hall_get(h, &p, "/staff/", "", NULL), 303);
	assert_int_equal(hall_post(h, &p, "/staff/accounts", "do=add&account=x&role=admin", NULL),
			 303);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM account"), 1);
	assert_int_equal(hall_get(h, &p, "/staff/account", "", NULL), 200);
}

#define WITH_HALL setup, teardown, NULL

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "角色: role x action x window, cell by cell", every_cell, NULL, NULL, NULL },
		{ "角色: a clerk without a window sees no window", clerk_without_window, NULL, NULL,
		  NULL },
		{ "角色: the pages of the administrator refuse a clerk, and note it",
		  routes_need_it, WITH_HALL },
		{ "trust 6c: a clock that was ahead is told to staff; an admin confirms it, nobody "
		  "else",
		  clock_is_confirmed, WITH_HALL },
		{ "what is wrong stands on the desk in words", banner_says_faults, WITH_HALL },
		{ "the nightly check's answer stands on the desk, its words for the admin",
		  check_is_said, WITH_HALL },
		{ "角色: a page shows no way to what would be refused", nav_shows_what_goes,
		  WITH_HALL },
		{ "表单: without the token of its own session a POST is 403 and does nothing",
		  form_token, WITH_HALL },
		{ "口令: signed in with a one-time password, only the account page goes",
		  one_time_goes_nowhere, WITH_HALL },
	};

	return cmocka_run_group_tests_name("staff", tests, NULL, NULL);
}

/*
 * What a thread makes while the loop goes on: held behind a gate in its lane, so that
 * the order of events is the test's.
 */
#include "staff_fixture.h"

#include "page/reader.h"

#include <sched.h>

static atomic_bool open_gate;

static void wait_at_gate(struct exchange *x)
{
	while (!open_gate && !x->given_up)
		sched_yield();
}

/* The lane is held from now on. */
static struct exchange *hold(struct hall *h, enum lane lane)
{
	struct exchange *x = arena_alloc(&h->arena, sizeof *x);

	open_gate = false;
	assert_true(worker_add(h->app.worker, lane, x, wait_at_gate, NULL));
	return x;
}

static struct exchange *ask(struct hall *h, const struct person *p, const char *path,
			    const char *query)
{
	struct exchange *x = hall_exchange(h, METHOD_GET, path);

	x->request.query = str_of(query);
	x->request.cookie = p->cookie;
	route_answer(&h->app, x);
	return x;
}

/* Opens the gate and gives the whole answer. */
static const char *get_made(struct hall *h, struct exchange *x)
{
	const char *body;

	open_gate = true;
	hall_finish(h, x);
	body = arena_cstr(&h->arena, buf_str(&x->response.body));
	buf_release(&x->response.body);
	return body;
}

static int enter(struct hall *h, const struct person *p, const char *name, const char *phone)
{
	char token[FORM_TOKEN_TEXT];

	form_token_make(h->app.key, h->now_s, token);
	return hall_post(h, p, "/book",
			 arena_printf(&h->arena,
				      "token=%s&item=9&slot=2026-11-28T09:30&name=%s&phone=%s"
				      "&agent=&note=&website=",
				      token, name, phone)
				 .s,
			 NULL);
}

static struct person boss_of(struct hall *h)
{
	char path[128];

	snprintf(path, sizeof path, "%s/backups", h->f->dir);
	assert_int_equal(mkdir(path, 0700), 0);
	hall_account(h, "boss", "admin", 0);
	return hall_sign_in(h, "boss");
}

#define MONTH "window=0&from=2026-11-01&to=2026-11-30"

static void bookings_go_on(void **state)
{
	struct hall *h = *state;
	struct person p = boss_of(h);
	struct exchange *x;
	const char *csv;

	assert_int_equal(enter(h, &p, "before", "13812345678"), 303);
	hold(h, LANE_FILES);
	x = ask(h, &p, "/staff/ledger.csv", MONTH);
	assert_true(x->parked);
	assert_int_equal(enter(h, &p, "meanwhile", "13912345678"), 303);
	assert_int_equal(hall_get(h, &p, "/staff/ledger", "window=4", NULL),
			 200); /* another lane */
	assert_true(x->parked);
	csv = get_made(h, x);
	assert_int_equal(x->response.status, 200);
	assert_non_null(strstr(csv, "before"));
	assert_non_null(strstr(csv, "meanwhile")); /* all that was saved when it was begun */
}

static void saved_and_found(void **state)
{
	struct hall *h = *state;
	struct person p = boss_of(h);
	const char *page;

	for (int i = 0; i < 20; i++) {
		const char *name = arena_printf(&h->arena, "name%c", 'a' + i).s;

		assert_ok(db_exec(store_db(h->app.live->store),
				  "UPDATE booking SET state = 'cancelled' WHERE state = 'booked'",
				  &terr));
		assert_int_equal(enter(h, &p, name, "13812345678"), 303);
		assert_int_equal(hall_post(h, &p, "/staff/find",
					   arena_printf(&h->arena, "q=%s", name).s, &page),
				 303);
	}
}

static void release_changes(void **state)
{
	struct hall *h = *state;
	struct person p = boss_of(h);
	struct exchange *x;
	char command[300];

	assert_int_equal(enter(h, &p, "somebody", "13812345678"), 303);
	hold(h, LANE_FILES);
	x = ask(h, &p, "/staff/ledger/print", MONTH);
	snprintf(command, sizeof command, "cd '%s' && cp -RP one two && ln -sfn two current",
		 h->f->releases);
	assert_int_equal(system(command), 0);
	serve_tick(&h->app);
	assert_true(str_eq(h->app.live->release, STR("two")));
	assert_non_null(strstr(get_made(h, x), "somebody"));
	assert_int_equal(x->response.status, 200);
}

static void release_is_gone(void **state)
{
	struct hall *h = *state;
	struct person p = boss_of(h);
	struct exchange *x;
	char command[300];

	hold(h, LANE_FILES);
	x = ask(h, &p, "/staff/ledger/print", MONTH);
	snprintf(command, sizeof command,
		 "cd '%s' && cp -RP one two && ln -sfn two current && rm -r one", h->f->releases);
	assert_int_equal(system(command), 0);
	serve_tick(&h->app);
	assert_non_null(strstr(get_made(h, x), "系统出了问题，不是您填错了"));
	assert_int_equal(x->response.status, 500);
	assert_non_null(strstr(h->logged, "catalogue.db"));
}

static void no_place_for_files(void **state)
{
	static const char *const files[] = { "/staff/ledger.csv", "/staff/ledger.xlsx",
					     "/staff/ledger/print" };
	struct hall *h = *state;
	struct person p = boss_of(h);
	const char *page;
	char path[128];

	assert_int_equal(enter(h, &p, "somebody", "13812345678"), 303);
	snprintf(path, sizeof path, "%s/backups", h->f->dir);
	assert_int_equal(rmdir(path), 0);
	for (size_t i = 0; i < COUNT(files); i++) {
		h->logged[0] = '\0';
		assert_int_equal(hall_get(h, &p, files[i], MONTH, &page), 500);
		assert_non_null(strstr(page, "系统出了问题，不是您填错了"));
		assert_non_null(strstr(page, "boss")); /* a page of the desk */
		assert_non_null(strstr(h->logged, "backups"));
	}
	assert_int_equal(hall_get(h, &p, "/staff/ledger", "window=4", NULL), 200);
}

static void too_many(void **state)
{
	struct hall *h = *state;
	struct person p = boss_of(h);
	struct exchange *x[WORKER_LONG_MAX];
	const char *page;

	hold(h, LANE_FILES);
	for (int i = 1; i < WORKER_LONG_MAX; i++)
		x[i] = ask(h, &p, "/staff/ledger.csv", MONTH);
	assert_int_equal(hall_get(h, &p, "/staff/ledger.csv", MONTH, &page), 503);
	assert_non_null(strstr(page, "现在要查找、导出的太多"));
	for (int i = 1; i < WORKER_LONG_MAX; i++) {
		get_made(h, x[i]);
		assert_int_equal(x[i]->response.status, 200);
	}
	assert_int_equal(hall_get(h, &p, "/staff/ledger.csv", MONTH, &page), 200);
}

/* Reading ends where it is, not at its end. */
static void given_up(void **state)
{
	struct hall *h = *state;
	struct person p = boss_of(h);
	struct exchange *x;

	hold(h, LANE_FILES);
	x = ask(h, &p, "/staff/ledger.csv", MONTH);
	serve_stop(&h->app);
	assert_false(x->parked);
	assert_null(x->response.file);
}

#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, teardown, NULL                                                    \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T("bookings are answered while an export is held, and are in it", bookings_go_on),
		T("who saves and then searches finds the row", saved_and_found),
		T("a release changes while a print waits: it is of the old one", release_changes),
		T("its release is gone: the usual words, and why in the log", release_is_gone),
		T("no place for files: the usual words, and why in the log", no_place_for_files),
		T("too many at once: 503 with words, and later they go on", too_many),
		T("a stop drops what waits", given_up),
	};

	return cmocka_run_group_tests_name("reader", tests, NULL, NULL);
}

/*
 * staff_fixture.h - the small hall of fixture.h with hallbook's app on it, and
 * staff who are signed in without a password, for tests of staff pages.
 */
#ifndef TESTS_STAFF_FIXTURE_H
#define TESTS_STAFF_FIXTURE_H

#include "hall.h"

#include "staff/account.h"
#include "staff/staff.h"

/* Who is signed in, as a browser has it. */
struct person {
	struct str cookie; /* name=value */
	struct str csrf;
	int64_t session;
};

/* At a machine of the hall's own, at the address / . */
static inline struct exchange *hall_exchange(struct hall *h, enum method method, const char *path)
{
	struct exchange *x = exchange(h, method, path);

	x->request.base = STR("");
	x->request.host = STR("127.0.0.1:8080");
	x->request.origin = STR("http://127.0.0.1:8080");
	x->request.user_agent = STR("a browser");
	return x;
}

static inline void hall_account(struct hall *h, const char *name, const char *role, int window)
{
	const struct account_new a = { .name = str_of(name),
				       .role = str_of(role),
				       .window = window,
				       .now_s = h->now_s,
				       .hash = "no hash" };

	assert_true(account_change(h->app.live->store, ACCOUNT_ADD, &a));
	assert_ok(db_exec(store_db(h->app.live->store), "UPDATE account SET one_time = 0", &terr));
}

/* A session of an account that hall_account() has made. */
static inline struct person hall_sign_in(struct hall *h, const char *name)
{
	struct exchange *x = hall_exchange(h, METHOD_POST, "/staff/login");
	struct session session;
	struct person p;
	struct str cookie;
	struct call c;

	call_begin(&c, &h->app, &x->request, &x->response);
	assert_true(session_make(&c, str_of(name), &session, &cookie));
	p.cookie = str_cut(&cookie, ';');
	p.csrf = arena_str(&h->arena, str_of(session.csrf));
	p.session = session.id;
	return p;
}

/* As the loop does it with what a thread makes. */
static inline void hall_finish(struct hall *h, struct exchange *x)
{
	struct pollfd done = { .fd = worker_fd(h->app.worker), .events = POLLIN };
	struct response *r = &x->response;
	size_t n;

	while (x->parked && x->made) {
		assert_int_equal(poll(&done, 1, 120000), 1);
		if (worker_next(h->app.worker) != x)
			continue;
		x->parked = false;
		route_answer(&h->app, x);
	}
	if (!r->file)
		return;
	rewind(r->file);
	while ((n = fread(buf_room(&r->body, BUFSIZ), 1, BUFSIZ, r->file)) > 0)
		r->body.len += n;
	fclose(r->file);
}

/* Both give the status; *body (if not NULL) lives in the hall's arena. */
static inline int hall_answer(struct hall *h, struct exchange *x, const char **body)
{
	if (x->request.method == METHOD_POST)
		route_answer_batch(&h->app, &x, 1);
	else
		route_answer(&h->app, x);
	hall_finish(h, x);
	if (body)
		*body = arena_cstr(&h->arena, buf_str(&x->response.body));
	buf_release(&x->response.body);
	return x->response.status ? x->response.status : 200;
}

static inline int hall_get(struct hall *h, const struct person *p, const char *path,
			   const char *query, const char **body)
{
	struct exchange *x = hall_exchange(h, METHOD_GET, path);

	x->request.query = str_of(query);
	if (p)
		x->request.cookie = p->cookie;
	return hall_answer(h, x, body);
}

/* `form` is joined by the person's csrf. */
static inline int hall_post(struct hall *h, const struct person *p, const char *path,
			    const char *form, const char **body)
{
	struct exchange *x = hall_exchange(h, METHOD_POST, path);

	x->request.cookie = p->cookie;
	x->request.body = arena_printf(&h->arena, "csrf=%.*s&%s", STR_ARG(p->csrf), form);
	return hall_answer(h, x, body);
}

static inline int64_t hall_int(struct hall *h, const char *sql)
{
	return fixture_int(h->app.live->store, sql);
}

#endif

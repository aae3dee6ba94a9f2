/*
 * hall.h - hallbook's routes over the small hall of fixture.h, called as the
 * loop calls them: for tests of what citizens send and get.
 */
#ifndef TESTS_HALL_H
#define TESTS_HALL_H

#include "fixture.h"

#include "date.h"
#include "route.h"
#include "serve.h"
#include "store/token.h"

#include <poll.h>

/* Friday 27 November 2026, 10:00 in the hall. */
#define FRIDAY_10 "2026-11-27T10:00"

struct hall {
	struct fixture *f;
	struct app app;
	int64_t now_s;
	struct arena arena;
	char logged[400];
};

static char *log_to;

static inline void note(const struct err *e)
{
	snprintf(log_to, 400, "%s", e->text);
}

static inline void set_clock(struct hall *h, const char *moment)
{
	assert_true(now_parse(str_of(moment), &h->now_s));
}

static inline int64_t now_of_hall(void *ctx)
{
	return ((struct hall *)(void *)((char *)ctx - offsetof(struct hall, app)))->now_s;
}

/* Ticks until the work of the night is done, what a thread does of it included. */
static inline void night(struct hall *h, const char *moment)
{
	struct pollfd done = { .fd = worker_fd(h->app.worker), .events = POLLIN };
	int32_t today;

	set_clock(h, moment);
	h->app.now = now_of_hall;
	today = (int32_t)(hall_min_of_utc(h->now_s) / DAY_MINUTES);
	do {
		serve_tick(&h->app);
		while (h->app.upkeep.night.due) {
			assert_int_equal(poll(&done, 1, -1), 1);
			assert_null(serve_woken(&h->app));
		}
	} while (h->app.upkeep.purge_day != today);
}

static inline int setup(void **state)
{
	struct hall *h = calloc(1, sizeof *h);

	assert_non_null(h);
	log_to = h->logged;
	assert_ok(crypto_init(&terr));
	h->f = fixture_make();
	assert_ok(serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr));
	set_clock(h, FRIDAY_10);
	*state = h;
	return 0;
}

static inline int teardown(void **state)
{
	struct hall *h = *state;

	serve_close(&h->app);
	fixture_drop(h->f);
	arena_release(&h->arena);
	free(h);
	return 0;
}

static inline struct exchange *exchange(struct hall *h, enum method method, const char *path)
{
	struct exchange *x = arena_alloc(&h->arena, sizeof *x);

	x->request = (struct request){
		.method = method,
		.base = STR("/zwfw"),
		.path = str_of(path),
		.content_type = STR("application/x-www-form-urlencoded"),
		.remote_addr = STR("192.0.2.1"),
		.host = STR("hall.example"),
		.origin = STR("https://hall.example"),
		.sec_fetch_site = STR("same-origin"),
		.now_utc_s = h->now_s,
		.arena = &h->arena,
	};
	return x;
}

/* The body as a C string; it lives in the hall's arena. */
static inline const char *take_body(struct hall *h, struct exchange *x)
{
	const char *body = arena_cstr(&h->arena, buf_str(&x->response.body));

	buf_release(&x->response.body);
	return body;
}

static inline int get(struct hall *h, const char *path, const char *query, const char **body)
{
	struct exchange *x = exchange(h, METHOD_GET, path);

	x->request.query = str_of(query);
	route_answer(&h->app, x);
	*body = take_body(h, x);
	return x->response.status;
}

static inline struct exchange *post(struct hall *h, const char *path, const char *body)
{
	struct exchange *x = exchange(h, METHOD_POST, path);

	x->request.body = str_of(body);
	return x;
}

static inline void send(struct hall *h, struct exchange *x)
{
	route_answer_batch(&h->app, &x, 1);
}

/* A form as a browser would send it, each with a token of its own. */
static inline const char *form(struct hall *h, const char *slot, const char *phone)
{
	char token[FORM_TOKEN_TEXT];

	form_token_make(h->app.key, h->now_s, token);
	return arena_printf(&h->arena,
			    "token=%s&item=9&slot=%s&name=%%E5%%BC%%A0%%E4%%B8%%89&phone=%s"
			    "&agent=&note=&website=",
			    token, slot, phone)
		.s;
}

static inline int book(struct hall *h, const char *body, const char **page)
{
	struct exchange *x = post(h, "/book", body);

	send(h, x);
	*page = take_body(h, x);
	return x->response.status;
}

static inline int64_t bookings(struct hall *h)
{
	return fixture_int(h->app.live->store, "SELECT count(*) FROM booking");
}

/* What is to be read on a page: its body without tags and line ends. */
static inline const char *words(struct hall *h, const char *page)
{
	char *out = arena_alloc(&h->arena, strlen(page) + 1), *end = out;
	const char *p = strstr(page, "<body");

	assert_non_null(p);
	for (bool tag = false; *p; p++) {
		tag = tag || *p == '<';
		if (!tag && *p != '\n')
			*end++ = *p;
		tag = tag && *p != '>';
	}
	*end = '\0';
	return out;
}

#define assert_shows(page, part) assert_has(words(h, page), part)
#define assert_has(text, part)                                                                     \
	do {                                                                                       \
		if (!strstr(text, part))                                                           \
			fail_msg("no \"%s\" in: %s", part, text);                                  \
	} while (0)
#define assert_hasnt(text, part) assert_null(strstr(text, part))

/* Books and returns the path of the receipt below the base. */
static inline const char *booked(struct hall *h)
{
	struct exchange *x = post(h, "/book", form(h, "2026-11-28T09:30", "13812345678"));

	send(h, x);
	assert_int_equal(x->response.status, 303);
	take_body(h, x);
	return arena_cstr(&h->arena, str_from(x->response.location, strlen("/zwfw")));
}

static inline int cancel(struct hall *h, const char *path)
{
	struct exchange *x = post(h, arena_printf(&h->arena, "%s/cancel", path).s, "");

	send(h, x);
	take_body(h, x);
	return x->response.status;
}

/* A small generator of its own, so that a failure can be run again. */
static inline uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* A POST; *to is where it leads, below the base. */
static inline int act(struct hall *h, const char *path, const char *body, const char **to)
{
	struct exchange *x = post(h, path, body);

	send(h, x);
	*to = x->response.location.len
		      ? arena_cstr(&h->arena, str_from(x->response.location, strlen("/zwfw")))
		      : "";
	take_body(h, x);
	return x->response.status;
}

/* Changes the ledger through the connection that serves. */
static inline void sql(struct hall *h, const char *text)
{
	assert_ok(db_exec(store_db(h->app.live->store), text, &terr));
}

/* Rows as one text, a line each. */
static inline void read_rows(struct store *s, const char *query, struct buf *out)
{
	struct stmt *st = db_prepare(store_db(s), str_of(query), &terr);

	assert_non_null(st);
	while (stmt_step(st) == DB_ROW) {
		for (int i = 0; i < stmt_columns(st); i++) {
			buf_add(out, stmt_text(st, i));
			buf_add_char(out, '|');
		}
		buf_add_char(out, '\n');
	}
	stmt_finalize(store_db(s), st);
}

/* Every booking and what happened to it. */
static inline void read_all(struct store *s, struct buf *out)
{
	buf_clear(out);
	read_rows(s, "SELECT * FROM booking ORDER BY id", out);
	read_rows(s, "SELECT * FROM history ORDER BY id", out);
}

#endif

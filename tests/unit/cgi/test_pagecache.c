#include "hall.h"

#include "page/pagecache.h"

enum { WALKS = 6, STEPS = 80, OPEN_MAX = 64, TOKENS = 500 };

/* ---- the module ---- */

static void put(struct pagecache *p, struct str key, const char *text)
{
	struct kept_page *page = pagecache_add(p, key);

	page->window = 4;
	page->version = 7;
	buf_add(&page->text, str_of(text));
}

static void is_kept(void **state)
{
	struct pagecache *p = calloc(1, sizeof *p);
	const struct kept_page *found;

	(void)state;
	assert_non_null(p);
	assert_null(pagecache_find(p, STR("item=9")));
	put(p, STR("item=9"), "head tail");
	assert_null(pagecache_find(p, STR("item=8")));
	assert_null(pagecache_find(p, STR("item=")));
	assert_null(pagecache_find(p, STR("item=99")));
	assert_non_null((found = pagecache_find(p, STR("item=9"))));
	assert_true(str_eq(buf_str(&found->text), STR("head tail")));
	assert_true(found->window == 4 && found->version == 7);
	put(p, STR("item=9"), "new");
	assert_non_null((found = pagecache_find(p, STR("item=9"))));
	assert_true(str_eq(buf_str(&found->text), STR("new")));
	assert_int_equal(p->made, 1);
	pagecache_clear(p);
	assert_null(pagecache_find(p, STR("item=9")));
	free(p);
}

/* The cache holds every item of the hall twice over. */
static void is_bounded(void **state)
{
	struct pagecache *p = calloc(1, sizeof *p);
	unsigned char no;

	(void)state;
	assert_non_null(p);
	assert_true(PAGECACHE_PAGES >= 2 * 82);
	for (no = 1; no <= PAGECACHE_PAGES + 1; no++)
		put(p, (struct str){ (const char *)&no, 1 }, "page");
	assert_null(pagecache_find(p, STR("\1")));
	for (no = 2; no <= PAGECACHE_PAGES + 1; no++)
		assert_non_null(pagecache_find(p, (struct str){ (const char *)&no, 1 }));
	pagecache_clear(p);
	free(p);
}

/* ---- the pages of /book ---- */

static const char *const query[] = {
	"",
	"item=9",
	"item=9&day=2026-11-28",
	"item=9&day=2026-11-29",
	"item=74",
	"window=16",
	"item=9&day=2026-12-01",
	"item=74&day=2026-11-28",
	"window=4",
	"item=9&day=1999-01-01",
	"item=9&slot=2026-11-29T09:00",
	"item=9&shown=2026-11-29",
};

/* The page without its token. */
static const char *shown(struct hall *h, const char *text)
{
	const char *body, *field;
	int status = get(h, "/book", text, &body);

	field = strstr(body, "name=\"token\" value=\"");
	if (status == 200 && field)
		memset((char *)(uintptr_t)field + 20, 'T', FORM_TOKEN_TEXT - 1);
	return arena_printf(&h->arena, "%d %s", status, body).s;
}

/*
 * Every page is what another program makes that has just been started: without
 * pages kept, and with a board read from the ledger.
 */
static void assert_pages(struct hall *h, int step)
{
	struct app ours = h->app;

	memset(&h->app, 0, sizeof h->app);
	assert_ok(serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr));
	for (size_t i = 0; i < COUNT(query); i++) {
		const char *fresh, *kept;
		struct app other = h->app;

		pagecache_clear(&h->app.live->pagecache);
		fresh = shown(h, query[i]);
		h->app = ours;
		kept = shown(h, query[i]);
		ours = h->app;
		h->app = other;
		if (strcmp(kept, fresh) != 0)
			fail_msg("step %d, /book?%s:\n%s\nis not\n%s", step, query[i], kept, fresh);
	}
	serve_close(&h->app);
	h->app = ours;
}

static const char *slot_of(uint32_t r)
{
	static const char *const slot[] = { "2026-11-28T09:00", "2026-11-28T14:30",
					    "2026-11-29T09:00", "2026-11-30T12:30",
					    "2026-12-01T09:00", "2026-12-01T14:30" };

	return slot[r % COUNT(slot)];
}

/* Another program writes to the ledger; the next tick sees it. */
static void sql_from_elsewhere(struct hall *h, const char *text)
{
	struct db *db = db_open(h->f->ledger, DB_WRITE, &terr);

	assert_non_null(db);
	assert_ok(db_exec(db, text, &terr));
	db_close(db);
	serve_tick(&h->app);
}

static void release(struct hall *h, int n)
{
	char command[500];

	snprintf(command, sizeof command,
		 "cd '%s' && cp -RP \"$(readlink current)\" r%d && sqlite3 r%d/catalogue.db "
		 "\"UPDATE plan_slot SET public_places = 1 + %d %% 2; UPDATE item SET name = 'r%d' "
		 "WHERE no = 9\" && ln -sfn r%d current",
		 h->f->releases, n, n, n, n, n);
	assert_int_equal(system(command), 0);
	serve_tick(&h->app);
}

struct walk {
	char open[OPEN_MAX][64]; /* paths of receipts */
	int n;
	size_t moment;
	int done[9]; /* how often each kind of change was made */
};

/*
 * To moments at which something shown changes, to one of the past, which is
 * refused when something has been booked since, and on by a little.
 */
static void move_clock(struct hall *h, struct walk *w, uint32_t r)
{
	static const char *const moment[] = {
		"2026-11-27T16:59", "2026-11-27T17:00", "2026-11-27T23:59",
		"2026-11-28T00:00", "2026-11-30T16:59", "2026-11-30T17:00",
	};

	if (r % 8 == 0 && w->moment < COUNT(moment))
		set_clock(h, moment[w->moment++]);
	else if (r % 8 == 1)
		h->now_s += w->done[8] % 2 ? 3601 : -3601;
	else
		h->now_s += r % 2 ? 1 : 60;
	w->done[8]++;
}

static void change(struct hall *h, struct walk *w, int step, uint32_t what, uint32_t r)
{
	const char *to;
	char phone[12];

	snprintf(phone, sizeof phone, "137%08d", step);
	if (what < 30 && w->n < OPEN_MAX) {
		if (act(h, "/book", form(h, slot_of(r), phone), &to) == 303) {
			snprintf(w->open[w->n++], sizeof w->open[0], "%s", to);
			w->done[0]++;
		}
	} else if (what < 40 && w->n) {
		w->n--;
		w->done[1] += act(h, arena_printf(&h->arena, "%s/cancel", w->open[w->n]).s, "",
				  &to) == 303;
	} else if (what < 52 && w->n) {
		const char *move = arena_printf(&h->arena, "%s/move", w->open[w->n - 1]).s;

		if (act(h, move, form(h, slot_of(r), phone), &to) == 303) {
			snprintf(w->open[w->n - 1], sizeof w->open[0], "%s", to);
			w->done[2]++;
		}
	} else if (what < 61) {
		sql(h, "INSERT INTO closure(window, day, from_time, to_time, reason, made_at,"
		       " made_by) VALUES(4, '2026-11-28', '09:00', '10:00', '停电', 1, 'li')");
		w->done[3]++;
	} else if (what < 70) {
		sql(h, "UPDATE closure SET lifted_at = 2 WHERE lifted_at IS NULL");
		w->done[4]++;
	} else if (what < 74) {
		sql(h, "UPDATE booking SET place = 100 + id % 899, override = 1, channel = 'phone',"
		       " remark = 'x' WHERE id = (SELECT max(id) FROM booking) AND place < 100");
		w->done[5]++;
	} else if (what < 81) {
		sql_from_elsewhere(h, "UPDATE closure SET reason = reason || 'x',"
				      " lifted_at = iif(lifted_at IS NULL, 3, NULL)");
		w->done[6]++;
	} else if (what < 83) {
		release(h, step);
		w->done[7]++;
	} else {
		move_clock(h, w, r);
	}
}

static int pages_kept(const struct hall *h)
{
	return (int)h->app.live->pagecache.made;
}

static int walk_on(struct walk *w, uint32_t *seed)
{
	struct hall *h;
	void *state;
	int kept = 0;

	setup(&state);
	h = state;
	w->n = 0;
	w->moment = 0;
	for (int step = 0; step < STEPS; step++) {
		uint32_t r = next_random(seed), what = next_random(seed) % 100;

		change(h, w, step, what, r);
		kept += pages_kept(h);
		assert_pages(h, step);
		arena_reset(&h->arena);
	}
	teardown(&state);
	return kept;
}

static void kept_is_fresh(void **state)
{
	struct walk w = { .n = 0 };
	uint32_t seed = 2026;

	(void)state;
	for (int i = 0; i < WALKS; i++)
		assert_true(walk_on(&w, &seed) > STEPS);
	for (size_t i = 0; i < COUNT(w.done); i++)
		if (w.done[i] == 0)
			fail_msg("change %zu was never made", i);
}

/* Marks the page of this query that is kept. */
static void taint(struct hall *h, const char *text)
{
	struct pagecache *p = &h->app.live->pagecache;
	struct str key = arena_printf(&h->arena, "%s\n/book\n", text);

	for (size_t i = 0; i < p->made; i++) {
		if (str_starts(buf_str(&p->page[i].key), key)) {
			memcpy(p->page[i].text.s, "KEPT", 4);
			return;
		}
	}
	fail_msg("/book?%s is not kept", text);
}

/* What the cache holds is what is answered with. */
static void kept_is_used(void **state)
{
	struct hall *h = *state;
	const char *body;

	get(h, "/book", "item=9", &body);
	taint(h, "item=9");
	assert_int_equal(get(h, "/book", "item=9", &body), 200);
	assert_has(body, "KEPT");
	booked(h);
	get(h, "/book", "item=9", &body);
	assert_hasnt(body, "KEPT");
}

static void is_of_one_address_and_minute(void **state)
{
	struct hall *h = *state;
	struct exchange *x = exchange(h, METHOD_GET, "/book");
	const char *body;

	get(h, "/book", "item=9", &body);
	taint(h, "item=9");
	get(h, "/large/book", "item=9", &body);
	assert_hasnt(body, "KEPT");
	x->request.base = STR("");
	x->request.query = STR("item=9");
	route_answer(&h->app, x);
	assert_hasnt(take_body(h, x), "KEPT");
	get(h, "/book", "item=9", &body);
	assert_has(body, "KEPT");
	h->now_s += 60;
	get(h, "/book", "item=9", &body);
	assert_hasnt(body, "KEPT");
}

static void a_long_query_keeps_nothing(void **state)
{
	struct hall *h = *state;
	const char *body;

	get(h, "/book", arena_printf(&h->arena, "item=9&x=%0192d", 0).s, &body);
	assert_int_equal(h->app.live->pagecache.made, 0);
	get(h, "/book", arena_printf(&h->arena, "item=9&x=%0191d", 0).s, &body);
	assert_int_equal(h->app.live->pagecache.made, 1);
}

static void other_windows_are_kept(void **state)
{
	struct hall *h = *state;
	const char *body;

	get(h, "/book", "item=74", &body);
	taint(h, "item=74");
	booked(h);
	get(h, "/book", "item=74", &body);
	assert_has(body, "KEPT");
}

static void wrong_numbers(void **state)
{
	static const char *const wrong[] = { "item=",	"item=0",   "item=x",  "item=9999999",
					     "window=", "window=x", "item=11", "window=7" };
	struct hall *h = *state;
	const char *body;

	for (int round = 0; round < 2; round++) {
		assert_int_equal(get(h, "/book", "", &body), 200);
		for (size_t i = 0; i < COUNT(wrong); i++)
			assert_int_equal(get(h, "/book", wrong[i], &body), 404);
	}
}

static void tokens_differ(void **state)
{
	struct hall *h = *state;
	char token[TOKENS][FORM_TOKEN_TEXT] = { "" };
	unsigned char nonce[NONCE_BYTES];

	for (int i = 0; i < TOKENS; i++) {
		const char *body, *field;
		int64_t made_s;

		h->now_s += i % 50 == 0;
		get(h, "/book", "item=9", &body);
		assert_non_null((field = strstr(body, "name=\"token\" value=\"")));
		memcpy(token[i], field + 20, FORM_TOKEN_TEXT - 1);
		assert_true(form_token_read(h->app.key, str_of(token[i]), &made_s, nonce));
		assert_int_equal(made_s, h->now_s);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(token[i], token[j]);
		arena_reset(&h->arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "a page is found by its key, and replaced by the next one", is_kept, NULL, NULL,
		  NULL },
		{ "every item of the hall fits twice, and no more; the one made first goes first",
		  is_bounded, NULL, NULL, NULL },
		{ "6 times 80 random bookings, moves, cancels, closures, overrides, releases, "
		  "writes of"
		  " others and moments: a kept page is the page made anew",
		  kept_is_fresh, NULL, NULL, NULL },
		{ "a page is kept until its board changes", kept_is_used, setup, teardown, NULL },
		{ "a page is of one address and one minute", is_of_one_address_and_minute, setup,
		  teardown, NULL },
		{ "a page of a long query is not kept", a_long_query_keeps_nothing, setup, teardown,
		  NULL },
		{ "a booking at one window leaves the pages of the others", other_windows_are_kept,
		  setup, teardown, NULL },
		{ "an item or window that is no number is not the list of all", wrong_numbers,
		  setup, teardown, NULL },
		{ "500 pages have 500 tokens, each of its own second", tokens_differ, setup,
		  teardown, NULL },
	};

	return cmocka_run_group_tests_name("pagecache", tests, NULL, NULL);
}

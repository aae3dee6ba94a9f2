/*
 * The N-th call fails, N = 1, 2, 3 ... until none is left to fail: calls of the
 * system on the ledger's and the log's files (once, or from then on),
 * SQLite's allocations, its steps, its BEGIN and COMMIT. Under each a citizen
 * books, several book in one batch, one moves, edits, cancels, has erased:
 * a 303 is true, anything else is a 503 that keeps what was typed and has
 * changed nothing; the same form sent again, and the next booking, are good;
 * free places, ledger and log agree. STRIDE=1 tries every N.
 *
 * Our own allocations are not among them: without memory the process ends
 * (arena.h), as when it is killed.
 */
#include "disk/calls.h"
#include "hall.h"

#include <dlfcn.h>
#include <sqlite3.h>

enum { BATCH = 3, N_MAX = 100000 };

/* What fails, and when. */
static struct {
	enum disk_call calls;
	bool memory, steps, execs;
	bool on_and_on;
	int error; /* errno, or SQLite's code */
	bool armed;
	bool inside; /* a call of SQLite's, which would not see that its own step did nothing */
	int nth;
	int seen;
	char what[200]; /* failed */
} plan;

static bool fails(void)
{
	if (!plan.armed)
		return false;
	plan.seen++;
	return plan.seen == plan.nth || (plan.on_and_on && plan.seen > plan.nth);
}

static bool meet(enum disk_call call, const char *path)
{
	if (!(call & plan.calls) || !fails())
		return true;
	snprintf(plan.what, sizeof plan.what, "call %d on %s", call, path);
	errno = plan.error;
	return false;
}

static sqlite3_mem_methods memory;

static void *memory_get(int size)
{
	return plan.memory && fails() ? NULL : memory.xMalloc(size);
}

static void *memory_grow(void *old, int size)
{
	return plan.memory && fails() ? NULL : memory.xRealloc(old, size);
}

static void take_memory(void)
{
	sqlite3_mem_methods mine;

	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory);
	mine = memory;
	mine.xMalloc = memory_get;
	mine.xRealloc = memory_grow;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &mine);
	/* each small one counts, too */
	sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
}

int sqlite3_step(sqlite3_stmt *st)
{
	static int (*real)(sqlite3_stmt *);
	bool inside = plan.inside;
	int code;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "sqlite3_step");
	if (plan.steps && !inside && fails()) {
		snprintf(plan.what, sizeof plan.what, "%s", sqlite3_sql(st));
		return plan.error;
	}
	plan.inside = true;
	code = real(st);
	plan.inside = inside;
	return code;
}

int sqlite3session_changeset(sqlite3_session *s, int *len, void **bytes)
{
	static int (*real)(sqlite3_session *, int *, void **);
	int code;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "sqlite3session_changeset");
	if (plan.steps && fails()) {
		snprintf(plan.what, sizeof plan.what, "sqlite3session_changeset");
		return plan.error;
	}
	plan.inside = true;
	code = real(s, len, bytes);
	plan.inside = false;
	return code;
}

int sqlite3changeset_apply(sqlite3 *db, int len, void *bytes, int (*filter)(void *, const char *),
			   int (*conflict)(void *, int, sqlite3_changeset_iter *), void *ctx)
{
	static int (*real)(sqlite3 *, int, void *, int (*)(void *, const char *),
			   int (*)(void *, int, sqlite3_changeset_iter *), void *);
	int code;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "sqlite3changeset_apply");
	if (plan.steps && fails()) {
		snprintf(plan.what, sizeof plan.what, "sqlite3changeset_apply");
		return plan.error;
	}
	plan.inside = true;
	code = real(db, len, bytes, filter, conflict, ctx);
	plan.inside = false;
	return code;
}

int sqlite3_exec(sqlite3 *db, const char *text, int (*row)(void *, int, char **, char **),
		 void *ctx, char **message)
{
	static int (*real)(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *,
			   char **);
	bool inside = plan.inside;
	int code;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "sqlite3_exec");
	if (plan.execs && !inside && fails()) {
		snprintf(plan.what, sizeof plan.what, "%s", text);
		return plan.error;
	}
	plan.inside = true;
	code = real(db, text, row, ctx, message);
	plan.inside = inside;
	return code;
}

/* ---- a hall and what stands in it ---- */

struct desk {
	struct hall *h;
	int people;
	struct buf before, now;
	int tried;
};

static const char *phone_of(struct hall *h, int person)
{
	return arena_printf(&h->arena, "139%08d", person).s;
}

/* Times of a day and whether they can be had, as the page says. */
static const char *offered(struct hall *h)
{
	struct buf out = BUF_INIT;
	const char *page, *list;

	assert_int_equal(get(h, "/book", "item=9&day=2026-11-28", &page), 200);
	while ((page = strstr(page, "value=\"2026-11-"))) {
		size_t len = strcspn(page, ">");

		buf_add(&out, (struct str){ page, len });
		page += len;
	}
	list = arena_cstr(&h->arena, buf_str(&out));
	buf_release(&out);
	assert_true(*list);
	return list;
}

static void assert_agree(struct desk *d)
{
	if (fixture_faults(d->h->f->ledger))
		fail_msg("N = %d, %s: %s", plan.nth, plan.what, fixture_said);
}

/* A hall that starts now on the same files knows and offers the same. */
static void assert_as_fresh(struct desk *d)
{
	static struct hall fresh;
	struct buf rows = BUF_INIT;

	fresh = (struct hall){ .f = d->h->f, .now_s = d->h->now_s };
	assert_ok(serve_open(&fresh.app, d->h->f->ledger, d->h->f->releases, note, &terr));
	read_all(d->h->app.live->store, &d->now);
	read_all(fresh.app.live->store, &rows);
	assert_true(str_eq(buf_str(&rows), buf_str(&d->now)));
	assert_string_equal(offered(&fresh), offered(d->h));
	serve_close(&fresh.app);
	arena_release(&fresh.arena);
	buf_release(&rows);
}

/* ---- acts under a failure ---- */

static const char slot[] = "2026-11-28T09:30";

static int64_t rows_of(struct desk *d, const char *phone)
{
	return fixture_int(
		d->h->app.live->store,
		arena_printf(&d->h->arena,
			     "SELECT count(*) FROM booking WHERE phone = '%s' AND"
			     " name = '张三' AND start = '%s' AND item = 9 AND"
			     " window_name <> '' AND item_name <> '' AND day_label <> ''",
			     phone, slot)
			.s);
}

static struct exchange *asked(struct hall *h, const char *path, const char *body, const char **page)
{
	struct exchange *x = post(h, path, body);

	send(h, x);
	*page = take_body(h, x);
	return x;
}

static const char *below_base(struct desk *d, struct exchange *x)
{
	return arena_cstr(&d->h->arena, str_from(x->response.location, strlen("/zwfw")));
}

static void assert_words(struct desk *d, int status, const char *page, const char *kept)
{
	if (status != 503)
		fail_msg("N = %d, %s: %d %s %s", plan.nth, plan.what, status, d->h->logged, page);
	assert_has(page, "没有保存成功");
	assert_has(page, "0797-6");
	if (kept)
		assert_has(page, kept);
}

/* What every citizen does who was told that it was not saved; cancels, so that there is room. */
static void again_and_cancel(struct desk *d, const char *body, const char *phone)
{
	const char *page;
	struct exchange *x = asked(d->h, "/book", body, &page);

	if (x->response.status != 303)
		fail_msg("N = %d, %s, again: %d %s", plan.nth, plan.what, x->response.status,
			 d->h->logged);
	assert_int_equal(rows_of(d, phone), 1);
	assert_int_equal(cancel(d->h, below_base(d, x)), 303);
}

/* As the tick does when something could not be saved: what the log has is put into the ledger. */
static void settle(struct desk *d)
{
	struct err ignored;

	plan.armed = false;
	if (store_unsaved(d->h->app.live->store))
		store_try_to_save(d->h->app.live->store, &ignored);
}

/* Many book, or one; each 303 is true, each 503 has nothing. */
static void books(struct desk *d, int n)
{
	struct exchange *x[BATCH];
	const char *body[BATCH], *phone[BATCH];

	for (int i = 0; i < n; i++) {
		phone[i] = phone_of(d->h, d->people++);
		body[i] = form(d->h, slot, phone[i]);
		x[i] = post(d->h, "/book", body[i]);
	}
	plan.armed = true;
	route_answer_batch(&d->h->app, x, (size_t)n);
	settle(d);
	for (int i = 0; i < n; i++) {
		const char *page = take_body(d->h, x[i]);
		bool made = x[i]->response.status == 303;

		/* two public places: the third is told that it is full */
		if (x[i]->response.status == 422 && i == 2)
			continue;
		if (!made)
			assert_words(d, x[i]->response.status, page, phone[i]);
		if (rows_of(d, phone[i]) != made)
			fail_msg("N = %d, %s: %d, but %d rows %s", plan.nth, plan.what,
				 x[i]->response.status, (int)rows_of(d, phone[i]), d->h->logged);
	}
	/* what a dead disk kept from being taken back is, at the next start, what was asked for */
	if (!plan.on_and_on && d->tried % 2)
		assert_as_fresh(d);
	/* who has a place gives it up for those who have none yet */
	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < n; i++)
			if ((x[i]->response.status == 303) == (pass == 0))
				again_and_cancel(d, body[i], phone[i]);
	assert_as_fresh(d);
}

static void one_books(struct desk *d)
{
	books(d, 1);
}

static void several_book(struct desk *d)
{
	books(d, BATCH);
}

/* What a citizen does with a booking; it is done, or nothing is changed. */
static const char *changes(struct desk *d, const char *verb, const char *more, const char *kept)
{
	const char *page, *link, *path, *body = form(d->h, slot, phone_of(d->h, d->people++));
	struct exchange *x = asked(d->h, "/book", body, &page);

	assert_int_equal(x->response.status, 303);
	link = below_base(d, x);
	path = arena_printf(&d->h->arena, "%s/%s", link, verb).s;
	read_all(d->h->app.live->store, &d->before);
	x = post(d->h, path, more);
	plan.armed = true;
	send(d->h, x);
	settle(d);
	page = take_body(d->h, x);
	if (!plan.on_and_on && d->tried % 2)
		assert_as_fresh(d);
	read_all(d->h->app.live->store, &d->now);
	if (x->response.status != 303) {
		assert_words(d, x->response.status, page, kept);
		if (!str_eq(buf_str(&d->before), buf_str(&d->now)))
			fail_msg("N = %d, %s: %d, but rows are changed", plan.nth, plan.what,
				 x->response.status);
		x = asked(d->h, path, more, &page);
	} else if (str_eq(buf_str(&d->before), buf_str(&d->now))) {
		fail_msg("N = %d, %s: 303, but no row is changed", plan.nth, plan.what);
	}
	assert_int_equal(x->response.status, 303);
	assert_as_fresh(d);
	return below_base(d, x);
}

static void one_moves(struct desk *d)
{
	const char *body = form(d->h, "2026-11-29T14:30", "13900000000");

	assert_int_equal(cancel(d->h, changes(d, "move", body, "2026-11-29T14:30\" checked")), 303);
}

static void one_edits(struct desk *d)
{
	assert_int_equal(cancel(d->h, changes(d, "edit", "note=abc&name=%E6%9D%8E%E5%9B%9B", NULL)),
			 303);
}

static void one_cancels(struct desk *d)
{
	changes(d, "cancel", "", NULL);
}

static void one_erases(struct desk *d)
{
	changes(d, "erase", "", NULL);
}

/* ---- every N ---- */

static int stride(void)
{
	const char *value = getenv("STRIDE");

	return value ? atoi(value) : 0;
}

static void each_n(struct desk *d, void (*does)(struct desk *d), int usual_stride)
{
	int step = stride() ? stride() : usual_stride;

	for (int n = 1; n < N_MAX; n += step) {
		plan.nth = n;
		plan.seen = 0;
		does(d);
		assert_agree(d);
		arena_reset(&d->h->arena);
		d->tried++;
		if (plan.seen < n)
			break;
	}
}

static void each_act(int usual_stride)
{
	static void (*const acts[])(struct desk *) = { one_books, several_book, one_moves,
						       one_edits, one_cancels,	one_erases };
	struct desk d = { .people = 1 };
	void *state;

	disk.meet = meet;
	for (size_t i = 0; i < COUNT(acts); i++) {
		setup(&state);
		d.h = state;
		offered(d.h);
		each_n(&d, acts[i], usual_stride);
		teardown(&state);
		disk_forget();
	}
	buf_release(&d.before);
	buf_release(&d.now);
	print_message("%d calls failed\n", d.tried);
	assert_true(d.tried > (int)COUNT(acts));
}

static int plan_none(void **state)
{
	(void)state;
	memset(&plan, 0, sizeof plan);
	return 0;
}

static void disk_full(void **state)
{
	(void)state;
	plan.calls = DISK_WRITE | DISK_SIZE | DISK_OPEN;
	plan.error = ENOSPC;
	each_act(7);
}

static void disk_stays_full(void **state)
{
	(void)state;
	plan.calls = DISK_WRITE | DISK_OPEN;
	plan.error = ENOSPC;
	plan.on_and_on = true;
	each_act(13);
}

static void disk_fails_once(void **state)
{
	(void)state;
	plan.calls = DISK_CHANGES | DISK_READ;
	plan.error = EIO;
	each_act(9);
}

static void memory_fails(void **state)
{
	(void)state;
	plan.memory = true;
	each_act(401);
}

static void steps_fail(void **state)
{
	static const int code[] = { SQLITE_IOERR, SQLITE_NOMEM, SQLITE_BUSY, SQLITE_FULL };

	(void)state;
	for (size_t i = 0; i < COUNT(code); i++) {
		plan.steps = true;
		plan.error = code[i];
		each_act(i == 0 ? 11 : 37);
	}
}

static void transactions_fail(void **state)
{
	static const int code[] = { SQLITE_IOERR, SQLITE_BUSY };

	(void)state;
	for (size_t i = 0; i < COUNT(code); i++) {
		plan.execs = true;
		plan.error = code[i];
		each_act(i == 0 ? 1 : 3);
	}
}

/* ---- what could neither be saved nor taken back ---- */

static bool frame_and_cut_fail(enum disk_call call, const char *path)
{
	if (strncmp(path, "/log/", 5) != 0 || (call != DISK_SYNC && call != DISK_SIZE))
		return true;
	errno = EIO;
	return false;
}

static void nobody_knows(void **state)
{
	const char *page, *body;
	struct exchange *x;
	struct hall *h;

	setup(state);
	h = *state;
	body = form(h, slot, "13912345678");
	x = post(h, "/book", body);
	disk.meet = frame_and_cut_fail;
	send(h, x);
	page = take_body(h, x);
	assert_int_equal(x->response.status, 503);
	assert_shows(page, "不能确定是否保存，请打电话核对：0797-");
	assert_hasnt(page, "没有保存成功");
	assert_int_equal(get(h, "/healthz", "", &page), 503);
	/* nothing more is written, so of what comes now it is known */
	assert_int_equal(book(h, form(h, slot, "13912345679"), &page), 503);
	assert_has(page, "没有保存成功");
	assert_int_equal(bookings(h), 0);
	disk.meet = NULL;
	assert_int_equal(book(h, body, &page), 303);
	assert_int_equal(bookings(h), 1);
	assert_int_equal(get(h, "/healthz", "", &page), 200);
	assert_sound(h->f->ledger);
	teardown(state);
	disk_forget();
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, plan_none, NULL, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("a write without space, at each place: 303 is true, else 503 in words",
		  disk_full),
		T("the disk stays full from each write on: the same, and all works again",
		  disk_stays_full),
		T("an I/O error of each call on the disk: the same", disk_fails_once),
		T("no memory for each of SQLite's allocations: the same", memory_fails),
		T("an error of each step of a statement: the same", steps_fail),
		T("BEGIN or COMMIT fails: the same", transactions_fail),
		T("neither saved nor taken back: nobody knows, says so, and nothing more is "
		  "written",
		  nobody_knows),
	};

	take_memory();
	return cmocka_run_group_tests_name("failing", tests, NULL, NULL);
}

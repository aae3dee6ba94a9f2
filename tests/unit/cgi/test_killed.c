/*
 * hallbook is killed at the N-th call on the ledger's or the log's files,
 * N = 1, 2, 3 ... until it answers, while a citizen books, moves, cancels or has
 * erased. The next process answers the same form as if nothing had happened:
 * one receipt, and ledger and log agree.
 */
#include "disk/kill.h"
#include "hall.h"

static void open_hall(struct hall *h)
{
	assert_ok(serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr));
}

static void assert_agree(struct hall *h)
{
	if (fixture_faults(h->f->ledger))
		fail_msg("N = %d: %s", kill_at, fixture_said);
}

/* Sends the form to a process of its own; true when that lived to answer it. */
static bool answered(struct hall *h, const char *path, const char *body)
{
	pid_t child = fork_child();

	if (child == 0) {
		struct err e;
		struct exchange *x;

		if (!serve_open(&h->app, h->f->ledger, h->f->releases, note, &e))
			_exit(1);
		x = post(h, path, body);
		disk.meet = kill_meets;
		send(h, x);
		_exit(x->response.status == 303 ? 0 : 2);
	}
	return kill_lived(child);
}

/* One form, killed at kill_at, and again; *link is where it led. */
static bool meets_its_end(struct hall *h, const char *path, const char *body, const char **link)
{
	int status;
	bool lived;

	serve_close(&h->app);
	lived = answered(h, path, body);
	open_hall(h);
	status = act(h, path, body, link);
	if (status != 303)
		fail_msg("N = %d, %s: %d", kill_at, path, status);
	assert_agree(h);
	return lived;
}

/* verb NULL: it books. */
static void every_end(struct hall *h, const char *verb, const char *body)
{
	bool lived = false;

	for (kill_at = 1; !lived; kill_at++) {
		const char *link, *path = "/book";
		int64_t rows = bookings(h);

		if (verb)
			path = arena_printf(&h->arena, "%s/%s", booked(h), verb).s;
		lived = meets_its_end(h, path, body ? form(h, body, "13812345678") : "", &link);
		assert_int_equal(bookings(h), rows + 1 + (verb && body));
		assert_int_equal(fixture_int(h->app.live->store,
					     "SELECT count(*) FROM booking WHERE state = 'booked'"),
				 body ? 1 : 0);
		if (body)
			assert_int_equal(cancel(h, link), 303);
	}
	assert_true(kill_at > 5);
	print_message("killed %d times\n", kill_at - 2);
}

static void booking(void **state)
{
	every_end(*state, NULL, "2026-11-28T09:30");
}

static void moving(void **state)
{
	every_end(*state, "move", "2026-11-29T14:30");
}

static void cancelling(void **state)
{
	struct hall *h = *state;

	/* cancelled twice is cancelled */
	every_end(h, "cancel", NULL);
}

static void erasing(void **state)
{
	every_end(*state, "erase", NULL);
}

/* `hallbook init`: what it leaves is a ledger that opens, or nothing in the way of the next. */
static void initialising(void **state)
{
	struct hall *h = *state;
	const char *key = key_path(h->f->ledger, &h->arena).s;
	bool lived = false;

	serve_close(&h->app);
	for (kill_at = 1; !lived; kill_at++) {
		pid_t child;

		assert_int_equal(system(arena_printf(&h->arena,
						     "cd '%s' && rm -rf log ledger.db ledger.db-*",
						     h->f->dir)
						.s),
				 0);
		child = fork_child();
		if (child == 0) {
			disk.meet = kill_meets;
			_exit(storefile_make(h->f->ledger, key, &terr) ? 0 : 1);
		}
		lived = kill_lived(child);
		if (access(h->f->ledger, F_OK) != 0)
			assert_ok(storefile_make(h->f->ledger, key, &terr));
		open_hall(h);
		booked(h);
		assert_agree(h);
		serve_close(&h->app);
	}
	assert_true(kill_at > 10);
	print_message("killed %d times\n", kill_at - 2);
}

static struct hall *busy;

/* Somebody books as soon as `check` opens the ledger that it has made of the log. */
static bool book_meanwhile(enum disk_call call, const char *path)
{
	struct hall *h = busy;
	const char *page;

	(void)call;
	if (h && strstr(path, ".again")) {
		busy = NULL;
		assert_int_equal(book(h, form(h, "2026-11-29T09:00", "13912345678"), &page), 303);
	}
	return true;
}

static void checking(void **state)
{
	struct hall *h = *state;
	const char *again = arena_printf(&h->arena, "%s.again", h->f->ledger).s;
	struct check c = { h->f->ledger, h->f->ledger, NULL, again, fixture_say, NULL, { 0 } };

	booked(h);
	busy = h;
	disk.meet = book_meanwhile;
	assert_ok(check_run(&c, &terr));
	assert_null(busy);
	if (c.found.faults)
		fail_msg("%s", fixture_said);
	assert_int_equal(bookings(h), 2);
}

static int end(void **state)
{
	disk.meet = NULL;
	teardown(state);
	disk_forget();
	return 0;
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, end, NULL                                                         \
	}
	const struct CMUnitTest tests[] = {
		T("killed at each call of a booking: the same form leads to one receipt", booking),
		T("killed at each call of a move: it is moved once", moving),
		T("killed at each call of a cancellation: it is cancelled", cancelling),
		T("killed at each call of an erasure: it is erased", erasing),
		T("killed at each call of an init: a ledger, or room for the next one",
		  initialising),
		T("check beside serve: what is booked meanwhile is no fault", checking),
	};

	return cmocka_run_group_tests_name("killed", tests, NULL, NULL);
}

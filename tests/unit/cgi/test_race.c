/*
 * A command opens the ledger while serve writes to it, each stopped where it would
 * do the other harm: between what it does to the log and to the ledger.
 */
#include "../child.h"
#include "disk/calls.h"
#include "hall.h"

#include "staff/audit.h"
#include "store/segment.h"

#include <poll.h>
#include <sys/wait.h>

/* A process of its own, begun before anything is open: no connection may cross fork(). */
struct command {
	pid_t pid;
	int in, out; /* pipes to it and from it */
};

static struct command *command; /* for hooks: the other side */
static enum disk_call stop_call;
static const char *stop_end; /* of the path */

static void tell(int fd)
{
	assert(write(fd, "x", 1) == 1);
}

static void hear(int fd)
{
	char byte;

	assert(read(fd, &byte, 1) == 1);
}

static bool stops_at(enum disk_call call, const char *path)
{
	size_t n = strlen(path), end = stop_end ? strlen(stop_end) : 0;

	if (!stop_end || call != stop_call || n < end || strcmp(path + n - end, stop_end) != 0)
		return false;
	stop_end = NULL; /* once */
	return true;
}

static void command_begin(struct command *c, struct hall *h,
			  int (*run)(struct hall *h, struct command *c))
{
	int to[2], from[2];

	assert_int_equal(pipe(to) | pipe(from), 0);
	c->in = to[1];
	c->out = from[0];
	c->pid = fork_child();
	if (c->pid == 0) {
		struct command me = { 0, from[1], to[0] };

		command = &me;
		hear(me.out);
		_exit(run(h, &me));
	}
	close(to[0]);
	close(from[1]);
	command = c;
}

static void command_end(struct command *c)
{
	int status;

	assert_int_equal(waitpid(c->pid, &status, 0), c->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	close(c->in);
	close(c->out);
}

static bool write_row(struct store *s)
{
	struct audit_event event = { .at_s = 1,
				     .who = STR(""),
				     .address = STR("command"),
				     .action = AUDIT_EXPORTED,
				     .object = STR("x"),
				     .detail = STR("") };
	struct err e;

	return chain_write_alone(s, &event, &e);
}

/* Closed by setup(): from here on the hall serves. */
static void serve(struct hall *h)
{
	assert_ok(serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr));
}

static int64_t rows(struct hall *h, const char *table)
{
	return fixture_int(h->app.live->store,
			   arena_printf(&h->arena, "SELECT count(*) FROM %s", table).s);
}

static int try_to_book(struct hall *h, const char *slot, const char *phone)
{
	const char *page;

	return book(h, form(h, slot, phone), &page);
}

/* What was answered stands, and all goes on. */
static void goes_on(struct hall *h, int64_t nbookings)
{
	assert_int_equal(try_to_book(h, "2026-11-29T14:30", "13900000009"), 303);
	assert_int_equal(rows(h, "booking"), nbookings + 1);
	assert_sound(h->f->ledger);
}

/* ---- a command cuts a torn tail ---- */

static bool wait_in_command(enum disk_call call, const char *path)
{
	if (stops_at(call, path)) {
		tell(command->in);
		hear(command->out);
	}
	return true;
}

static int open_and_cut(struct hall *h, struct command *c)
{
	struct err e;
	struct store *s;

	(void)c;
	disk.meet = wait_in_command;
	stop_call = DISK_SIZE;
	stop_end = ".000001";
	s = store_open(h->f->ledger, NULL, STORE_WRITE, &e);
	store_close(s);
	return s && !stop_end ? 0 : 1;
}

static void command_cuts(void **state)
{
	struct hall *h = *state;
	struct command c;
	int first, fd;

	serve_close(&h->app);
	command_begin(&c, h, open_and_cut);
	serve(h);
	booked(h);
	fd = open(segment_path(h->f->ledger, 1, &h->arena).s, O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, "torn", 4), 4);
	close(fd);
	tell(c.in);
	hear(c.out); /* it is about to cut */
	first = try_to_book(h, "2026-11-29T09:00", "13900000001");
	assert_true(first == 303 || first == 503);
	tell(c.in);
	command_end(&c);
	goes_on(h, first == 303 ? 2 : 1);
}

/* ---- serve between frame and COMMIT ---- */

static bool open_meanwhile(enum disk_call call, const char *path)
{
	if (stops_at(call, path)) {
		tell(command->in);
		hear(command->out); /* it is about to look at the ledger */
	}
	return true;
}

static bool tell_when_open(enum disk_call call, const char *path)
{
	if (stops_at(call, path))
		tell(command->in);
	return true;
}

static int open_and_write(struct hall *h, struct command *c)
{
	struct err e;
	struct store *s;
	bool ok;

	(void)c;
	disk.meet = tell_when_open;
	stop_call = DISK_OPEN;
	stop_end = "-wal";
	s = store_open(h->f->ledger, NULL, STORE_WRITE, &e);
	ok = s && write_row(s);
	store_close(s);
	return ok ? 0 : 1;
}

static void serve_commits(void **state)
{
	struct hall *h = *state;
	struct command c;

	serve_close(&h->app);
	command_begin(&c, h, open_and_write);
	serve(h);
	booked(h);
	disk.meet = open_meanwhile;
	stop_call = DISK_WRITE;
	stop_end = "-wal";
	assert_int_equal(try_to_book(h, "2026-11-29T09:00", "13900000001"), 303);
	assert_null(stop_end);
	command_end(&c);
	assert_int_equal(rows(h, "audit"), 1);
	goes_on(h, 2);
}

/* ---- COMMIT fails behind the frame, and with it goes the lock ---- */

static bool fail_and_give_way(enum disk_call call, const char *path)
{
	if (!stops_at(call, path))
		return true;
	tell(command->in); /* waits for the lock from here on */
	errno = EIO;
	return false;
}

static int write_when_told(struct hall *h, struct command *c)
{
	struct err e;
	struct store *s = store_open(h->f->ledger, NULL, STORE_WRITE, &e);
	bool ok;

	tell(c->in);
	hear(c->out);
	ok = s && write_row(s);
	store_close(s);
	return ok ? 0 : 1;
}

/* Whoever comes first puts the frame into the ledger. */
static void serve_cannot_commit(void **state)
{
	struct hall *h = *state;
	struct command c;

	serve_close(&h->app);
	command_begin(&c, h, write_when_told);
	tell(c.in);
	hear(c.out);
	serve(h);
	booked(h);
	disk.meet = fail_and_give_way;
	stop_call = DISK_WRITE;
	stop_end = "-wal";
	assert_int_equal(try_to_book(h, "2026-11-29T09:00", "13900000001"), 303);
	assert_null(stop_end);
	command_end(&c);
	assert_int_equal(rows(h, "audit"), 1);
	goes_on(h, 2);
}

/* ---- each call of both ---- */

static int stop_at, seen;

static bool go_meanwhile(enum disk_call call, const char *path)
{
	struct pollfd said = { .fd = command->out, .events = POLLIN };

	(void)path;
	if (call != DISK_READ && ++seen == stop_at) {
		tell(command->in);
		poll(&said, 1, 30); /* it is done, or waits for our lock */
	}
	return true;
}

static int open_write_and_say(struct hall *h, struct command *c)
{
	struct err e;
	struct store *s = store_open(h->f->ledger, NULL, STORE_WRITE, &e);
	bool ok = s && write_row(s);

	store_close(s);
	tell(c->in);
	return ok ? 0 : 1;
}

/* Books, and gives the place back. */
static int book_once(struct hall *h)
{
	struct exchange *x = post(h, "/book", form(h, "2026-11-29T09:00", "13900000001"));
	const char *link;

	send(h, x);
	take_body(h, x);
	disk.meet = NULL;
	if (x->response.status == 303) {
		link = arena_cstr(&h->arena, str_from(x->response.location, strlen("/zwfw")));
		assert_int_equal(cancel(h, link), 303);
	}
	return x->response.status;
}

static void each_call_of_serve(void **state)
{
	struct hall *h = *state;
	struct command c;

	seen = 0;
	for (stop_at = 1; seen >= stop_at - 1; stop_at++) {
		int64_t before;

		serve_close(&h->app);
		command_begin(&c, h, open_write_and_say);
		serve(h);
		before = rows(h, "audit");
		seen = 0;
		disk.meet = go_meanwhile;
		assert_int_equal(book_once(h), 303);
		if (seen < stop_at)
			tell(c.in);
		command_end(&c);
		assert_int_equal(rows(h, "audit"), before + 1);
		assert_int_equal(rows(h, "booking"), stop_at);
		assert_sound(h->f->ledger);
	}
	print_message("%d calls\n", stop_at - 2);
	assert_true(stop_at > 6);
}

static bool wait_at_call(enum disk_call call, const char *path)
{
	(void)path;
	if (call != DISK_READ && ++seen == stop_at) {
		tell(command->in);
		hear(command->out);
	}
	return true;
}

/* The byte it sends is of the call at which it waits, or of its end. */
static int open_write_and_wait(struct hall *h, struct command *c)
{
	struct err e;
	struct store *s;
	bool ok;

	disk.meet = wait_at_call;
	seen = 0;
	s = store_open(h->f->ledger, NULL, STORE_WRITE, &e);
	ok = s && write_row(s);
	store_close(s);
	disk.meet = NULL;
	if (seen < stop_at) {
		tell(c->in);
		hear(c->out);
		return ok ? 42 : 1;
	}
	return ok ? 0 : 1;
}

static void each_call_of_a_command(void **state)
{
	struct hall *h = *state;
	int64_t booked_so_far = 0;
	bool ended = false;

	for (stop_at = 1; !ended; stop_at++) {
		struct command c;
		int status, got;

		serve_close(&h->app);
		command_begin(&c, h, open_write_and_wait);
		serve(h);
		tell(c.in);
		hear(c.out);
		got = book_once(h);
		assert_true(got == 303 || got == 503); /* it has the lock */
		booked_so_far += got == 303;
		tell(c.in);
		assert_int_equal(waitpid(c.pid, &status, 0), c.pid);
		assert_true(WIFEXITED(status));
		ended = WEXITSTATUS(status) == 42;
		assert_true(ended || WEXITSTATUS(status) == 0);
		close(c.in);
		close(c.out);
		assert_int_equal(rows(h, "audit"), stop_at);
		assert_int_equal(rows(h, "booking"), booked_so_far);
		assert_sound(h->f->ledger);
	}
	print_message("%d calls\n", stop_at - 2);
	assert_true(stop_at > 6 && booked_so_far > 0);
}

static bool segment_is_there;
static int wal_synced; /* since then */

static bool count_syncs(enum disk_call call, const char *path)
{
	struct str p = str_of(path);

	segment_is_there |= call == DISK_SYNC && str_ends(p, STR(".000002"));
	wal_synced += segment_is_there && call == DISK_SYNC && str_ends(p, STR("-wal"));
	return true;
}

static bool add_person(void *job)
{
	return db_exec(store_db(job),
		       "INSERT INTO person(name, window, front, back) VALUES('某', 1, 1, 0)",
		       &terr);
}

/* As a command leaves it that was killed between frame and COMMIT. */
static void ledger_lags(void **state)
{
	struct hall *h = *state;
	struct store *s = h->app.live->store;
	struct db *db = db_open(h->f->ledger, DB_WRITE, &terr);

	assert_ok(db && db_exec(db, "CREATE TEMP TABLE was AS SELECT * FROM log_mark", &terr));
	assert_ok(store_change(s, add_person, s, &terr));
	assert_ok(db_exec(db,
			  "DELETE FROM person; UPDATE log_mark SET bytes = was.bytes, "
			  "mac = was.mac FROM was",
			  &terr));
	db_close(db);
	disk.meet = count_syncs;
	assert_ok(store_next_segment(s, h->now_s, &terr));
	disk.meet = NULL;
	assert_int_equal(rows(h, "person"), 1);
	assert_true(segment_is_there && wal_synced > 0);
	serve_close(&h->app);
	assert_sound(h->f->ledger);
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
		T("a command that cuts a torn tail cuts nothing that serve has written",
		  command_cuts),
		T("a command that opens between serve's frame and its COMMIT waits for both",
		  serve_commits),
		T("COMMIT fails behind serve's frame: it is saved, and so is a command's row",
		  serve_cannot_commit),
		T("a command writes at each call of serve's: both are saved", each_call_of_serve),
		T("a segment ends behind a ledger that lagged: it is on disk, not only in the log",
		  ledger_lags),
		T("serve writes at each call of a command's: both are saved, or serve says no",
		  each_call_of_a_command),
	};

	return cmocka_run_group_tests_name("race", tests, NULL, NULL);
}

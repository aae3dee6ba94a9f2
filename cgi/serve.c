#include "serve.h"

#include "base/file.h"
#include "deskfolder.h"
#include "list/proposal.h"
#include "page/health.h"
#include "route.h"
#include "sandbox.h"
#include "store/backup.h"
#include "store/faultlog.h"
#include "store/key.h"
#include "store/segment.h"
#include "systemd.h"
#include "table/workbook.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { READER_LIVES_S = 10 };

/* What the symlink `current` says. */
static bool read_current(const char *releases, struct arena *a, struct str *out, struct err *e)
{
	struct str link = arena_printf(a, "%s/current", releases);
	char target[512];
	ssize_t n = readlink(link.s, target, sizeof target);

	if (n < 0)
		return err_errno(e, "%s", link.s);
	if ((size_t)n == sizeof target)
		return err_set(e, "%s：太长", link.s);
	*out = arena_str(a, (struct str){ target, (size_t)n });
	return true;
}

bool serve_open(struct app *app, const char *ledger, const char *releases,
		void (*log)(const struct err *e), struct err *e)
{
	struct arena a = ARENA_INIT;
	struct str release;
	bool ok;

	app->workbooks = -1;
	app->ledger = ledger;
	app->upkeep.night.ledger = ledger;
	app->releases = releases;
	app->log = log;
	if (!app->notice)
		app->notice = log;
	app->pages = route_pages(&app->arena);
	if (read_current(releases, &a, &release, e))
		app->live = live_open(app, release, STORE_WRITE, e);
	ok = app->live && key_read(key_path(ledger, &a).s, app->key, e);
	arena_release(&a);
	app->worker = ok ? worker_start(e) : NULL;
	if (!app->worker)
		serve_close(app);
	return app->worker != NULL;
}

void serve_stop(void *ctx)
{
	struct app *app = ctx;

	if (app->workbooks >= 0)
		shutdown(app->workbooks, SHUT_RDWR); /* nothing more comes of it */
	worker_stop(app->worker);
	app->worker = NULL;
}

void serve_close(struct app *app)
{
	serve_stop(app);
	if (app->workbooks >= 0)
		close(app->workbooks);
	live_close(app->live);
	arena_release(&app->arena);
	memset(app, 0, sizeof *app);
	app->workbooks = -1;
}

/*
 * What is made in it is hallgen's to read, by the group. systemd lets no service set the
 * bit that hands the group on (RestrictSUIDSGID); there both have the same one anyway.
 */
static void make_desk(const char *folder)
{
	if (mkdir(folder, 0770) == 0 && chmod(folder, 02770) != 0)
		(void)chmod(folder, 0770);
}

/*
 * Enters the sandbox (sandbox.h): from here on only the ledger and its files, the log's, the
 * backups' and desk's folder can be written, the folder of releases read and the socket
 * removed. A folder that is made later, or leads elsewhere then, is out of reach until the
 * next start. What the kernel cannot do is noted.
 */
static bool confine(void *ctx, struct err *e)
{
	const struct app *app = ctx;
	struct arena a = ARENA_INIT;
	/* SQLite puts its files beside the one that a link leads to */
	char *real = realpath(app->ledger, NULL);
	const char *ledger = real ? real : app->ledger;
	const char *backups = backup_folder(app->ledger, &a).s;
	const struct sandbox_path list[] = {
		{ ledger, SANDBOX_READ | SANDBOX_WRITE },
		{ arena_printf(&a, "%s-wal", ledger).s, SANDBOX_READ | SANDBOX_WRITE },
		{ arena_printf(&a, "%s-shm", ledger).s, SANDBOX_READ | SANDBOX_WRITE },
		{ file_beside(ledger, ".", &a).s, SANDBOX_READ | SANDBOX_REMOVE },
		{ file_beside(app->ledger, ".", &a).s, SANDBOX_READ | SANDBOX_REMOVE },
		{ segment_folder(app->ledger, &a).s, SANDBOX_KEEP },
		{ backups, SANDBOX_KEEP },
		{ backup_key_path(app->ledger, &a).s, SANDBOX_READ },
		{ key_path(app->ledger, &a).s, SANDBOX_READ },
		{ app->releases, SANDBOX_READ },
		{ app->desk ? app->desk : "", SANDBOX_KEEP | SANDBOX_FOLDERS },
		{ app->socket ? file_beside(app->socket, ".", &a).s : "", SANDBOX_REMOVE },
	};
	enum sandbox_state state;

	systemd_ready();      /* which takes a socket, and from here on there is no other */
	mkdir(backups, 0700); /* it is there already, or the night will say what is wrong */
	if (app->desk)
		make_desk(app->desk);
	state = sandbox_enter(list, COUNT(list), e);
	if (state == SANDBOX_PARTLY)
		app->notice(e);
	free(real);
	arena_release(&a);
	return state != SANDBOX_FAILED;
}

/* Beside a closure, which holds in any case: a failure is staff's to know. */
static void write_closures(struct app *app)
{
	struct store *s = app->live->store;
	struct arena a = ARENA_INIT;
	char now[MINUTE_TEXT];
	struct err e;
	struct str text;

	if (!app->desk || !app->closures_due)
		return;
	minute_format(hall_min_of_utc(app->now(app)), now);
	text = stmt_get_text(store_bind(s, LEDGER_CLOSURES_FILE, ARG(":now", str_of(now))), &a);
	app->desk_failed = !db_error(store_db(s), &e) ||
			   !file_replace(arena_printf(&a, "%s/closures.csv", app->desk).s, text,
					 DESKFOLDER_FILE_MODE, &e);
	app->closures_due = app->desk_failed;
	if (app->desk_failed)
		app->log(&e);
	arena_release(&a);
}

static void pass_night(struct exchange *x)
{
	upkeep_night(x->work);
}

/* What takes seconds of it has the lane of files: a print or a table may wait for that. */
static void keep_up(struct app *app)
{
	struct err e;

	if (!upkeep_step(&app->upkeep, app->live->store, app->now(app), &e))
		app->log(&e);
	if (app->upkeep.night.due && !app->night.parked)
		worker_add(app->worker, LANE_FILES, &app->night, pass_night, &app->upkeep.night);
}

static int64_t monotonic_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/*
 * Nobody can start another one from in here, so all of it begins anew, by whoever watches over
 * hallbook; not at once, if the reader cannot live. Until then files are refused, with words.
 */
static void look_at_reader(struct app *app)
{
	struct err e;
	char byte;

	if (app->workbooks < 0 || recv(app->workbooks, &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0)
		return;
	err_set(&e, "读表格文件的进程已结束，hallbook 将重新启动");
	app->log(&e);
	if (monotonic_s() >= app->started_s + READER_LIVES_S)
		raise(SIGTERM);
}

void serve_tick(void *ctx)
{
	struct app *app = ctx;
	struct arena a = ARENA_INIT;
	struct str now;
	struct err e;

	if (read_current(app->releases, &a, &now, &e) && !str_eq(now, app->live->release)) {
		struct live *next = live_open(app, now, STORE_WRITE, &e);

		if (next) {
			upkeep_begin_anew(&app->upkeep);
			live_close(app->live);
			app->live = next;
		} else if (!str_eq(now, str_of(app->refused))) {
			snprintf(app->refused, sizeof app->refused, "%.*s", STR_ARG(now));
			app->log(&e);
		}
	}
	if (!app->live->trimmed)
		malloc_trim(0); /* what opening has needed, and the release or night before */
	app->live->trimmed = true;
	store_look_around(app->live->store);
	write_closures(app);
	look_at_reader(app);
	if (app->now)
		proposal_note_answers(app, app->now(app));
	if (app->now)
		health_look(app, app->now(app));
	if (app->now && !app->waited)
		keep_up(app);
	arena_release(&a);
}

void serve_settle(void *ctx)
{
	struct app *app = ctx;

	if (!app->desk_failed) /* else in a second, by the tick */
		write_closures(app);
	app->waited = store_settle(app->live->store);
}

struct exchange *serve_woken(void *ctx)
{
	struct app *app = ctx;
	struct exchange *x = worker_next(app->worker);
	struct err e;

	if (x != &app->night)
		return x;
	app->night.parked = false;
	app->live->trimmed = false; /* a backup takes half a megabyte */
	if (!upkeep_night_over(&app->upkeep, &e))
		app->log(&e);
	return worker_next(app->worker);
}

/* ---- as a process ---- */

static struct faultlog faultlog;

static void log_fault(const struct err *e)
{
	faultlog_note(&faultlog, e, monotonic_s());
}

static void tick(void *ctx)
{
	serve_tick(ctx);
	faultlog_tick(&faultlog, monotonic_s());
}

bool serve_run(struct app *app, void (*say)(const struct err *e), struct err *e)
{
	struct loop_handler loop = {
		.ctx = app,
		.ready = confine,
		.now = app->now,
		.answer = route_answer,
		.answer_batch = route_answer_batch,
		.settle = serve_settle,
		.tick = tick,
		.woken = serve_woken,
		.stop = serve_stop,
	};
	const char *socket = app->socket;
	int workbooks = workbook_reader(e); /* while nothing is open, and children may be made */
	bool ok;

	faultlog.say = say;
	mallopt(M_ARENA_MAX, 1);  /* the threads wait for disks and Argon2id, not for memory */
	signal(SIGCHLD, SIG_IGN); /* if the reader ends */
	if (workbooks < 0 || !serve_open(app, app->ledger, app->releases, log_fault, e))
		return false;
	app->workbooks = workbooks;
	app->started_s = monotonic_s();
	app->closures_due = app->answers_due = true;
	loop.wake_fd = worker_fd(app->worker);
	ok = loop_run(socket, &loop, e);
	serve_close(app);
	return ok;
}

#include "serve.h"

#include "desk/spreadsheet.h"
#include "page/health.h"
#include "route.h"
#include "sandbox.h"
#include "store/backup.h"
#include "store/journal.h"
#include "store/token.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the symlink `current` says. */
static bool read_current(const char *releases, struct arena *a, struct str *out, struct err *e)
{
	struct str link = arena_printf(a, "%s/current", releases);
	char target[512];
	ssize_t n = readlink(link.s, target, sizeof target);

	if (n < 0)
		return err_errno(e, "%s", link.s);
	if ((size_t)n == sizeof target)
		return err_set(e, "%s: too long", link.s);
	*out = arena_str(a, (struct str){ target, (size_t)n });
	return true;
}

static bool number_setting(const struct live *live, struct str key, int64_t max, int64_t *out,
			   struct err *e)
{
	struct str value = site_setting(pages_site(live->pages), key);

	if (!value.s || !str_to_int(value, max, out))
		return err_set(e, "setting %.*s: not a number up to %lld", STR_ARG(key),
			       (long long)max);
	return true;
}

static bool read_settings(struct live *live, struct err *e)
{
	const struct {
		struct str key;
		int64_t max, *out;
	} numbers[] = {
		{ STR("booking_horizon_days"), 366, &live->horizon_days },
		{ STR("booking_open_per_phone"), 1000, &live->open_per_phone },
		{ STR("booking_form_hours"), 24, &live->form_hours },
		{ STR("limit_bookings_per_hour"), 1000000, &live->bookings_per_hour },
		{ STR("limit_bookings_per_day"), 1000000, &live->bookings_per_day },
		{ STR("limit_lookups_per_reference"), GUESSES_MAX, &live->lookups_per_reference },
		{ STR("limit_lookups_per_address"), 1000000, &live->lookups_per_address },
	};

	live->complaint = site_setting(pages_site(live->pages), STR("hall_complaint"));
	for (size_t i = 0; i < COUNT(numbers); i++)
		if (!number_setting(live, numbers[i].key, numbers[i].max, numbers[i].out, e))
			return false;
	return true;
}

static void live_close(struct live *live)
{
	struct arena a;

	if (!live)
		return;
	pages_close(live->pages);
	store_close(live->store);
	pagecache_clear(&live->kept);
	a = live->arena;
	arena_release(&a);
	free(live);
}

/* The folder is named by what the link says, so it stays the same when the link moves on. */
static bool live_fill(struct live *live, const struct app *app, struct err *e)
{
	struct arena *a = &live->arena;
	bool absolute;
	struct str dir;

	if (!read_current(app->releases, a, &live->release, e))
		return false;
	absolute = str_starts(live->release, STR("/"));
	dir = arena_printf(a, "%s%s%.*s", absolute ? "" : app->releases, absolute ? "" : "/",
			   STR_ARG(live->release));
	live->store = store_open(app->ledger, arena_printf(a, "%s/catalogue.db", dir.s).s, e);
	if (!live->store)
		return false;
	live->pages = pages_open(live->store, arena_printf(a, "%s/templates", dir.s).s,
				 route_pages(a), a, e);
	return live->pages && read_settings(live, e);
}

static struct live *live_open(const struct app *app, struct err *e)
{
	struct live *live = calloc(1, sizeof *live);

	if (!live)
		abort();
	if (live_fill(live, app, e))
		return live;
	live_close(live);
	return NULL;
}

bool serve_open(struct app *app, const char *ledger, const char *releases,
		void (*log)(const struct err *e), struct err *e)
{
	struct arena a = ARENA_INIT;
	bool ok;

	memset(app, 0, sizeof *app);
	app->ledger = ledger;
	app->upkeep.ledger = ledger;
	app->releases = releases;
	app->log = log;
	app->live = live_open(app, e);
	ok = app->live && token_key_read(token_key_path(ledger, &a).s, app->key, e);
	arena_release(&a);
	app->worker = ok ? worker_start(e) : NULL;
	if (!app->worker)
		serve_close(app);
	return app->worker != NULL;
}

void serve_close(struct app *app)
{
	worker_stop(app->worker);
	app->worker = NULL;
	upkeep_stop(&app->upkeep);
	live_close(app->live);
	app->live = NULL;
	guesses_clear(&app->guesses);
}

static const char *folder_of(const char *path, struct arena *a)
{
	const char *slash = strrchr(path, '/');

	return slash ? arena_printf(a, "%.*s", (int)(slash - path) + 1, path).s : ".";
}

bool serve_ready(void *ctx, struct err *e)
{
	const struct app *app = ctx;
	struct arena a = ARENA_INIT;
	/* SQLite puts its files beside the one that a link leads to */
	char *real = realpath(app->ledger, NULL);
	const char *ledger = real ? real : app->ledger;
	const char *backups = upkeep_folder(app->ledger, &a).s;
	const struct sandbox_path list[] = {
		{ ledger, SANDBOX_READ | SANDBOX_WRITE },
		{ arena_printf(&a, "%s-wal", ledger).s, SANDBOX_READ | SANDBOX_WRITE },
		{ arena_printf(&a, "%s-shm", ledger).s, SANDBOX_READ | SANDBOX_WRITE },
		{ folder_of(ledger, &a), SANDBOX_READ | SANDBOX_REMOVE },
		{ folder_of(app->ledger, &a), SANDBOX_READ | SANDBOX_REMOVE },
		{ folder_of(journal_path(app->ledger, "", &a).s, &a), SANDBOX_KEEP },
		{ backups, SANDBOX_KEEP },
		{ backup_key_path(app->ledger, &a).s, SANDBOX_READ },
		{ token_key_path(app->ledger, &a).s, SANDBOX_READ },
		{ app->releases, SANDBOX_READ },
		{ folder_of(app->socket, &a), SANDBOX_REMOVE },
		{ SPREADSHEET_FOLDER, SANDBOX_KEEP },
	};
	enum sandbox_state state;

	mkdir(backups, 0700); /* it is there already, or the night will say what is wrong */
	state = sandbox_enter(list, COUNT(list), e);
	if (state == SANDBOX_PARTLY)
		app->log(e);
	free(real);
	arena_release(&a);
	return state != SANDBOX_FAILED;
}

void serve_tick(void *ctx)
{
	struct app *app = ctx;
	struct arena a = ARENA_INIT;
	struct str now;
	struct err e;

	if (read_current(app->releases, &a, &now, &e) && !str_eq(now, app->live->release)) {
		struct live *next = live_open(app, &e);

		if (next) {
			upkeep_stop(&app->upkeep);
			live_close(app->live);
			app->live = next;
		} else if (!str_eq(now, str_of(app->refused))) {
			snprintf(app->refused, sizeof app->refused, "%.*s", STR_ARG(now));
			app->log(&e);
		}
	}
	if (!app->live->settled)
		malloc_trim(0); /* what opening has needed, and the release before */
	app->live->settled = true;
	store_look_around(app->live->store);
	if (app->now)
		health_look(app, app->now(app));
	if (app->now && !app->settled &&
	    !upkeep_step(&app->upkeep, app->live->store, app->now(app), &e))
		app->log(&e);
	arena_release(&a);
}

void serve_settle(void *ctx)
{
	struct app *app = ctx;

	app->settled = store_settle(app->live->store);
}

struct exchange *serve_woken(void *ctx)
{
	struct app *app = ctx;

	return worker_next(app->worker);
}

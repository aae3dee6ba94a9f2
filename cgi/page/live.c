#include "page/app.h"
#include "store/backup.h"

#include <stdlib.h>

static bool number_setting(const struct live *live, struct str key, int64_t max, int64_t *out,
			   struct err *e)
{
	struct str value = site_setting(pages_site(live->pages), key);

	if (!value.s || !str_to_int(value, max, out))
		return err_set(e, "设置 %.*s 不是 %lld 以内的数", STR_ARG(key), (long long)max);
	return true;
}

static bool read_settings(struct live *live, struct err *e)
{
#define READ(member, key, max) number_setting(live, STR(key), max, &live->member, e) &&
	live->complaint = site_setting(pages_site(live->pages), STR("hall_complaint"));
	return LIVE_NUMBERS(READ) true;
#undef READ
}

void live_close(struct live *live)
{
	struct arena a;

	if (!live)
		return;
	pages_close(live->pages);
	store_close(live->store);
	pagecache_clear(&live->pagecache);
	a = live->arena;
	arena_release(&a);
	free(live);
}

/* The folder is named by what the link says, so it stays the same when the link moves on. */
static bool fill(struct live *live, const struct app *app, enum store_as as, struct err *e)
{
	struct arena *a = &live->arena;
	bool absolute = str_starts(live->release, STR("/"));
	struct str dir = arena_printf(a, "%s%s%.*s", absolute ? "" : app->releases,
				      absolute ? "" : "/", STR_ARG(live->release));

	live->scratch = backup_folder(app->ledger, a).s;
	live->store = store_open(app->ledger, arena_printf(a, "%s/catalogue.db", dir.s).s, as, e);
	if (!live->store)
		return false;
	live->pages =
		pages_open(live->store, arena_printf(a, "%s/templates", dir.s).s, app->pages, a, e);
	return live->pages && read_settings(live, e);
}

struct live *live_open(const struct app *app, struct str release, enum store_as as, struct err *e)
{
	struct live *live = calloc(1, sizeof *live);

	if (!live)
		abort();
	live->release = arena_str(&live->arena, release);
	if (fill(live, app, as, e))
		return live;
	live_close(live);
	return NULL;
}

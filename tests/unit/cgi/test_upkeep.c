#include "hall.h"

#include "store/segment.h"
#include "store/upkeep.h"

static int64_t count(struct hall *h, const char *where)
{
	return fixture_int(
		h->app.live->store,
		arena_printf(&h->arena, "SELECT count(*) FROM booking WHERE %s", where).s);
}

static int files(struct hall *h, const char *pattern)
{
	FILE *f = popen(
		arena_printf(&h->arena, "ls -d %s/%s 2>/dev/null | wc -l", h->f->dir, pattern).s,
		"r");
	int n = -1;

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%d", &n), 1);
	pclose(f);
	return n;
}

static void retention_blanks_on_its_day(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h);
	struct purge p;
	bool more = true;

	assert_int_equal(book(h, form(h, "2026-11-29T09:00", "13912345678"), &page), 303);
	/* Saturday 28 November and 180 days: Thursday 27 May, and the day after */
	set_clock(h, "2027-05-27T23:59");
	assert_ok(purge_begin(&p, h->app.live->store, h->now_s, &terr));
	assert_int_equal(purge_count(&p, h->app.live->store), 0);
	set_clock(h, "2027-05-28T00:00");
	assert_ok(purge_begin(&p, h->app.live->store, h->now_s, &terr));
	assert_int_equal(purge_count(&p, h->app.live->store), 1);
	assert_int_equal(get(h, path, "", &page), 200);
	while (more)
		assert_ok(purge_step(&p, h->app.live->store, h->now_s, &more, &terr));
	assert_int_equal(p.blanked, 1);
	assert_int_equal(count(h, "name = '' AND phone = '' AND reference IS NULL"), 1);
	assert_int_equal(count(h, "name = '张三' AND reference IS NOT NULL"), 1);
	assert_int_equal(get(h, path, "", &page), 404);
	assert_sound(h->f->ledger);
}

static void nightly_backup_is_whole_and_14_stay(void **state)
{
	struct hall *h = *state;
	const char *page, *backup = NULL;
	struct store *copy;

	booked(h);
	h->app.now = now_of_hall;
	set_clock(h, "2026-11-28T01:59");
	serve_tick(&h->app);
	assert_int_equal(files(h, "backups"), 0);
	for (int day = 1; day <= 16; day++) {
		set_clock(h, arena_printf(&h->arena, "2026-12-%02dT02:00", day).s);
		serve_tick(&h->app);
		serve_tick(&h->app);
		assert_true(h->app.upkeep.night.due);
		/* written while the copy is under way */
		assert_ok(db_exec(store_db(h->app.live->store),
				  "UPDATE booking SET remark = remark || 'x'", &terr));
		night(h, arena_printf(&h->arena, "2026-12-%02dT02:00", day).s);
		backup =
			arena_printf(&h->arena, "%s/backups/ledger-2026-12-%02d.db", h->f->dir, day)
				.s;
		assert_int_equal(access(backup, R_OK), 0);
	}
	assert_int_equal(files(h, "backups/ledger-*"), 14);
	assert_int_equal(files(h, "backups/*.part"), 0);
	assert_ok((copy = store_open(backup, NULL, STORE_LOOK, &terr)) != NULL);
	assert_int_equal(fixture_int(copy, "SELECT count(*) FROM booking"), 1);
	store_close(copy);
	assert_string_equal(h->logged, "");
	assert_int_equal(get(h, "/book", "item=9", &page), 200);
}

static void one_wait_for_the_disk_a_round(void **state)
{
	struct hall *h = *state;

	booked(h);
	h->app.now = now_of_hall;
	set_clock(h, "2026-12-01T02:00");
	serve_tick(&h->app); /* notes what today offers */
	assert_ok(db_exec(store_db(h->app.live->store),
			  "UPDATE booking SET remark = printf('%.*c', 2000000, 'x')", &terr));
	serve_settle(&h->app);
	serve_tick(&h->app);
	assert_false(h->app.upkeep.night.due);
	serve_settle(&h->app);
	serve_tick(&h->app);
	assert_true(h->app.upkeep.night.due);
	night(h, "2026-12-01T02:00");
	assert_int_equal(files(h, "backups/*"), 1);
}

static int64_t offered(struct hall *h, int64_t window)
{
	return fixture_int(h->app.live->store,
			   arena_printf(&h->arena,
					"SELECT coalesce(sum(places), -1) FROM offered WHERE day = "
					"'2026-11-27' AND window = %d",
					(int)window)
				   .s);
}

static off_t log_bytes(struct hall *h)
{
	struct stat st;

	assert_int_equal(stat(segment_path(h->f->ledger, 1, &h->arena).s, &st), 0);
	return st.st_size;
}

static void tick_at(struct hall *h, const char *moment)
{
	set_clock(h, moment);
	serve_tick(&h->app);
}

/* Window 4 has four slots of three places on Friday. */
static void offered_is_noted(void **state)
{
	struct hall *h = *state;
	off_t bytes;

	h->app.now = now_of_hall;
	tick_at(h, "2026-11-27T00:00");
	assert_int_equal(offered(h, 4), 12);
	assert_int_equal(offered(h, 16), 12);
	bytes = log_bytes(h);
	tick_at(h, "2026-11-27T00:59");
	tick_at(h, "2026-11-27T01:00");
	assert_int_equal(log_bytes(h), bytes);
	/* by another process, or by hand */
	assert_ok(db_exec(store_db(h->app.live->store),
			  "INSERT INTO closure(window, day, to_time, reason, made_at, made_by) "
			  "VALUES(4, '2026-11-27', '12:00', '停电', 0, 'li')",
			  &terr));
	tick_at(h, "2026-11-27T02:00");
	assert_int_equal(offered(h, 4), 6);
	assert_int_equal(offered(h, 16), 12);
	/* at once after the start, and with a new release */
	upkeep_begin_anew(&h->app.upkeep);
	assert_ok(db_exec(store_db(h->app.live->store), "DELETE FROM closure", &terr));
	tick_at(h, "2026-11-27T02:00");
	assert_int_equal(offered(h, 4), 12);
	tick_at(h, "2026-11-28T00:00");
	assert_int_equal(offered(h, 4), 12);
	assert_string_equal(h->logged, "");
}

/* A new release closes the store, of which the copy needs nothing. */
static void a_backup_that_failed_is_tried_again(void **state)
{
	struct hall *h = *state;
	const char *backups = arena_printf(&h->arena, "%s/backups", h->f->dir).s;
	FILE *in_its_way = fopen(backups, "w");

	booked(h);
	h->app.now = now_of_hall;
	assert_non_null(in_its_way);
	fclose(in_its_way);
	night(h, "2026-12-01T02:00");
	assert_true(h->app.upkeep.backup_failed);
	assert_string_not_equal(h->logged, "");
	assert_int_equal(unlink(backups), 0);
	tick_at(h, "2026-12-01T02:59");
	assert_false(h->app.upkeep.night.due);
	tick_at(h, "2026-12-01T03:00");
	night(h, "2026-12-01T03:00");
	assert_false(h->app.upkeep.backup_failed);
	assert_int_equal(files(h, "backups/ledger-2026-12-01.db"), 1);
}

static void release_during_a_backup(void **state)
{
	struct hall *h = *state;
	char command[300];

	h->app.now = now_of_hall;
	set_clock(h, "2026-12-01T02:00");
	serve_tick(&h->app);
	serve_tick(&h->app);
	assert_true(h->app.upkeep.night.due);
	snprintf(command, sizeof command, "cd '%s' && cp -RP one two && ln -sfn two current",
		 h->f->releases);
	assert_int_equal(system(command), 0);
	night(h, "2026-12-01T02:00");
	assert_true(str_eq(h->app.live->release, STR("two")));
	assert_int_equal(files(h, "backups/ledger-2026-12-01.db"), 1);
	assert_int_equal(files(h, "backups/*.part"), 0);
}

static void stopped_during_a_backup(void **state)
{
	struct hall *h = *state;

	booked(h);
	for (int i = 0; i < 2; i++) {
		h->app.now = now_of_hall;
		set_clock(h, "2026-12-01T02:00");
		serve_tick(&h->app);
		serve_tick(&h->app);
		assert_int_equal(h->app.upkeep.night.due, true);
		serve_close(&h->app);
		assert_ok(serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr));
	}
	night(h, "2026-12-01T02:00");
	assert_int_equal(files(h, "backups/ledger-2026-12-01.db"), 1);
	assert_int_equal(files(h, "backups/*.part"), 0);
	assert_sound(h->f->ledger);
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, teardown, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("retention: blanked on the 181st day after the service, counts stay",
		  retention_blanks_on_its_day),
		T("what today offers is noted by the hour, and only when it has changed",
		  offered_is_noted),
		T("a backup every night from 02:00 on, of which 14 stay",
		  nightly_backup_is_whole_and_14_stay),
		T("a backup that failed is tried again in the next hour",
		  a_backup_that_failed_is_tried_again),
		T("a round with a checkpoint has no step of upkeep on top",
		  one_wait_for_the_disk_a_round),
		T("a new release during a backup does not stop it", release_during_a_backup),
		T("stopped during a backup: it is made, or made anew", stopped_during_a_backup),
	};

	return cmocka_run_group_tests_name("upkeep", tests, NULL, NULL);
}

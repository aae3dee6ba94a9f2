#include "hall.h"

enum { STEPS = 1500, OPEN_MAX = 64 };

static const char *slot_of(uint32_t r)
{
	static const char *const slot[] = { "2026-11-28T09:00", "2026-11-28T14:30",
					    "2026-11-29T09:00", "2026-11-29T09:30",
					    "2026-11-30T12:30", "2026-12-01T09:00" };

	return slot[r % COUNT(slot)];
}

/* The board, slot by slot and by day, is what the ledger says. */
static void assert_board(struct hall *h, int step)
{
	static const char *const wrong[] = {
		"SELECT count(*) FROM (SELECT * FROM board EXCEPT SELECT * FROM board_now)",
		"SELECT count(*) FROM (SELECT * FROM board_day EXCEPT SELECT * FROM board_day_now)",
		("SELECT count(*) FROM (SELECT window, start, count(*) AS n FROM taken"
		 " WHERE place <= 2 GROUP BY window, start HAVING n > 2)"),
	};

	store_board(h->app.live->store, 4);
	store_board(h->app.live->store, 16);
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (fixture_int(h->app.live->store, wrong[i]) != 0)
			fail_msg("step %d: %s", step, wrong[i]);
}

/* As staff may: the lowest free number or one beyond the public ones, also where it is closed. */
static void staff_books(struct hall *h, const char *slot, int step)
{
	sql(h, arena_printf(&h->arena,
			    "WITH RECURSIVE n(value) AS"
			    " (VALUES(%d) UNION ALL SELECT value + 1 FROM n WHERE value < 99)"
			    " INSERT INTO booking(window, window_name, floor, window_phone, item,"
			    " item_name, day, start, end, day_label, place, channel, name, phone,"
			    " created_at, changed_at, changed_by)"
			    " SELECT 4, 'w', '', '', 9, 'i', substr('%s', 1, 10), '%s',"
			    " substr('%s', 1, 11) || '23:59', '', min(value), 'phone', 'n', '1',"
			    " 1, 1, 'li' FROM n"
			    " WHERE value NOT IN (SELECT place FROM taken WHERE start = '%s')",
			    step % 2 ? 1 : 3, slot, slot, slot, slot)
		       .s);
}

static void release(struct hall *h, int n)
{
	char command[400];

	snprintf(command, sizeof command,
		 "cd '%s' && cp -RP \"$(readlink current)\" r%d && sqlite3 r%d/catalogue.db "
		 "'UPDATE plan_slot SET public_places = 1 + %d %% 2' && ln -sfn r%d current",
		 h->f->releases, n, n, n, n);
	assert_int_equal(system(command), 0);
	serve_tick(&h->app);
}

static void board_is_the_ledger(void **state)
{
	struct hall *h = *state;
	const char *open[OPEN_MAX], *to;
	uint32_t seed = 2026;
	int n = 0, booked_n = 0, moved = 0;

	for (int step = 0; step < STEPS; step++) {
		uint32_t r = next_random(&seed), what = next_random(&seed) % 100;
		char phone[12];

		snprintf(phone, sizeof phone, "137%08d", step);
		if (what < 45 && n < OPEN_MAX) {
			if (act(h, "/book", form(h, slot_of(r), phone), &to) == 303) {
				open[n++] = to;
				booked_n++;
			}
		} else if (what < 65 && n) {
			act(h, arena_printf(&h->arena, "%s/cancel", open[--n]).s, "", &to);
		} else if (what < 85 && n) {
			const char *move = arena_printf(&h->arena, "%s/move", open[n - 1]).s;

			if (act(h, move, form(h, slot_of(r), phone), &to) == 303) {
				open[n - 1] = to;
				moved++;
			}
		} else if (what < 88) {
			sql(h,
			    "INSERT INTO closure(window, day, from_time, to_time, reason, made_at,"
			    " made_by) VALUES(4, '2026-11-28', '09:00', '10:00', '停电', 1, 'li')");
		} else if (what < 91) {
			sql(h, "UPDATE closure SET lifted_at = 2 WHERE lifted_at IS NULL");
		} else if (what < 93) {
			sql(h, "UPDATE booking SET place = 100 + id % 899, override = 1, channel = "
			       "'phone',"
			       " remark = 'x' WHERE id = (SELECT max(id) FROM booking)"
			       " AND place < 100");
		} else if (what == 93) {
			release(h, step);
		} else if (what > 93) {
			staff_books(h, slot_of(r), step);
		}
		if (step % 5 == 0)
			assert_board(h, step);
	}
	assert_true(booked_n > 50 && moved > 10);
	assert_board(h, STEPS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "1,500 random bookings, moves, cancels, closures, overrides and releases:"
		  " the board is the ledger",
		  board_is_the_ledger, setup, teardown, NULL },
	};

	return cmocka_run_group_tests_name("board", tests, NULL, NULL);
}

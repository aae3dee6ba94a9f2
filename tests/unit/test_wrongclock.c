/*
 * The machine's clock is wrong for a time: set back, or ahead over midnight, a
 * day's closing or half a year. Nothing that was booked is lost, a booking is
 * refused in words with everything kept, and once the clock is right again the
 * same form books.
 */
#include "hall.h"

#include "upkeep.h"

#define SATURDAY "2026-11-28T09:30"

static int64_t now_of_hall(void *ctx)
{
	return ((struct hall *)(void *)((char *)ctx - offsetof(struct hall, app)))->now_s;
}

static void assert_kept(const char *page)
{
	assert_has(page, "value=\"张三\"");
	assert_has(page, "value=\"13912345678\"");
}

/* A form filled at `right` and sent at `wrong`, and again when the clock is right. */
static void refused_until_right(struct hall *h, const char *right, const char *wrong,
				const char *words)
{
	const char *page, *path, *body;

	set_clock(h, right);
	path = booked(h);
	body = form(h, SATURDAY, "13912345678");
	set_clock(h, wrong);
	assert_int_equal(book(h, body, &page), 422);
	assert_has(page, words);
	assert_kept(page);
	assert_int_equal(bookings(h), 1);
	assert_int_equal(get(h, path, "", &page), 200);
	set_clock(h, right);
	assert_int_equal(book(h, body, &page), 303);
	assert_int_equal(get(h, path, "", &page), 200);
	assert_int_equal(cancel(h, path), 303);
}

static void set_back(void **state)
{
	refused_until_right(*state, FRIDAY_10, "2026-11-27T08:59", "系统时间不对");
}

static void set_back_for_years(void **state)
{
	refused_until_right(*state, FRIDAY_10, "1970-01-01T08:00", "系统时间不对");
}

static void ahead_of_the_closing(void **state)
{
	refused_until_right(*state, "2026-11-27T16:30", "2026-11-27T17:00",
			    "11月28日（星期六）已过预约时间");
}

static void ahead_over_midnight(void **state)
{
	refused_until_right(*state, FRIDAY_10, "2026-11-28T00:01", "页面打开的时间太久了");
}

static void ahead_of_the_day(void **state)
{
	refused_until_right(*state, FRIDAY_10, "2026-11-29T00:01", "页面打开的时间太久了");
}

/* A move that is refused leaves the booking where it was. */
static void moving_with_a_clock_set_back(void **state)
{
	struct hall *h = *state;
	const char *to, *path = booked(h), *body = form(h, "2026-11-29T14:30", "13800000000");
	const char *move = arena_printf(&h->arena, "%s/move", path).s;

	set_clock(h, "2026-11-27T08:00");
	assert_int_equal(act(h, move, body, &to), 422);
	assert_int_equal(fixture_int(h->app.live->store,
				     "SELECT count(*) FROM booking WHERE state = 'booked'"),
			 1);
	set_clock(h, FRIDAY_10);
	assert_int_equal(act(h, move, body, &to), 303);
}

static int64_t names(struct hall *h)
{
	return fixture_int(h->app.live->store, "SELECT count(*) FROM booking WHERE name <> ''");
}

static void night(struct hall *h, const char *moment)
{
	set_clock(h, moment);
	h->app.now = now_of_hall;
	for (int i = 0; i < 30; i++)
		app_tick(&h->app);
	h->app.now = NULL;
}

/* Half a year ahead for a night: what retention took would not come back. */
static void ahead_by_half_a_year(void **state)
{
	struct hall *h = *state;
	const char *page, *body = form(h, SATURDAY, "13912345678");

	booked(h);
	night(h, "2027-06-15T02:00");
	assert_int_equal(names(h), 1);
	assert_has(h->logged, "retention waits");
	assert_int_equal(book(h, body, &page), 422);
	assert_kept(page);
	set_clock(h, FRIDAY_10);
	assert_int_equal(book(h, body, &page), 303);
	/* with something that happened since, the clock is right and retention does its work */
	sql(h, "INSERT INTO history(booking, at, who, to_state, why) SELECT id, "
	       "unixepoch('2027-06-01'), 'li', state, '' FROM booking LIMIT 1");
	night(h, "2027-06-16T02:00");
	assert_int_equal(names(h), 0);
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, teardown, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("an hour back: refused in words, later the same form books", set_back),
		T("back to 1970: the same", set_back_for_years),
		T("ahead of a day's closing: the same", ahead_of_the_closing),
		T("ahead over midnight: the same", ahead_over_midnight),
		T("ahead of the day itself: the same", ahead_of_the_day),
		T("back: a move is refused, the booking stays where it was",
		  moving_with_a_clock_set_back),
		T("half a year ahead: retention does not believe it", ahead_by_half_a_year),
	};

	return cmocka_run_group_tests_name("wrongclock", tests, NULL, NULL);
}

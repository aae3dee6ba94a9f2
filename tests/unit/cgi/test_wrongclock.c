/*
 * The machine's clock is wrong for a time: set back, or ahead over midnight, a
 * day's closing or half a year. Nothing that was booked is lost, a booking is
 * refused in words with everything kept, and once the clock is right again the
 * same form books.
 */
#include "hall.h"

#include "page/health.h"
#include "staff/pages.h"
#include "store/upkeep.h"

#define SATURDAY "2026-11-28T09:30"

static void assert_kept(const char *page)
{
	assert_has(page, "value=\"张三\"");
	assert_has(page, "value=\"13912345678\"");
}

/* A form filled at `right` and sent at `wrong`, and again when the clock is right. */
static void refused_until_right(struct hall *h, const char *right, const char *wrong,
				const char *told)
{
	const char *page, *path, *body;

	set_clock(h, right);
	path = booked(h);
	body = form(h, SATURDAY, "13912345678");
	set_clock(h, wrong);
	assert_int_equal(book(h, body, &page), 422);
	assert_shows(page, told);
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

/* Half a year ahead for a night: what retention took would not come back. */
static void ahead_by_half_a_year(void **state)
{
	struct hall *h = *state;
	const char *page, *body = form(h, SATURDAY, "13912345678");

	booked(h);
	night(h, "2027-06-15T02:00");
	assert_int_equal(names(h), 1);
	assert_has(h->logged, "没有清除到期的个人信息");
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

/* What was booked while the clock was ahead would keep it closed until then. */
static void ahead_once(void **state)
{
	struct hall *h = *state;
	const char *page, *path, *body;

	h->app.now = now_of_hall;
	sql(h, "UPDATE booking SET id = id; INSERT INTO account(name, role, password, one_time, "
	       "made_at, totp_nonce, totp_on, totp_step) VALUES('li', 'admin', '', 0, 0, 7, 1, 0)");
	set_clock(h, "2026-11-27T15:00");
	path = booked(h);
	sql(h,
	    arena_printf(&h->arena, "UPDATE account SET totp_step = %lld", (long long)h->now_s / 30)
		    .s);
	set_clock(h, FRIDAY_10);
	body = form(h, "2026-11-29T09:00", "13912345678");
	serve_tick(&h->app);
	assert_has(h->logged, "系统时间比台帐里的记录早");
	h->logged[0] = '\0';
	serve_tick(&h->app);
	assert_string_equal(h->logged, ""); /* once */
	assert_int_equal(get(h, "/healthz", "", &page), 503);
	assert_has(page, "clock");
	assert_int_equal(get(h, "/book", "item=9", &page), 503);
	assert_shows(page, "系统时间不对，网上预约暂停。请打 0797-6939272 预约");
	assert_int_equal(book(h, body, &page), 422);
	assert_shows(page, "请打 0797-6827737 预约");
	/* an admin says that the clock is right */
	assert_ok(rightclock_command(h->app.live->store, h->now_s, &terr));
	assert_int_equal(get(h, "/healthz", "", &page), 200);
	assert_int_equal(book(h, body, &page), 303);
	assert_int_equal(get(h, path, "", &page), 200);
	assert_true(fixture_int(h->app.live->store, "SELECT totp_step * 30 FROM account") <
		    h->now_s);
	assert_int_equal(fixture_int(h->app.live->store, "SELECT max(at) FROM source"), h->now_s);
	serve_tick(&h->app);
	assert_has(h->logged, "系统时间又可信了");
	assert_sound(h->f->ledger);
	/* and is believed no more when it goes back behind that */
	set_clock(h, "2026-11-27T08:00");
	assert_int_equal(get(h, "/healthz", "", &page), 503);
}

/* Nobody booked, but somebody signed in: the code would be good for nothing until then. */
static void ahead_at_a_sign_in(void **state)
{
	struct hall *h = *state;
	const char *page;

	sql(h, arena_printf(&h->arena,
			    "INSERT INTO account(name, role, password, one_time, made_at, "
			    "totp_nonce, totp_on, totp_step) VALUES('li', 'admin', '', 0, 0, 7, 1, "
			    "%lld)",
			    (long long)h->now_s / 30 + 1000)
		       .s);
	assert_int_equal(get(h, "/healthz", "", &page), 503);
	assert_ok(rightclock_command(h->app.live->store, h->now_s, &terr));
	assert_int_equal(get(h, "/healthz", "", &page), 200);
	assert_int_equal(fixture_int(h->app.live->store, "SELECT totp_step FROM account"),
			 h->now_s / 30 - 2);
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
		T("ahead once: said everywhere, until an admin confirms that it is right now",
		  ahead_once),
		T("ahead at a sign-in: said, and the account is not locked out afterwards",
		  ahead_at_a_sign_in),
		T("half a year ahead: retention does not believe it", ahead_by_half_a_year),
	};

	return cmocka_run_group_tests_name("wrongclock", tests, NULL, NULL);
}

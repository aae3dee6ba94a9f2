/* The clock of the hall. */
#include "http/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <time.h>

static void machine_clock(void **state)
{
	struct hall_clock c;
	struct err e;
	int64_t before = time(NULL), now;

	(void)state;
	assert_true(clock_set(&c, (struct str){ NULL, 0 }, &e));
	now = clock_now(&c);
	assert_in_range(now, before, time(NULL));
}

static void set_clock_runs_on(void **state)
{
	struct hall_clock c;
	struct err e;
	int64_t before = time(NULL), now;

	(void)state;
	assert_true(clock_set(&c, STR("2026-11-27T16:59"), &e));
	now = clock_now(&c);
	assert_in_range(now - 1795769940, 0, time(NULL) - before); /* 08:59 UTC */
	/* It keeps its distance to the machine's clock, so it runs as that does. */
	now = clock_now(&c);
	assert_in_range(now - c.ahead_s, before, time(NULL));
}

static void no_time_is_refused(void **state)
{
	struct hall_clock c;
	struct err e;

	(void)state;
	assert_false(clock_set(&c, STR("tomorrow"), &e));
	assert_non_null(strstr(e.text, "--now tomorrow"));
	assert_false(clock_set(&c, STR(""), &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "without --now it is the machine's", machine_clock, NULL, NULL, NULL },
		{ "--now sets it, and it runs on", set_clock_runs_on, NULL, NULL, NULL },
		{ "--now that is no time is refused", no_time_is_refused, NULL, NULL, NULL },
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}

/* One line for a fault, and one a minute for the same again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/faultlog.h"

#include <stdio.h>
#include <string.h>

static char said[4000];
static int lines;

static void say(const struct err *e)
{
	size_t n = strlen(said);

	snprintf(said + n, sizeof said - n, "%s\n", e->text);
	lines++;
}

static int begin(void **state)
{
	(void)state;
	said[0] = '\0';
	lines = 0;
	return 0;
}

static void happens(struct faultlog *f, const char *what, int64_t at_s)
{
	struct err e = { .text = "" };

	err_set(&e, "%s", what);
	faultlog_note(f, &e, at_s);
}

static void a_flood(void **state)
{
	struct faultlog f = { .say = say };

	(void)state;
	for (int i = 0; i < 3400; i++)
		happens(&f, i % 2 ? "disk full" : "the journal: disk full", 1000 + i / 60);
	assert_int_equal(lines, 2);
	faultlog_tick(&f, 1059);
	assert_int_equal(lines, 2);
	faultlog_tick(&f, 1060);
	assert_int_equal(lines, 4);
	assert_non_null(strstr(said, "\ndisk full（又 1699 次）\n"));
	/* and again, a minute later */
	happens(&f, "disk full", 1061);
	assert_int_equal(lines, 4);
	faultlog_tick(&f, 1120);
	assert_int_equal(lines, 5);
	/* over: what comes later is said at once */
	faultlog_tick(&f, 1180);
	faultlog_tick(&f, 1240);
	assert_int_equal(lines, 5);
	happens(&f, "disk full", 1241);
	assert_int_equal(lines, 6);
}

static void many_kinds(void **state)
{
	struct faultlog f = { .say = say };
	char what[40];

	(void)state;
	happens(&f, "first", 1);
	happens(&f, "first", 2);
	for (int i = 0; i < FAULTLOG_KINDS; i++) {
		snprintf(what, sizeof what, "kind %d", i);
		happens(&f, what, 3 + i);
	}
	/* none is kept back: the one that had to make room says how often */
	assert_int_equal(lines, 1 + FAULTLOG_KINDS + 1);
	assert_non_null(strstr(said, "first（又 1 次）\n"));
}

static void long_text(void **state)
{
	struct faultlog f = { .say = say };
	char what[600];

	(void)state;
	memset(what, 'x', sizeof what - 1);
	what[sizeof what - 1] = '\0';
	happens(&f, what, 1);
	happens(&f, what, 1);
	faultlog_tick(&f, 61);
	assert_int_equal(lines, 2);
	assert_non_null(strstr(said, "x（又 1 次）\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "3,400 equal faults are one line, and one a minute with their number", a_flood,
		  begin, NULL, NULL },
		{ "more kinds than fit: each is said", many_kinds, begin, NULL, NULL },
		{ "a long text keeps its number", long_text, begin, NULL, NULL },
	};

	return cmocka_run_group_tests_name("faultlog", tests, NULL, NULL);
}

/*
 * calendar_fixture.h - content for the tests of the calendar: filled by hand,
 * with the holiday table of tests/data/hall.
 */
#ifndef TESTS_CALENDAR_FIXTURE_H
#define TESTS_CALENDAR_FIXTURE_H

#include "catalogue/calendar.h"
#include "date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_ROWS = 400 };

#define ALWAYS .day = INT32_MIN, .from = INT32_MIN, .to = INT32_MAX
#define H(hour, minute) ((hour)*60 + (minute))

static struct arena arena;
static struct holiday holidays[MAX_ROWS];
static struct hours hours[MAX_ROWS];
static struct window windows[16];
static struct setting settings[] = {
	{ STR_INIT("booking.cutoff"), STR_INIT("17:00"), 0 },
	{ STR_INIT("booking.horizon_days"), STR_INIT("30"), 0 },
	{ STR_INIT("booking.slot_minutes"), STR_INIT("30"), 0 },
	{ STR_INIT("booking.places"), STR_INIT("3"), 0 },
	{ STR_INIT("booking.public_places"), STR_INIT("2"), 0 },
	{ STR_INIT("booking.unannounced"), STR_INIT("open"), 0 },
	{ STR_INIT("hall.complaint"), STR_INIT("0797-6826736"), 0 },
};
enum { CUTOFF, HORIZON, SLOT_MINUTES, PLACES, PUBLIC_PLACES, UNANNOUNCED };
static struct content content;

/* The hall's default rows. */
static const struct hours default_hours[] = {
	{ ALWAYS, .days = HOURS_WORKDAYS, .kind = PERIOD_NORMAL, .start_min = H(8, 30),
	  .end_min = H(12, 0), .bookable = true, .line = 2 },
	{ ALWAYS, .days = HOURS_WORKDAYS, .kind = PERIOD_NOON, .start_min = H(12, 0),
	  .end_min = H(14, 30), .bookable = true, .line = 3 },
	{ ALWAYS, .days = HOURS_WORKDAYS, .kind = PERIOD_NORMAL, .start_min = H(14, 30),
	  .end_min = H(17, 30), .bookable = true, .line = 4 },
	{ ALWAYS, .days = HOURS_WEEKENDS | HOURS_HOLIDAYS, .kind = PERIOD_DUTY,
	  .start_min = H(8, 30), .end_min = H(12, 0), .bookable = true, .line = 5 },
	{ ALWAYS, .days = HOURS_WEEKENDS | HOURS_HOLIDAYS, .kind = PERIOD_DUTY,
	  .start_min = H(14, 30), .end_min = H(17, 30), .bookable = true, .line = 6 },
};

static int32_t day(const char *text)
{
	int32_t date;

	assert_true(date_parse(str_of(text), &date));
	return date;
}

/* tests/data/hall/holidays.csv, read by the simplest means. */
static size_t load_holidays(void)
{
	FILE *f = fopen("tests/data/hall/holidays.csv", "r");
	char line[200], date[20], kind[20], name[80], status[20];
	size_t n = 0;

	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		if (sscanf(line, "%19[0-9-],%19[^,],%79[^,],%19[a-z]", date, kind, name, status) !=
		    4)
			continue;
		assert_true(n < MAX_ROWS);
		holidays[n++] = (struct holiday){
			.day = day(date),
			.off = strcmp(kind, "off") == 0,
			.name = arena_str(&arena, str_of(name)),
			.announced = strcmp(status, "announced") == 0,
		};
	}
	fclose(f);
	assert_true(n > 100);
	return n;
}

static inline int fresh(void **state)
{
	static struct setting kept[sizeof settings / sizeof *settings];

	(void)state;
	if (!kept[0].key.s)
		memcpy(kept, settings, sizeof kept);
	memcpy(settings, kept, sizeof kept);
	for (int i = 0; i < 16; i++)
		windows[i] = (struct window){ .no = i + 1 };
	memcpy(hours, default_hours, sizeof default_hours);
	content = (struct content){
		.setting = settings,
		.nsettings = sizeof settings / sizeof *settings,
		.window = windows,
		.nwindows = 16,
		.hours = hours,
		.nhours = sizeof default_hours / sizeof *default_hours,
		.holiday = holidays,
		.nholidays = load_holidays(),
	};
	return 0;
}

static int release(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static inline struct calendar make(const char *today)
{
	struct calendar cal;

	calendar_make(&cal, &content, day(today), &arena);
	return cal;
}

static inline void add_hours(struct hours row)
{
	row.line = (int)content.nhours + 2;
	hours[content.nhours++] = row;
}

#define TEST(title, function)                                                                      \
	{                                                                                          \
		title, function, fresh, NULL, NULL                                                 \
	}

#endif

/* Periods and slots (notice 三(一), 三(二)). */
#include "calendar_fixture.h"

/* The periods of a window on a day as "n08:30-12:00 o12:00-14:30"; window 0 is the hall. */
static const char *periods(const struct calendar *cal, int window, const char *date)
{
	static char text[400];
	char *p = text;

	*p = '\0';
	for (size_t i = 0; i < cal->nperiods; i++) {
		const struct period *q = &cal->period[i];

		if (q->window == window && q->date == day(date))
			p += sprintf(p, "%s%c%02d:%02d-%02d:%02d", p == text ? "" : " ",
				     "nodc"[q->kind], q -> start_min / 60, q -> start_min % 60,
				     q -> end_min / 60, q -> end_min % 60);
	}
	return text;
}

struct count {
	int all, noon;
};

static struct count count_slots(const struct calendar *cal, int window, const char *date)
{
	struct count n = { 0, 0 };

	for (size_t i = 0; i < cal->nslots; i++) {
		if (cal->slot[i].window != window || cal->slot[i].date != day(date))
			continue;
		n.all++;
		n.noon += cal->slot[i].noon_only;
	}
	return n;
}

/* All zero when there is none. */
static struct slot find_slot(const struct calendar *cal, int window, const char *date, int start)
{
	for (size_t i = 0; i < cal->nslots; i++)
		if (cal->slot[i].window == window && cal->slot[i].date == day(date) &&
		    cal->slot[i].start_min == start)
			return cal->slot[i];
	return (struct slot){ 0 };
}

static void test_makeup_noon(void **state)
{
	struct calendar cal = make("2026-09-18");

	(void)state;
	assert_string_equal(periods(&cal, 0, "2026-09-20"), /* Sunday */
			    "n08:30-12:00 o12:00-14:30 n14:30-17:30");
	assert_string_equal(periods(&cal, 0, "2026-09-18"),
			    "n08:30-12:00 o12:00-14:30 n14:30-17:30");
	assert_int_equal(count_slots(&cal, 1, "2026-09-20").noon, 5);
}

static void test_duty(void **state)
{
	struct calendar cal = make("2026-09-18");

	(void)state;
	assert_string_equal(periods(&cal, 0, "2026-09-19"), "d08:30-12:00 d14:30-17:30");
	for (int i = 0; i < 7; i++) {
		char date[DATE_TEXT];

		snprintf(date, sizeof date, "2026-10-0%d", i + 1);
		assert_string_equal(periods(&cal, 0, date), "d08:30-12:00 d14:30-17:30");
	}
}

static void test_window_hours(void **state)
{
	struct calendar cal;

	(void)state;
	add_hours((struct hours){ ALWAYS, .window = 7, .days = HOURS_WORKDAYS, .start_min = H(9, 0),
				  .end_min = H(11, 0), .bookable = true });
	cal = make("2026-11-23");
	assert_string_equal(periods(&cal, 7, "2026-11-24"), "n09:00-11:00");
	assert_string_equal(periods(&cal, 7, "2026-11-28"), ""); /* Saturday: the hall's rows */
	assert_string_equal(periods(&cal, 0, "2026-11-24"),
			    "n08:30-12:00 o12:00-14:30 n14:30-17:30");
	assert_int_equal(count_slots(&cal, 7, "2026-11-24").all, 4);
	assert_int_equal(count_slots(&cal, 7, "2026-11-28").all, 13);
	assert_int_equal(count_slots(&cal, 6, "2026-11-24").all, 18);
	assert_int_equal(count_slots(&cal, 8, "2026-11-24").all, 18);
}

/* Ranks of content.h: day and window, day, window, neither. */
static void test_ranks(void **state)
{
	struct hours usual = { ALWAYS,
			       .window = 7,
			       .days = HOURS_WORKDAYS,
			       .start_min = H(9, 0),
			       .end_min = H(11, 0),
			       .bookable = true };
	struct hours dated = usual;
	struct calendar cal;

	(void)state;
	add_hours(usual);
	dated.day = day("2026-11-25");
	dated.start_min = H(10, 0);
	dated.window = 9;
	add_hours(dated); /* window 9 on that day */
	dated.window = 0;
	dated.day = day("2026-11-26");
	add_hours(dated); /* the hall on that day */
	dated.window = 7;
	dated.start_min = H(10, 30);
	dated.day = day("2026-11-26");
	add_hours(dated); /* window 7 on that day */
	cal = make("2026-11-23");
	assert_string_equal(periods(&cal, 7, "2026-11-24"), "n09:00-11:00");
	assert_string_equal(periods(&cal, 7, "2026-11-25"), "n09:00-11:00");
	assert_string_equal(periods(&cal, 9, "2026-11-25"), "n10:00-11:00");
	assert_string_equal(periods(&cal, 0, "2026-11-25"),
			    "n08:30-12:00 o12:00-14:30 n14:30-17:30");
	assert_string_equal(periods(&cal, 0, "2026-11-26"), "n10:00-11:00");
	assert_string_equal(periods(&cal, 7, "2026-11-26"), "n10:30-11:00");
	assert_int_equal(count_slots(&cal, 9, "2026-11-25").all, 2);
	assert_int_equal(count_slots(&cal, 9, "2026-11-26").all, 2);
	assert_int_equal(count_slots(&cal, 7, "2026-11-26").all, 1);
}

static void test_day_beats_window(void **state)
{
	struct calendar cal;

	(void)state;
	add_hours((struct hours){ ALWAYS, .window = 7, .days = HOURS_WORKDAYS, .start_min = H(9, 0),
				  .end_min = H(11, 0), .bookable = true });
	add_hours((struct hours){
		.day = day("2026-11-26"), .kind = PERIOD_CLOSED, .confirmed = true });
	cal = make("2026-11-23");
	assert_string_equal(periods(&cal, 0, "2026-11-26"), "c00:00-00:00");
	assert_string_equal(periods(&cal, 7, "2026-11-26"), "");
	assert_int_equal(count_slots(&cal, 7, "2026-11-26").all, 0);
	assert_int_equal(count_slots(&cal, 7, "2026-11-27").all, 4);
}

static void test_closed(void **state)
{
	struct hours closed = {
		.day = day("2026-11-26"), .window = 3, .kind = PERIOD_CLOSED, .confirmed = true
	};
	struct calendar cal;

	(void)state;
	add_hours(closed);
	closed.kind = PERIOD_NORMAL;
	closed.end_min = H(9, 0);
	closed.bookable = true;
	add_hours(closed); /* both rows at once: closed wins */
	cal = make("2026-11-23");
	assert_string_equal(periods(&cal, 3, "2026-11-26"), "c00:00-00:00");
	assert_int_equal(count_slots(&cal, 3, "2026-11-26").all, 0);
	assert_int_equal(count_slots(&cal, 4, "2026-11-26").all, 18);
}

static void test_no_rows(void **state)
{
	struct calendar cal;

	(void)state;
	content.nhours = 3; /* nothing said about weekends and holidays */
	cal = make("2026-11-23");
	assert_string_equal(periods(&cal, 0, "2026-11-28"), "c00:00-00:00");
	assert_int_equal(count_slots(&cal, 1, "2026-11-28").all, 0);
	for (size_t i = 0; i < cal.nperiods; i++)
		if (cal.period[i].kind == PERIOD_CLOSED)
			assert_false(cal.period[i].confirmed);
	content.nhours = 0;
	cal = make("2026-11-23");
	assert_int_equal(cal.nperiods, cal.ndays);
	assert_int_equal(cal.nslots, 0);
}

static void test_seasons(void **state)
{
	struct calendar cal;

	(void)state;
	hours[2].to = day("2026-11-30"); /* afternoons until then */
	add_hours(hours[2]);
	hours[5].from = day("2026-12-01");
	hours[5].to = day("2027-02-28");
	hours[5].start_min = H(14, 0);
	hours[5].end_min = H(17, 0);
	cal = make("2026-11-23");
	assert_string_equal(periods(&cal, 0, "2026-11-30"),
			    "n08:30-12:00 o12:00-14:30 n14:30-17:30");
	assert_string_equal(periods(&cal, 0, "2026-12-01"),
			    "n08:30-12:00 o12:00-14:30 n14:00-17:00");
	assert_string_equal(periods(&cal, 0, "2027-03-01"), "n08:30-12:00 o12:00-14:30");
	assert_int_equal(find_slot(&cal, 1, "2026-12-01", H(17, 0)).places, 0);
	assert_int_equal(find_slot(&cal, 1, "2026-11-30", H(17, 0)).places, 3);
}

static void test_slot_counts(void **state)
{
	struct calendar cal = make("2026-09-17");
	struct count n;

	(void)state;
	n = count_slots(&cal, 16, "2026-09-17"); /* Thursday, today */
	assert_int_equal(n.all, 18);
	assert_int_equal(n.noon, 5);
	n = count_slots(&cal, 16, "2026-09-19"); /* Saturday */
	assert_int_equal(n.all, 13);
	assert_int_equal(n.noon, 0);
	n = count_slots(&cal, 16, "2026-09-20"); /* make-up Sunday */
	assert_int_equal(n.all, 18);
	assert_int_equal(n.noon, 5);
	n = count_slots(&cal, 16, "2026-10-01");
	assert_int_equal(n.all, 13);
	assert_int_equal(n.noon, 0);
}

static void test_noon_only(void **state)
{
	struct calendar cal = make("2026-11-23");

	(void)state;
	for (size_t i = 0; i < cal.nslots; i++) {
		const struct slot *s = &cal.slot[i];
		bool noon = s->start_min >= H(12, 0) && s->start_min < H(14, 30);

		assert_int_equal(s->noon_only, noon);
		assert_int_equal(s->end_min, s->start_min + 30);
		if (noon)
			assert_true(calendar_is_working_day(&content, s->date));
	}
}

static void test_slot_order(void **state)
{
	struct calendar cal;

	(void)state;
	/* Before the others, and the last of the file. */
	add_hours((struct hours){ ALWAYS, .days = HOURS_WORKDAYS, .start_min = H(7, 15),
				  .end_min = H(8, 30), .bookable = true });
	cal = make("2026-11-23");
	for (size_t i = 1; i < cal.nslots; i++) {
		const struct slot *s = &cal.slot[i], *before = s - 1;

		if (s->window == before->window && s->date == before->date)
			assert_true(s->start_min > before->start_min);
		else
			assert_true(s->window > before->window || s->date > before->date);
	}
	assert_int_equal(count_slots(&cal, 1, "2026-11-24").all, 18 + 2);
	assert_int_equal(find_slot(&cal, 1, "2026-11-24", H(7, 45)).places, 3);
}

static void test_whole_slots(void **state)
{
	struct calendar cal;

	(void)state;
	settings[SLOT_MINUTES].value = STR("40");
	cal = make("2026-11-23");
	/* 210 minutes hold 5, 150 hold 3, 180 hold 4. */
	assert_int_equal(count_slots(&cal, 1, "2026-11-24").all, 12);
	assert_int_equal(find_slot(&cal, 1, "2026-11-24", H(11, 10)).end_min, H(11, 50));
	assert_int_equal(find_slot(&cal, 1, "2026-11-24", H(11, 50)).places, 0);
}

static void test_not_bookable(void **state)
{
	struct calendar cal;

	(void)state;
	hours[1].bookable = false;
	cal = make("2026-11-23");
	assert_int_equal(count_slots(&cal, 1, "2026-11-24").all, 13);
	assert_int_equal(count_slots(&cal, 1, "2026-11-24").noon, 0);
	assert_string_equal(periods(&cal, 0, "2026-11-24"),
			    "n08:30-12:00 o12:00-14:30 n14:30-17:30");
}

static void test_horizon(void **state)
{
	struct calendar cal = make("2026-11-23");

	(void)state;
	assert_int_equal(cal.slot[0].date, day("2026-11-23"));
	assert_int_equal(cal.slot[cal.nslots - 1].date, day("2026-12-30")); /* 30 + 7 days */
	assert_int_equal(count_slots(&cal, 16, "2026-12-31").all, 0);
	settings[HORIZON].value = STR("2");
	cal = make("2026-11-23");
	assert_int_equal(cal.slot[cal.nslots - 1].date, day("2026-12-02"));
	settings[HORIZON].value = STR("365"); /* the most that hall.conf may say, conf.c */
	cal = make("2026-11-23");
	assert_int_equal(cal.slot[cal.nslots - 1].date, day("2027-11-30"));
}

static void test_places(void **state)
{
	struct calendar cal;

	(void)state;
	windows[1].places = 5;
	windows[2].public_places = 1;
	windows[3].places = 1;
	windows[4].places = 4;
	windows[4].public_places = 4;
	cal = make("2026-11-23");
	for (size_t i = 0; i < cal.nslots; i++) {
		static const int places[] = { 3, 5, 3, 1, 4 }, open[] = { 2, 2, 1, 1, 4 };
		const struct slot *s = &cal.slot[i];
		int w = s->window <= 5 ? s->window - 1 : 0;

		assert_int_equal(s->places, places[w]);
		assert_int_equal(s->public_places, open[w]);
	}
}

static void test_unannounced(void **state)
{
	struct calendar cal = make("2026-12-20");

	(void)state;
	assert_int_equal(count_slots(&cal, 1, "2027-01-04").all, 18);
	settings[UNANNOUNCED].value = STR("closed");
	cal = make("2026-12-20");
	assert_int_equal(count_slots(&cal, 1, "2026-12-31").all, 18);
	assert_int_equal(count_slots(&cal, 1, "2027-01-04").all, 0);
	assert_string_equal(periods(&cal, 0, "2027-01-04"),
			    "n08:30-12:00 o12:00-14:30 n14:30-17:30");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST("三(一) 错时: a make-up Sunday has noon service like a working day",
		     test_makeup_noon),
		TEST("三(二) 延时: weekends and holidays have duty periods", test_duty),
		TEST("hours.csv: rows of a window", test_window_hours),
		TEST("hours.csv: day and window, day, window, neither", test_ranks),
		TEST("hours.csv: a row for the day silences a window's usual rows",
		     test_day_beats_window),
		TEST("hours.csv: a closed day has one period and no slots", test_closed),
		TEST("hours.csv: a day without rows is closed, unconfirmed", test_no_rows),
		TEST("hours.csv: seasons begin and end on their days", test_seasons),
		TEST("slots: 18 on working and make-up days, 13 on weekends and holidays",
		     test_slot_counts),
		TEST("三(一) 错时: noon_only in the noon period only", test_noon_only),
		TEST("slots: in order, whatever the order of the rows", test_slot_order),
		TEST("slots: only whole ones", test_whole_slots),
		TEST("slots: none where a period is not bookable", test_not_bookable),
		TEST("slots: today to the horizon and a week", test_horizon),
		TEST("slots: places of the window or the hall, public at most all", test_places),
		TEST("slots: none in an unannounced year when hall.conf closes it",
		     test_unannounced),
	};

	return cmocka_run_group_tests_name("slots", tests, NULL, release);
}

#include "catalogue/calendar.h"

#include "date.h"
#include "moment.h"

#include <assert.h>
#include <stdlib.h>

/*
 * The days that the law fixes on the Gregorian calendar: 《全国年节及纪念日放假办法》
 * (国务院令第795号, in force since 2025-01-01), article 2. The other days of
 * that article follow the lunar calendar or the solar terms; they are data of
 * holidays.csv and never computed, here or anywhere.
 */
static const struct {
	int month, first, last;
	struct str name;
} law_days[] = {
	{ 1, 1, 1, STR_INIT("元旦") },
	{ 5, 1, 2, STR_INIT("劳动节") },
	{ 10, 1, 3, STR_INIT("国庆节") },
};

/* No arrangement has so many days off in a row; ends the search in faulty content. */
enum { LONGEST_BREAK_DAYS = 60 };

static const struct holiday *holiday_of(const struct content *c, int32_t date)
{
	for (size_t i = 0; i < c->nholidays; i++)
		if (c->holiday[i].day == date)
			return &c->holiday[i];
	return NULL;
}

/* The name of a day that is off in every year, or the null view. */
static struct str law_day(int32_t date)
{
	int year, month, day;

	date_to_civil(date, &year, &month, &day);
	for (size_t i = 0; i < COUNT(law_days); i++)
		if (month == law_days[i].month && day >= law_days[i].first &&
		    day <= law_days[i].last)
			return law_days[i].name;
	return (struct str){ NULL, 0 };
}

/* Kind and name of a day: its row decides, then the law, then the week. */
static enum day_kind day_look(const struct content *c, int32_t date, struct str *name)
{
	const struct holiday *h = holiday_of(c, date);

	if (h) {
		*name = h->name;
		return h->off ? DAY_HOLIDAY : DAY_MAKEUP;
	}
	*name = law_day(date);
	if (name->s)
		return DAY_HOLIDAY;
	return date_weekday(date) >= 6 ? DAY_WEEKEND : DAY_WORKDAY;
}

static bool is_working(enum day_kind kind)
{
	return kind == DAY_WORKDAY || kind == DAY_MAKEUP;
}

bool calendar_year_announced(const struct content *c, int year)
{
	int32_t first = date_of_civil(year, 1, 1), end = date_of_civil(year + 1, 1, 1);

	for (size_t i = 0; i < c->nholidays; i++)
		if (c->holiday[i].announced && c->holiday[i].day >= first &&
		    c->holiday[i].day < end)
			return true;
	return false;
}

enum day_kind calendar_day_kind(const struct content *c, int32_t date)
{
	struct str name;

	return day_look(c, date, &name);
}

bool calendar_is_working_day(const struct content *c, int32_t date)
{
	return is_working(calendar_day_kind(c, date));
}

static int cutoff_min(const struct content *c)
{
	int minute = 0;
	bool ok = moment_time(content_setting(c, "booking.cutoff"), &minute);

	assert(ok); /* conf.c has looked at it */
	return minute;
}

int64_t calendar_book_by(const struct content *c, int32_t date)
{
	int32_t last = date - 1;

	while (!calendar_is_working_day(c, last) && date - last < LONGEST_BREAK_DAYS)
		last--;
	return (int64_t)last * DAY_MINUTES + cutoff_min(c);
}

/* The same day of the month `months` later, or the last one of a shorter month. */
static int32_t months_later(int32_t date, int months)
{
	int year, month, day;
	int32_t first, next;

	date_to_civil(date, &year, &month, &day);
	month += months - 1;
	first = date_of_civil(year + month / 12, month % 12 + 1, 1);
	month++;
	next = date_of_civil(year + month / 12, month % 12 + 1, 1);
	return first + day - 1 < next ? first + day - 1 : next - 1;
}

/* From `first` on. */
static void make_days(struct calendar *cal, const struct content *c, int32_t first, struct arena *a)
{
	int32_t last = months_later(cal->today, CALENDAR_AHEAD_MONTHS);

	cal->ndays = (size_t)(last - first) + 1;
	cal->day = arena_array(a, cal->ndays, sizeof *cal->day);
	for (size_t i = 0; i < cal->ndays; i++) {
		struct day *d = &cal->day[i];
		int year, month, day;

		d->date = first + (int32_t)i;
		d->kind = day_look(c, d->date, &d->name);
		date_to_civil(d->date, &year, &month, &day);
		d->announced = calendar_year_announced(c, year);
		d->book_by = calendar_book_by(c, d->date);
	}
}

static bool is_dated(const struct hours *h)
{
	return h->day != INT32_MIN;
}

/* By start and line. */
static int compare_hours(const void *x, const void *y)
{
	const struct hours *a = x, *b = y;

	return a->start_min != b->start_min ? a->start_min - b->start_min : a->line - b->line;
}

/* A row for a single day names its day itself: season and kinds of day say nothing more. */
static bool hours_apply(const struct hours *h, const struct day *d)
{
	if (is_dated(h))
		return h->day == d->date;
	return d->date >= h->from && d->date <= h->to && (h->days >> d->kind & 1);
}

static struct period *push_period(struct period_list *out, int32_t date, int window)
{
	struct period *p = arena_push(out->arena, &out->list, &out->n, &out->cap, sizeof *p);

	p->date = date;
	p->window = window;
	return p;
}

/* Hours that hold on a few days only, and so are told as such. */
static enum special special_of(const struct hours *h)
{
	bool season = h->from != INT32_MIN || h->to != INT32_MAX;

	return is_dated(h) || (season && h->kind == PERIOD_CLOSED) ? SPECIAL_HOURS : SPECIAL_NOT;
}

/* A day without service has one row: that of `by`, or of nobody when the hall has none for it. */
static void push_closed(struct period_list *out, const struct day *d, const struct hours *by)
{
	struct period *p = push_period(out, d->date, by ? by->window : 0);

	p->kind = PERIOD_CLOSED;
	p->confirmed = by && by->confirmed;
	p->special = by ? special_of(by) : SPECIAL_NOT;
}

/* The ranks of content.h: day and window, day, window, neither. */
static int rank_of(const struct hours *h)
{
	return 2 * is_dated(h) + (h->window != 0);
}

/* The highest of those for the window and for the hall; -1: there are none. */
static int highest_rank(const struct hours **row, size_t n, int window)
{
	int highest = -1;

	for (size_t i = 0; i < n; i++)
		if ((row[i]->window == 0 || row[i]->window == window) && rank_of(row[i]) > highest)
			highest = rank_of(row[i]);
	return highest;
}

/*
 * Turns the rows that apply to d and count for the window, 0 the hall, into periods: none where
 * the hall's count, which the window then follows. One row that closes the day closes it
 * whatever the others say; of two rows with the same start the first line counts.
 */
static void push_window(struct period_list *out, const struct day *d, const struct hours **row,
			size_t n, int window)
{
	int rank = highest_rank(row, n, window);
	const struct hours *closed = NULL;
	size_t first = out->n;

	for (size_t i = 0; i < n && !closed; i++) {
		struct period *p;

		if (row[i]->window != window || rank_of(row[i]) != rank)
			continue;
		if (row[i]->kind == PERIOD_CLOSED)
			closed = row[i];
		p = push_period(out, d->date, window);
		p->kind = row[i]->kind;
		p->start_min = row[i]->start_min;
		p->end_min = row[i]->end_min;
		p->bookable = row[i]->bookable;
		p->confirmed = row[i]->confirmed;
		p->special = special_of(row[i]);
	}
	if (closed)
		out->n = first;
	if (closed || (window == 0 && rank < 0))
		push_closed(out, d, closed);
}

static void make_periods(struct calendar *cal, const struct content *c, struct arena *a)
{
	struct hours *sorted = arena_array(a, c->nhours, sizeof *sorted);
	const struct hours **row = arena_array(a, c->nhours, sizeof *row);
	struct period_list out = { .arena = a };

	for (size_t i = 0; i < c->nhours; i++)
		sorted[i] = c->hours[i];
	qsort(sorted, c->nhours, sizeof *sorted, compare_hours);
	for (size_t i = 0; i < cal->ndays; i++) {
		size_t n = 0;

		cal->day[i].first_period = out.n;
		for (size_t k = 0; k < c->nhours; k++)
			if (hours_apply(&sorted[k], &cal->day[i]))
				row[n++] = &sorted[k];
		push_window(&out, &cal->day[i], row, n, 0);
		for (size_t w = 0; w < c->nwindows; w++)
			push_window(&out, &cal->day[i], row, n, c->window[w].no);
	}
	cal->period = out.list;
	cal->nperiods = out.n;
}

struct day_periods calendar_periods(const struct calendar *cal, size_t day)
{
	size_t first = cal->day[day].first_period;
	size_t end = day + 1 < cal->ndays ? cal->day[day + 1].first_period : cal->nperiods;

	return (struct day_periods){ cal->period + first, end - first };
}

struct day_periods calendar_served(struct day_periods day, int window)
{
	struct day_periods own = { day.p, 0 }, hall = own;

	for (size_t i = 0; i < day.n; i++) {
		hall.n += day.p[i].window == 0;
		if (day.p[i].window == window && own.n++ == 0)
			own.p = &day.p[i];
	}
	return own.n ? own : hall;
}

/* What the hall's periods say of each day; they stand first among the day's. */
static void look_at_hours(struct calendar *cal)
{
	for (size_t i = 0; i < cal->ndays; i++) {
		struct day *d = &cal->day[i];
		const struct period *p = &cal->period[d->first_period];

		d->open = p->kind != PERIOD_CLOSED;
		d->duty = d->open && !is_working(d->kind);
		d->special = p->special;
	}
}

/* Whether pages may name both days in one breath. */
static bool is_one_run(const struct day *a, const struct day *b)
{
	if (!a->open || !b->open)
		return a->open == b->open && a->special == b->special;
	return !a->special && !b->special && a->kind == b->kind && a->book_by == b->book_by &&
	       str_eq(a->name, b->name);
}

static void make_runs(struct calendar *cal)
{
	size_t first = 0;

	for (size_t i = 1; i <= cal->ndays; i++) {
		if (i < cal->ndays && is_one_run(&cal->day[i - 1], &cal->day[i]))
			continue;
		for (size_t k = first; k < i; k++) {
			cal->day[k].run_first = cal->day[first].date;
			cal->day[k].run_last = cal->day[i - 1].date;
		}
		first = i;
	}
}

/* What all slots of a run share. */
struct slot_maker {
	struct calendar *cal;
	struct arena *arena;
	size_t cap;
	int slot_min;
	int places, public_places; /* of the window at work */
};

/* Whole slots only: what is left of a period at its end is not offered. */
static void push_period_slots(struct slot_maker *m, int window, const struct period *p)
{
	struct calendar *cal = m->cal;

	if (!p->bookable || p->kind == PERIOD_CLOSED)
		return;
	for (int start = p->start_min; start + m->slot_min <= p->end_min; start += m->slot_min) {
		struct slot *slot =
			arena_push(m->arena, &cal->slot, &cal->nslots, &m->cap, sizeof *cal->slot);

		*slot = (struct slot){
			.window = window,
			.date = p->date,
			.start_min = start,
			.end_min = start + m->slot_min,
			.places = m->places,
			.public_places = m->public_places,
			.noon_only = p->kind == PERIOD_NOON,
		};
	}
}

static void push_window_day(struct slot_maker *m, int window, size_t day)
{
	struct day_periods of = calendar_served(calendar_periods(m->cal, day), window);

	for (size_t i = 0; i < of.n; i++)
		push_period_slots(m, window, &of.p[i]);
}

static void make_slots(struct calendar *cal, const struct content *c, struct arena *a)
{
	bool closed = str_eq(content_setting(c, "booking.unannounced"), STR("closed"));
	int places = (int)content_setting_int(c, "booking.places");
	int public_places = (int)content_setting_int(c, "booking.public_places");
	size_t end = CALENDAR_BACK_DAYS + CALENDAR_SLOT_EXTRA_DAYS + 1 +
		     (size_t)content_setting_int(c, "booking.horizon_days");
	struct slot_maker m = {
		.cal = cal,
		.arena = a,
		.slot_min = (int)content_setting_int(c, "booking.slot_minutes"),
	};

	assert(end <= cal->ndays); /* conf.c has the ranges of these settings */
	for (size_t w = 0; w < c->nwindows; w++) {
		const struct window *win = &c->window[w];

		m.places = win->places ? win->places : places;
		m.public_places = win->public_places ? win->public_places : public_places;
		if (m.public_places > m.places)
			m.public_places = m.places;
		for (size_t i = CALENDAR_BACK_DAYS; i < end; i++)
			if (cal->day[i].announced || !closed)
				push_window_day(&m, win->no, i);
	}
}

void calendar_make(struct calendar *cal, const struct content *c, int32_t today, struct arena *a)
{
	*cal = (struct calendar){ .today = today };
	make_days(cal, c, today - CALENDAR_BACK_DAYS, a);
	make_periods(cal, c, a);
	make_slots(cal, c, a);
	calendar_take_closures(cal, c, a);
	look_at_hours(cal);
	make_runs(cal);
}

void calendar_look_back(struct calendar *cal, const struct content *c, int32_t today,
			struct arena *a)
{
	int year, month, day;

	date_to_civil(today, &year, &month, &day);
	*cal = (struct calendar){ .today = today };
	make_days(cal, c, date_of_civil(year - 1, 1, 1), a);
	make_periods(cal, c, a);
}

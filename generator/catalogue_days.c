#include "catalogue_days.h"

#include "date.h"
#include "insert.h"

#include <stdio.h>

enum {
	LABEL_TEXT = 64, /* 11月27日（星期五）17:00 */
	CLOCK_TEXT = 6,	 /* "08:30" and its NUL */
	NOON_MIN = 12 * 60,
};

struct writer {
	struct db *db;
	const struct sqlfile *sql;
	const struct content *c;
	const struct calendar *cal;
	struct arena *arena;
	struct err *err;
};

/* "11月28日（星期六）" */
static struct str day_label(int32_t date, char out[LABEL_TEXT])
{
	int year, month, day;
	int len;

	date_to_civil(date, &year, &month, &day);
	len = snprintf(out, LABEL_TEXT, "%d月%d日（%s）", month, day, date_weekday_zh(date));
	return (struct str){ out, (size_t)len };
}

/* "11月27日（星期五）17:00" */
static struct str moment_label(int64_t hall_min, char out[LABEL_TEXT])
{
	int32_t date = (int32_t)(hall_min / DAY_MINUTES);
	int minute = (int)(hall_min % DAY_MINUTES);
	size_t len = day_label(date, out).len;

	len += (size_t)snprintf(out + len, LABEL_TEXT - len, "%d:%02d", minute / 60, minute % 60);
	return (struct str){ out, len };
}

/* "8:30—12:00" */
static struct str period_label(const struct period *p, char out[LABEL_TEXT])
{
	int len = snprintf(out, LABEL_TEXT, "%d:%02d—%d:%02d", p->start_min / 60, p->start_min % 60,
			   p->end_min / 60, p->end_min % 60);

	return (struct str){ out, (size_t)len };
}

/* The hall's hours in one line. */
static struct str hours_text(const struct writer *w, const struct day *d)
{
	const struct period *p = w->cal->period + d->first_period;
	struct buf out = BUF_INIT;
	char label[LABEL_TEXT];
	struct str text;

	for (; d->open && p < w->cal->period + w->cal->nperiods; p++) {
		if (p->date != d->date || p->window != 0)
			break;
		if (out.len)
			buf_add(&out, STR("，"));
		buf_add(&out, period_label(p, label));
	}
	text = arena_str(w->arena, buf_str(&out));
	buf_release(&out);
	return text;
}

static struct str date_text(const struct writer *w, int32_t date)
{
	char text[DATE_TEXT];

	date_format(date, text);
	return arena_str(w->arena, str_of(text));
}

static void put_day(struct insert *in, const struct day *d, const struct writer *w)
{
	static const struct {
		struct str code, text;
	} kinds[] = {
		[DAY_WORKDAY] = { STR_INIT("workday"), STR_INIT("工作日") },
		[DAY_MAKEUP] = { STR_INIT("makeup"), STR_INIT("补班") },
		[DAY_WEEKEND] = { STR_INIT("weekend"), STR_INIT("双休日") },
		[DAY_HOLIDAY] = { STR_INIT("holiday"), STR_INIT("节假日") },
	};
	char book_by[MINUTE_TEXT], label[LABEL_TEXT], book_by_label[LABEL_TEXT];

	minute_format(d->book_by, book_by);
	insert_text(in, "day", date_text(w, d->date));
	insert_int(in, "weekday", date_weekday(d->date));
	insert_text(in, "weekday_text", str_of(date_weekday_zh(d->date)));
	insert_text(in, "label", day_label(d->date, label));
	insert_text(in, "kind", kinds[d->kind].code);
	insert_text(in, "kind_text", kinds[d->kind].text);
	insert_text(in, "name", d->name);
	insert_int(in, "announced", d->announced);
	insert_int(in, "statutory", content_is_statutory(w->c, d->date));
	insert_int(in, "offset", d->date - w->cal->today);
	insert_text(in, "book_by", str_of(book_by));
	insert_text(in, "book_by_label", moment_label(d->book_by, book_by_label));
	insert_int(in, "open", d->open);
	insert_int(in, "duty", d->duty);
	insert_int(in, "special", d->special);
	insert_text(in, "run_first", date_text(w, d->run_first));
	insert_text(in, "run_last", date_text(w, d->run_last));
	insert_text(in, "hours", hours_text(w, d));
	insert_row(in);
}

static bool write_days(struct writer *w)
{
	struct insert in;

	if (!insert_open(&in, w->db, w->sql, "insert_day", w->err))
		return false;
	for (size_t i = 0; i < w->cal->ndays; i++)
		put_day(&in, &w->cal->day[i], w);
	return insert_close(&in, w->err);
}

/* "08:30"; by hand, because there are some thousands. */
static struct str clock_text(int minute, char out[CLOCK_TEXT])
{
	int hour = minute / 60;

	minute %= 60;
	out[0] = (char)('0' + hour / 10);
	out[1] = (char)('0' + hour % 10);
	out[2] = ':';
	out[3] = (char)('0' + minute / 10);
	out[4] = (char)('0' + minute % 10);
	out[5] = '\0';
	return (struct str){ out, CLOCK_TEXT - 1 };
}

/* A closed day has no times: its texts are empty. */
static void put_period(struct insert *in, const struct period *p, struct str date)
{
	static const struct str kinds[] = {
		[PERIOD_NORMAL] = STR_INIT("normal"),
		[PERIOD_NOON] = STR_INIT("noon"),
		[PERIOD_DUTY] = STR_INIT("duty"),
		[PERIOD_CLOSED] = STR_INIT("closed"),
	};
	char start[CLOCK_TEXT] = "", end[CLOCK_TEXT] = "", label[LABEL_TEXT] = "";

	if (p->kind != PERIOD_CLOSED) {
		clock_text(p->start_min, start);
		clock_text(p->end_min, end);
		period_label(p, label);
	}
	insert_text(in, "day", date);
	insert_int(in, "window", p->window);
	insert_text(in, "start", str_of(start));
	insert_text(in, "end", str_of(end));
	insert_text(in, "label", str_of(label));
	insert_text(in, "kind", kinds[p->kind]);
	insert_int(in, "bookable", p->bookable);
	insert_int(in, "confirmed", p->confirmed);
	insert_int(in, "special", p->special);
	insert_row(in);
}

static bool write_periods(struct writer *w)
{
	char date[DATE_TEXT] = "";
	struct insert in;

	if (!insert_open(&in, w->db, w->sql, "insert_period", w->err))
		return false;
	for (size_t i = 0; i < w->cal->nperiods; i++) {
		const struct period *p = &w->cal->period[i];

		if (!i || p->date != p[-1].date)
			date_format(p->date, date);
		put_period(&in, p, str_of(date));
	}
	return insert_close(&in, w->err);
}

/* The headings of the form's times: 上午, 中午, 下午. */
static struct str half_code(const struct slot *s)
{
	if (s->noon_only)
		return STR("noon");
	return s->start_min < NOON_MIN ? STR("am") : STR("pm");
}

/* start has the day in it: "2026-11-28T" and room for the time. */
static void put_slot(struct insert *in, int plan, const struct slot *s, char start[MINUTE_TEXT])
{
	char *time = start + DATE_TEXT, end[CLOCK_TEXT];

	clock_text(s->start_min, time);
	insert_int(in, "plan", plan);
	insert_text(in, "start", (struct str){ start, MINUTE_TEXT - 1 });
	insert_text(in, "day", (struct str){ start, DATE_TEXT - 1 });
	insert_text(in, "time", (struct str){ time, CLOCK_TEXT - 1 });
	insert_text(in, "end", clock_text(s->end_min, end));
	insert_text(in, "half", half_code(s));
	insert_int(in, "places", s->places);
	insert_int(in, "public_places", s->public_places);
	insert_int(in, "noon_only", s->noon_only);
	insert_row(in);
}

static void put_slots(struct insert *in, int plan, const struct slot *s, size_t n)
{
	char start[MINUTE_TEXT] = "";

	for (size_t i = 0; i < n; i++) {
		if (!i || s[i].date != s[i - 1].date) {
			date_format(s[i].date, start);
			start[DATE_TEXT - 1] = 'T';
		}
		put_slot(in, plan, &s[i], start);
	}
}

/* How many slots the window of s[0] has. */
static size_t window_slots(const struct slot *s, size_t n)
{
	size_t len = 0;

	while (len < n && s[len].window == s[0].window)
		len++;
	return len;
}

/* The slots of one window, in calendar.slot. */
struct plan {
	const struct slot *slot;
	size_t n;
};

static bool same_slots(const struct plan *x, const struct plan *y)
{
	const struct slot *a = x->slot, *b = y->slot;

	if (x->n != y->n)
		return false;
	for (size_t i = 0; i < x->n; i++)
		if (a[i].date != b[i].date || a[i].start_min != b[i].start_min ||
		    a[i].end_min != b[i].end_min || a[i].places != b[i].places ||
		    a[i].public_places != b[i].public_places || a[i].noon_only != b[i].noon_only)
			return false;
	return true;
}

/* Each set of slots is written once, for all windows that have it. */
static bool write_slots(struct writer *w)
{
	const struct slot *s = w->cal->slot, *end = s + w->cal->nslots;
	struct plan *plan = arena_array(w->arena, w->c->nwindows, sizeof *plan);
	struct insert slot, window;
	int n = 0;

	if (!insert_open(&slot, w->db, w->sql, "insert_slot", w->err) ||
	    !insert_open(&window, w->db, w->sql, "insert_plan", w->err))
		return false;
	for (struct plan now; s < end; s += now.n) {
		int i = 0;

		now = (struct plan){ s, window_slots(s, (size_t)(end - s)) };
		while (i < n && !same_slots(&plan[i], &now))
			i++;
		if (i == n) {
			plan[n++] = now;
			put_slots(&slot, n, s, now.n);
		}
		insert_int(&window, "window", s->window);
		insert_int(&window, "plan", i + 1);
		insert_row(&window);
	}
	return insert_close(&window, w->err) && insert_close(&slot, w->err);
}

bool catalogue_write_days(struct db *db, const struct sqlfile *sql, const struct content *c,
			  const struct calendar *cal, struct arena *a, struct err *e)
{
	struct writer w = { db, sql, c, cal, a, e };

	return write_days(&w) && write_periods(&w) && write_slots(&w);
}

#include "catalogue/catalogue_days.h"

#include "catalogue/insert.h"
#include "date.h"

#include <stdio.h>

enum {
	LABEL_TEXT = 64, /* 11月27日（星期五）17:00 */
	CLOCK_TEXT = 6,	 /* "08:30" and its NUL */
	NOON_MIN = 12 * 60,
};

struct writer {
	struct inserts *in;
	const struct content *c;
	const struct calendar *cal;
	struct arena *arena;
};

/* "11月27日（星期五）17:00" */
static struct str moment_label(int64_t hall_min, char out[LABEL_TEXT])
{
	int32_t date = (int32_t)(hall_min / DAY_MINUTES);
	int minute = (int)(hall_min % DAY_MINUTES);
	size_t len = date_label_zh(date, out);

	len += (size_t)snprintf(out + len, LABEL_TEXT - len, "%d:%02d", minute / 60, minute % 60);
	return (struct str){ out, len };
}

/* "8:30—12:00" */
static struct str times_label(int start_min, int end_min, char out[LABEL_TEXT])
{
	int len = snprintf(out, LABEL_TEXT, "%d:%02d—%d:%02d", start_min / 60, start_min % 60,
			   end_min / 60, end_min % 60);

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
		buf_add(&out, times_label(p->start_min, p->end_min, label));
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

static void write_day(const struct writer *w, const struct day *d)
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
	INSERT(w->in, "day", TEXT("day", date_text(w, d->date)),
	       INT("weekday", date_weekday(d->date)),
	       TEXT("weekday_text", str_of(date_weekday_zh(d->date))),
	       TEXT("label", ((struct str){ label, date_label_zh(d->date, label) })),
	       TEXT("kind", kinds[d->kind].code), TEXT("kind_text", kinds[d->kind].text),
	       TEXT("name", d->name), INT("announced", d->announced),
	       INT("statutory", content_is_statutory(w->c, d->date)),
	       INT("offset", d->date - w->cal->today), TEXT("book_by", str_of(book_by)),
	       TEXT("book_by_label", moment_label(d->book_by, book_by_label)), INT("open", d->open),
	       INT("duty", d->duty), INT("special", d->special),
	       TEXT("run_first", date_text(w, d->run_first)),
	       TEXT("run_last", date_text(w, d->run_last)), TEXT("hours", hours_text(w, d)));
}

/* "08:30" */
static struct str clock_text(int minute, char out[CLOCK_TEXT])
{
	snprintf(out, CLOCK_TEXT, "%02u:%02u", (unsigned)minute / 60 % 100, (unsigned)minute % 60);
	return (struct str){ out, CLOCK_TEXT - 1 };
}

/* The hall's 错时 on a day; NULL: none. */
static const struct period *noon_of(const struct calendar *cal, size_t day)
{
	struct day_periods of = calendar_served(calendar_periods(cal, day), 0);
	const struct period *p = of.p;

	for (size_t i = 0; i < of.n; i++)
		if (p[i].kind == PERIOD_NOON)
			return p + i;
	return NULL;
}

static void write_figure_day(const struct writer *w, const struct calendar *cal, size_t day)
{
	static const struct str kinds[] = {
		[DAY_WORKDAY] = STR_INIT("workday"),
		[DAY_MAKEUP] = STR_INIT("workday"),
		[DAY_WEEKEND] = STR_INIT("weekend"),
		[DAY_HOLIDAY] = STR_INIT("holiday"),
	};
	const struct period *noon = noon_of(cal, day);
	char from[CLOCK_TEXT] = "", to[CLOCK_TEXT] = "";

	if (noon) {
		clock_text(noon->start_min, from);
		clock_text(noon->end_min, to);
	}
	INSERT(w->in, "figure_day", TEXT("day", date_text(w, cal->day[day].date)),
	       TEXT("kind", kinds[cal->day[day].kind]), TEXT("noon_from", str_of(from)),
	       TEXT("noon_to", str_of(to)));
}

/* A closed day has no times: its texts are empty. */
static void write_period(struct inserts *in, const struct period *p)
{
	static const struct str kinds[] = {
		[PERIOD_NORMAL] = STR_INIT("normal"),
		[PERIOD_NOON] = STR_INIT("noon"),
		[PERIOD_DUTY] = STR_INIT("duty"),
		[PERIOD_CLOSED] = STR_INIT("closed"),
	};
	char date[DATE_TEXT], start[CLOCK_TEXT] = "", end[CLOCK_TEXT] = "", label[LABEL_TEXT] = "";

	date_format(p->date, date);
	if (p->kind != PERIOD_CLOSED) {
		clock_text(p->start_min, start);
		clock_text(p->end_min, end);
		times_label(p->start_min, p->end_min, label);
	}
	INSERT(in, "period", TEXT("day", str_of(date)), INT("window", p->window),
	       TEXT("start", str_of(start)), TEXT("end", str_of(end)), TEXT("label", str_of(label)),
	       TEXT("kind", kinds[p->kind]), INT("bookable", p->bookable),
	       INT("confirmed", p->confirmed), INT("special", p->special));
}

/* One that takes nothing of the hours has no label. */
static void write_shut(struct inserts *in, const struct shut *s)
{
	const struct closure *c = s->closure;
	char date[DATE_TEXT], start[CLOCK_TEXT], end[CLOCK_TEXT], label[LABEL_TEXT] = "";

	date_format(c->day, date);
	if (s->end_min > s->start_min)
		times_label(s->start_min, s->end_min, label);
	INSERT(in, "closure", TEXT("day", str_of(date)), INT("window", c->window),
	       TEXT("start", clock_text(c->start_min, start)),
	       TEXT("end", clock_text(c->end_min, end)), TEXT("label", str_of(label)),
	       INT("whole", s->whole), TEXT("reason", c->reason));
}

/* The headings of the form's times: 上午, 中午, 下午. */
static struct str half_code(const struct slot *s)
{
	if (s->noon_only)
		return STR("noon");
	return s->start_min < NOON_MIN ? STR("am") : STR("pm");
}

static void write_slot(struct inserts *in, int plan, const struct slot *s)
{
	char start[MINUTE_TEXT], end[CLOCK_TEXT];
	struct str moment = { start, MINUTE_TEXT - 1 };

	minute_format((int64_t)s->date * DAY_MINUTES + s->start_min, start);
	INSERT(in, "plan_slot", INT("plan", plan), TEXT("start", moment),
	       TEXT("day", str_head(moment, DATE_TEXT - 1)),
	       TEXT("time", str_from(moment, DATE_TEXT)), TEXT("end", clock_text(s->end_min, end)),
	       TEXT("half", half_code(s)), INT("places", s->places),
	       INT("public_places", s->public_places), INT("noon_only", s->noon_only));
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
static void write_slots(struct writer *w)
{
	const struct slot *s = w->cal->slot, *end = s + w->cal->nslots;
	struct plan *plan = arena_array(w->arena, w->c->nwindows, sizeof *plan);
	int n = 0;

	for (struct plan now; s < end; s += now.n) {
		int i = 0;

		for (now = (struct plan){ s, 0 }; s + now.n < end && s[now.n].window == s->window;)
			now.n++;
		while (i < n && !same_slots(&plan[i], &now))
			i++;
		if (i == n) {
			plan[n++] = now;
			for (size_t k = 0; k < now.n; k++)
				write_slot(w->in, n, &s[k]);
		}
		INSERT(w->in, "window_plan", INT("window", s->window), INT("plan", i + 1));
	}
}

void catalogue_write_days(struct inserts *in, const struct content *c, const struct calendar *cal,
			  struct arena *a)
{
	struct writer w = { in, c, cal, a };
	struct calendar back;

	calendar_look_back(&back, c, cal->today, a);
	for (size_t i = 0; i < back.ndays; i++)
		write_figure_day(&w, &back, i);
	for (size_t i = 0; i < cal->ndays; i++)
		write_day(&w, &cal->day[i]);
	for (size_t i = 0; i < cal->nperiods; i++)
		write_period(in, &cal->period[i]);
	for (size_t i = 0; i < c->nclosures; i++)
		write_shut(in, &cal->shut[i]);
	write_slots(&w);
}

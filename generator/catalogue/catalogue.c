#include "catalogue/catalogue.h"

#include "catalogue/calendar.h"
#include "catalogue/insert.h"
#include "catalogue/markdown.h"
#include "date.h"
#include "phone.h"
#include "pinyin.h"

#include <stdio.h>

/* catalogue.sql and facts.sql, embedded by the Makefile. */
extern const char catalogue_sql[], facts_sql[];

enum {
	LABEL_TEXT = 64, /* 11月27日（星期五）17:00 */
	CLOCK_TEXT = 6,	 /* "08:30" and its NUL */
	NOON_MIN = 12 * 60,
};

struct writer {
	struct inserts in;
	const struct content *c;
	const struct calendar *cal;
	struct pinyin *pinyin;
	struct arena *arena;
};

static void write_settings(struct writer *w)
{
	for (size_t i = 0; i < w->c->nsettings; i++)
		INSERT(&w->in, "setting", TEXT("key", w->c->setting[i].key),
		       TEXT("value", w->c->setting[i].value));
}

/* The numbers of a cell, each in a row of its own; those of the hall have no column for whose. */
static void write_phones(struct writer *w, const char *table, const char *of, int no,
			 struct str phones)
{
	struct str phone;
	int rank = 0;

	while (phone_split(&phones, &phone))
		INSERT(&w->in, table, INT("rank", ++rank), TEXT("phone", phone),
		       TEXT("tel", content_tel(phone, w->arena)), INT(of, no));
}

static void write_windows(struct writer *w)
{
	for (size_t i = 0; i < w->c->nwindows; i++) {
		const struct window *win = &w->c->window[i];

		INSERT(&w->in, "window", INT("no", win->no), TEXT("name", win->name),
		       TEXT("english", win->english), TEXT("floor", win->floor),
		       INT("general", win->general), TEXT("leader", win->leader));
		write_phones(w, "window_phone", "window", win->no, win->phones);
	}
}

static void write_items(struct writer *w)
{
	static const struct str kinds[] = {
		[KIND_UNKNOWN] = STR_INIT(""),
		[KIND_INSTANT] = STR_INIT("instant"),
		[KIND_PROMISE] = STR_INIT("promise"),
	};

	for (size_t i = 0; i < w->c->nitems; i++) {
		const struct item *it = &w->c->item[i];
		bool noon = it->mode == MODE_NOON_WEEKEND;
		struct str rest = it->phone, first;

		pinyin_note(w->pinyin, it->name);
		pinyin_note(w->pinyin, it->department);
		INSERT(&w->in, "item", INT("no", it->no), INT("window", it->window),
		       TEXT("department", it->department), TEXT("name", it->name),
		       TEXT("mode", noon ? STR("noon_weekend") : STR("appointment")),
		       TEXT("mode_text", it->mode_text), INT("noon", noon),
		       TEXT("place", it->place), TEXT("phone", it->phone),
		       TEXT("tel", content_tel(it->phone, w->arena)), TEXT("kind", kinds[it->kind]),
		       INT_OR_NULL("promise_days", it->promise_days), INT("mailable", it->mailable),
		       TEXT("remark", it->remark), TEXT("bring", it->bring), TEXT("fee", it->fee),
		       TEXT("counter", it->counter), TEXT("english", it->english),
		       INT_OR_NULL("duplicate_of", it->duplicate_of),
		       TEXT("initials", pinyin_initials(w->pinyin, it->name, w->arena)),
		       TEXT("spelling", pinyin_spelling(w->pinyin, it->name, w->arena)));
		if (phone_split(&rest, &first) && first.len < it->phone.len)
			write_phones(w, "item_phone", "item", it->no, it->phone);
	}
}

static void write_aliases(struct writer *w)
{
	for (size_t i = 0; i < w->c->naliases; i++) {
		const struct alias *alias = &w->c->alias[i];

		pinyin_note(w->pinyin, alias->word);
		INSERT(&w->in, "alias", INT("item", alias->item), INT("rank", alias->rank),
		       TEXT("word", alias->word), INT("listed", alias->listed),
		       TEXT("initials", pinyin_initials(w->pinyin, alias->word, w->arena)),
		       TEXT("spelling", pinyin_spelling(w->pinyin, alias->word, w->arena)));
	}
}

/* What the finder needs to understand pinyin, once items and aliases are written. */
static void write_pinyin(struct writer *w)
{
	struct pinyin_row *row;
	size_t n;

	row = pinyin_rows(w->pinyin, w->arena, &n);
	for (size_t i = 0; i < n; i++)
		INSERT(&w->in, "pinyin", INT("rank", (int64_t)i + 1),
		       TEXT("syllable", row[i].syllable), TEXT("characters", row[i].characters));
}

static void write_headings(struct writer *w, const struct page *page, const struct markdown *m)
{
	for (size_t i = 0; i < m->nheadings; i++) {
		const struct markdown_heading *h = &m->heading[i];

		INSERT(&w->in, "page_heading", TEXT("page", page->name), INT("no", h->no),
		       TEXT("id", h->id), INT("level", h->level), TEXT("text", h->text));
	}
}

static void write_pages(struct writer *w)
{
	for (size_t i = 0; i < w->c->npages; i++) {
		const struct page *page = &w->c->page[i];
		struct markdown m = markdown_read(page->body, w->arena);

		if (page->item) {
			INSERT(&w->in, "item_text", INT("item", page->item), TEXT("html", m.html));
			continue;
		}
		INSERT(&w->in, "page", TEXT("name", page->name), TEXT("title", page->title),
		       TEXT("description", page->description), TEXT("date", page->date),
		       TEXT("html", m.html));
		write_headings(w, page, &m);
	}
}

static void write_noon(struct writer *w)
{
	for (size_t i = 0; i < w->c->nnoon; i++) {
		const struct noon_category *noon = &w->c->noon[i];
		int64_t no = (int64_t)i + 1;

		INSERT(&w->in, "noon_category", INT("no", no), TEXT("name", noon->name),
		       INT("confirmed", noon->confirmed));
		for (size_t k = 0; k < noon->nwindows; k++)
			INSERT(&w->in, "noon_window", INT("category", no),
			       INT("window", noon->window[k]));
	}
}

/* ---- days, periods and slots, as calendar.c has decided ---- */

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

static struct str date_text(struct writer *w, int32_t date)
{
	char text[DATE_TEXT];

	date_format(date, text);
	return arena_str(w->arena, str_of(text));
}

static const struct str day_kinds[] = {
	[DAY_WORKDAY] = STR_INIT("workday"),
	[DAY_MAKEUP] = STR_INIT("makeup"),
	[DAY_WEEKEND] = STR_INIT("weekend"),
	[DAY_HOLIDAY] = STR_INIT("holiday"),
};

static void write_day(struct writer *w, const struct day *d)
{
	char book_by[MINUTE_TEXT], label[LABEL_TEXT], book_by_label[LABEL_TEXT];

	minute_format(d->book_by, book_by);
	INSERT(&w->in, "day", TEXT("day", date_text(w, d->date)),
	       INT("weekday", date_weekday(d->date)),
	       TEXT("weekday_text", str_of(date_weekday_zh(d->date))),
	       TEXT("label", ((struct str){ label, date_label_zh(d->date, label) })),
	       TEXT("kind", day_kinds[d->kind]), TEXT("name", d->name),
	       INT("announced", d->announced),
	       INT("statutory", content_is_statutory(w->c, d->date)),
	       INT("offset", d->date - w->cal->today), TEXT("book_by", str_of(book_by)),
	       TEXT("book_by_label", moment_label(d->book_by, book_by_label)), INT("open", d->open),
	       INT("duty", d->duty), INT("special", d->special),
	       TEXT("run_first", date_text(w, d->run_first)),
	       TEXT("run_last", date_text(w, d->run_last)));
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

static void write_figure_day(struct writer *w, const struct calendar *cal, size_t day)
{
	const struct period *noon = noon_of(cal, day);
	enum day_kind kind = cal->day[day].kind;
	char from[CLOCK_TEXT] = "", to[CLOCK_TEXT] = "";

	if (noon) {
		clock_text(noon->start_min, from);
		clock_text(noon->end_min, to);
	}
	INSERT(&w->in, "figure_day", TEXT("day", date_text(w, cal->day[day].date)),
	       TEXT("kind", day_kinds[kind == DAY_MAKEUP ? DAY_WORKDAY : kind]),
	       TEXT("noon_from", str_of(from)), TEXT("noon_to", str_of(to)));
}

/* A closed day has no times: its texts are empty. */
static void write_period(struct writer *w, const struct period *p)
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
	INSERT(&w->in, "period", TEXT("day", str_of(date)), INT("window", p->window),
	       TEXT("start", str_of(start)), TEXT("end", str_of(end)), TEXT("label", str_of(label)),
	       TEXT("kind", kinds[p->kind]), INT("confirmed", p->confirmed),
	       INT("special", p->special));
}

/* One that takes nothing of the hours has no label. */
static void write_shut(struct writer *w, const struct shut *s)
{
	const struct closure *c = s->closure;
	char date[DATE_TEXT], start[CLOCK_TEXT], end[CLOCK_TEXT], label[LABEL_TEXT] = "";

	date_format(c->day, date);
	if (s->end_min > s->start_min)
		times_label(s->start_min, s->end_min, label);
	INSERT(&w->in, "closure", TEXT("day", str_of(date)), INT("window", c->window),
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

static void write_slot(struct writer *w, int plan, const struct slot *s)
{
	char start[MINUTE_TEXT], end[CLOCK_TEXT];
	struct str moment = { start, MINUTE_TEXT - 1 };

	minute_format((int64_t)s->date * DAY_MINUTES + s->start_min, start);
	INSERT(&w->in, "plan_slot", INT("plan", plan), TEXT("start", moment),
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
				write_slot(w, n, &s[k]);
		}
		INSERT(&w->in, "window_plan", INT("window", s->window), INT("plan", i + 1));
	}
}

static void write_days(struct writer *w)
{
	struct calendar back;

	calendar_look_back(&back, w->c, w->cal->today, w->arena);
	for (size_t i = 0; i < back.ndays; i++)
		write_figure_day(w, &back, i);
	for (size_t i = 0; i < w->cal->ndays; i++)
		write_day(w, &w->cal->day[i]);
	for (size_t i = 0; i < w->cal->nperiods; i++)
		write_period(w, &w->cal->period[i]);
	for (size_t i = 0; i < w->c->nclosures; i++)
		write_shut(w, &w->cal->shut[i]);
	write_slots(w);
}

static bool write_all(struct writer *w, struct err *e)
{
	struct db *db = w->in.db;

	if (!db_exec(db, catalogue_sql, e))
		return false;
	write_settings(w);
	write_windows(w);
	write_phones(w, "complaint_phone", NULL, 0, content_setting(w->c, "hall.complaint"));
	write_items(w);
	write_aliases(w);
	write_pinyin(w);
	write_days(w);
	write_pages(w);
	write_noon(w);
	return insert_end(&w->in, e) && db_exec(db, facts_sql, e) && db_exec(db, "COMMIT", e);
}

struct db *catalogue_write(const char *path, const struct content *c, int32_t today,
			   struct arena *a, struct err *e)
{
	struct calendar cal;
	struct writer w = { { .db = db_open(path, DB_CREATE, e) }, c, &cal, pinyin_open(a), a };

	calendar_make(&cal, c, today, a);
	if (w.in.db && !write_all(&w, e)) {
		db_close(w.in.db);
		return NULL;
	}
	return w.in.db;
}

#include "catalogue.h"

#include "catalogue_duty.h"
#include "date.h"
#include "insert.h"
#include "markdown.h"
#include "phone.h"
#include "pinyin.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* catalogue.sql, embedded by the Makefile. */
extern const char catalogue_sql[];

enum {
	LABEL_TEXT = 64, /* 11月27日（星期五）17:00 */
	CLOCK_TEXT = 6,	 /* "08:30" and its NUL */
	NOON_MIN = 12 * 60,
};

struct writer {
	struct db *db;
	struct sqlfile sql;
	const struct content *c;
	const struct calendar *cal;
	struct pinyin *pinyin;
	struct arena *arena;
	struct err *err;
};

static struct str statement(const struct writer *w, const char *name)
{
	const struct sqlfile_entry *entry = sqlfile_find(&w->sql, STR("name"), str_of(name));

	assert(entry);
	return entry->sql;
}

static bool is_derived(struct str key, const struct derived *derived, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(key, str_of(derived[i].key)))
			return true;
	return false;
}

static bool write_settings(struct writer *w, const struct derived *derived, size_t nderived)
{
	struct insert in;

	if (!insert_open(&in, w->db, &w->sql, "insert_setting", w->err))
		return false;
	for (size_t i = 0; i < w->c->nsettings; i++) {
		const struct setting *s = &w->c->setting[i];
		size_t len = s->key.len;
		char *key = arena_alloc(w->arena, len);

		for (size_t k = 0; k < len; k++)
			key[k] = s->key.s[k] == '.' ? '_' : s->key.s[k];
		if (is_derived((struct str){ key, len }, derived, nderived))
			continue;
		insert_text(&in, "key", (struct str){ key, len });
		insert_text(&in, "value", s->value);
		insert_row(&in);
	}
	for (size_t i = 0; i < nderived; i++) {
		insert_text(&in, "key", str_of(derived[i].key));
		insert_text(&in, "value", derived[i].value);
		insert_row(&in);
	}
	return insert_close(&in, w->err);
}

/* For tel: links; nothing when the number as written is none (a finding says so). */
static struct str tel_of(struct str written, struct arena *a)
{
	struct phone p;
	char tel[PHONE_TEXT] = "";

	if (phone_parse(written, &p) == PHONE_OK)
		phone_tel(&p, tel);
	return arena_str(a, str_of(tel));
}

static struct str first_phone(struct str phones)
{
	return str_trim(str_cut(&phones, '|'));
}

struct tally {
	int items;
	bool noon;
};

/* By the index of the window. */
static struct tally *tally_windows(const struct content *c, struct arena *a)
{
	struct tally *tally = arena_array(a, c->nwindows, sizeof *tally);

	for (size_t i = 0; i < c->nitems; i++) {
		const struct window *win = content_window(c, c->item[i].window);

		if (!win)
			continue;
		tally[win - c->window].items++;
		tally[win - c->window].noon |= c->item[i].mode == MODE_NOON_WEEKEND;
	}
	return tally;
}

static bool write_windows(struct writer *w)
{
	const struct tally *tally = tally_windows(w->c, w->arena);
	struct insert in;

	if (!insert_open(&in, w->db, &w->sql, "insert_window", w->err))
		return false;
	for (size_t i = 0; i < w->c->nwindows; i++) {
		const struct window *win = &w->c->window[i];

		insert_int(&in, "no", win->no);
		insert_text(&in, "code", arena_printf(w->arena, "%02d", win->no));
		insert_text(&in, "name", win->name);
		insert_text(&in, "floor", win->floor);
		insert_text(&in, "phone", first_phone(win->phones));
		insert_int(&in, "general", win->general);
		insert_int(&in, "noon", tally[i].noon);
		insert_int(&in, "items", tally[i].items);
		insert_row(&in);
	}
	return insert_close(&in, w->err);
}

static bool write_window_phones(struct writer *w)
{
	struct insert in;

	if (!insert_open(&in, w->db, &w->sql, "insert_window_phone", w->err))
		return false;
	for (size_t i = 0; i < w->c->nwindows; i++) {
		struct str rest = w->c->window[i].phones;
		int rank = 0;

		while (rest.s) {
			struct str phone = str_trim(str_cut(&rest, '|'));

			if (!phone.len)
				continue;
			insert_int(&in, "window", w->c->window[i].no);
			insert_int(&in, "rank", ++rank);
			insert_text(&in, "phone", phone);
			insert_text(&in, "tel", tel_of(phone, w->arena));
			insert_row(&in);
		}
	}
	return insert_close(&in, w->err);
}

struct str catalogue_kind(enum item_kind kind)
{
	switch (kind) {
	case KIND_INSTANT:
		return STR("instant");
	case KIND_PROMISE:
		return STR("promise");
	case KIND_UNKNOWN:
		break;
	}
	return STR("");
}

static void put_item(struct insert *in, const struct item *it, struct str initials, struct arena *a)
{
	bool noon = it->mode == MODE_NOON_WEEKEND;

	insert_int(in, "no", it->no);
	insert_int(in, "window", it->window);
	insert_text(in, "department", it->department);
	insert_text(in, "name", it->name);
	insert_text(in, "mode", noon ? STR("noon_weekend") : STR("appointment"));
	insert_text(in, "mode_text", it->mode_text);
	insert_int(in, "noon", noon);
	insert_text(in, "place", it->place);
	insert_text(in, "phone", it->phone);
	insert_text(in, "tel", tel_of(it->phone, a));
	insert_text(in, "kind", catalogue_kind(it->kind));
	insert_int_or_null(in, "promise_days", it->promise_days);
	insert_int(in, "mailable", it->mailable);
	insert_text(in, "remark", it->remark);
	insert_int_or_null(in, "duplicate_of", it->duplicate_of);
	insert_text(in, "initials", initials);
	insert_int(in, "gone", 0);
}

static bool write_items(struct writer *w)
{
	struct insert in;

	if (!insert_open(&in, w->db, &w->sql, "insert_item", w->err))
		return false;
	for (size_t i = 0; i < w->c->nitems; i++) {
		const struct item *it = &w->c->item[i];

		put_item(&in, it, pinyin_initials(w->pinyin, it->name, w->arena), w->arena);
		insert_row(&in);
	}
	return insert_close(&in, w->err);
}

static bool write_aliases(struct writer *w)
{
	struct insert in;
	int rank = 0;

	if (!insert_open(&in, w->db, &w->sql, "insert_alias", w->err))
		return false;
	for (size_t i = 0; i < w->c->naliases; i++) {
		const struct alias *alias = &w->c->alias[i];

		rank = i && alias[-1].item == alias->item ? rank + 1 : 1;
		insert_int(&in, "item", alias->item);
		insert_int(&in, "rank", rank);
		insert_text(&in, "word", alias->word);
		insert_row(&in);
	}
	return insert_close(&in, w->err);
}

/* What the finder needs to understand pinyin (pages.md, Finder). */
static bool write_pinyin(struct writer *w)
{
	struct pinyin_row *row;
	struct insert in;
	size_t n;

	for (size_t i = 0; i < w->c->nitems; i++) {
		pinyin_note(w->pinyin, w->c->item[i].name);
		pinyin_note(w->pinyin, w->c->item[i].department);
	}
	for (size_t i = 0; i < w->c->naliases; i++)
		pinyin_note(w->pinyin, w->c->alias[i].word);
	row = pinyin_rows(w->pinyin, w->arena, &n);
	if (!insert_open(&in, w->db, &w->sql, "insert_pinyin", w->err))
		return false;
	for (size_t i = 0; i < n; i++) {
		insert_int(&in, "rank", (int64_t)i + 1);
		insert_text(&in, "syllable", row[i].syllable);
		insert_text(&in, "characters", row[i].characters);
		insert_row(&in);
	}
	return insert_close(&in, w->err);
}

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

static void put_day(struct insert *in, const struct day *d, const struct writer *w)
{
	static const struct {
		struct str code, text;
	} kinds[] = {
		[DAY_WORKDAY] = { STR_INIT("workday"), STR_INIT("工作日") },
		[DAY_MAKEUP] = { STR_INIT("makeup"), STR_INIT("调休上班") },
		[DAY_WEEKEND] = { STR_INIT("weekend"), STR_INIT("双休日") },
		[DAY_HOLIDAY] = { STR_INIT("holiday"), STR_INIT("节假日") },
	};
	char date[DATE_TEXT], book_by[MINUTE_TEXT], label[LABEL_TEXT], book_by_label[LABEL_TEXT];

	date_format(d->date, date);
	minute_format(d->book_by, book_by);
	insert_text(in, "day", str_of(date));
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
	insert_row(in);
}

static bool write_days(struct writer *w)
{
	struct insert in;

	if (!insert_open(&in, w->db, &w->sql, "insert_day", w->err))
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
		snprintf(label, sizeof label, "%d:%02d—%d:%02d", p->start_min / 60,
			 p->start_min % 60, p->end_min / 60, p->end_min % 60);
	}
	insert_text(in, "day", date);
	insert_int(in, "window", p->window);
	insert_text(in, "start", str_of(start));
	insert_text(in, "end", str_of(end));
	insert_text(in, "label", str_of(label));
	insert_text(in, "kind", kinds[p->kind]);
	insert_int(in, "bookable", p->bookable);
	insert_int(in, "confirmed", p->confirmed);
	insert_row(in);
}

static bool write_periods(struct writer *w)
{
	char date[DATE_TEXT] = "";
	struct insert in;

	if (!insert_open(&in, w->db, &w->sql, "insert_period", w->err))
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

	if (!insert_open(&slot, w->db, &w->sql, "insert_slot", w->err) ||
	    !insert_open(&window, w->db, &w->sql, "insert_plan", w->err))
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

static bool write_pages(struct writer *w)
{
	struct insert in;

	if (!insert_open(&in, w->db, &w->sql, "insert_page", w->err))
		return false;
	for (size_t i = 0; i < w->c->npages; i++) {
		const struct page *page = &w->c->page[i];

		insert_text(&in, "name", page->name);
		insert_text(&in, "title", page->title);
		insert_text(&in, "description", page->description);
		insert_text(&in, "date", page->date);
		insert_text(&in, "html", markdown_html(page->body, w->arena));
		insert_row(&in);
	}
	return insert_close(&in, w->err);
}

static bool write_page_headings(struct writer *w)
{
	struct insert in;

	if (!insert_open(&in, w->db, &w->sql, "insert_page_heading", w->err))
		return false;
	for (size_t i = 0; i < w->c->npages; i++) {
		size_t n;
		struct markdown_heading *list = markdown_headings(w->c->page[i].body, w->arena, &n);

		for (size_t k = 0; k < n; k++) {
			insert_text(&in, "page", w->c->page[i].name);
			insert_int(&in, "no", list[k].no);
			insert_int(&in, "level", list[k].level);
			insert_text(&in, "text", list[k].text);
			insert_row(&in);
		}
	}
	return insert_close(&in, w->err);
}

static bool write_all(struct writer *w, const struct derived *derived, size_t nderived)
{
	const char *schema;

	if (!sqlfile_parse(str_of(catalogue_sql), "generator/catalogue.sql", w->arena, &w->sql,
			   w->err))
		return false;
	schema = arena_cstr(w->arena, statement(w, "schema"));
	/* The file is published by rename after a sync of its own; a failed one is thrown away. */
	return db_exec(w->db, "PRAGMA page_size = 4096", w->err) &&
	       db_exec(w->db, "PRAGMA journal_mode = MEMORY", w->err) &&
	       db_exec(w->db, "PRAGMA synchronous = OFF", w->err) &&
	       db_exec(w->db, "BEGIN", w->err) && db_exec(w->db, schema, w->err) &&
	       write_settings(w, derived, nderived) && write_windows(w) && write_window_phones(w) &&
	       write_items(w) && write_aliases(w) && write_pinyin(w) && write_days(w) &&
	       write_periods(w) && write_slots(w) && write_pages(w) && write_page_headings(w) &&
	       catalogue_write_duty(w->db, &w->sql, w->c, w->err) &&
	       db_exec(w->db, "COMMIT", w->err);
}

struct db *catalogue_write(const char *path, const struct content *c, const struct calendar *cal,
			   const struct derived *derived, size_t nderived, struct arena *a,
			   struct err *e)
{
	struct writer w = { .c = c, .cal = cal, .arena = a, .err = e };

	w.pinyin = pinyin_open(a, e);
	w.db = w.pinyin ? db_open(path, DB_CREATE, e) : NULL;
	if (!w.db)
		return NULL;
	if (!write_all(&w, derived, nderived)) {
		db_close(w.db);
		return NULL;
	}
	return w.db;
}

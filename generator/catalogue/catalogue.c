#include "catalogue/catalogue.h"

#include "catalogue/catalogue_days.h"
#include "catalogue/insert.h"
#include "catalogue/markdown.h"
#include "phone.h"
#include "pinyin.h"

/* catalogue.sql and facts.sql, embedded by the Makefile. */
extern const char catalogue_sql[], facts_sql[];

struct writer {
	struct inserts in;
	const struct content *c;
	const struct calendar *cal;
	struct pinyin *pinyin;
	struct arena *arena;
};

/* "booking_cutoff" for "booking.cutoff" */
static struct str underscored(struct str key, struct arena *a)
{
	char *copy = arena_alloc(a, key.len);

	for (size_t i = 0; i < key.len; i++)
		copy[i] = key.s[i] == '.' ? '_' : key.s[i];
	return (struct str){ copy, key.len };
}

static void write_settings(struct writer *w)
{
	for (size_t i = 0; i < w->c->nsettings; i++)
		INSERT(&w->in, "setting", TEXT("key", underscored(w->c->setting[i].key, w->arena)),
		       TEXT("value", w->c->setting[i].value));
}

static void write_windows(struct writer *w)
{
	for (size_t i = 0; i < w->c->nwindows; i++) {
		const struct window *win = &w->c->window[i];

		INSERT(&w->in, "window", INT("no", win->no),
		       TEXT("code", arena_printf(w->arena, "%02d", win->no)),
		       TEXT("name", win->name), TEXT("english", win->english),
		       TEXT("floor", win->floor), INT("general", win->general),
		       TEXT("leader", win->leader));
	}
}

static void write_window_phones(struct writer *w)
{
	for (size_t i = 0; i < w->c->nwindows; i++) {
		struct str rest = w->c->window[i].phones, phone;
		int rank = 0;

		while (phone_split(&rest, &phone))
			INSERT(&w->in, "window_phone", INT("window", w->c->window[i].no),
			       INT("rank", ++rank), TEXT("phone", phone),
			       TEXT("tel", content_tel(phone, w->arena)));
	}
}

static void write_complaint_phones(struct writer *w)
{
	struct str rest = content_setting(w->c, "hall.complaint"), phone;
	int rank = 0;

	while (phone_split(&rest, &phone))
		INSERT(&w->in, "complaint_phone", INT("rank", ++rank), TEXT("phone", phone),
		       TEXT("tel", content_tel(phone, w->arena)));
}

/* Nothing for an item with one number. */
static void write_item_phones(struct writer *w, const struct item *it)
{
	struct str rest = it->phone, phone;
	int rank = 0;

	if (!phone_split(&rest, &phone) || phone.len == it->phone.len)
		return;
	rest = it->phone;
	while (phone_split(&rest, &phone))
		INSERT(&w->in, "item_phone", INT("item", it->no), INT("rank", ++rank),
		       TEXT("phone", phone), TEXT("tel", content_tel(phone, w->arena)));
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
		write_item_phones(w, it);
	}
}

static void write_aliases(struct writer *w)
{
	for (size_t i = 0; i < w->c->naliases; i++) {
		const struct alias *alias = &w->c->alias[i];

		INSERT(&w->in, "alias", INT("item", alias->item), INT("rank", alias->rank),
		       TEXT("word", alias->word), INT("listed", alias->listed),
		       TEXT("initials", pinyin_initials(w->pinyin, alias->word, w->arena)),
		       TEXT("spelling", pinyin_spelling(w->pinyin, alias->word, w->arena)));
	}
}

/* What the finder needs to understand pinyin. */
static void write_pinyin(struct writer *w)
{
	struct pinyin_row *row;
	size_t n;

	for (size_t i = 0; i < w->c->nitems; i++) {
		pinyin_note(w->pinyin, w->c->item[i].name);
		pinyin_note(w->pinyin, w->c->item[i].department);
	}
	for (size_t i = 0; i < w->c->naliases; i++)
		pinyin_note(w->pinyin, w->c->alias[i].word);
	row = pinyin_rows(w->pinyin, w->arena, &n);
	for (size_t i = 0; i < n; i++)
		INSERT(&w->in, "pinyin", INT("rank", (int64_t)i + 1),
		       TEXT("syllable", row[i].syllable), TEXT("characters", row[i].characters));
}

static void write_headings(struct writer *w, const struct page *page)
{
	size_t n;
	struct markdown_heading *list = markdown_headings(page->body, w->arena, &n);

	for (size_t i = 0; i < n; i++)
		INSERT(&w->in, "page_heading", TEXT("page", page->name), INT("no", list[i].no),
		       TEXT("id", list[i].id), INT("level", list[i].level),
		       TEXT("text", list[i].text));
}

static void write_pages(struct writer *w)
{
	for (size_t i = 0; i < w->c->npages; i++) {
		const struct page *page = &w->c->page[i];
		struct str html = markdown_html(page->body, w->arena);

		if (page->item) {
			INSERT(&w->in, "item_text", INT("item", page->item), TEXT("html", html));
			continue;
		}
		INSERT(&w->in, "page", TEXT("name", page->name), TEXT("title", page->title),
		       TEXT("description", page->description), TEXT("date", page->date),
		       TEXT("html", html));
		write_headings(w, page);
	}
}

/* The categories of the noon duty (notice 二(一), 三(一)) and their windows. */
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

static bool write_all(struct writer *w, struct err *e)
{
	struct db *db = w->in.db;

	/* The file is published by rename after a sync of its own; a failed one is thrown away. */
	if (!db_exec(db, "PRAGMA page_size = 4096", e) ||
	    !db_exec(db, "PRAGMA journal_mode = MEMORY", e) ||
	    !db_exec(db, "PRAGMA synchronous = OFF", e) || !db_exec(db, "BEGIN", e) ||
	    !db_exec(db, catalogue_sql, e))
		return false;
	write_settings(w);
	write_windows(w);
	write_window_phones(w);
	write_complaint_phones(w);
	write_items(w);
	write_aliases(w);
	write_pinyin(w);
	catalogue_write_days(&w->in, w->c, w->cal, w->arena);
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

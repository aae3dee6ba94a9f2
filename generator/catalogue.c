#include "catalogue.h"

#include "catalogue_days.h"
#include "catalogue_duty.h"
#include "insert.h"
#include "markdown.h"
#include "phone.h"
#include "pinyin.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* catalogue.sql, embedded by the Makefile. */
extern const char catalogue_sql[];

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

/* The first of a window's phones that is not the complaint phone (pages.md F5), or empty. */
static struct str paper_phone(const struct writer *w, struct str phones)
{
	struct str complaint = tel_of(content_setting(w->c, "hall.complaint"), w->arena);

	while (phones.s) {
		struct str phone = str_trim(str_cut(&phones, '|'));

		if (phone.len && !str_eq(tel_of(phone, w->arena), complaint))
			return phone;
	}
	return STR("");
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
		insert_text(&in, "paper_phone", paper_phone(w, win->phones));
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
	       write_items(w) && write_aliases(w) && write_pinyin(w) &&
	       catalogue_write_days(w->db, &w->sql, w->c, w->cal, w->arena, w->err) &&
	       write_pages(w) && write_page_headings(w) &&
	       catalogue_write_duty(w->db, &w->sql, w->c, w->err) &&
	       db_exec(w->db, "COMMIT", w->err);
}

struct db *catalogue_write(const char *path, const struct content *c, const struct calendar *cal,
			   const struct derived *derived, size_t nderived, struct arena *a,
			   struct err *e)
{
	struct writer w = { .c = c, .cal = cal, .arena = a, .err = e };

	w.pinyin = pinyin_open(a);
	w.db = db_open(path, DB_CREATE, e);
	if (!w.db)
		return NULL;
	if (!write_all(&w, derived, nderived)) {
		db_close(w.db);
		return NULL;
	}
	return w.db;
}

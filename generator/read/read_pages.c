/*
 * pages/NAME.md: front matter between --- lines, then Markdown. {hall.name}
 * in the body is the setting of that key, so that no fact has two homes.
 * pages/items/N.md: what an item's page says besides, Markdown alone.
 */
#include "moment.h"
#include "pagename.h"
#include "read/read.h"
#include "words.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { PAGES_MAX = 100, TEXTS_MAX = 1000, PAGE_BYTES = 256 << 10, FIELD_BYTES = 64 };

/* Pages that every page of the site links to. */
static const char *const required_pages[] = { "guide", "notice", "privacy" };

struct page_reader {
	struct reader *r;
	struct page *page;
	struct str rest; /* of the text */
	int line;	 /* of the line taken last */
	bool mojibake;	 /* told already */
};

static bool take_line(struct page_reader *p, struct str *line)
{
	if (!p->rest.s)
		return false;
	*line = str_cut(&p->rest, '\n');
	p->line++;
	return true;
}

/* Gives *to the value; a key that stands twice is an error. */
static void set_key(struct page_reader *p, struct str *to, struct str key, struct str value)
{
	if (to->s)
		finding_add(p->r->f, SEVERITY_ERROR, FINDING_BAD_VALUE, p->page->file, p->line, 1,
			    SAY_FRONT_TWICE, p->line, SAY(key));
	*to = value;
}

static void read_key(struct page_reader *p, struct str line)
{
	struct str value = line, key;
	struct page *page = p->page;
	struct findings *f = p->r->f;
	char iso[DATE_TEXT];
	int32_t day;

	key = str_trim(str_cut(&value, ':'));
	if (!value.s) {
		finding_add(f, SEVERITY_ERROR, FINDING_BAD_VALUE, page->file, p->line, 1,
			    SAY_FRONT_LINE, p->line);
		return;
	}
	value = arena_str(p->r->a, str_trim(value));
	if (str_eq(key, STR("title")))
		set_key(p, &page->title, key, value);
	else if (str_eq(key, STR("description")))
		set_key(p, &page->description, key, value);
	else if (!str_eq(key, STR("date")))
		finding_add(f, SEVERITY_WARNING, FINDING_UNKNOWN_KEY, page->file, p->line, 1,
			    SAY_FRONT_KEY, p->line, SAY(key));
	else if (value.len == 0)
		set_key(p, &page->date, key, value);
	else if (moment_day(value, MOMENT_NO_CONTEXT, &day)) {
		date_format(day, iso);
		set_key(p, &page->date, key, arena_str(p->r->a, str_of(iso)));
	} else
		finding_add(f, SEVERITY_ERROR, FINDING_BAD_VALUE, page->file, p->line, 1,
			    SAY_PAGE_DATE, p->line, SAY(value));
}

static bool read_front(struct page_reader *p)
{
	struct str line = { NULL, 0 };

	if (!take_line(p, &line) || !str_eq(str_trim(line), STR("---")))
		return false;
	while (take_line(p, &line)) {
		if (str_eq(str_trim(line), STR("---")))
			return true;
		if (str_trim(line).len)
			read_key(p, line);
	}
	return false;
}

/* The key in "{hall.name}" at the start of s; empty when it is something else. */
static struct str field_key(struct str s)
{
	size_t end;
	struct str key;

	if (s.s[0] != '{')
		return (struct str){ NULL, 0 };
	end = str_find(str_head(s, s.len < FIELD_BYTES ? s.len : FIELD_BYTES), STR("}"));
	if (end == SIZE_MAX)
		return (struct str){ NULL, 0 };
	key = str_head(str_from(s, 1), end - 1);
	if (str_is_of(key, STR_LOWER "._") && str_contains(key, STR(".")))
		return key;
	return (struct str){ NULL, 0 };
}

static void add_field(struct page_reader *p, struct str key, int column, struct buf *out)
{
	const struct setting *s = content_find(p->r->c, key);

	if (s)
		buf_add(out, s->value);
	else
		finding_add(p->r->f, SEVERITY_ERROR, FINDING_UNKNOWN_FIELD, p->page->file, p->line,
			    column, SAY_PAGE_FIELD, p->line, SAY(key));
}

static void fill_line(struct page_reader *p, struct str line, struct buf *out)
{
	struct str rest = line;

	if (str_contains(line, STR("\xEF\xBF\xBD")) && !p->mojibake) {
		finding_add(p->r->f, SEVERITY_ERROR, FINDING_ENCODING, p->page->file, p->line, 1,
			    SAY_TEXT_MOJIBAKE, p->line);
		p->mojibake = true;
	}
	while (rest.len) {
		struct str key = field_key(rest);
		size_t at = (size_t)(rest.s - line.s);

		if (key.len)
			add_field(p, key, (int)utf8_count(str_head(line, at)) + 1, out);
		else
			buf_add_char(out, rest.s[0]);
		rest = str_from(rest, key.len ? key.len + 2 : 1);
	}
	buf_add_char(out, '\n');
}

static void read_body(struct page_reader *p)
{
	struct buf body = BUF_INIT;
	struct str line;

	p->page->body_line = p->line + 1;
	while (take_line(p, &line))
		fill_line(p, line, &body);
	p->page->body = buf_keep(&body, p->r->a);
}

static void read_page(struct reader *r, struct str name, struct page *page)
{
	const char *file = arena_printf(r->a, "pages/%.*s.md", STR_ARG(name)).s;
	struct page_reader p = { .r = r, .page = page };

	page->name = name;
	page->file = read_path(r, file);
	if (!read_text(r, file, PAGE_BYTES, true, &p.rest))
		return;
	if (!page->item && !read_front(&p)) {
		finding_add(r->f, SEVERITY_ERROR, FINDING_BAD_FILE, page->file, 1, 1, SAY_NO_FRONT);
		return;
	}
	if (!page->item && page->title.len == 0)
		finding_add(r->f, SEVERITY_ERROR, FINDING_EMPTY, page->file, 1, 1, SAY_NO_TITLE);
	read_body(&p);
}

/* A folder of texts. */
struct folder {
	const char *path;
	size_t max;
	const char *say_name, *kind;
	bool required;
};

static int is_text(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && str_ends(str_of(entry->d_name), STR(".md"));
}

/* The names without .md, sorted; NULL when the folder cannot be opened, or has too many. */
static struct str *read_names(const struct reader *r, const struct folder *folder, size_t *n)
{
	struct str path = read_path(r, folder->path);
	struct dirent **list = NULL;
	int texts = scandir(path.s, &list, is_text, alphasort);
	struct str *name = arena_array(r->scratch, texts < 0 ? 0 : (size_t)texts, sizeof *name);

	*n = 0;
	if (texts < 0 && folder->required)
		finding_add(r->f, SEVERITY_ERROR, FINDING_BAD_FILE, path, 0, 0, SAY_NO_FOLDER);
	for (int i = 0; i < texts; i++) {
		struct str file = arena_str(r->a, str_of(list[i]->d_name));

		free(list[i]);
		if (pagename_is(arena_printf(r->scratch, "%s/%s", folder->path, file.s)))
			name[(*n)++] = str_head(file, file.len - strlen(".md"));
		else
			finding_add(r->f, SEVERITY_WARNING, FINDING_BAD_FILE,
				    arena_printf(r->a, "%s/%s", path.s, file.s), 0, 0, "%s",
				    folder->say_name);
	}
	free(list);
	if (*n > folder->max)
		finding_add(r->f, SEVERITY_ERROR, FINDING_BAD_FILE, path, 0, 0, SAY_MANY_PAGES, *n,
			    folder->kind, folder->max);
	else if (texts >= 0)
		return name;
	*n = 0;
	return NULL;
}

static bool has_page(const struct content *c, const char *name)
{
	for (size_t i = 0; i < c->npages; i++)
		if (str_eq(c->page[i].name, str_of(name)))
			return true;
	return false;
}

static void read_item_text(struct reader *r, struct str no, struct page *page)
{
	struct str name = arena_printf(r->a, "items/%.*s", STR_ARG(no));
	int64_t item = 0;

	str_to_int(no, INT32_MAX, &item);
	page->item = (int)item;
	read_page(r, name, page);
	if (!content_item(r->c, page->item)) {
		finding_add(r->f, SEVERITY_WARNING, FINDING_BAD_VALUE, page->file, 0, 0,
			    SAY_TEXT_NO_ITEM, page->item);
		r->c->npages--;
	}
}

void read_pages(struct reader *r)
{
	static const struct folder pages = { "pages", PAGES_MAX, SAY_PAGE_NAME, "页面", true };
	static const struct folder texts = { "pages/items", TEXTS_MAX, SAY_TEXT_NAME, "说明",
					     false };
	size_t npages, ntexts;
	struct str *page = read_names(r, &pages, &npages);
	struct str *text = read_names(r, &texts, &ntexts); /* need not be there */

	if (!page) /* one cause, one message */
		return;
	r->c->page = arena_array(r->a, npages + ntexts, sizeof *r->c->page);
	for (size_t i = 0; i < npages; i++)
		read_page(r, page[i], &r->c->page[r->c->npages++]);
	for (size_t i = 0; i < ntexts; i++)
		read_item_text(r, text[i], &r->c->page[r->c->npages++]);
	for (size_t i = 0; i < COUNT(required_pages); i++) {
		if (has_page(r->c, required_pages[i]))
			continue;
		finding_add(r->f, SEVERITY_ERROR, FINDING_BAD_FILE,
			    arena_printf(r->a, "%.*s/pages/%s.md", STR_ARG(r->c->dir),
					 required_pages[i]),
			    0, 0, SAY_NO_PAGE);
	}
}

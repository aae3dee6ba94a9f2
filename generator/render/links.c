#include "render/links.h"

#include "catalogue/markdown.h"
#include "template/escape.h"
#include "words.h"

#include <string.h>

#define SCHEME_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-"

enum { LINKS_REPORTED_MAX = 200 };

/* One that is not known to lead somewhere. */
struct link {
	struct str href;
	struct str from; /* address of the page it stands on */
	struct str template_name;
	uint64_t target; /* to look for at the end; 0: it leads nowhere */
};

/*
 * Addresses, and those of ids with # between, are kept as their hashes: a site of 10,000 items has
 * 100,000. Two with the same one would hide a dead link, once in 10^14.
 */
struct links {
	struct arena *arena;
	struct str base_path;
	uint64_t *bucket; /* open addressing, power of two; 0 is free */
	size_t size, used;
	struct link *link;
	size_t n, cap;
};

/* FNV-1a, 64 bit, never 0, of what h was the hash of with s behind it. */
static uint64_t hash_on(uint64_t h, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.s[i]) * 1099511628211u;
	return h | 1ull << 63;
}

static uint64_t hash(struct str s)
{
	return hash_on(1469598103934665603u, s);
}

static uint64_t hash_id(struct str address, struct str id)
{
	return hash_on(hash_on(hash(address), STR("#")), id);
}

/* The bucket of h, or the free one where it would go. */
static uint64_t *find(const struct links *l, uint64_t h)
{
	size_t i = h & (l->size - 1);

	while (l->bucket[i] && l->bucket[i] != h)
		i = (i + 1) & (l->size - 1);
	return &l->bucket[i];
}

static void add(struct links *l, uint64_t h)
{
	uint64_t *old = l->bucket, *place = find(l, h);

	l->used += !*place;
	*place = h;
	if (l->used * 2 <= l->size)
		return;
	l->size *= 2;
	l->bucket = arena_array(l->arena, l->size, sizeof *l->bucket);
	for (size_t i = 0; i < l->size / 2; i++)
		if (old[i])
			*find(l, old[i]) = old[i];
}

void links_add(struct links *l, struct str address)
{
	add(l, hash(address));
}

struct links *links_new(struct str base_path, struct arena *a)
{
	/* what hallbook answers; not in the release */
	static const struct str live[] = { STR_INIT("book"),	   STR_INIT("booking"),
					   STR_INIT("large/book"), STR_INIT("large/booking"),
					   STR_INIT("healthz"),	   STR_INIT("staff/") };
	struct links *l = arena_alloc(a, sizeof *l);

	*l = (struct links){ .arena = a, .base_path = base_path, .size = 1024 };
	l->bucket = arena_array(a, l->size, sizeof *l->bucket);
	for (size_t i = 0; i < COUNT(live); i++)
		links_add(l, live[i]);
	return l;
}

static bool exists(const struct links *l, struct str address)
{
	return *find(l, hash(address)) != 0;
}

/* Also an address whose last slash is left out: the web server sends on to the folder. */
static bool leads_somewhere(const struct links *l, struct buf *address)
{
	if (exists(l, buf_str(address)))
		return true;
	buf_add_char(address, '/');
	return exists(l, buf_str(address));
}

bool links_taken(const struct links *l, struct str address)
{
	return exists(l, address) ||
	       (str_ends(address, STR("/")) && exists(l, str_head(address, address.len - 1)));
}

/*
 * Resolves a relative reference (RFC 3986, 5.2.4) against a page's address;
 * false when it climbs above the root.
 */
static bool resolve(struct str page, struct str ref, struct str base_path, struct buf *out)
{
	buf_clear(out);
	if (str_starts(ref, STR("/"))) {
		if (!str_starts(ref, base_path) || ref.len == base_path.len)
			return false;
		ref = str_from(ref, base_path.len + 1);
	} else if (ref.len == 0) {
		buf_add(out, page);
		return true;
	} else {
		while (page.len && page.s[page.len - 1] != '/')
			page.len--;
		buf_add(out, page);
	}
	while (ref.s) {
		struct str part = str_cut(&ref, '/');

		if (str_eq(part, STR(".."))) {
			if (out->len == 0)
				return false;
			do
				out->len--;
			while (out->len && out->s[out->len - 1] != '/');
		} else if (!str_eq(part, STR("."))) {
			buf_add(out, part);
			if (ref.s)
				buf_add_char(out, '/');
		}
	}
	return true;
}

/*
 * Another program's or site's: a scheme (RFC 3986, 3.1; the same in any case) with
 * something behind it, or //host. Not what runs in the page or reads the reader's
 * disk, nor what only looks like a scheme: C:/x, a.cn:80.
 */
static bool leads_away(struct str href)
{
	static const struct str never[] = { STR_INIT("javascript"), STR_INIT("vbscript"),
					    STR_INIT("file") };
	struct str rest = href, scheme = str_cut(&rest, ':');

	if (str_starts(href, STR("//")))
		return href.len > 2 && href.s[2] != '/';
	if (scheme.len < 2 || rest.len == 0 || ((scheme.s[0] | 0x20) < 'a') ||
	    strspn(href.s, SCHEME_CHARS) != scheme.len)
		return false;
	for (size_t i = 0; i < COUNT(never); i++)
		if (str_ieq(scheme, never[i]))
			return false;
	if (str_ieq(scheme, STR("http")) || str_ieq(scheme, STR("https")))
		return str_starts(rest, STR("//")) && rest.len > 2;
	return true;
}

/* An attribute's value without the entities that escape_html() and cmark write. */
static struct str without_entities(struct str s, struct arena *a)
{
	static const struct {
		struct str entity;
		char c;
	} known[] = { { STR_INIT("&amp;"), '&' },  { STR_INIT("&quot;"), '"' },
		      { STR_INIT("&lt;"), '<' },   { STR_INIT("&gt;"), '>' },
		      { STR_INIT("&#39;"), '\'' }, { STR_INIT("&#x27;"), '\'' } };
	char *out;
	size_t n = 0;

	if (!str_contains(s, STR("&"))) /* nearly all */
		return s;
	out = arena_alloc(a, s.len);
	while (s.len) {
		size_t i = s.s[0] == '&' ? 0 : COUNT(known);

		while (i < COUNT(known) && !str_starts(s, known[i].entity))
			i++;
		if (i < COUNT(known)) {
			out[n++] = known[i].c;
			s = str_from(s, known[i].entity.len);
		} else {
			out[n++] = s.s[0];
			s = str_from(s, 1);
		}
	}
	return (struct str){ out, n };
}

/* What the web server makes of it: %E4%BA%8B is 事. */
static struct str without_percents(struct str s, struct arena *a)
{
	if (str_contains(s, STR("%")))
		unescape_url(s, '+', a, &s);
	return s;
}

/* Keeps it for the report, as the only thing that outlives the page. */
static void keep(struct links *l, const struct link *link, uint64_t target)
{
	struct link *kept = arena_push(l->arena, &l->link, &l->n, &l->cap, sizeof *kept);

	*kept = (struct link){ arena_str(l->arena, link->href), arena_str(l->arena, link->from),
			       link->template_name, target };
}

/* Up to the root and down again, as it is written: nearly all are, so none of it is copied. */
static bool is_plain(const struct links *l, const struct link *link)
{
	struct str folders = link->from, href = link->href;

	for (str_cut(&folders, '/'); folders.s; str_cut(&folders, '/')) {
		if (!str_starts(href, STR("../")))
			return false;
		href = str_from(href, 3);
	}
	return exists(l, href);
}

/* False when it leads nowhere. */
static bool check_one(struct links *l, const struct link *link, struct buf *address,
		      struct arena *a)
{
	struct str id = without_entities(link->href, a), ref = str_cut(&id, '#');
	uint64_t target;

	ref = without_percents(str_cut(&ref, '?'), a);
	if (!resolve(link->from, ref, l->base_path, address) || !leads_somewhere(l, address))
		return false;
	target = hash_id(buf_str(address), without_percents(id, a));
	if (id.len && !*find(l, target)) /* the page may come later */
		keep(l, link, target);
	return true;
}

/* From a large page, which lies one folder deeper, to what has no large twin. */
static bool leads_out(struct links *l, struct link link, struct buf *address, struct arena *a)
{
	link.href = arena_printf(a, "../%.*s", STR_ARG(link.href));
	return str_starts(link.from, STR("large/")) && check_one(l, &link, address, a);
}

/* The values of a page's attributes that links are about, as they are written. */
struct values {
	struct str *list;
	size_t n, cap;
};

/* Lets the values of `outer`, which are parts of the page, begin one folder higher. */
static void mend(struct buf *page, const struct values *outer, struct arena *a)
{
	const char *begin = page->s;
	struct str html = arena_str(a, buf_str(page));
	size_t done = 0;

	buf_clear(page);
	for (size_t i = 0; i < outer->n; i++) {
		size_t at = (size_t)(outer->list[i].s - begin);

		buf_add(page, str_head(str_from(html, done), at - done));
		buf_add(page, STR("../"));
		done = at;
	}
	buf_add(page, str_from(html, done));
}

static void take(struct values *v, struct str value, struct arena *a)
{
	*(struct str *)arena_push(a, &v->list, &v->n, &v->cap, sizeof value) = value;
}

/* What stands behind the last blank: the name of an attribute, if it is one. */
static struct str last_word(struct str s)
{
	size_t from = s.len;

	while (from && s.s[from - 1] != ' ')
		from--;
	return from ? str_from(s, from) : STR("");
}

/* Its ids become known, its links are taken: in one walk, since it is taken through every page. */
static void walk(struct links *l, struct str address, struct str html, struct values *hrefs,
		 struct arena *a)
{
	while (html.s) {
		struct str before = str_cut(&html, '='), name, value;

		if (html.len == 0 || html.s[0] != '"')
			continue;
		html = str_from(html, 1);
		value = str_cut(&html, '"');
		name = last_word(before);
		if (str_eq(name, STR("id")))
			add(l, hash_id(address, value));
		else if ((str_eq(name, STR("href")) || str_eq(name, STR("src")) ||
			  str_eq(name, STR("action"))) &&
			 !leads_away(value))
			take(hrefs, value, a);
	}
}

void links_scan(struct links *l, struct str address, struct buf *page, struct str template_name)
{
	struct link link = { .from = address, .template_name = template_name };
	struct values hrefs = { .n = 0 }, outer = { .n = 0 };
	struct buf scratch = BUF_INIT;
	struct arena a = ARENA_INIT;

	walk(l, address, buf_str(page), &hrefs, &a);
	for (size_t i = 0; i < hrefs.n; i++) {
		link.href = hrefs.list[i];
		if (is_plain(l, &link) || check_one(l, &link, &scratch, &a))
			continue;
		if (leads_out(l, link, &scratch, &a))
			take(&outer, link.href, &a);
		else
			keep(l, &link, 0);
	}
	if (outer.n)
		mend(page, &outer, &a);
	arena_release(&a);
	buf_release(&scratch);
}

/* Line and column (in bytes) of the first `needle` in text; false when it is not there. */
static bool locate(struct str text, struct str needle, int *line, int *column)
{
	size_t at = needle.len ? str_find(text, needle) : SIZE_MAX;

	if (at == SIZE_MAX)
		return false;
	*line = 1;
	*column = 1;
	for (size_t i = 0; i < at; i++) {
		*column = text.s[i] == '\n' ? 1 : *column + 1;
		*line += text.s[i] == '\n';
	}
	return true;
}

/* The tail of a link that stands literally in the source: "../../itms/" -> "itms/". */
static struct str literal_tail(struct str href)
{
	for (;;) {
		if (str_starts(href, STR("../")))
			href = str_from(href, 3);
		else if (str_starts(href, STR("./")))
			href = str_from(href, 2);
		else
			return href;
	}
}

static void report_at(const struct link *d, struct findings *f, struct str file, int line,
		      int column)
{
	struct str written = without_percents(without_entities(d->href, f->arena), f->arena);

	finding_add(f, SEVERITY_ERROR, FINDING_DEAD_LINK, file, line, column, SAY_DEAD_LINK,
		    STR_ARG(d->from), SAY(written));
}

/* A page and its large-type twin have each link once more. */
static bool is_reported(const struct findings *f, struct str file, int line, int column)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->list[i].code == FINDING_DEAD_LINK && f->list[i].line == line &&
		    f->list[i].column == column && str_eq(f->list[i].file, file))
			return true;
	return false;
}

static void report_once(const struct link *d, struct findings *f, struct str file, int line,
			int column)
{
	if (!is_reported(f, file, line, column))
		report_at(d, f, file, line, column);
}

const struct page *links_page_at(const struct content *c, struct str address)
{
	if (str_starts(address, STR("large/")) && address.len > 6)
		address = str_from(address, 6);
	for (size_t i = 0; i < c->npages; i++)
		if (str_starts(address, c->page[i].name) &&
		    str_eq(str_from(address, c->page[i].name.len), STR("/")))
			return &c->page[i];
	return NULL;
}

/* Wherever the author has written it. False when the link stands in the template. */
static bool report_in_page(const struct link *d, const struct page *page, struct findings *f)
{
	struct arena a = ARENA_INIT;
	struct str href = without_percents(without_entities(d->href, &a), &a);
	struct markdown m = markdown_read(page->body, &a);
	bool found = false;

	for (size_t i = 0; i < m.nlinks; i++) {
		const struct markdown_link *link = &m.link[i];

		if (!str_eq(without_percents(link->url, &a), href))
			continue;
		report_once(d, f, page->file, link->line + page->body_line - 1, link->column);
		found = true;
	}
	arena_release(&a);
	return found;
}

static void report(const struct link *d, const struct site *s, const struct content *c,
		   struct findings *f)
{
	const struct page *page = links_page_at(c, d->from);
	struct str tail = literal_tail(d->href);
	int line = 1, column = 1;

	if (page && report_in_page(d, page, f))
		return;
	for (size_t i = 0; i < s->ntemplates; i++)
		if (locate(s->template_file[i].content, tail, &line, &column)) {
			struct str file =
				arena_printf(f->arena, "%.*s/templates/%.*s", STR_ARG(s->dir),
					     STR_ARG(s->template_file[i].name));

			report_once(d, f, file, line, column);
			return;
		}
	report_at(d, f,
		  arena_printf(f->arena, "%.*s/templates/%.*s", STR_ARG(s->dir),
			       STR_ARG(d->template_name)),
		  1, 1);
}

void links_report(struct links *l, const struct site *s, const struct content *c,
		  struct findings *f)
{
	int told = 0;

	for (size_t i = 0; i < l->n && told < LINKS_REPORTED_MAX; i++) {
		const struct link *link = &l->link[i];

		if (link->target && *find(l, link->target))
			continue;
		report(link, s, c, f);
		told++;
	}
}

#include "links.h"

#include "file.h"

#include <string.h>

enum { LINKS_REPORTED_MAX = 200, PAGE_MAX_BYTES = 64 * 1024 * 1024 };

/* What hallbook answers; not in the release. */
static const struct str live_address[] = { STR_INIT("book"), STR_INIT("booking"),
					   STR_INIT("healthz"), STR_INIT("staff/") };

struct dead {
	struct str href;
	struct str from; /* address of the page it stands on */
	struct str template_name;
};

struct fragment {
	struct str address, id;
	struct dead link;
	bool missing; /* seen already: the page itself has no such id */
};

struct links {
	struct arena *arena;
	struct str *bucket; /* open addressing, power of two; s == NULL is free */
	size_t size, used;
	struct dead *dead;
	size_t ndead, dead_cap;
	struct fragment *fragment;
	size_t nfragments, fragment_cap;
};

struct links *links_new(struct arena *a)
{
	struct links *l = arena_alloc(a, sizeof *l);

	l->arena = a;
	l->size = 1024;
	l->bucket = arena_array(a, l->size, sizeof *l->bucket);
	return l;
}

/* FNV-1a, 64 bit. */
static uint64_t hash(struct str s)
{
	uint64_t h = 1469598103934665603u;

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.s[i]) * 1099511628211u;
	return h;
}

/* The bucket of s, or the free one where it would go. */
static struct str *find(const struct links *l, struct str s)
{
	size_t i = hash(s) & (l->size - 1);

	while (l->bucket[i].s && !str_eq(l->bucket[i], s))
		i = (i + 1) & (l->size - 1);
	return &l->bucket[i];
}

static void grow(struct links *l)
{
	struct str *old = l->bucket;
	size_t n = l->size;

	l->size *= 2;
	l->bucket = arena_array(l->arena, l->size, sizeof *l->bucket);
	for (size_t i = 0; i < n; i++)
		if (old[i].s)
			*find(l, old[i]) = old[i];
}

void links_add(struct links *l, struct str address)
{
	struct str *place = find(l, address);

	if (place->s)
		return;
	*place = arena_str(l->arena, address);
	if (++l->used * 2 > l->size)
		grow(l);
}

static bool exists(const struct links *l, struct str address)
{
	for (size_t i = 0; i < sizeof live_address / sizeof *live_address; i++)
		if (str_eq(address, live_address[i]))
			return true;
	return find(l, address)->s != NULL;
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

static bool leads_away(struct str href)
{
	return str_starts(href, STR("http://")) || str_starts(href, STR("https://")) ||
	       str_starts(href, STR("tel:")) || str_starts(href, STR("data:"));
}

static bool has_id(struct str html, struct str id, struct buf *needle)
{
	buf_clear(needle);
	buf_printf(needle, "id=\"%.*s\"", STR_ARG(id));
	return str_contains(html, buf_str(needle));
}

static struct dead dead_of(struct links *l, struct str href, struct str from,
			   struct str template_name)
{
	return (struct dead){ arena_str(l->arena, href), arena_str(l->arena, from), template_name };
}

static void check_one(struct links *l, const struct dead *link, struct str html,
		      struct str base_path, struct buf *scratch)
{
	struct str id = link->href, ref, address;
	bool same_page;

	ref = str_cut(&id, '#');
	ref = str_cut(&ref, '?');
	if (!resolve(link->from, ref, base_path, scratch) || !exists(l, buf_str(scratch))) {
		*(struct dead *)arena_push(l->arena, &l->dead, &l->ndead, &l->dead_cap,
					   sizeof *l->dead) =
			dead_of(l, link->href, link->from, link->template_name);
		return;
	}
	if (!id.s || id.len == 0)
		return;
	address = arena_str(l->arena, buf_str(scratch));
	same_page = str_eq(address, link->from);
	if (same_page && has_id(html, id, scratch))
		return;
	*(struct fragment *)arena_push(l->arena, &l->fragment, &l->nfragments, &l->fragment_cap,
				       sizeof *l->fragment) =
		(struct fragment){ address, arena_str(l->arena, id),
				   dead_of(l, link->href, link->from, link->template_name),
				   same_page };
}

/* The attributes whose values are addresses, as they end before the quotation mark. */
static bool is_address_attribute(struct str before)
{
	return before.len && before.s[before.len - 1] == '=' &&
	       (str_ends(before, STR(" href=")) || str_ends(before, STR(" src=")) ||
		str_ends(before, STR(" action=")));
}

void links_scan(struct links *l, struct str address, struct str html, struct str base_path,
		struct str template_name)
{
	struct buf scratch = BUF_INIT;
	size_t at = 0;

	for (;;) {
		const char *quote = memchr(html.s + at, '"', html.len - at);
		struct dead link = { .from = address, .template_name = template_name };
		struct str rest;

		if (!quote)
			break;
		at = (size_t)(quote - html.s) + 1;
		if (!is_address_attribute(str_head(html, at - 1)))
			continue;
		rest = str_from(html, at);
		link.href = str_cut(&rest, '"');
		if (!leads_away(link.href))
			check_one(l, &link, html, base_path, &scratch);
	}
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

static void report_at(const struct dead *d, struct findings *f, struct str file, int line,
		      int column)
{
	finding_add(f, SEVERITY_ERROR, FINDING_DEAD_LINK, file, line, column,
		    "页面 /%.*s 的链接“%.*s”没有去处，请改正链接", STR_ARG(d->from),
		    STR_ARG(d->href));
}

static void report(const struct dead *d, const struct site *s, const struct content *c,
		   struct findings *f)
{
	struct str tail = literal_tail(d->href);
	int line = 1, column = 1;

	for (size_t i = 0; i < c->npages; i++)
		if (locate(c->page[i].body, tail, &line, &column)) {
			report_at(d, f, c->page[i].file, line + c->page[i].body_line - 1, column);
			return;
		}
	for (size_t i = 0; i < s->ntemplates; i++)
		if (locate(s->template_file[i].content, tail, &line, &column)) {
			struct str file =
				arena_printf(f->arena, "%.*s/templates/%.*s", STR_ARG(s->dir),
					     STR_ARG(s->template_file[i].name));

			report_at(d, f, file, line, column);
			return;
		}
	report_at(d, f,
		  arena_printf(f->arena, "%.*s/templates/%.*s", STR_ARG(s->dir),
			       STR_ARG(d->template_name)),
		  1, 1);
}

/* Whether the page at the address has the id. */
static bool fragment_lives(const struct fragment *g, const char *public_dir, struct arena *a)
{
	struct buf needle = BUF_INIT;
	bool folder = g->address.len == 0 || str_ends(g->address, STR("/"));
	struct str html;
	struct err ignored;
	bool lives;

	if (g->missing)
		return false;
	lives = file_read(arena_printf(a, "%s/%.*s%s", public_dir, STR_ARG(g->address),
				       folder ? "index.html" : "")
				  .s,
			  PAGE_MAX_BYTES, a, &html, &ignored) &&
		has_id(html, g->id, &needle);
	buf_release(&needle);
	return lives;
}

void links_report(struct links *l, const struct site *s, const struct content *c,
		  const char *public_dir, struct findings *f)
{
	struct arena a = ARENA_INIT;

	for (size_t i = 0; i < l->ndead && i < LINKS_REPORTED_MAX; i++)
		report(&l->dead[i], s, c, f);
	for (size_t i = 0; i < l->nfragments; i++) {
		if (!fragment_lives(&l->fragment[i], public_dir, &a))
			report(&l->fragment[i].link, s, c, f);
		arena_reset(&a);
	}
	arena_release(&a);
}

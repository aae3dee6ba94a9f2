#include "page/page.h"

#include "template/sqlview.h"

#include <assert.h>

extern const char pages_sql[];

/* A type with its template. The scopes outlive the loading: the template keeps them. */
struct page {
	const struct page_type *type;
	struct view_scope frame, values;
	const struct template *template;
};

struct pages {
	struct view_frame site;
	struct sqlfile lists;
	struct sqlview *view; /* of them */
	struct view_scope site_scope, place_scope, form_scope;
	struct page *page;
	size_t n;
};

static bool load(struct pages *p, struct template_set *set, struct page *page, struct err *e)
{
	const struct page_type *t = page->type;

	page->frame = (struct view_scope){ t->frame, &p->form_scope };
	page->values = (struct view_scope){ t->view, t->frame ? &page->frame : &p->form_scope };
	page->template = template_load(set, t->template, &page->values, p->view, e);
	return page->template != NULL;
}

static bool load_all(struct pages *p, const char *dir, const struct page_type *const *types,
		     struct arena *a, struct err *e)
{
	struct arena scratch = ARENA_INIT;
	struct template_set set = { dir, a, &scratch, NULL };
	bool ok = true;
	size_t n = 0;

	while (types[n])
		n++;
	p->site_scope = (struct view_scope){ p->site.type, NULL };
	p->place_scope = (struct view_scope){ &page_view, &p->site_scope };
	p->form_scope = (struct view_scope){ &form_view, &p->place_scope };
	p->page = arena_array(a, n, sizeof *p->page);
	for (; ok && p->n < n; p->n++) {
		p->page[p->n].type = types[p->n];
		ok = load(p, &set, &p->page[p->n], e);
	}
	arena_release(&scratch);
	return ok;
}

struct pages *pages_open(struct store *s, const char *dir, const struct page_type *const *types,
			 struct arena *a, struct err *e)
{
	struct pages *p = arena_alloc(a, sizeof *p);

	if (!site_frame_load(store_db(s), "cat", a, &p->site, e) ||
	    !sqlfile_parse(str_of(pages_sql), "pages.sql", a, &p->lists, e))
		return NULL;
	p->view = sqlview_open(store_db(s), &p->lists, "pages.sql", a, e);
	if (!p->view)
		return NULL;
	if (!load_all(p, dir, types, a, e)) {
		pages_close(p);
		return NULL;
	}
	return p;
}

void pages_close(struct pages *p)
{
	if (p)
		sqlview_close(p->view);
}

const struct view_frame *pages_site(const struct pages *p)
{
	return &p->site;
}

static const struct page *page_of(const struct pages *p, const struct page_type *type)
{
	const struct page *page = p->page;

	while (page < p->page + p->n && page->type != type)
		page++;
	assert(page < p->page + p->n); /* route.c names every page */
	return page;
}

bool pages_render(const struct pages *p, const struct page_type *type, const struct page_values *v,
		  struct arena *scratch, struct buf *out, struct err *e)
{
	struct view_frame place = { &page_view, v->place, &p->site };
	struct view_frame form = { &form_view, v->form, &place };
	struct view_frame frame = { type->frame, v->frame, &form };
	struct view_frame values = { type->view, v->cell, type->frame ? &frame : &form };

	assert(!type->frame || v->frame);
	return template_render(page_of(p, type)->template, &values, v->mark, scratch, out, e);
}

#include "page/pagecache.h"

struct kept_page *pagecache_find(struct pagecache *p, const struct page_key *key)
{
	for (size_t i = 0; i < PAGECACHE_PAGES && i < p->made; i++) {
		const struct page_key *k = &p->page[i].key;

		if (k->item == key->item && k->window == key->window && k->day == key->day &&
		    k->large == key->large)
			return &p->page[i];
	}
	return NULL;
}

void pagecache_at(struct pagecache *p, struct str base, struct str minute)
{
	struct str held = buf_str(&p->holds_for);

	/* the minute has always the same length */
	if (held.len == base.len + minute.len && str_starts(held, base) && str_ends(held, minute))
		return;
	p->made = 0;
	buf_clear(&p->holds_for);
	buf_add(&p->holds_for, base);
	buf_add(&p->holds_for, minute);
}

struct kept_page *pagecache_add(struct pagecache *p, const struct page_key *key)
{
	struct kept_page *page = pagecache_find(p, key);

	if (!page)
		page = &p->page[p->made++ % PAGECACHE_PAGES];
	page->key = *key;
	buf_clear(&page->text);
	return page;
}

void pagecache_clear(struct pagecache *p)
{
	for (size_t i = 0; i < PAGECACHE_PAGES; i++)
		buf_release(&p->page[i].text);
	buf_release(&p->holds_for);
	p->made = 0;
}

#include "page/pagecache.h"

struct kept_page *pagecache_find(struct pagecache *p, struct str key)
{
	for (size_t i = 0; i < PAGECACHE_PAGES && i < p->made; i++)
		if (str_eq(buf_str(&p->page[i].key), key))
			return &p->page[i];
	return NULL;
}

struct kept_page *pagecache_add(struct pagecache *p, struct str key)
{
	struct kept_page *page = pagecache_find(p, key);

	if (!page)
		page = &p->page[p->made++ % PAGECACHE_PAGES];
	buf_clear(&page->key);
	buf_add(&page->key, key);
	buf_clear(&page->text);
	return page;
}

void pagecache_clear(struct pagecache *p)
{
	for (size_t i = 0; i < PAGECACHE_PAGES; i++) {
		buf_release(&p->page[i].key);
		buf_release(&p->page[i].text);
	}
	p->made = 0;
}

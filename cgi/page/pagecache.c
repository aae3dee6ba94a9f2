#include "page/pagecache.h"

#include <stdlib.h>
#include <string.h>

static void drop(struct pagecache *p, struct pagecache_entry *entry)
{
	p->bytes -= entry->size;
	free(entry->text);
	*entry = (struct pagecache_entry){ .text = NULL };
}

static void drop_all(struct pagecache *p)
{
	for (int i = 0; i < PAGECACHE_PAGES; i++)
		drop(p, &p->entry[i]);
}

void pagecache_clear(struct pagecache *p)
{
	drop_all(p);
	buf_release(&p->holds_for);
}

void pagecache_at(struct pagecache *p, struct str base, struct str minute)
{
	struct str held = buf_str(&p->holds_for);

	/* the minute has always the same length */
	if (held.len == base.len + minute.len && str_starts(held, base) && str_ends(held, minute))
		return;
	drop_all(p);
	buf_clear(&p->holds_for);
	buf_add(&p->holds_for, base);
	buf_add(&p->holds_for, minute);
}

static struct pagecache_entry *entry_of(struct pagecache *p, const struct page_key *key)
{
	for (int i = 0; i < PAGECACHE_PAGES; i++) {
		struct pagecache_entry *entry = &p->entry[i];

		if (entry->text && entry->key.item == key->item &&
		    entry->key.window == key->window && entry->key.day == key->day)
			return entry;
	}
	return NULL;
}

const struct kept_page *pagecache_find(struct pagecache *p, const struct page_key *key)
{
	struct pagecache_entry *entry = entry_of(p, key);

	if (!entry)
		return NULL;
	entry->used = ++p->uses;
	return &entry->page;
}

/* Among the pages the one not wanted for the longest time; with `empty`, a place without a page. */
static struct pagecache_entry *oldest(struct pagecache *p, bool empty)
{
	struct pagecache_entry *least = NULL;

	for (int i = 0; i < PAGECACHE_PAGES; i++)
		if ((empty || p->entry[i].text) && (!least || p->entry[i].used < least->used))
			least = &p->entry[i];
	return least;
}

static void fill(struct pagecache *p, struct pagecache_entry *entry, const struct page_key *key,
		 const struct kept_page *page)
{
	size_t size = page->head.len + page->tail.len;
	char *text = malloc(size + 1);

	if (!text)
		abort(); /* see the head of arena.h */
	memcpy(text, page->head.s, page->head.len);
	if (page->tail.len)
		memcpy(text + page->head.len, page->tail.s, page->tail.len);
	*entry = (struct pagecache_entry){ *key, *page, text, size, ++p->uses };
	entry->page.head.s = text;
	entry->page.tail.s = text + page->head.len;
	p->bytes += size;
}

void pagecache_keep(struct pagecache *p, const struct page_key *key, const struct kept_page *page)
{
	size_t size = page->head.len + page->tail.len;
	struct pagecache_entry *entry = entry_of(p, key);

	if (entry)
		drop(p, entry);
	if (size > PAGECACHE_BYTES)
		return;
	while (p->bytes + size > PAGECACHE_BYTES)
		drop(p, oldest(p, false));
	entry = oldest(p, true);
	drop(p, entry);
	fill(p, entry, key, page);
}

/*
 * pagecache.h - pages of /book as they were last made, so that a page that has
 * not changed is not made again (loop.md).
 *
 * The cache knows nothing of what a page shows: whoever finds one looks
 * whether the board it was made of is still the same. It is bounded in pages
 * and bytes; the page that was not wanted for the longest time goes first.
 */
#ifndef CGI_PAGECACHE_H
#define CGI_PAGECACHE_H

#include "base/buf.h"

enum { PAGECACHE_PAGES = 128, PAGECACHE_BYTES = 2 * 1024 * 1024 };

/* What was asked for, as understood; 0 when it was not asked for. */
struct page_key {
	int64_t item;
	int64_t window;
	int32_t day;
};

/* A page is head, a token of its own for each answer, tail. */
struct kept_page {
	struct str head;
	struct str tail;
	int64_t window;	 /* whose board it shows; 0: of none, and there is no token in it */
	int64_t version; /* of that board (store.h) */
};

struct pagecache_entry {
	struct page_key key;
	struct kept_page page;
	char *text; /* NULL: no page */
	size_t size;
	uint64_t used; /* the higher the later */
};

struct pagecache {
	struct buf holds_for; /* base path and minute */
	uint64_t uses;
	size_t bytes;
	struct pagecache_entry entry[PAGECACHE_PAGES];
};

/*
 * Says for which base path and which minute the next calls are; pages of
 * another are forgotten. What a page shows of the time changes with the minute.
 */
void pagecache_at(struct pagecache *p, struct str base, struct str minute);
/* The page, or NULL; it holds until the next call that changes the cache. */
const struct kept_page *pagecache_find(struct pagecache *p, const struct page_key *key);
/* Keeps a copy, in the place of the one with that key, unless it is larger than all of the cache.
 */
void pagecache_keep(struct pagecache *p, const struct page_key *key, const struct kept_page *page);
/* Gives all memory back. */
void pagecache_clear(struct pagecache *p);

#endif

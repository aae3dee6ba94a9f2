/*
 * pagecache.h - pages of /book as they were last made, so that a page that has
 * not changed is not made again (loop.md).
 *
 * The cache knows nothing of what a page shows: whoever finds one looks
 * whether the board it was made of is still the same.
 */
#ifndef CGI_PAGECACHE_H
#define CGI_PAGECACHE_H

#include "base/buf.h"

/* The hall's 82 items twice over, and the lists to choose from: 5 MB. */
enum { PAGECACHE_PAGES = 192 };

/* What was asked for, as understood; 0 when it was not asked for. */
struct page_key {
	int64_t item;
	int64_t window;
	int32_t day;
	bool large;
};

struct kept_page {
	struct page_key key;
	int64_t window;	 /* whose board it shows; 0: of none, and there is no token in it */
	int64_t version; /* of that board (store.h) */
	size_t token_at; /* where each answer has a token of its own, which text leaves out */
	struct buf text;
};

struct pagecache {
	struct buf holds_for; /* base path and minute */
	size_t made;	      /* so far; the page made PAGECACHE_PAGES ago gives its place away */
	struct kept_page page[PAGECACHE_PAGES];
};

/*
 * Says for which base path and which minute the next calls are; pages of
 * another are forgotten. What a page shows of the time changes with the minute.
 */
void pagecache_at(struct pagecache *p, struct str base, struct str minute);
/* The page, or NULL; it holds until the next call that changes the cache. */
struct kept_page *pagecache_find(struct pagecache *p, const struct page_key *key);
/* A place for the page, in that of the one with its key: the text is empty, the rest the caller's.
 */
struct kept_page *pagecache_add(struct pagecache *p, const struct page_key *key);
/* Gives all memory back. */
void pagecache_clear(struct pagecache *p);

#endif

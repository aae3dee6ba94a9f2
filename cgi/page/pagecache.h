/*
 * pagecache.h - pages of /book as they were last made, so that a page that has
 * not changed is not made again.
 *
 * The cache knows nothing of what a page shows: whoever finds one looks
 * whether the board it was made of is still the same.
 */
#ifndef CGI_PAGECACHE_H
#define CGI_PAGECACHE_H

#include "base/buf.h"

/* The hall's 82 items twice over, and the lists to choose from: 5 MB. */
enum { PAGECACHE_PAGES = 192 };

struct kept_page {
	struct buf key;	 /* what else it was made of */
	int64_t window;	 /* whose board it shows; 0: of none, and there is no token in it */
	int64_t version; /* of that board (store.h) */
	size_t token_at; /* where each answer has a token of its own, which text leaves out */
	struct buf text;
};

struct pagecache {
	size_t made; /* so far; the page made PAGECACHE_PAGES ago gives its place away */
	struct kept_page page[PAGECACHE_PAGES];
};

/* The page, or NULL; it holds until the next call that changes the cache. */
struct kept_page *pagecache_find(struct pagecache *p, struct str key);
/* A place for the page, in that of the one with its key: the text is empty, the rest the caller's.
 */
struct kept_page *pagecache_add(struct pagecache *p, struct str key);
/* Gives all memory back. */
void pagecache_clear(struct pagecache *p);

#endif

/*
 * live.h - a release as it is served: the ledger with its catalogue, its pages and
 * settings. It is replaced as a whole.
 */
#ifndef CGI_LIVE_H
#define CGI_LIVE_H

#include "page/page.h"
#include "page/pagecache.h"

struct live {
	struct arena arena;
	struct str release;  /* what the symlink said */
	const char *scratch; /* folder for files without a name: of the ledger's backups */
	bool trimmed;	     /* a tick after it was opened, or a night: memory was given back */
	struct store *store;
	struct pages *pages;
	struct pagecache pagecache; /* of book.c */
	/* from the settings */
	int64_t horizon_days;
	int64_t open_per_phone;
	int64_t form_hours;
	int64_t bookings_per_hour, bookings_per_day;	    /* of one address */
	int64_t lookups_per_reference, lookups_per_address; /* that fail, an hour */
	struct str complaint;				    /* telephone */
};

/* A release to be opened, with all pages that there are. */
struct live_opening {
	const char *ledger, *releases;
	struct str release;
	const struct page_type *const *pages;
	struct store *(*store)(const char *ledger, const char *catalogue, struct err *e);
};

/* NULL and *e on failure. */
struct live *live_open(const struct live_opening *o, struct err *e);
/* NULL is allowed. */
void live_close(struct live *live);

#endif

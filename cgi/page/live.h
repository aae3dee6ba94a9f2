/*
 * live.h - a release as it is served: the ledger with its catalogue, its pages and
 * settings. It is replaced as a whole.
 */
#ifndef CGI_LIVE_H
#define CGI_LIVE_H

#include "page/page.h"
#include "page/pagecache.h"

/* From the settings: X(member, key, the most that it may be). */
/* clang-format off */
#define LIVE_NUMBERS(X) \
	X(horizon_days, "booking_horizon_days", 366) \
	X(open_per_phone, "booking_open_per_phone", 1000) \
	X(form_hours, "booking_form_hours", 24) \
	/* of one address */ \
	X(bookings_per_hour, "limit_bookings_per_hour", 1000000) \
	X(bookings_per_day, "limit_bookings_per_day", 1000000) \
	/* that fail, an hour */ \
	X(lookups_per_reference, "limit_lookups_per_reference", 1000000) \
	X(lookups_per_address, "limit_lookups_per_address", 1000000)
#define LIVE_NUMBER(member, key, max) int64_t member;
/* clang-format on */

struct live {
	struct arena arena;
	struct str release;  /* what the symlink said */
	const char *scratch; /* folder for files without a name: of the ledger's backups */
	bool trimmed;	     /* a tick after it was opened, or a night: memory was given back */
	struct store *store;
	struct pages *pages;
	struct pagecache pagecache; /* of book.c */
	LIVE_NUMBERS(LIVE_NUMBER)
	struct str complaint; /* telephone */
};

/* A release to be opened, with all pages that there are. */
struct live_opening {
	const char *ledger, *releases;
	struct str release;
	const struct page_type *const *pages;
	enum store_as as;
};

/* NULL and *e on failure. */
struct live *live_open(const struct live_opening *o, struct err *e);
/* NULL is allowed. */
void live_close(struct live *live);

#endif

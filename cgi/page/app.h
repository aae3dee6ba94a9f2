/*
 * app.h - what hallbook holds while it serves, and in it the release that is live: the ledger with
 * its catalogue, its pages and settings, which is replaced as a whole.
 */
#ifndef CGI_APP_H
#define CGI_APP_H

#include "crypto.h"
#include "http/worker.h"
#include "page/page.h"
#include "page/pagecache.h"
#include "page/throttle.h"
#include "store/check.h"
#include "store/upkeep.h"

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
	const char *scratch; /* folder in which long answers are files without a name: backups/ */
	bool trimmed;	     /* memory was given back since it was opened, or since a night */
	struct store *store;
	struct pages *pages;
	struct pagecache pagecache; /* of book.c */
	LIVE_NUMBERS(LIVE_NUMBER)
	struct str complaint; /* telephone */
};

/* health.h: what is wrong, as the log has said. */
struct health {
	bool unsaved, key_lost, clock_wrong;
	struct checked checked; /* what the last hallbook check has found */
	int64_t looked_s;
};

struct app {
	const char *ledger;   /* path */
	const char *releases; /* folder with the symlink current */
	const char *socket;   /* path; NULL: of systemd */
	const char *desk;     /* folder where hallgen finds closures; NULL: none */
	int workbooks;	      /* the reader of workbook.h; -1: none */
	int64_t started_s;    /* monotonic */
	bool closures_due;    /* its closures.csv is older than the ledger */
	bool desk_failed;     /* and could not be written; staff are warned */
	unsigned char key[MAC_KEY_BYTES];
	struct arena arena;		      /* of the list of pages */
	const struct page_type *const *pages; /* all that there are (pages_open) */
	struct live *live;		      /* the release that `current` names */
	char refused[128];		      /* release that could not be opened; said once */
	struct throttle references;	      /* look-ups that failed, by reference */
	struct throttle lookups;	      /* and by address; of an hour */
	struct throttle phones; /* answers about a telephone, by address; of an hour */
	struct throttle signins;
	struct throttle proposed; /* changes of the list, by account; of a minute */
	int64_t proposal;	  /* the highest number that was given to one */
	bool answers_due;	  /* hallgen has not answered to an approval yet */
	struct flood refusals[2]; /* of strangers, of those signed in (audit_refusal) */
	struct worker *worker;
	struct upkeep upkeep;
	struct exchange night; /* nobody's: upkeep_night() with a thread */
	struct health health;
	bool waited; /* for the disk, in this round: no step of upkeep on top, which waits, too */
	int64_t (*now)(void *ctx); /* loop_handler.now; NULL: no upkeep */
	/* For the administrator, never personal data: a fault; what is none, or has gone. */
	void (*log)(const struct err *e), (*notice)(const struct err *e);
};

/* A release with all pages that there are. NULL and *e on failure. */
struct live *live_open(const struct app *app, struct str release, enum store_as as, struct err *e);
/* NULL is allowed. */
void live_close(struct live *live);

#endif

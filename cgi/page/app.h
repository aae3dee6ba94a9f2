/*
 * app.h - what hallbook holds while it serves: the ledger, and the store and
 * pages of the release that `current` names.
 */
#ifndef CGI_APP_H
#define CGI_APP_H

#include "crypto.h"
#include "http/worker.h"
#include "page/flood.h"
#include "page/guesses.h"
#include "page/page.h"
#include "page/pagecache.h"
#include "page/throttle.h"
#include "store/upkeep.h"

/* Everything that belongs to one release; replaced as a whole. */
struct live {
	struct arena arena;
	struct str release; /* what the symlink said */
	bool settled;	    /* a tick has passed since it was opened */
	struct store *store;
	struct pages *pages;
	struct pagecache kept; /* of pages, for book.c */
	/* from the settings */
	int64_t horizon_days;
	int64_t open_per_phone;
	int64_t form_hours;
	int64_t bookings_per_hour, bookings_per_day;	    /* of one address */
	int64_t lookups_per_reference, lookups_per_address; /* that fail, an hour */
	struct str complaint;				    /* telephone */
};

/* health.h: what is wrong, as the log has said. */
struct health {
	bool unsaved, key_lost, clock_wrong;
	int64_t looked_s;
};

struct app {
	const char *ledger;   /* path */
	const char *releases; /* folder with the symlink current */
	const char *socket;   /* path, for serve_ready() */
	unsigned char key[MAC_KEY_BYTES];
	struct live *live;
	char refused[128];	 /* release that could not be opened; said once */
	struct guesses guesses;	 /* look-ups that failed, by reference */
	struct throttle lookups; /* and by address; of an hour */
	struct throttle phones;	 /* answers about a telephone, by address; of an hour */
	struct throttle signins;
	struct flood refusals[2]; /* of strangers, of those signed in (audit_refusal) */
	struct worker *worker;
	struct upkeep upkeep;
	struct health health;
	bool settled; /* in this round: no step of upkeep on top, which waits for the disk, too */
	int64_t (*now)(void *ctx);	  /* loop_handler.now; NULL: no upkeep */
	void (*log)(const struct err *e); /* for the administrator; never personal data */
};

#endif

/*
 * app.h - what hallbook holds while it serves.
 */
#ifndef CGI_APP_H
#define CGI_APP_H

#include "crypto.h"
#include "http/worker.h"
#include "page/live.h"
#include "page/throttle.h"
#include "store/check.h"
#include "store/upkeep.h"

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

#endif

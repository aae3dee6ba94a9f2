/*
 * upkeep.h - what the ledger needs by itself, between requests or beside them.
 * Every hour, and at once after the start and with a new release: notes what today offers
 * (table offered), and forgets where bookings came from a week ago. Every night: a segment
 * of the log and a backup; then retention (privacy.retention_days) blanks name, telephone,
 * agent, note, address, remark, reasons and number of bookings whose day of service is that
 * long ago; then what still holds names goes 14 days after it was made: every file under
 * backups/, segments, ledgers that a restore has replaced. While tonight's backup has
 * failed, nothing goes.
 */
#ifndef CGI_UPKEEP_H
#define CGI_UPKEEP_H

#include "base/arena.h"
#include "store/key.h"
#include "store/store.h"

enum {
	UPKEEP_FROM_MIN = 2 * 60, /* of the day, hall time; later when nobody served then */
	UPKEEP_KEPT_DAYS = 14,
	/*
	 * Blanked in one step: 0.5 ms of work at 10^6 rows, 2.1 at most. What a step takes
	 * beyond that is the two syncs of its COMMIT, as for any booking.
	 */
	PURGE_ROWS = 20,
};

/* ---- retention ---- */

struct purge {
	int64_t after;	 /* bookings up to this number are looked at */
	int64_t last;	 /* the last one there is */
	char before[16]; /* days of service before this one */
	int64_t blanked;
};

/* Begins at the release's privacy.retention_days; the store has a catalogue. */
bool purge_begin(struct purge *p, struct store *s, int64_t now_utc_s, struct err *e);
/* How many bookings it would blank; nothing changes. */
int64_t purge_count(const struct purge *p, struct store *s);
/* One step, a transaction of its own. *more: there is another. False and *e when it failed. */
bool purge_step(struct purge *p, struct store *s, int64_t now_utc_s, bool *more, struct err *e);

/* ---- by itself, inside serve ---- */

/* A night's backup, and what is old. */
struct night {
	bool due;	    /* upkeep_night() is to be called, and then upkeep_night_over() */
	const char *ledger; /* backups lie in FOLDER/backups */
	struct ledger_key key;
	int64_t now_s;
	bool thins;	    /* the clock is likely to be right */
	bool backed_up, ok; /* out */
	struct err why;
};

struct upkeep {
	int64_t noted_hour; /* in which was last noted what today offers */
	bool backup_failed; /* the last one; staff are warned, and in the next hour it is tried
			       again */
	int32_t night_day;  /* days for which each part is done */
	int32_t purge_day;
	struct night night;
	bool purging;
	struct purge purge;
};

/* One small step, if there is anything to do. False and *e once for each failure. */
bool upkeep_step(struct upkeep *u, struct store *s, int64_t now_utc_s, struct err *e);
/* By another thread, as it may take seconds: with a connection of its own. */
void upkeep_night(struct night *n);
/* How it went: false and *e when it failed. */
bool upkeep_night_over(struct upkeep *u, struct err *e);
/* With another store: what is offered is noted anew, retention goes on from the beginning. */
void upkeep_begin_anew(struct upkeep *u);

#endif

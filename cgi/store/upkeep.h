/*
 * upkeep.h - what the ledger needs by itself, in small steps between requests.
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
#include "store/store.h"

enum {
	UPKEEP_FROM_MIN = 2 * 60, /* of the day, hall time; later when nobody served then */
	UPKEEP_KEPT_DAYS = 14,
	UPKEEP_PAGES = 100,	  /* copied in one step */
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

/* ---- what today offers ---- */

/* Inside a job: notes it for `today` (YYYY-MM-DD), if anything has changed. False when it failed.
 */
bool upkeep_note_offered(struct store *s, struct str today);

/* ---- by itself, inside serve ---- */

struct backup;

struct upkeep {
	const char *ledger; /* backups lie in FOLDER/backups */
	int64_t noted_hour; /* in which was last noted what today offers */
	bool backup_failed; /* the last one; staff are warned */
	int32_t backup_day; /* days for which each part is done */
	int32_t purge_day;
	int32_t thin_day;
	struct backup *backup; /* under way */
	bool purging;
	struct purge purge;
};

/* One small step, if there is anything to do. False and *e once for each failure. */
bool upkeep_step(struct upkeep *u, struct store *s, int64_t now_utc_s, struct err *e);
/* Before the store is closed: an unfinished backup is given up, and what is offered noted anew. */
void upkeep_stop(struct upkeep *u);

#endif

/*
 * restore.h - a backup in the place of a ledger that is damaged or lost.
 */
#ifndef CGI_RESTORE_H
#define CGI_RESTORE_H

#include "base/arena.h"
#include "base/err.h"

struct restore {
	const char *ledger, *file; /* what is replaced; the backup */
	int64_t now_s;
	void (*say)(void *ctx,
		    struct str fault); /* what check.h finds in what would be the ledger */
	void *ctx;
	char kept[400];	   /* out: where the ledger is that was there; empty = there was none */
	bool key_is_right; /* out */
	bool alone;	   /* out: there was no log, so nothing that came later is in it */
	int64_t newest_s;  /* out: of what was noted last in the backup; 0 = nothing */
};

/*
 * Replaces the ledger by the backup and puts back what the log has since then; a log with
 * a gap behind the backup is refused, since erased names would return. Without a log a new
 * one begins, with the backup under backups/ too, unless the ledger that is there has more
 * than the backup: that would be lost, and is refused. One of an older schema version is
 * migrated (migrate.h), an encrypted one needs its key (backup.h); one of another hall is
 * refused. Sessions end. All of that happens in LEDGER.new, which is checked (check.h)
 * and then renamed: when any of it fails, nothing has changed. Owner and mode stay; what
 * was there is kept as LEDGER.old-TIME. Nothing else may have the ledger open. False and *e.
 */
bool restore_backup(struct restore *r, struct err *e);

#endif

/*
 * check.h - hallbook check: looks for damage in a ledger and for what was done to it behind
 * hallbook's back: its rules against those of a new one, its rows against backup and log,
 * the chains of the audit and of the log against the key.
 *
 * The rows are compared with those of a ledger made of the log alone, while that reaches
 * back to the empty ledger; else of the oldest backup that the log goes on from, so that
 * what was changed between two nights is found although it is in the second backup.
 */
#ifndef CGI_CHECK_H
#define CGI_CHECK_H

#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

/* The answer of one, as it is kept beside the ledger in LEDGER.checked. */
struct checked {
	int64_t at_s; /* UTC seconds; 0 = never */
	int64_t faults;
	char what[160]; /* the first thing that it said, cut off */
};

struct check {
	const char *file;   /* what is looked at */
	const char *ledger; /* whose key, log and backups it has: mostly the same */
	const char *base;   /* a backup, for when there is no other; or NULL */
	const char *again;  /* where a ledger is made anew, gone at the end */
	void (*say)(void *ctx, struct str line); /* each fault, and what cannot be verified */
	void *ctx;
	struct checked found; /* out, but for at_s */
};

/* False and *e only when it cannot look. It may run beside serve. */
bool check_run(struct check *c, struct err *e);

/* For the desk's status line. */
bool check_keep(const char *ledger, const struct checked *found, struct err *e);
/* at_s = 0 when there is none that can be read. */
void check_kept(const char *ledger, struct checked *out);

#endif

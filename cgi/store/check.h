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

struct check {
	const char *file;   /* what is looked at */
	const char *ledger; /* whose key, log and backups it has: mostly the same */
	const char *base;   /* a backup, for when there is no other; or NULL */
	const char *again;  /* where a ledger is made anew, gone at the end */
	void (*say)(void *ctx, struct str line); /* each fault, and what cannot be verified */
	void *ctx;
	int faults;
};

/* False and *e only when it cannot look. It may run beside serve. */
bool check_run(struct check *c, struct err *e);

#endif

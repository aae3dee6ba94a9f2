/*
 * inspect.h - looks for damage in a ledger and for what was done to it behind
 * hallbook's back: its rules against those of a new one, its rows against the
 * journal, the chain of the audit against the key (trust.md decision 4).
 */
#ifndef CGI_INSPECT_H
#define CGI_INSPECT_H

#include "base/err.h"
#include "base/str.h"

struct inspect {
	const char *file;    /* what is looked at */
	const char *ledger;  /* whose key it goes by: mostly the same */
	const char *journal; /* whose journal it has: mostly the same */
	const char *again;   /* where a ledger is made of the journal alone, gone at the end */
	void (*say)(void *ctx, struct str line); /* each fault, and what cannot be verified */
	void *ctx;
	int faults;
};

/* False and *e only when it cannot look. It may run beside serve. */
bool inspect_run(struct inspect *c, struct err *e);

#endif

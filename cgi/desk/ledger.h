/*
 * ledger.h - the ledger as a table for Excel and WPS, with the columns of Attachment 2, for the
 * desk and for `hallbook export`.
 */
#ifndef CGI_LEDGER_H
#define CGI_LEDGER_H

#include "store/store.h"

#include <stdio.h>

enum { LEDGER_MAX_DAYS = 366 };

struct ledger_query {
	int64_t window;	     /* 0 = all; a last column then says which */
	struct str from, to; /* days of service, YYYY-MM-DD, both included */
	/* Of them, empty = all: the code of a state, or none (no result), override. */
	struct str result;
	struct str channel; /* its code */
	struct str now;	    /* YYYY-MM-DDTHH:MM, for none */
};

/* Both days exist, in order, at most LEDGER_MAX_DAYS apart. */
bool ledger_period_is_right(const struct ledger_query *q);

/*
 * UTF-8 with BOM, CRLF, every field guarded against running as a formula
 * (template/escape.h). False and *e when it cannot be read or written.
 */
bool ledger_write_csv(struct store *s, const struct ledger_query *q, FILE *out, struct err *e);

#endif

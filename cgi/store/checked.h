/*
 * checked.h - the answer of the last `hallbook check`, beside the ledger in LEDGER.checked,
 * for the desk's status line.
 */
#ifndef CGI_CHECKED_H
#define CGI_CHECKED_H

#include "base/err.h"

#include <stdint.h>

struct checked {
	int64_t at_s; /* UTC seconds; 0 = never */
	int64_t faults;
	char what[160]; /* the first thing that it said, cut off */
};

bool checked_write(const char *ledger, const struct checked *c, struct err *e);
/* at_s = 0 when there is none that can be read. */
void checked_read(const char *ledger, struct checked *out);

#endif

/*
 * report.h - report.db, hallgen's answer to a proposal: its state and what it counts;
 * findings and differences go into the tables list_finding and list_difference.
 */
#ifndef CGI_REPORT_H
#define CGI_REPORT_H

#include "page/call.h"

struct report {
	struct str state; /* looked, outdated, published, failed; empty: there is none; damaged */
	int64_t base, errors, warnings, added, changed, removed, at_s;
	struct str preview; /* folder below releases, or empty */
	int64_t version;    /* that publishing made, or 0 */
	struct str say;
};

enum report_rows { REPORT_STATE, REPORT_ALL };

/* False when there is none that can be read. */
bool report_read(struct call *c, const char *path, enum report_rows rows, struct report *out);
/* The files that a version has changed, into the table list_changed. */
void report_files(struct call *c, const char *path);

#endif

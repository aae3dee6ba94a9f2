/*
 * export.h - the ledger as a table for Excel and WPS: CSV and XLSX with the
 * columns of Attachment 2 and the same rows.
 */
#ifndef CGI_EXPORT_H
#define CGI_EXPORT_H

#include "desk/spreadsheet.h"
#include "store/store.h"

#include <stdio.h>

enum { EXPORT_MAX_DAYS = 366 };

struct export_query {
	int64_t window;	     /* 0 = all; a last column then says which */
	struct str from, to; /* days of service, YYYY-MM-DD, both included */
	/* Of them, empty = all: the code of a state, or none (no result), override. */
	struct str result;
	struct str channel; /* its code */
	struct str now;	    /* YYYY-MM-DDTHH:MM, for none */
};

/* Both days exist, in order, at most EXPORT_MAX_DAYS apart. */
bool export_period_is_right(const struct export_query *q);

/* Fills the TEMP table picked with what is asked for; the caller looks at db_error(). */
void export_pick(struct store *s, const struct export_query *q);

/*
 * UTF-8 with BOM, CRLF, every field guarded against running as a formula
 * (template/escape.h). False and *e when it cannot be read or written.
 */
bool export_csv(struct store *s, const struct export_query *q, FILE *out, struct err *e);
/* `out` is an empty file; what the workbook is made of lies nameless in `folder` meanwhile. */
bool export_xlsx(struct store *s, const struct export_query *q, const char *folder, FILE *out,
		 struct err *e);

#endif

/*
 * export.h - the ledger as a table for Excel and WPS: CSV and XLSX with the
 * columns of Attachment 2 and the same rows (pages.md D7).
 */
#ifndef CGI_EXPORT_H
#define CGI_EXPORT_H

#include "buf.h"
#include "store.h"

enum { EXPORT_MAX_DAYS = 366 };

struct export_query {
	int64_t window;	     /* 0 = all; a last column then says which */
	struct str from, to; /* days of service, YYYY-MM-DD, both included */
};

/* Both days exist, in order, at most EXPORT_MAX_DAYS apart. */
bool export_period_is_right(const struct export_query *q);

/*
 * UTF-8 with BOM, CRLF, every field guarded against running as a formula
 * (lib/escape.h). False when the ledger cannot be read.
 */
bool export_csv(struct store *s, const struct export_query *q, struct buf *out);
/* The same as a workbook of one sheet. False and *e also when it cannot be made. */
bool export_xlsx(struct store *s, const struct export_query *q, struct buf *out, struct err *e);

#endif

/*
 * export.h - the ledger as a table for Excel and WPS: CSV and XLSX with the
 * columns of Attachment 2 and the same rows (pages.md D7). A long one is made in
 * pieces, sheet by sheet; a sheet is what a window has in a month.
 */
#ifndef CGI_EXPORT_H
#define CGI_EXPORT_H

#include "base/arena.h"
#include "base/buf.h"
#include "store/store.h"

enum {
	EXPORT_MAX_DAYS = 366,
	EXPORT_WINDOWS = 99,
	EXPORT_LOOKS = 40, /* sheets looked at in one step: under a ms when they are empty */
};

struct export_query {
	int64_t window;	     /* 0 = all; a last column then says which */
	struct str from, to; /* days of service, YYYY-MM-DD, both included */
};

/* Both days exist, in order, at most EXPORT_MAX_DAYS apart. */
bool export_period_is_right(const struct export_query *q);
int export_days(const struct export_query *q);

/* Where the way through the sheets is: by window, then by month. */
struct export_walk {
	struct export_query q;
	int64_t window;
	int month, first_month, last_month; /* 12 * year + month - 1 */
};

struct export_sheet {
	int64_t window;
	struct str month;  /* YYYY-MM */
	struct str picked; /* JSON: [[id of the booking, its number], ...] */
	int rows;
};

enum export_step {
	EXPORT_SHEET,	/* *out is the next one that has rows in the period */
	EXPORT_NOT_YET, /* none among the next EXPORT_LOOKS */
	EXPORT_END,
};

/* The period must be right. */
void export_begin(struct export_walk *w, const struct export_query *q);
/* Texts of *out in the arena. The caller looks at db_error(). */
enum export_step export_next(struct export_walk *w, struct store *s, struct arena *a,
			     struct export_sheet *out);

/*
 * CSV: UTF-8 with BOM, CRLF, every field guarded against running as a formula
 * (template/escape.h). The head, then the rows of each sheet; false when the ledger
 * cannot be read.
 */
void export_csv_head(struct store *s, const struct export_query *q, struct buf *out);
bool export_csv_rows(struct store *s, const struct export_query *q,
		     const struct export_sheet *sheet, struct buf *out);

/*
 * XLSX: head and rows are gathered in the same way in a form of its own, of
 * which export_xlsx() then makes the workbook, in the same buffer. That takes
 * some 15 us a row and touches nothing else, so another thread may do it. False
 * and *e when it cannot be made.
 */
void export_xlsx_head(struct store *s, const struct export_query *q, struct buf *out);
bool export_xlsx_rows(struct store *s, const struct export_query *q,
		      const struct export_sheet *sheet, struct buf *out);
bool export_xlsx(struct buf *gathered, struct err *e);

#endif

/*
 * ledger.h - /staff/ledger: the official ledger (台帐) on screen, as Attachment
 * 2 prints it, empty for writing by hand, and as a table for Excel and WPS.
 *
 * All take ?window=N&from=YYYY-MM-DD&to=YYYY-MM-DD: days of service, at most
 * 366; by default one's own window and the month. 0 is all windows, for who may
 * see all. Printing and exporting is audited.
 */
#ifndef CGI_LEDGER_H
#define CGI_LEDGER_H

#include "page/call.h"

/* The values of ledger.html and ledger-print.html. */
enum ledger_field {
	LEDGER_FIELD_WINDOW, /* 0 = all */
	LEDGER_FIELD_FROM,
	LEDGER_FIELD_TO,
	LEDGER_FIELD_ERROR,
	LEDGER_FIELD_PICKED, /* bookings and their numbers (export.h), or empty */
	LEDGER_FIELD_SHEET,  /* window and month of the sheet that is printed */
	LEDGER_FIELD_MONTH,
	LEDGER_FIELD_OPEN,  /* the first piece of a page, and */
	LEDGER_FIELD_CLOSE, /* the last */
	LEDGER_FIELD__MAX
};
extern const struct page_type ledger_page, ledger_print_page;

bool ledger_show(struct call *c);
bool ledger_print(struct call *c);
bool ledger_blank(struct call *c);
bool ledger_csv(struct call *c);
bool ledger_xlsx(struct call *c);

#endif

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

extern const struct page_type ledger_page, ledger_print_page;

bool ledger_show(struct call *c);
bool ledger_print(struct call *c);
bool ledger_blank(struct call *c);
bool ledger_csv(struct call *c);
bool ledger_xlsx(struct call *c);

#endif

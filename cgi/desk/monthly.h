/*
 * monthly.h - 月报: GET /staff/report ?month=YYYY-MM &window=N, by default the month before
 * this one, of the hall; the figures of each window on one A4 (R15), what there is to adjust
 * beside and below it (R17). As a workbook: /staff/report.xlsx.
 */
#ifndef CGI_MONTHLY_H
#define CGI_MONTHLY_H

#include "page/call.h"

extern const struct page_type monthly_page;

bool monthly_show(struct call *c);
bool monthly_xlsx(struct call *c);
/* GET /staff/stats, where it was before. */
bool monthly_moved(struct call *c);

#endif

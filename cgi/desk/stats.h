/*
 * stats.h - GET /staff/stats ?month=YYYY-MM or ?from=&to=: bookings by window,
 * day, hour, way, result and item (R15, R17). Counted a week at a time into the
 * temporary table stat, in pieces of the answer; the lists sheet.stat_* read it.
 */
#ifndef CGI_STATS_H
#define CGI_STATS_H

#include "page/call.h"

extern const struct page_type stats_page;

bool stats_show(struct call *c);

#endif

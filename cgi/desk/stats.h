/*
 * stats.h - GET /staff/stats ?month=YYYY-MM or ?from=&to=: bookings by window,
 * day, hour, way, result and item (R15, R17). Counted into the temporary table
 * stat, from which the lists listpage.stat_* read.
 */
#ifndef CGI_STATS_H
#define CGI_STATS_H

#include "page/call.h"

extern const struct page_type stats_page;

bool stats_show(struct call *c);

#endif

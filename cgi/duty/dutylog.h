/*
 * dutylog.h - /staff/log: what happened on duty (notice 四(四)), append-only.
 */
#ifndef CGI_DUTYLOG_H
#define CGI_DUTYLOG_H

#include "page/call.h"

extern const struct page_type dutylog_page;

/* POST: day (today or before), window (0 = the hall), text. */
bool dutylog_add(struct call *c);

#endif

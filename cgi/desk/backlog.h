/*
 * backlog.h - /staff/backlog: bookings of the days before that are over and have no
 * result, noted together (补记).
 */
#ifndef CGI_BACKLOG_H
#define CGI_BACKLOG_H

#include "page/call.h"

extern const struct page_type backlog_page;

/*
 * GET /staff/backlog?window=N&from=&to=&item=N&page=N: one's own window, or for who may see all
 * any or 0; do=all ticks all.
 */
bool backlog_show(struct call *c);
/*
 * POST /staff/backlog: `result` for each grid.ID=VERSION, or do=undo takes it back. 303
 * when all went; else 422 with why not, the others being noted.
 */
bool backlog_note(struct call *c);

#endif

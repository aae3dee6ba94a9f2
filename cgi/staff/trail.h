/*
 * trail.h - /staff/audit: the table audit, on screen and as a file.
 */
#ifndef CGI_TRAIL_H
#define CGI_TRAIL_H

#include "page/call.h"

extern const struct page_type trail_page, trail_csv_page;

/* GET /staff/audit ?before=ID: the newest rows below ID (0 = all), a hundred a page. */
bool trail_show(struct call *c);
/* GET /staff/audit.csv ?before=ID: ten thousand of them. */
bool trail_export(struct call *c);

#endif

/*
 * trail.h - /staff/audit: the table audit, on screen and as a file.
 */
#ifndef CGI_TRAIL_H
#define CGI_TRAIL_H

#include "page/call.h"

/* The values of audit.html and audit.csv. */
enum trail_field { TRAIL_BEFORE, TRAIL_LIMIT, TRAIL_OLDER, TRAIL_HEAD, TRAIL__MAX };
extern const struct page_type trail_page, trail_csv_page;

/* GET /staff/audit ?before=ID: the newest rows below ID (0 = all), a hundred a page. */
bool trail_show(struct call *c);
/* GET /staff/audit.csv ?before=ID: ten thousand of them. */
bool trail_export(struct call *c);

#endif

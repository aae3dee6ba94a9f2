/*
 * download.h - the hall's files to take away, as they are published: tables as CSV and as a
 * workbook, pages as they are written.
 */
#ifndef CGI_DOWNLOAD_H
#define CGI_DOWNLOAD_H

#include "page/call.h"

/* GET /staff/list/NAME.csv, .xlsx, .md */
bool download_csv(struct call *c);
bool download_xlsx(struct call *c);
bool download_md(struct call *c);

#endif

/*
 * pages.h - what the hall publishes, changed from the browser: /staff/list and what lies
 * below it. Each group is the .c of its name.
 */
#ifndef CGI_LIST_PAGES_H
#define CGI_LIST_PAGES_H

#include "page/call.h"

extern const struct page_type listed_page, versions_page, listedit_page, look_page;

/*
 * /staff/list: what the hall publishes, who changed it last and what is remarkable about it,
 * changes that are proposed. POST: one or several files, in words why, which propose one.
 */
handler listed_show, listed_propose;
/* /staff/list/versions. POST: a version to go back to, which is proposed like everything else. */
handler versions_show, versions_back;

/*
 * /staff/list/edit: one of the hall's tables, a row of it as a form; hours of a day or a
 * season; next year's days off as the notice words them; a notice of the hall. What is sent
 * becomes a proposal. GET: on = a file, key = a row of it: its number or day, #N a line, +1 a
 * new one.
 */
handler edit_show, edit_propose;

/*
 * GET /staff/list/NAME.csv, .xlsx, .md: the hall's files to take away, as they are published:
 * tables as CSV and as a workbook, pages as they are written.
 */
handler download_csv, download_xlsx, download_md;

/*
 * /staff/list/ID: a proposal is looked at, and published or withdrawn. POST: the button
 * publish or withdraw, or do=again; version: the answer of hallgen that was seen.
 */
handler look_show, look_decide;

/*
 * GET /staff/preview/ID/...: the site as a proposal would make it, behind the sign-in. nginx
 * sends the file (site/hall-server.conf, /preview-files/); here it is only decided which.
 */
handler preview_show;

/* route.unsaved of all of them (proposal.c). */
handler proposal_unsaved;

#endif

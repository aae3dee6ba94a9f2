/*
 * hallfile.h - one of the hall's files as a published version has it (desk/versions/N/content):
 * a table (items.csv and the like), or a page by pagename.h.
 */
#ifndef CGI_HALLFILE_H
#define CGI_HALLFILE_H

#include "page/call.h"

/* The bytes; false when there is none, or it is neither of the two. */
bool hallfile_read(struct call *c, int64_t version, struct str file, struct str *out);
/* A table's cells into list_cell, by line and column from 1; its head is line 0. */
bool hallfile_load(struct call *c, int64_t version, struct str file);

#endif

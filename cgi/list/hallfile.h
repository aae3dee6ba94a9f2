/*
 * hallfile.h - one of the hall's files as a published version has it (desk/versions/N/content):
 * a table cell by cell in list_cell, or a page.
 */
#ifndef CGI_HALLFILE_H
#define CGI_HALLFILE_H

#include "list/deskdir.h"

/* items.csv and the like; a page is one by pagename.h. */
bool hallfile_is_table(struct call *c, struct str file);

/* The bytes; false when there is none. The name must be one of the two. */
bool hallfile_read(const struct call *c, int64_t version, struct str file, struct str *out);
/* A table's cells into list_cell, by line and column from 1; its head is line 0. */
bool hallfile_load(struct call *c, int64_t version, struct str file);

/* Of the table that is loaded: what the hall may give and has not, as columns that are empty. */
void hallfile_offer(struct call *c, struct str file);
/* Of aliases.csv, loaded: the words of an item, between 、. */
struct str hallfile_aliases(struct call *c, struct str item);
/* Of the table that is loaded: the line that a key names (its number or day, #N), 0 without one. */
int64_t hallfile_line(struct call *c, struct str file, struct str key);
/* How edits.csv names a row. */
struct str hallfile_key(struct call *c, struct str file, int64_t line);
struct str hallfile_cell(struct call *c, int64_t line, int64_t column);

#endif

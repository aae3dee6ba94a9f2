/*
 * deskdir.h - the folder desk/, where hallbook and hallgen meet (deskfolder.h): its paths, and
 * what lies in one of its folders, read into the tables of list.sql. Paths are made of our own
 * numbers and names only.
 */
#ifndef CGI_DESKDIR_H
#define CGI_DESKDIR_H

#include "deskfolder.h"
#include "page/call.h"

/* A path below desk/, in the call's arena. */
const char *deskdir_path(const struct call *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
bool deskdir_has(const char *path);
/* The newest published version, 0 without one. */
int64_t deskdir_newest(const struct call *c);

/* Of report.db, hallgen's answer: its state and what it counts, and beside that: */
enum report_rows { REPORT_STATE, REPORT_FILES, REPORT_ALL /* findings and differences */ };

/* Forgets what was read before. */
void deskdir_forget(struct call *c);
/* Reads "proposals/12", "versions/3" or, as "", what hallgen remarks of the published files. */
void deskdir_load(struct call *c, const char *folder, enum report_rows rows);

/*
 * One of the hall's files as a published version has it: a table (items.csv and the like), or a
 * page by pagename.h. The bytes; false when there is none, or it is neither of the two.
 */
bool deskdir_file(struct call *c, int64_t version, struct str file, struct str *out);
/* A table's cells into list_cell, by line and column from 1; its head is line 0. */
bool deskdir_table(struct call *c, int64_t version, struct str file);

#endif

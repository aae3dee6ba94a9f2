/*
 * workbook.h - the sheets of a workbook (.xlsx, .xls) as CSV, one text each.
 *
 * A workbook is read by a child that may open that one file and nothing else,
 * and whose memory and time are limited: a malformed or hostile one costs the
 * child. No other program is started.
 */
#ifndef LIB_WORKBOOK_H
#define LIB_WORKBOOK_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "sandbox.h"

struct sheet {
	struct str name;
	struct str csv;		/* UTF-8; its lines are the rows of the sheet */
	struct str hidden_rows; /* "3、5": hidden, and read like others; mostly empty */
};

struct workbook {
	struct sheet *sheet; /* those that are not hidden */
	size_t n;
	bool old; /* .xls, of which merged cells and hidden sheets are not known */
};

/* Whether the name is that of a workbook, also of a kind that is not read. */
bool workbook_is(struct str path);
/* In a. False and *e, in Chinese and with the way out, when it cannot be read. */
bool workbook_read(const char *path, size_t max_bytes, struct arena *a, struct workbook *out,
		   struct err *e);
/*
 * What that child does before it opens the book at path, for tests: it has this file, 512 MiB
 * and ten seconds; its standard error is closed.
 */
enum sandbox_state workbook_confine(const char *path);

#endif

/*
 * workbook.h - the sheets of a workbook (.xlsx, .xls) as CSV, one text each.
 *
 * A workbook is read by a child that may open nothing else, and whose memory and time
 * are limited: a malformed or hostile one costs the child. No other program is started.
 * A process that will be confined (sandbox.h), and can start no child then, starts a
 * reader first, a process that does it.
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

/* Of names of workbooks; the last two are of kinds that are not read. */
enum { WORKBOOK_ENDINGS = 5 };
extern const struct str workbook_endings[WORKBOOK_ENDINGS];
/* Whether the name has one of them, in any case. */
bool workbook_is(struct str path);

/* What a file is, by its first bytes: names lie. */
enum workbook_kind {
	WORKBOOK_ZIP, /* .xlsx, if it is a workbook */
	WORKBOOK_OLD, /* .xls; or one with a password */
	WORKBOOK_TEXT,
	WORKBOOK_OTHER, /* a picture, say */
};
enum workbook_kind workbook_kind(struct str bytes);

/*
 * The sheets of the file of that name, in a. False and *e, in Chinese and with the way out, when
 * it cannot be read.
 */
bool workbook_read(struct str name, struct str bytes, struct arena *a, struct workbook *out,
		   struct err *e);
/*
 * What that child does before it reads, for tests: it has no file, that much memory and ten
 * seconds; its standard error is closed.
 */
enum sandbox_state workbook_confine(size_t memory_bytes);

enum { WORKBOOK_ASKED_BYTES = 1 << 20 }; /* a file for a reader, and what comes of it, at most */

/*
 * Starts a reader, before anything is opened: the socket to it, or -1 and *e. It ends when
 * that is closed, and with the thread that has started it; it is nobody's to wait for.
 */
int workbook_reader(struct err *e);
/*
 * The same by the reader; a text, in whichever encoding, is one sheet without a name. By one
 * thread at a time.
 */
bool workbook_ask(int reader, struct str name, struct str bytes, struct arena *a,
		  struct workbook *out, struct err *e);

#endif

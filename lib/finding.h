/*
 * finding.h - what is wrong or remarkable in the content: collected, sorted
 * by file, line and column, printed together, one a line:
 *	FILE:LINE:COLUMN: error|warning|note: CODE: 中文说明
 */
#ifndef LIB_FINDING_H
#define LIB_FINDING_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

/* A text in a message, cut to what still reads well. */
#define SAY_MAX_BYTES 120
#define SAY(s) STR_ARG(utf8_head((s), SAY_MAX_BYTES))

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

/* The codes that a line shows and acknowledged.csv names (content(5)). */
#define FINDING_CODES(X)                                                                           \
	X(NO_BASE_URL)                                                                             \
	X(QR_VERSION)                                                                              \
	X(DUP_ITEM)                                                                                \
	X(DUP_NO)                                                                                  \
	X(TYPO_SUSPECT)                                                                            \
	X(CELL_SHIFT)                                                                              \
	X(MOBILE_PHONE)                                                                            \
	X(PHONE_NEAR)                                                                              \
	X(PHONE_IS_COMPLAINT)                                                                      \
	X(PHONE_FORMAT)                                                                            \
	X(EMPTY)                                                                                   \
	X(UNKNOWN_MODE)                                                                            \
	X(UNKNOWN_WINDOW)                                                                          \
	X(UNKNOWN_COLUMN)                                                                          \
	X(UNKNOWN_KEY)                                                                             \
	X(ENCODING)                                                                                \
	X(NO_ITEM_KIND)                                                                            \
	X(HOURS_UNCONFIRMED)                                                                       \
	X(CALENDAR_MISSING)                                                                        \
	X(DEAD_LINK)                                                                               \
	X(UNKNOWN_FIELD)                                                                           \
	X(BAD_VALUE)	/* a cell or setting that cannot be read */                                \
	X(BAD_FILE)	/* a file that cannot be read, or a row of wrong shape */                  \
	X(SPOILED_CELL) /* what Excel or WPS did to a cell: dates, 1.3E+10, #REF! */               \
	X(HIDDEN_CHAR)	/* U+00A0, U+200B, full-width digits */                                    \
	X(LEFT_OUT)	/* a row that is a note beside the table */                                \
	X(HIDDEN_ROW)	/* rows that the spreadsheet hides, read all the same */                   \
	X(OLD_FORMAT)	/* .xls, which says less than .xlsx */                                     \
	X(RAW_HTML)	/* HTML in a page, which is left out */                                    \
	X(OPEN_MARKS)	/* marks of a page that would be shown as typed */                         \
	X(ITEM_MISSING) /* the notice's text names it, the table does not */                       \
	X(MISSING_FACT) /* address, date … that the hall has not given */                        \
	X(VAGUE_NAME)	/* says nothing without its department */                                  \
	X(NO_PINYIN)	/* a character that pinyin does not find */                                \
	X(COLUMN_KEPT)	/* what is uploaded lacks a column that the hall has */                    \
	X(OTHER_WINDOW) /* a clerk's proposal changes what is not of her window */                 \
	X(REUSED_NO)	/* the number of an item that is gone, for another one */                  \
	X(BAD_RELEASE)	/* the published release is damaged; says nothing of the content */        \
	X(TEMPLATE)	/* a template or pages.sql that cannot be loaded */
#define FINDING_ENUM(name) FINDING_##name,
enum finding_code { FINDING_CODES(FINDING_ENUM) FINDING_CODE__MAX };

struct finding {
	enum severity severity;
	enum finding_code code;
	struct str file; /* as given on the command line: "content/items.csv" */
	int line;	 /* as a spreadsheet counts rows: 1-based, the header is 1 */
	int column; /* 1-based cell, or character in .conf and .md; 0 = whole line, printed as 1 */
	struct str text;
	struct str acknowledged; /* the reason given in content; empty when it still counts */
};

struct findings {
	struct arena *arena;
	struct finding *list;
	size_t n, cap;
};

/* Adds one; the text is copied, the name of the file is not. */
void finding_add(struct findings *f, enum severity severity, enum finding_code code,
		 struct str file, int line, int column, const char *fmt, ...)
	__attribute__((format(printf, 7, 8)));
/* How many of that severity are not acknowledged. */
size_t finding_count(const struct findings *f, enum severity severity);
const char *finding_code_name(enum finding_code code);
/* The code of that name; false when there is none. */
bool finding_code_of(struct str name, enum finding_code *code);
/* Sorts and appends all lines; acknowledged ones only when `verbose`, with their reason. */
void finding_print(struct findings *f, bool verbose, struct buf *out);

#endif

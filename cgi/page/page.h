/*
 * page.h - hallbook's pages: the templates of a release, rendered with what a
 * handler says (cells) and with the lists of pages.sql.
 */
#ifndef CGI_PAGE_H
#define CGI_PAGE_H

#include "store/store.h"
#include "template/sitepage.h"

enum page_kind {
	PAGE_KIND_BOOK,
	PAGE_KIND_CHOOSE,
	PAGE_KIND_RECEIPT,
	PAGE_KIND_RECEIPT_ICS,
	PAGE_KIND_LOOKUP,
	PAGE_KIND_MOVE,
	PAGE_KIND_EDIT,
	PAGE_KIND_MESSAGE,
	PAGE_KIND_LOGIN,
	PAGE_KIND_CARRIED,
	PAGE_KIND_STAFF_MESSAGE,
	PAGE_KIND_TODAY,
	PAGE_KIND_PROFILE,
	PAGE_KIND_ACCOUNTS,
	PAGE_KIND_AUDIT,
	PAGE_KIND_AUDIT_CSV,
	PAGE_KIND_FIND,
	PAGE_KIND_ENTRY,
	PAGE_KIND_RESULT,
	PAGE_KIND_SLIP,
	PAGE_KIND_LEDGER,
	PAGE_KIND_LEDGER_PRINT,
	PAGE_KIND_SOURCE,
	PAGE_KIND_CLOSURES,
	PAGE_KIND_ROSTER,
	PAGE_KIND_ROSTER_DAY,
	PAGE_KIND_ROSTER_CSV,
	PAGE_KIND_PEOPLE,
	PAGE_KIND_OVERTIME,
	PAGE_KIND_OVERTIME_CSV,
	PAGE_KIND_DUTYLOG,
	PAGE_KIND_CALLS,
	PAGE_KIND_STATS,
	PAGE_KIND_HELP,
	PAGE_KIND__MAX
};

struct pages;

/*
 * Reads every template in `dir` and the settings of the catalogue, prepares
 * every list. Memory from a; store and a must outlive it. NULL and *e at the
 * first fault.
 */
struct pages *pages_open(struct store *s, const char *dir, struct arena *a, struct err *e);
/* Before the store is closed; NULL is allowed. */
void pages_close(struct pages *p);

/* The settings: {{hall_name}} and all the others. */
const struct view_frame *pages_site(const struct pages *p);

/* Where a page stands: base path ("" or "/zwfw") and path below it ("book"). */
struct page_at {
	struct str base;
	struct str path;
	const struct str *staff; /* cells of the frame around staff pages, or NULL */
	struct view_mark *mark;
};

/*
 * Appends a page to out. `cell` are the values of the kind's fields (book.h,
 * receipt.h, ...). False when a list could not be read.
 */
bool pages_render(const struct pages *p, enum page_kind kind, const struct page_at *at,
		  const struct str *cell, struct arena *scratch, struct buf *out, struct err *e);

#endif

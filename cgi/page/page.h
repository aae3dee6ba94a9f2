/*
 * page.h - hallbook's pages: the templates of a release, rendered with what a
 * handler says (cells) and with the lists of pages.sql.
 */
#ifndef CGI_PAGE_H
#define CGI_PAGE_H

#include "page/form.h"
#include "store/store.h"
#include "template/sitepage.h"

/*
 * The values of a page as members of a struct and as the cells of a frame, from one list
 * of names:
 *	#define LOOK(X) X(item) X(error)
 *	struct look { VIEW_CELLS(LOOK); };	p.item, p.error; p.cell for the frame
 *	static VIEW_OF(look, LOOK);		makes look_view, named "look"
 * or VIEW(look, LOOK) for the last two.
 */
/* clang-format off */
#define VIEW_CELLS(LIST) \
	union { \
		struct { LIST(VIEW_MEMBER) }; \
		struct str cell[0 LIST(VIEW_ONE)]; \
	}
#define VIEW_MEMBER(name) struct str name;
#define VIEW_ONE(name) + 1
#define VIEW_WORD(name) STR_INIT(#name),
#define VIEW_OF(id, LIST) \
	const struct view_type id##_view = { STR_INIT(#id), (const struct str[]){ LIST(VIEW_WORD) }, \
					     0 LIST(VIEW_ONE) }
#define VIEW(id, LIST) \
	struct id { VIEW_CELLS(LIST); }; \
	static VIEW_OF(id, LIST)
/* clang-format on */

/* A kind of page; it belongs to the handler that shows it. */
struct page_type {
	struct str template;	       /* below site/templates: "booking/book.html" */
	const struct view_type *view;  /* of the values that the handler gives */
	const struct view_type *frame; /* of more values around them (call.frame), or NULL */
};

struct pages;

/*
 * Reads the template of every type, of which NULL ends the list, and the settings of
 * the catalogue, and prepares every list. Memory from a; store, a and the types must
 * outlive it. NULL and *e at the first fault.
 */
struct pages *pages_open(struct store *s, const char *dir, const struct page_type *const *types,
			 struct arena *a, struct err *e);
/* Before the store is closed; NULL is allowed. */
void pages_close(struct pages *p);

/* The settings: {{hall_name}} and all the others. */
const struct view_frame *pages_site(const struct pages *p);

/* What stands on a page. */
struct page_values {
	const struct str *place; /* where it stands (sitepage.h) */
	const struct str *form;	 /* of form_view */
	const struct str *frame; /* of the type's frame; NULL where it has none */
	const struct str *cell;	 /* of its view */
	struct view_mark *mark;
};

/* Appends a page of one of the types to out. False when a list could not be read. */
bool pages_render(const struct pages *p, const struct page_type *type, const struct page_values *v,
		  struct arena *scratch, struct buf *out, struct err *e);

#endif

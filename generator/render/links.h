/*
 * links.h - no page is published with a dead link in it.
 *
 * Every href, src and action of a rendered page must lead to a page or file of
 * the release, to hallbook, or away (http, https, tel). Fragments must name an
 * id of the page they lead to. A fault is an error at the file and line of the
 * template or Markdown text in which the link is written.
 */
#ifndef GENERATOR_LINKS_H
#define GENERATOR_LINKS_H

#include "content.h"
#include "finding.h"
#include "render/site.h"

struct links;

/* base_path: what path-absolute links begin with. */
struct links *links_new(struct str base_path, struct arena *a);
/* An address that exists: "items/9/", "data/items.csv", "" for the home page. */
void links_add(struct links *l, struct str address);
/* Whether something answers there already, with a slash behind it or without. */
bool links_taken(const struct links *l, struct str address);
/*
 * Looks at one rendered page; after all addresses are known. What an author links to and has
 * no large twin (data/items.csv) is where it is for a large page, too, which is mended.
 */
void links_scan(struct links *l, struct str address, struct buf *page, struct str template_name);
/* The page of pages/ that is shown at the address, its large-type twin's too; else NULL. */
const struct page *links_page_at(const struct content *c, struct str address);
/* Dead links as findings, after all pages. */
void links_report(struct links *l, const struct site *s, const struct content *c,
		  struct findings *f);

#endif

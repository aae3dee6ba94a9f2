/*
 * markdown.h - Markdown to HTML (owner of cmark.h): safe mode (raw HTML and
 * unsafe links are dropped), UTF-8 validated, headings with ids.
 */
#ifndef GENERATOR_MARKDOWN_H
#define GENERATOR_MARKDOWN_H

#include "base/arena.h"
#include "base/str.h"

/*
 * Headings get ids h1, h2, ... in document order, so that a contents list can
 * link to them. Memory from a.
 */
struct str markdown_html(struct str markdown, struct arena *a);

/* Where a link or image leads, as written, and where it begins. */
struct markdown_link {
	struct str url;
	int line, column; /* from 1; the column counts bytes */
};

/* All links and images in document order, *n of them; memory from a. */
struct markdown_link *markdown_links(struct str markdown, struct arena *a, size_t *n);

/* One heading: id is "h" and its number in the document, from 1. */
struct markdown_heading {
	int no;
	int level; /* 1..6 */
	struct str text;
};

/* All headings in document order, *n of them; memory from a. */
struct markdown_heading *markdown_headings(struct str markdown, struct arena *a, size_t *n);

#endif

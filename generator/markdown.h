/*
 * markdown.h - Markdown to HTML (owner of cmark.h): safe mode (raw HTML and
 * unsafe links are dropped), UTF-8 validated, headings with ids.
 */
#ifndef GENERATOR_MARKDOWN_H
#define GENERATOR_MARKDOWN_H

#include "arena.h"
#include "str.h"

/*
 * Headings get ids h1, h2, ... in document order, so that a contents list can
 * link to them. Memory from a.
 */
struct str markdown_html(struct str markdown, struct arena *a);

#endif

/*
 * markdown.h - Markdown to HTML (owner of cmark-gfm.h): safe mode (raw HTML and
 * unsafe links are dropped), UTF-8 validated, pipe tables, headings with ids.
 */
#ifndef GENERATOR_MARKDOWN_H
#define GENERATOR_MARKDOWN_H

#include "base/arena.h"
#include "base/str.h"

/* Where a link or image leads, as written, and where it begins. */
struct markdown_link {
	struct str url;
	int line, column; /* from 1, in characters */
};

struct markdown_heading {
	int no;	   /* in the document, from 1 */
	int level; /* 1..6 */
	/* its words: 二服务时间; 二服务时间-2 the second time; h-faq of ASCII alone */
	struct str id;
	struct str text;
};

/* What a page would lose, and where it is written. */
struct markdown_loss {
	/* raw HTML is dropped, an address that runs something too; no browser shows a picture
	 * of another site there; an open ** is shown, and a link or table that is none */
	enum loss { LOSS_HTML, LOSS_ADDRESS, LOSS_PICTURE, LOSS_MARKS } kind;
	struct str text;
	int line, column; /* from 1, in characters */
};

/* A text, each list in its order. */
struct markdown {
	struct str html; /* headings have their ids */
	struct markdown_link *link;
	size_t nlinks;
	struct markdown_heading *heading;
	size_t nheadings;
	struct markdown_loss *loss;
	size_t nlosses;
};

/* All in a. */
struct markdown markdown_read(struct str text, struct arena *a);

/* The rest is between markdown.c and markdown_prepare.c. */

#define MARKDOWN_LETTER "\xEE\x80\x80" /* U+E000: makes asterisks beside it open or close */
#define MARKDOWN_BREAK "\xEE\x80\x81"  /* U+E001: a line break in a table's cell */
/* Made right for the parser; every line stays a line. */
struct str markdown_prepare(struct str markdown, struct arena *a);
/* The character of the author's line that a byte of the prepared one stands for, from 1. */
int markdown_column(struct str markdown, struct str prepared, int line, int column);

#endif

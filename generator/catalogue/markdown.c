#include "catalogue/markdown.h"

#include "base/buf.h"

#include <cmark.h>
#include <stdlib.h>

/* At the start tag of a heading, as cmark writes it. */
static bool at_heading(struct str s)
{
	return s.len >= 4 && s.s[0] == '<' && s.s[1] == 'h' && s.s[2] >= '1' && s.s[2] <= '6' &&
	       s.s[3] == '>';
}

/*
 * cmark's tree has no attributes, so the ids are put into its output. There
 * only a real heading has this start tag: in safe mode every < of the text, of
 * code, of addresses and titles is written as an entity, and raw HTML is left
 * out. (The attribute is the one piece of markup here; its place would
 * otherwise be a renderer of our own.)
 */
static void add_ids(struct str html, struct buf *out)
{
	const size_t name_len = 3; /* "<h2" */
	int n = 0;
	size_t done = 0;

	for (size_t i = 0; i < html.len; i++) {
		if (!at_heading(str_from(html, i)))
			continue;
		buf_add(out, str_head(str_from(html, done), i + name_len - done));
		buf_printf(out, " id=\"h%d\"", ++n);
		done = i + name_len;
	}
	buf_add(out, str_from(html, done));
}

struct str markdown_html(struct str markdown, struct arena *a)
{
	struct buf out = BUF_INIT;
	char *html = cmark_markdown_to_html(markdown.s ? markdown.s : "", markdown.len,
					    CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8);
	struct str copy;

	if (!html)
		abort(); /* no memory: see the head of arena.h */
	add_ids(str_of(html), &out);
	free(html);
	copy = arena_str(a, buf_str(&out));
	buf_release(&out);
	return copy;
}

/* The text of the node that `it` has just entered, up to where it leaves it. */
static struct str heading_text(cmark_iter *it, cmark_node *heading, struct arena *a)
{
	struct buf out = BUF_INIT;
	struct str text;

	while (cmark_iter_next(it) != CMARK_EVENT_EXIT || cmark_iter_get_node(it) != heading) {
		cmark_node_type type = cmark_node_get_type(cmark_iter_get_node(it));

		if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
			buf_add(&out, str_of(cmark_node_get_literal(cmark_iter_get_node(it))));
	}
	text = arena_str(a, buf_str(&out));
	buf_release(&out);
	return text;
}

/* Goes on to the next node that begins and is of one of two types; NULL at the end. */
static cmark_node *next_of(cmark_iter *it, cmark_node_type a, cmark_node_type b)
{
	cmark_event_type event;

	while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		cmark_node_type type = cmark_node_get_type(cmark_iter_get_node(it));

		if (event == CMARK_EVENT_ENTER && (type == a || type == b))
			return cmark_iter_get_node(it);
	}
	return NULL;
}

static cmark_iter *parse(struct str markdown, cmark_node **root)
{
	cmark_iter *it;

	*root = cmark_parse_document(markdown.s ? markdown.s : "", markdown.len,
				     CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8);
	it = *root ? cmark_iter_new(*root) : NULL;
	if (!it)
		abort(); /* no memory: see the head of arena.h */
	return it;
}

struct markdown_link *markdown_links(struct str markdown, struct arena *a, size_t *n)
{
	cmark_node *root, *node;
	cmark_iter *it = parse(markdown, &root);
	struct markdown_link *list = NULL;
	size_t cap = 0;

	*n = 0;
	while ((node = next_of(it, CMARK_NODE_LINK, CMARK_NODE_IMAGE)))
		*(struct markdown_link *)arena_push(a, &list, n, &cap, sizeof *list) =
			(struct markdown_link){ arena_str(a, str_of(cmark_node_get_url(node))),
						cmark_node_get_start_line(node),
						cmark_node_get_start_column(node) };
	cmark_iter_free(it);
	cmark_node_free(root);
	return list;
}

struct markdown_heading *markdown_headings(struct str markdown, struct arena *a, size_t *n)
{
	cmark_node *root, *node;
	cmark_iter *it = parse(markdown, &root);
	struct markdown_heading *list = NULL, *h;
	size_t cap = 0;

	*n = 0;
	while ((node = next_of(it, CMARK_NODE_HEADING, CMARK_NODE_HEADING))) {
		h = arena_push(a, &list, n, &cap, sizeof *h);
		h->no = (int)*n;
		h->level = cmark_node_get_heading_level(node);
		h->text = heading_text(it, node, a);
	}
	cmark_iter_free(it);
	cmark_node_free(root);
	return list;
}

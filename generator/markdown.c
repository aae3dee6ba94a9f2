#include "markdown.h"

#include "buf.h"

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

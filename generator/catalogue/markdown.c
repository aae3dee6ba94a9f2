#include "catalogue/markdown.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "unicode.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>
#include <stdlib.h>
#include <string.h>

enum { OPTIONS = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8 };

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
static void add_ids(struct str html, const struct markdown_heading *heading, size_t n,
		    struct buf *out)
{
	const size_t name_len = 3; /* "<h2" */
	size_t done = 0, no = 0;

	for (size_t i = 0; i < html.len && no < n; i++) {
		if (!at_heading(str_from(html, i)))
			continue;
		buf_add(out, str_head(str_from(html, done), i + name_len - done));
		buf_printf(out, " id=\"%.*s\"", STR_ARG(heading[no].id));
		done = i + name_len;
		no++;
	}
	buf_add(out, str_from(html, done));
}

static void attach(cmark_parser *parser, const char *name)
{
	cmark_syntax_extension *extension;

	cmark_gfm_core_extensions_ensure_registered();
	extension = cmark_find_syntax_extension(name);
	if (!extension || !cmark_parser_attach_syntax_extension(parser, extension))
		abort(); /* it is part of the library */
}

/* <br>, <br/> or <br />, in any case. */
static bool is_break(const char *html)
{
	struct str s = str_trim(str_of(html));

	while (str_ends(s, STR(">")) || str_ends(s, STR("/")) || str_ends(s, STR(" ")))
		s.len--;
	return s.len == 3 && s.s[0] == '<' && str_ieq(str_from(s, 1), STR("br"));
}

/* A comment, which nobody misses. */
static bool is_comment(const char *html)
{
	struct str s = str_trim(str_of(html));

	return s.len > 1 && s.s[0] == '<' && s.s[1] == '!';
}

static bool breaks_line(cmark_node *node)
{
	return cmark_node_get_type(node) == CMARK_NODE_HTML_INLINE &&
	       is_break(cmark_node_get_literal(node));
}

/* Text that becomes one: the parser's table takes no break in its cells. */
static void break_before(cmark_node *node)
{
	cmark_node *line_break = cmark_node_new(CMARK_NODE_TEXT);

	cmark_node_set_literal(line_break, MARKDOWN_BREAK);
	if (!cmark_node_insert_before(node, line_break))
		cmark_node_free(line_break);
}

static bool is_html(cmark_node *node)
{
	cmark_node_type type = cmark_node_get_type(node);

	return type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE;
}

/* :-: would give each cell of a table an attribute that HTML has no longer. */
static void drop_sides(cmark_node *node)
{
	uint8_t *side = cmark_gfm_extensions_get_table_alignments(node);

	if (side) /* it is a table */
		memset(side, 0, cmark_gfm_extensions_get_table_columns(node));
}

/* The breaks that authors write as HTML are breaks; all other HTML goes. */
static void drop_html(cmark_node *root)
{
	cmark_iter *it = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(it);

		drop_sides(node);
		if (event != CMARK_EVENT_ENTER || !is_html(node))
			continue;
		if (breaks_line(node))
			break_before(node);
		cmark_node_unlink(node);
		cmark_node_free(node);
	}
	cmark_iter_free(it);
}

static struct str replaced(struct str s, struct str letter, struct str by, struct arena *a)
{
	struct buf out = BUF_INIT;
	size_t at;

	while ((at = str_find(s, letter)) != SIZE_MAX) {
		buf_add(&out, str_head(s, at));
		buf_add(&out, by);
		s = str_from(s, at + letter.len);
	}
	buf_add(&out, s);
	return buf_keep(&out, a);
}

/* Without what the parser was given in addition, also where it is part of an address. */
static struct str without_letters(struct str s, struct arena *a)
{
	return replaced(s, STR(MARKDOWN_LETTER), STR(""), a);
}

/* As the parser's library writes it. */
static struct str with_breaks(struct str html, struct arena *a)
{
	cmark_node *node = cmark_node_new(CMARK_NODE_LINEBREAK);
	char *line_break = cmark_render_html(node, OPTIONS, NULL);

	if (!line_break)
		abort(); /* no memory: see the head of arena.h */
	html = replaced(html, STR(MARKDOWN_BREAK), str_of(line_break), a);
	free(line_break);
	cmark_node_free(node);
	return html;
}

static struct str html_of(cmark_node *root, cmark_parser *parser, const struct markdown *m,
			  struct arena *a)
{
	struct buf out = BUF_INIT;
	char *html;

	drop_html(root);
	html = cmark_render_html(root, OPTIONS, cmark_parser_get_syntax_extensions(parser));
	if (!html)
		abort(); /* no memory: see the head of arena.h */
	add_ids(str_of(html), m->heading, m->nheadings, &out);
	free(html);
	return with_breaks(without_letters(buf_keep(&out, a), a), a);
}

enum { HEADINGS_NAMED = 500 }; /* by their words; who writes more has other worries */

static bool is_taken(const struct markdown_heading *list, size_t n, struct str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].id, id))
			return true;
	return false;
}

/* Its words, with - for what stands between; letters of ASCII alone might be a template's id. */
static struct str id_of(struct str text, const struct markdown_heading *list, size_t n,
			struct arena *a)
{
	char *word = arena_alloc(a, text.len + 1);
	bool gap = false, foreign = false;
	struct str id = { word, 0 };

	if (n >= HEADINGS_NAMED)
		return arena_printf(a, "h--%zu", n + 1);
	while (text.len) {
		int32_t cp = utf8_next(&text);

		gap = gap || unicode_is_blank(cp);
		if (!unicode_is_word(cp))
			continue;
		if (gap && id.len)
			word[id.len++] = '-';
		gap = false;
		foreign = foreign || cp > 0x7F;
		id.len += utf8_put(word + id.len, cp >= 'A' && cp <= 'Z' ? cp + 'a' - 'A' : cp);
	}
	if (!foreign)
		id = arena_printf(a, "h-%.*s", STR_ARG(id));
	for (int copy = 2; is_taken(list, n, id); copy++)
		id = arena_printf(a, "%.*s-%d", STR_ARG(id), copy);
	return id;
}

static bool begins_with_one(struct str url, const struct str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_ieq(str_head(url, list[i].len), list[i]))
			return true;
	return false;
}

/* Safe mode leaves such an address out. */
static bool is_unsafe(struct str url)
{
	static const struct str schemes[] = { STR_INIT("javascript:"), STR_INIT("vbscript:"),
					      STR_INIT("file:"), STR_INIT("data:") };

	return begins_with_one(url, schemes, COUNT(schemes)) &&
	       !str_ieq(str_head(url, strlen("data:image/")), STR("data:image/"));
}

/* The pages' policy lets pictures of the site in alone. */
static bool is_elsewhere(struct str url)
{
	static const struct str begins[] = { STR_INIT("http:"), STR_INIT("https:"), STR_INIT("//"),
					     STR_INIT("data:") };

	return begins_with_one(url, begins, COUNT(begins));
}

/*
 * A mark that is shown as it was typed, or nothing: one of a pair, of a link or footnote that is
 * none; at the begin of a paragraph the bar of a table without its second row, in a list a box.
 */
static struct str bare_mark(cmark_node *node)
{
	static const struct {
		struct str mark;
		cmark_node_type begins; /* what it is at the begin of; NONE: anywhere */
	} marks[] = { { STR_INIT("**"), CMARK_NODE_NONE },  { STR_INIT("~~"), CMARK_NODE_NONE },
		      { STR_INIT("]("), CMARK_NODE_NONE },  { STR_INIT("]["), CMARK_NODE_NONE },
		      { STR_INIT("[^"), CMARK_NODE_NONE },  { STR_INIT("|"), CMARK_NODE_PARAGRAPH },
		      { STR_INIT("[ ]"), CMARK_NODE_ITEM }, { STR_INIT("[x]"), CMARK_NODE_ITEM },
		      { STR_INIT("[X]"), CMARK_NODE_ITEM } };
	const char *literal = cmark_node_get_literal(node);
	struct str text = str_of(literal ? literal : "");
	cmark_node *around = cmark_node_parent(node);
	bool first = !cmark_node_previous(node);

	for (size_t i = 0; i < COUNT(marks); i++) {
		cmark_node_type begins = marks[i].begins;

		if (begins == CMARK_NODE_NONE
			    ? str_contains(text, marks[i].mark)
			    : first && str_starts(text, marks[i].mark) &&
				      (cmark_node_get_type(around) == begins ||
				       cmark_node_get_type(cmark_node_parent(around)) == begins))
			return marks[i].mark;
	}
	return STR("");
}

static bool is_lost(cmark_node *node, enum loss *kind)
{
	cmark_node_type type = cmark_node_get_type(node);
	bool picture = type == CMARK_NODE_IMAGE, leads = picture || type == CMARK_NODE_LINK;
	struct str url = leads ? str_of(cmark_node_get_url(node)) : STR("");
	const char *text = cmark_node_get_literal(node);

	*kind = is_html(node)				    ? LOSS_HTML
		: is_unsafe(url) || (leads && url.len == 0) ? LOSS_ADDRESS
		: picture && is_elsewhere(url)		    ? LOSS_PICTURE
							    : LOSS_MARKS;
	if (*kind == LOSS_MARKS)
		return type == CMARK_NODE_TEXT && bare_mark(node).len;
	if (*kind != LOSS_HTML)
		return true;
	return text && !is_comment(text) && !breaks_line(node) &&
	       !(type == CMARK_NODE_HTML_BLOCK && is_break(text));
}

/* A walk through the tree of a text. */
struct walk {
	struct str text, prepared;
	struct arena *a;
	struct markdown *m;
	size_t links_cap, headings_cap, losses_cap;
	struct buf words; /* of the heading at hand */
};

static int column_of(const struct walk *w, cmark_node *node)
{
	return markdown_column(w->text, w->prepared, cmark_node_get_start_line(node),
			       cmark_node_get_start_column(node));
}

static void add_link(struct walk *w, cmark_node *node)
{
	struct markdown *m = w->m;
	struct markdown_link *link =
		arena_push(w->a, &m->link, &m->nlinks, &w->links_cap, sizeof *link);

	link->url = without_letters(str_of(cmark_node_get_url(node)), w->a);
	link->line = cmark_node_get_start_line(node);
	link->column = column_of(w, node);
}

static void add_loss(struct walk *w, cmark_node *node, enum loss kind)
{
	struct markdown *m = w->m;
	struct markdown_loss *loss =
		arena_push(w->a, &m->loss, &m->nlosses, &w->losses_cap, sizeof *loss);
	struct str text = kind == LOSS_MARKS  ? bare_mark(node)
			  : kind == LOSS_HTML ? str_of(cmark_node_get_literal(node))
					      : str_of(cmark_node_get_url(node));

	loss->kind = kind;
	loss->text = arena_str(w->a, str_cut(&text, '\n'));
	loss->line = cmark_node_get_start_line(node);
	loss->column = column_of(w, node);
}

/* At its end: its words are known. */
static void add_heading(struct walk *w, cmark_node *node)
{
	struct markdown *m = w->m;
	struct markdown_heading *h =
		arena_push(w->a, &m->heading, &m->nheadings, &w->headings_cap, sizeof *h);

	h->no = (int)m->nheadings;
	h->level = cmark_node_get_heading_level(node);
	h->text = without_letters(buf_str(&w->words), w->a);
	h->id = id_of(h->text, m->heading, m->nheadings - 1, w->a);
}

static void look_at(struct walk *w, cmark_node *node)
{
	cmark_node_type type = cmark_node_get_type(node);
	enum loss kind;

	if (type == CMARK_NODE_HEADING)
		buf_clear(&w->words);
	if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
		buf_add(&w->words, str_of(cmark_node_get_literal(node)));
	if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
		add_link(w, node);
	if (is_lost(node, &kind))
		add_loss(w, node, kind);
}

static void walk(struct walk *w, cmark_node *root)
{
	cmark_iter *it = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(it);

		if (event == CMARK_EVENT_ENTER)
			look_at(w, node);
		else if (cmark_node_get_type(node) == CMARK_NODE_HEADING)
			add_heading(w, node);
	}
	cmark_iter_free(it);
	buf_release(&w->words);
}

struct markdown markdown_read(struct str text, struct arena *a)
{
	struct markdown m = { .html = { NULL, 0 } };
	struct walk w = { .text = text, .prepared = markdown_prepare(text, a), .a = a, .m = &m };
	cmark_parser *parser = cmark_parser_new(OPTIONS);
	cmark_node *root;

	attach(parser, "table");
	attach(parser, "strikethrough");
	cmark_parser_feed(parser, w.prepared.s ? w.prepared.s : "", w.prepared.len);
	root = cmark_parser_finish(parser);
	if (!root)
		abort(); /* no memory: see the head of arena.h */
	walk(&w, root);
	m.html = html_of(root, parser, &m, a);
	cmark_node_free(root);
	cmark_parser_free(parser);
	return m;
}

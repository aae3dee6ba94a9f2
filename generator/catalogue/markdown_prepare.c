/*
 * markdown_prepare.c - what authors mean and CommonMark does not see, put right
 * before it is parsed.
 *
 * - **电话：**按照: between a mark of Chinese punctuation and a letter, asterisks (and ~~)
 *   neither open nor close. A character of the private use area beside them, which
 *   counts as a letter, makes them; it is taken out of the text again.
 * - ##标题: the blank behind the number signs.
 *
 * Lines stay lines; what a line gained is known to markdown_column().
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "catalogue/markdown.h"
#include "unicode.h"

#include <string.h>

enum { HEADING_MAX = 6, INDENT_MAX = 3 };

/* What was seen so far: of code, and of asterisks in the paragraph at hand. */
struct prepare {
	struct buf *out;
	bool fenced;
	char fence;
	bool open[4]; /* by the length of the run of asterisks, 0 for ~~: an opening one was seen */
};

static size_t indent_of(struct str line)
{
	size_t n = 0;

	while (n < line.len && line.s[n] == ' ')
		n++;
	return n;
}

static size_t run_of(struct str s, char c)
{
	size_t n = 0;

	while (n < s.len && s.s[n] == c)
		n++;
	return n;
}

/* Whether the line begins or ends a fenced block of code. */
static bool is_fence(struct prepare *p, struct str line)
{
	struct str s = str_from(line, indent_of(line));
	char c = s.len ? s.s[0] : '\0';

	if (indent_of(line) > INDENT_MAX || (c != '`' && c != '~') || run_of(s, c) < 3)
		return false;
	if (p->fenced && c != p->fence)
		return false;
	p->fence = c;
	p->fenced = !p->fenced;
	return true;
}

/* Adds the number signs and the blank that is missing; the rest of the line. */
static struct str prepare_heading(struct prepare *p, struct str line)
{
	size_t indent = indent_of(line), n = run_of(str_from(line, indent), '#');
	struct str rest = str_from(line, indent + n);

	if (indent > INDENT_MAX || n == 0 || n > HEADING_MAX || rest.len == 0 ||
	    !(rest.s[0] & 0x80) || (n == 1 && str_contains(rest, STR("#"))))
		return line;
	buf_add(p->out, str_head(line, indent + n));
	buf_add_char(p->out, ' ');
	return rest;
}

static int32_t last_of(struct str s)
{
	size_t from = s.len;

	while (from && (s.s[--from] & 0xC0) == 0x80)
		;
	s = str_from(s, from);
	return s.len ? utf8_next(&s) : ' ';
}

static int32_t first_of(struct str s)
{
	return s.len ? utf8_next(&s) : ' ';
}

static bool is_blank(int32_t cp)
{
	return cp <= ' ' || unicode_is_blank(cp);
}

/* A run of asterisks, between what the line has before and behind it. */
static void prepare_run(struct prepare *p, struct str before, struct str run, struct str behind)
{
	int32_t left = last_of(before), right = first_of(behind);
	bool *open = &p->open[run.s[0] == '*' ? run.len : 0];
	bool closes = *open && !is_blank(left), opens = !*open && !is_blank(right);

	if (closes && left > 0x7F && unicode_is_punctuation(left) && !is_blank(right))
		buf_add(p->out, STR(MARKDOWN_LETTER));
	buf_add(p->out, run);
	if (opens && right > 0x7F && unicode_is_punctuation(right) && !is_blank(left))
		buf_add(p->out, STR(MARKDOWN_LETTER));
	if (closes || opens)
		*open = opens;
}

/* Code between backticks stays as it is; 0 when the run is not closed in this line. */
static size_t code_span(struct str s)
{
	size_t n = run_of(s, '`');

	for (size_t i = n; i < s.len; i++) {
		size_t m = run_of(str_from(s, i), '`');

		if (m == n)
			return i + n;
		i += m;
	}
	return 0;
}

static void prepare_text(struct prepare *p, struct str line)
{
	size_t at = 0;

	while (at < line.len) {
		struct str s = str_from(line, at);
		size_t n = s.s[0] == '*' || s.s[0] == '~' ? run_of(s, s.s[0]) : 1;

		if ((s.s[0] == '*' && n <= 3) || (s.s[0] == '~' && n == 2)) {
			prepare_run(p, str_head(line, at), str_head(s, n), str_from(s, n));
		} else {
			if (s.s[0] == '\\' && s.len > 1)
				n = 2;
			else if (s.s[0] == '`' && code_span(s))
				n = code_span(s);
			buf_add(p->out, str_head(s, n));
		}
		at += n;
	}
}

static void prepare_line(struct prepare *p, struct str line)
{
	if (is_fence(p, line) || p->fenced) {
		buf_add(p->out, line);
	} else {
		if (str_trim(line).len == 0)
			memset(p->open, 0, sizeof p->open);
		prepare_text(p, prepare_heading(p, line));
	}
}

struct str markdown_prepare(struct str markdown, struct arena *a)
{
	struct buf out = BUF_INIT;
	struct prepare p = { .out = &out };
	struct str rest = markdown;

	while (rest.s) {
		prepare_line(&p, str_cut(&rest, '\n'));
		if (rest.s)
			buf_add_char(&out, '\n');
	}
	return buf_keep(&out, a);
}

static struct str line_of(struct str text, int line)
{
	struct str s = STR("");

	for (int i = 0; i < line && text.s; i++)
		s = str_cut(&text, '\n');
	return s;
}

int markdown_column(struct str markdown, struct str prepared, int line, int column)
{
	struct str was = line_of(markdown, line), is = line_of(prepared, line);
	size_t i = 0, end = column > 0 ? (size_t)column - 1 : 0;

	for (size_t at = 0; at < end && at < is.len; at++)
		i += i < was.len && was.s[i] == is.s[at];
	return (int)utf8_count(str_head(was, i)) + 1;
}

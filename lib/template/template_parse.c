#include "base/file.h"
#include "base/utf8.h"
#include "template/escape.h"
#include "template/template_parse.h"

#include <string.h>

enum { FILE_BYTES_MAX = 1024 * 1024 };

struct parser {
	struct template_file *f;
	struct arena *arena;
	struct err *e;
	size_t cap;
	size_t pos;
};

bool template_fault(const struct template_file *f, size_t at, const char *what, struct str name,
		    struct err *e)
{
	struct str rest = str_head(f->text, at), line = rest;
	int line_no = 0;

	while (rest.s) {
		line = str_cut(&rest, '\n');
		line_no++;
	}
	return err_at(e, f->path, line_no, (int)utf8_count(line) + 1, "%s%s%.*s", what,
		      name.len ? ": " : "", STR_ARG(str_head(name, 100)));
}

static struct token *push(struct parser *p, enum token_kind kind, size_t at, size_t end)
{
	struct token *t = arena_push(p->arena, &p->f->token, &p->f->n, &p->cap, sizeof *t);

	t->kind = kind;
	t->at = at;
	t->end = end;
	return t;
}

static void push_text(struct parser *p, size_t end)
{
	if (end > p->pos)
		push(p, TOKEN_TEXT, p->pos, end)->text =
			str_head(str_from(p->f->text, p->pos), end - p->pos);
	p->pos = end;
}

static enum token_kind kind_of(char sigil)
{
	static const char sigils[] = "#^/><$!&{";
	static const enum token_kind kind[] = { TOKEN_SECTION, TOKEN_INVERTED, TOKEN_CLOSE,
						TOKEN_PARTIAL, TOKEN_PARENT,   TOKEN_BLOCK,
						TOKEN_COMMENT, TOKEN_RAW,      TOKEN_RAW };
	const char *at = sigil ? strchr(sigils, sigil) : NULL;

	return at ? kind[at - sigils] : TOKEN_VAR;
}

static bool is_name(struct str s)
{
	return str_is_of(s, STR_LETTERS STR_DIGITS "_-.");
}

static bool is_file_name(struct str s)
{
	return is_name(s) && s.s[0] != '.' && !str_contains(s, STR(".."));
}

/* "item.html", "staff/day.html" */
static bool template_name_ok(struct str name)
{
	struct str file = name, folder = str_cut(&file, '/');

	return is_file_name(folder) && (!file.s || is_file_name(file));
}

/* The tag at p->pos, which points at its "{{". */
static bool tag(struct parser *p)
{
	struct str rest = str_from(p->f->text, p->pos + 2), name;
	enum token_kind kind = kind_of(rest.len ? rest.s[0] : '\0');
	bool of_file = kind == TOKEN_PARTIAL || kind == TOKEN_PARENT;
	bool triple = rest.len && rest.s[0] == '{';
	size_t end = str_find(rest, triple ? STR("}}}") : STR("}}"));

	if (end == SIZE_MAX)
		return template_fault(p->f, p->pos, "this tag has no end", STR(""), p->e);
	name = str_trim(str_from(str_head(rest, end), kind == TOKEN_VAR ? 0 : 1));
	if (kind == TOKEN_COMMENT)
		name.len = 0;
	else if (!of_file && kind != TOKEN_CLOSE && !is_name(name))
		return template_fault(p->f, p->pos, "not a name", name, p->e);
	if (of_file && !template_name_ok(name))
		return template_fault(p->f, p->pos, "not the name of a template", name, p->e);
	end += p->pos + 2 + (triple ? 3 : 2);
	push(p, kind, p->pos, end)->text = name;
	p->pos = end;
	return true;
}

static bool split(struct parser *p)
{
	while (p->pos < p->f->text.len) {
		size_t open = str_find(str_from(p->f->text, p->pos), STR("{{"));

		push_text(p, open == SIZE_MAX ? p->f->text.len : p->pos + open);
		if (open != SIZE_MAX && !tag(p))
			return false;
	}
	return true;
}

static bool opens(enum token_kind kind)
{
	return kind == TOKEN_SECTION || kind == TOKEN_INVERTED || kind == TOKEN_PARENT ||
	       kind == TOKEN_BLOCK;
}

/* Only blocks give a parent something; anything else there would vanish unseen. */
static bool allowed_in(const struct token *open, const struct token *t)
{
	return !open || open->kind != TOKEN_PARENT || t->kind == TOKEN_TEXT ||
	       t->kind == TOKEN_COMMENT || t->kind == TOKEN_BLOCK || t->kind == TOKEN_CLOSE;
}

static bool close_tag(struct parser *p, size_t i, size_t open)
{
	struct token *t = &p->f->token[i], *o = &p->f->token[open];

	if (!str_eq(t->text, o->text))
		return template_fault(p->f, t->at, "this closes something else than what is open",
				      o->text, p->e);
	t->pair = open;
	o->pair = i;
	return true;
}

static bool match(struct parser *p)
{
	size_t open[TEMPLATE_DEPTH_MAX], depth = 0;

	for (size_t i = 0; i < p->f->n; i++) {
		struct token *t = &p->f->token[i];
		struct token *in = depth ? &p->f->token[open[depth - 1]] : NULL;

		if (!allowed_in(in, t))
			return template_fault(p->f, t->at, "only blocks may stand in a parent",
					      t->text, p->e);
		t->argument = t->kind == TOKEN_BLOCK && in && in->kind == TOKEN_PARENT;
		if (opens(t->kind)) {
			if (depth == TEMPLATE_DEPTH_MAX)
				return template_fault(p->f, t->at, "nested too deeply", t->text,
						      p->e);
			open[depth++] = i;
		} else if (t->kind == TOKEN_CLOSE) {
			if (!depth)
				return template_fault(p->f, t->at,
						      "nothing is open that this closes", t->text,
						      p->e);
			if (!close_tag(p, i, open[--depth]))
				return false;
		}
	}
	if (depth) {
		struct token *t = &p->f->token[open[depth - 1]];

		return template_fault(p->f, t->at, "never closed", t->text, p->e);
	}
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* How many blanks the line has before byte `at`; SIZE_MAX when something else is there too. */
static size_t blanks_before(struct str text, size_t at)
{
	size_t n = 0;

	while (n < at && is_blank(text.s[at - n - 1]))
		n++;
	return n == at || text.s[at - n - 1] == '\n' ? n : SIZE_MAX;
}

/* The same behind byte `at`, with the line's end. */
static size_t blanks_behind(struct str text, size_t at)
{
	struct str rest = str_from(text, at);
	size_t n = 0;

	while (n < rest.len && is_blank(rest.s[n]))
		n++;
	if (n == rest.len)
		return n;
	if (str_starts(str_from(rest, n), STR("\r\n")))
		n++;
	return rest.s[n] == '\n' ? n + 1 : SIZE_MAX;
}

/*
 * A tag alone on its line takes the line with it; a parent does from its first
 * tag to its last. What a block gives to a parent is printed elsewhere, so only
 * the inner side of each of its tags counts.
 */
static void lay_out_tag(struct template_file *f, size_t i)
{
	const struct token *t = &f->token[i];
	const struct token *open = t->kind == TOKEN_CLOSE ? &f->token[t->pair] : t;
	size_t last = t->kind == TOKEN_PARENT ? t->pair : i;
	size_t before = blanks_before(f->text, t->at);
	size_t behind = blanks_behind(f->text, f->token[last].end);

	if (open->kind == TOKEN_PARENT && open != t)
		return;
	if (open->argument)
		*(open == t ? &before : &behind) = 0;
	if (before == SIZE_MAX || behind == SIZE_MAX)
		return;
	if (before)
		f->token[i - 1].text.len -= before;
	if (behind)
		f->token[last + 1].text = str_from(f->token[last + 1].text, behind);
}

static void lay_out(struct template_file *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->token[i].kind != TOKEN_TEXT && f->token[i].kind != TOKEN_VAR &&
		    f->token[i].kind != TOKEN_RAW)
			lay_out_tag(f, i);
}

static escape_fn *escape_of(struct str name)
{
	static const struct {
		struct str ending;
		escape_fn *escape;
	} formats[] = { { STR_INIT(".html"), escape_html }, { STR_INIT(".xml"), escape_xml },
			{ STR_INIT(".ics"), escape_ics },   { STR_INIT(".json"), escape_json },
			{ STR_INIT(".csv"), escape_csv },   { STR_INIT(".txt"), buf_add } };

	for (size_t i = 0; i < COUNT(formats); i++)
		if (str_ends(name, formats[i].ending))
			return formats[i].escape;
	return NULL;
}

static struct template_file *file_load(struct template_set *set, struct str name, struct err *e)
{
	struct template_file *f = arena_alloc(set->scratch, sizeof *f);
	struct parser p = { .f = f, .arena = set->scratch, .e = e };

	f->name = arena_str(set->scratch, name);
	f->path = arena_printf(set->scratch, "%s/%.*s", set->dir, STR_ARG(name)).s;
	f->escape = escape_of(name);
	if (!f->escape) {
		err_set(e, "%s: not one of .html .xml .ics .json .csv .txt", f->path);
		return NULL;
	}
	if (!file_read(f->path, FILE_BYTES_MAX, set->scratch, &f->text, e))
		return NULL;
	if (!utf8_valid(f->text)) {
		err_set(e, "%s: not UTF-8", f->path);
		return NULL;
	}
	if (!split(&p) || !match(&p))
		return NULL;
	lay_out(f);
	return f;
}

const struct template_file *template_file(struct template_set *set, struct str name, struct err *e)
{
	struct template_file *f;

	for (f = set->file; f; f = f->next)
		if (str_eq(f->name, name))
			return f;
	if (!template_name_ok(name)) {
		err_set(e, "not the name of a template: %.*s", STR_ARG(str_head(name, 100)));
		return NULL;
	}
	f = file_load(set, name, e);
	if (f) {
		f->next = set->file;
		set->file = f;
	}
	return f;
}

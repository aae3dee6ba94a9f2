#include "template_parse.h"
#include "file.h"
#include "utf8.h"

#include <dirent.h>
#include <string.h>

enum { FILE_BYTES_MAX = 1024 * 1024 };

struct template_set {
	const char *dir;
	struct arena *keep;
	struct arena *arena; /* of files and tokens, while loading */
	struct template_file *file;
};

struct parser {
	struct template_file *f;
	struct arena *arena;
	struct err *e;
	size_t cap;
	size_t pos;
	bool begins_line;
};

struct template_set *template_set_open(const char *dir, struct arena *keep, struct arena *scratch,
				       struct err *e)
{
	DIR *d = opendir(dir);
	struct template_set *set;

	if (!d) {
		err_errno(e, "%s", dir);
		return NULL;
	}
	closedir(d);
	set = arena_alloc(scratch, sizeof *set);
	set->dir = arena_cstr(scratch, str_of(dir));
	set->keep = keep;
	set->arena = scratch;
	return set;
}

struct arena *template_set_keep(struct template_set *set)
{
	return set->keep;
}

struct arena *template_set_scratch(struct template_set *set)
{
	return set->arena;
}

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

static struct token *push(struct parser *p, enum token_kind kind, size_t at)
{
	struct token *t = arena_push(p->arena, &p->f->token, &p->f->n, &p->cap, sizeof *t);

	t->kind = kind;
	t->at = at;
	return t;
}

static void push_text(struct parser *p, size_t at, size_t len)
{
	struct token *t = push(p, TOKEN_TEXT, at);

	t->text = str_head(str_from(p->f->text, at), len);
	t->begins_line = p->begins_line;
	p->begins_line = len && t->text.s[len - 1] == '\n';
}

/* The text up to byte `end`, a token for each line. */
static void text_to(struct parser *p, size_t end)
{
	while (p->pos < end) {
		struct str rest = str_head(str_from(p->f->text, p->pos), end - p->pos);
		size_t nl = str_find(rest, STR("\n"));
		size_t len = nl == SIZE_MAX ? rest.len : nl + 1;

		push_text(p, p->pos, len);
		p->pos += len;
	}
}

static enum token_kind kind_of(char sigil)
{
	switch (sigil) {
	case '#':
		return TOKEN_SECTION;
	case '^':
		return TOKEN_INVERTED;
	case '/':
		return TOKEN_CLOSE;
	case '>':
		return TOKEN_PARTIAL;
	case '<':
		return TOKEN_PARENT;
	case '$':
		return TOKEN_BLOCK;
	case '!':
		return TOKEN_COMMENT;
	case '&':
	case '{':
		return TOKEN_RAW;
	default:
		return TOKEN_VAR;
	}
}

static bool is_name(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.s[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      c == '_' || c == '-' || c == '.'))
			return false;
	}
	return s.len != 0;
}

bool template_name_ok(struct str name)
{
	return is_name(name) && name.s[0] != '.' && !str_contains(name, STR(".."));
}

/* The tag at p->pos, which points at its "{{". */
static bool tag(struct parser *p)
{
	struct str rest = str_from(p->f->text, p->pos + 2), name;
	enum token_kind kind = kind_of(rest.len ? rest.s[0] : '\0');
	bool triple = rest.len && rest.s[0] == '{';
	size_t end = str_find(rest, triple ? STR("}}}") : STR("}}"));
	struct token *t;

	if (end == SIZE_MAX)
		return template_fault(p->f, p->pos, "this tag has no end", STR(""), p->e);
	name = str_trim(str_from(str_head(rest, end), kind == TOKEN_VAR ? 0 : 1));
	if (kind == TOKEN_COMMENT)
		name.len = 0;
	else if (!is_name(name))
		return template_fault(p->f, p->pos, "not a name", name, p->e);
	if ((kind == TOKEN_PARTIAL || kind == TOKEN_PARENT) && !template_name_ok(name))
		return template_fault(p->f, p->pos, "not the name of a template", name, p->e);
	if (p->begins_line)
		push_text(p, p->pos, 0);
	t = push(p, kind, p->pos);
	t->text = name;
	p->pos += 2 + end + (triple ? 3 : 2);
	return true;
}

static bool split(struct parser *p)
{
	p->begins_line = true;
	while (p->pos < p->f->text.len) {
		size_t open = str_find(str_from(p->f->text, p->pos), STR("{{"));

		text_to(p, open == SIZE_MAX ? p->f->text.len : p->pos + open);
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

static struct str leading_blanks(struct str s)
{
	size_t n = 0;

	while (n < s.len && (s.s[n] == ' ' || s.s[n] == '\t'))
		n++;
	return str_head(s, n);
}

static bool blank_before(const struct template_file *f, size_t i)
{
	const struct token *t = i ? &f->token[i - 1] : NULL;

	return t && t->kind == TOKEN_TEXT && t->begins_line &&
	       leading_blanks(t->text).len == t->text.len;
}

static bool blank_after(const struct template_file *f, size_t i)
{
	const struct token *t = &f->token[i + 1];

	if (i + 1 == f->n)
		return true;
	return t->kind == TOKEN_TEXT && str_trim(t->text).len == 0 &&
	       (str_ends(t->text, STR("\n")) || i + 2 == f->n);
}

static void drop_before(struct template_file *f, size_t i)
{
	f->token[i - 1].gone = true;
}

static void drop_after(struct template_file *f, size_t i)
{
	if (i + 1 < f->n)
		f->token[i + 1].gone = true;
}

/* How far the first line of a block is indented; false when it has none on a line of its own. */
static bool first_indent(const struct template_file *f, size_t open, struct str *out)
{
	size_t end = f->token[open].pair;

	for (size_t i = open + 1; i < end; i++) {
		const struct token *t = &f->token[i];
		struct str blanks = leading_blanks(t->text);

		if (t->kind != TOKEN_TEXT || !t->begins_line)
			continue;
		if (blanks.len == t->text.len ? i + 1 == end : str_trim(t->text).len == 0)
			continue;
		*out = blanks;
		return true;
	}
	return false;
}

static bool one_line(const struct template_file *f, size_t open)
{
	for (size_t i = open + 1; i < f->token[open].pair; i++)
		if (f->token[i].kind == TOKEN_TEXT && f->token[i].begins_line)
			return false;
	return true;
}

/* A tag alone on its line takes the line with it. */
static bool lay_out_alone(struct template_file *f, size_t i)
{
	if (!blank_before(f, i) || !blank_after(f, i))
		return false;
	f->token[i].indent = f->token[i - 1].text;
	drop_before(f, i);
	drop_after(f, i);
	return true;
}

/* A parent is standalone as a whole: what stands inside does not matter. */
static void lay_out_parent(struct template_file *f, size_t i)
{
	struct token *t = &f->token[i];

	if (!blank_before(f, i) || !blank_after(f, t->pair))
		return;
	t->indent = f->token[i - 1].text;
	drop_before(f, i);
	drop_after(f, t->pair);
}

/* Around an argument nothing is printed, so only its own side of each line counts. */
static void lay_out_argument(struct template_file *f, size_t i)
{
	struct token *t = &f->token[i];
	struct str blanks;

	if (blank_after(f, i)) {
		t->alone = true;
		drop_after(f, i);
		if (first_indent(f, i, &blanks))
			t->dedent = blanks.len;
	}
	if (blank_before(f, t->pair))
		drop_before(f, t->pair);
}

static void lay_out_block(struct template_file *f, size_t i)
{
	struct token *t = &f->token[i];

	if (t->argument) {
		lay_out_argument(f, i);
	} else if (lay_out_alone(f, i)) {
		t->alone = true;
		first_indent(f, i, &t->indent);
	} else if (blank_before(f, i) && one_line(f, i) && blank_after(f, t->pair)) {
		t->indent = f->token[i - 1].text;
	}
}

static void lay_out_close(struct template_file *f, size_t i)
{
	if (f->token[f->token[i].pair].kind != TOKEN_PARENT)
		lay_out_alone(f, i);
}

static void lay_out(struct template_file *f)
{
	for (size_t i = 0; i < f->n; i++) {
		switch (f->token[i].kind) {
		case TOKEN_TEXT:
		case TOKEN_VAR:
		case TOKEN_RAW:
			break;
		case TOKEN_SECTION:
		case TOKEN_INVERTED:
		case TOKEN_PARTIAL:
		case TOKEN_COMMENT:
			lay_out_alone(f, i);
			break;
		case TOKEN_CLOSE:
			lay_out_close(f, i);
			break;
		case TOKEN_PARENT:
			lay_out_parent(f, i);
			break;
		case TOKEN_BLOCK:
			lay_out_block(f, i);
			break;
		}
	}
}

static bool format_of(struct str name, enum template_format *out)
{
	static const struct str ending[TEMPLATE_FORMAT__MAX] = {
		[TEMPLATE_HTML] = STR_INIT(".html"), [TEMPLATE_XML] = STR_INIT(".xml"),
		[TEMPLATE_ICS] = STR_INIT(".ics"),   [TEMPLATE_JSON] = STR_INIT(".json"),
		[TEMPLATE_CSV] = STR_INIT(".csv"),   [TEMPLATE_TXT] = STR_INIT(".txt"),
	};

	for (int i = 0; i < TEMPLATE_FORMAT__MAX; i++)
		if (str_ends(name, ending[i])) {
			*out = (enum template_format)i;
			return true;
		}
	return false;
}

static struct template_file *file_load(struct template_set *set, struct str name, struct err *e)
{
	struct template_file *f = arena_alloc(set->arena, sizeof *f);
	struct parser p = { .f = f, .arena = set->arena, .e = e };

	f->name = arena_str(set->arena, name);
	f->path = arena_printf(set->arena, "%s/%.*s", set->dir, STR_ARG(name)).s;
	if (!format_of(name, &f->format)) {
		err_set(e, "%s: not one of .html .xml .ics .json .csv .txt", f->path);
		return NULL;
	}
	if (!file_read(f->path, FILE_BYTES_MAX, set->arena, &f->text, e))
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

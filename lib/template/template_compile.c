#include "template/escape.h"
#include "template/template_parse.h"

#include <assert.h>
#include <string.h>

enum {
	STEPS_MAX = 100 * 1000,		  /* tokens, counted again for each use of a file */
	TEXT_BYTES_MAX = 4 * 1024 * 1024, /* literals of one template */
};

/* What the tags {{$name}} inside a parent give for its blocks. */
struct gift {
	const struct template_file *file;
	size_t parent; /* its PARENT tag in file */
	bool *placed;  /* by token from parent on: the block exists in the parent */
	struct gift *outer;
};

/* One file, or one block of it, under way. */
struct expansion {
	const struct template_file *file;
	size_t pos, end;
	struct gift *gift; /* what its blocks are overridden with; outermost wins */
	struct gift *own;  /* the one this expansion brought in */
};

struct compiler {
	struct template_set *set;
	struct arena *arena;
	struct sqlview *lists;
	struct err *e;
	const struct view_scope *scope;
	unsigned levels;
	struct op *op;
	size_t n, cap;
	size_t joint; /* index of the op before which no text may be merged */
	struct buf text;
	size_t steps;
	struct expansion exp[TEMPLATE_DEPTH_MAX];
	size_t depth;
	size_t open[TEMPLATE_DEPTH_MAX * TEMPLATE_DEPTH_MAX]; /* ops of the sections under way */
	size_t nopen;
};

static bool fault(struct compiler *c, const struct token *t, const char *what)
{
	return template_fault(c->exp[c->depth - 1].file, t->at, what, t->text, c->e);
}

static struct op *emit(struct compiler *c, enum op_kind kind)
{
	struct op *op = arena_push(c->arena, &c->op, &c->n, &c->cap, sizeof *op);

	op->kind = kind;
	return op;
}

static void emit_text(struct compiler *c, struct str s)
{
	struct op *op;

	if (s.len == 0)
		return;
	if (c->n > c->joint && c->op[c->n - 1].kind == OP_TEXT) {
		op = &c->op[c->n - 1];
	} else {
		op = emit(c, OP_TEXT);
		op->at = (unsigned)c->text.len; /* TEXT_BYTES_MAX */
	}
	buf_add(&c->text, s);
	op->len += (unsigned)s.len;
}

static struct expansion *enter(struct compiler *c, const struct expansion *next,
			       const struct token *t)
{
	if (c->depth == TEMPLATE_DEPTH_MAX) {
		fault(c, t, "templates in templates, too deep");
		return NULL;
	}
	c->exp[c->depth] = *next;
	return &c->exp[c->depth++];
}

/* {{> file}}, and {{<file}} when own is given. */
static bool include(struct compiler *c, struct expansion *x, const struct token *t,
		    struct gift *own)
{
	struct err why = { .line = 0 };
	const struct template_file *f = template_file(c->set, t->text, &why);
	struct expansion next = { .file = f, .gift = own ? own : x->gift, .own = own };

	if (!f) {
		if (why.line == 0)
			return template_fault(x->file, t->at, why.text, STR(""), c->e);
		*c->e = why;
		return false;
	}
	next.end = f->n;
	return enter(c, &next, t) != NULL;
}

static bool parent(struct compiler *c, struct expansion *x, size_t i)
{
	const struct token *t = &x->file->token[i];
	struct gift *g = arena_alloc(c->arena, sizeof *g);

	g->file = x->file;
	g->parent = i;
	g->placed = arena_array(c->arena, t->pair - i, sizeof *g->placed);
	g->outer = x->gift;
	x->pos = t->pair + 1;
	return include(c, x, t, g);
}

/* The next block of g behind token i, or NULL at its end. */
static const struct token *gift_next(const struct gift *g, size_t *i)
{
	const struct token *t = g->file->token;
	size_t end = t[g->parent].pair;

	*i = *i == g->parent ? *i + 1 : t[*i].pair + 1;
	while (*i < end && t[*i].kind != TOKEN_BLOCK)
		(*i)++;
	return *i < end ? &t[*i] : NULL;
}

static const struct token *gift_find(struct gift *g, struct str name)
{
	const struct token *t;

	for (size_t i = g->parent; (t = gift_next(g, &i));)
		if (str_eq(t->text, name)) {
			g->placed[i - g->parent] = true;
			return t;
		}
	return NULL;
}

static bool block(struct compiler *c, struct expansion *x, size_t i)
{
	const struct token *place = &x->file->token[i], *given = NULL;
	struct expansion next = { .file = NULL };

	for (struct gift *g = x->gift; g; g = g->outer) {
		const struct token *t = gift_find(g, place->text);

		if (!t)
			continue;
		given = t;
		next.file = g->file;
		next.gift = g->outer;
	}
	if (!given) /* the default follows, its end tag does nothing */
		return true;
	next.pos = (size_t)(given - next.file->token) + 1;
	next.end = given->pair;
	x->pos = place->pair + 1;
	return enter(c, &next, place) != NULL;
}

/* An operation with a cell of the scope. */
static struct op *emit_cell(struct compiler *c, enum op_kind kind, const struct view_place *at)
{
	struct op *op = emit(c, kind);

	op->level = c->levels - 1 - at->up;
	op->field = (unsigned)at->field;
	return op;
}

static bool variable(struct compiler *c, const struct expansion *x, const struct token *t)
{
	struct view_place at;

	if (!view_place(c->scope, t->text, &at))
		return fault(c, t, "unknown variable");
	emit_cell(c, OP_CELL, &at)->escape = t->kind == TOKEN_RAW ? buf_add : x->file->escape;
	return true;
}

/* The operation, with rows of that type as the innermost frame; NULL where that is too deep. */
static struct op *rows_begin(struct compiler *c, const struct token *t, enum op_kind kind,
			     const struct view_type *type)
{
	struct view_scope *inner;
	struct op *op;

	if (c->levels == TEMPLATE_DEPTH_MAX) {
		fault(c, t, "lists nested too deeply");
		return NULL;
	}
	op = emit(c, kind);
	op->level = c->levels;
	if (kind != OP_UNLESS_ANY) {
		inner = arena_alloc(c->arena, sizeof *inner);
		*inner = (struct view_scope){ type, c->scope };
		c->scope = inner;
		c->levels++;
	}
	return op;
}

static bool list_begin(struct compiler *c, const struct token *t, const struct view_list *list)
{
	struct op *op = rows_begin(c, t, t->kind == TOKEN_SECTION ? OP_LIST : OP_UNLESS_ANY,
				   sqlview_list_type(list));

	if (op)
		op->list = list;
	return op != NULL;
}

/* {{#name.runs}}: the pieces of a field's text. */
static bool runs_begin(struct compiler *c, const struct token *t, struct str name)
{
	unsigned innermost = c->levels - 1;
	struct view_place at;
	struct op *op;

	if (!view_place(c->scope, name, &at))
		return fault(c, t, "unknown variable");
	op = rows_begin(c, t, OP_RUNS, &template_run);
	if (!op)
		return false;
	op->from = innermost - at.up;
	op->field = (unsigned)at.field;
	return true;
}

/* Lists win over fields of the same frame; an inner frame wins over an outer one. */
static bool section(struct compiler *c, const struct token *t)
{
	static const struct str runs = STR_INIT(".runs");
	const struct view_list *list = NULL;
	struct view_place at;
	bool is_field = view_place(c->scope, t->text, &at);
	unsigned up = 0;

	c->open[c->nopen++] = c->n;
	if (t->kind == TOKEN_SECTION && str_ends(t->text, runs))
		return runs_begin(c, t, str_head(t->text, t->text.len - runs.len));
	for (const struct view_scope *s = c->scope; s && !list; s = s->up)
		if ((!is_field || up++ <= at.up) &&
		    !sqlview_find(c->lists, s->type->name, t->text, c->scope, &list, c->e))
			return false;
	if (list)
		return list_begin(c, t, list);
	if (!is_field)
		return fault(c, t, "unknown list or variable");
	emit_cell(c, t->kind == TOKEN_SECTION ? OP_IF : OP_UNLESS, &at);
	return true;
}

static void section_end(struct compiler *c)
{
	size_t begin = c->open[--c->nopen];

	if (c->op[begin].kind == OP_LIST || c->op[begin].kind == OP_RUNS) {
		struct op *next = emit(c, OP_NEXT);

		next->to = (unsigned)begin + 1;
		next->level = --c->levels;
		c->scope = c->scope->up;
	}
	c->joint = c->n;
	c->op[begin].to = (unsigned)c->n;
}

/* A block given to a parent that has no place for it would be lost unseen. */
static bool leave(struct compiler *c)
{
	const struct gift *g = c->exp[--c->depth].own;
	const struct token *t;

	if (!g)
		return true;
	for (size_t i = g->parent; (t = gift_next(g, &i));)
		if (!g->placed[i - g->parent])
			return template_fault(g->file, t->at, "the parent has no such block",
					      t->text, c->e);
	return true;
}

static bool step(struct compiler *c, struct expansion *x)
{
	size_t i = x->pos++;
	const struct token *t = &x->file->token[i];
	enum token_kind pair;

	if (++c->steps > STEPS_MAX || c->text.len > TEXT_BYTES_MAX)
		return fault(c, t, "the template grows too large");
	switch (t->kind) {
	case TOKEN_TEXT:
		emit_text(c, t->text);
		return true;
	case TOKEN_VAR:
	case TOKEN_RAW:
		return variable(c, x, t);
	case TOKEN_SECTION:
	case TOKEN_INVERTED:
		return section(c, t);
	case TOKEN_CLOSE:
		pair = x->file->token[t->pair].kind;
		if (pair == TOKEN_SECTION || pair == TOKEN_INVERTED)
			section_end(c);
		return true;
	case TOKEN_PARTIAL:
		return include(c, x, t, NULL);
	case TOKEN_PARENT:
		return parent(c, x, i);
	case TOKEN_BLOCK:
		return block(c, x, i);
	case TOKEN_COMMENT:
		return true;
	}
	return true;
}

static bool run(struct compiler *c)
{
	while (c->depth) {
		struct expansion *x = &c->exp[c->depth - 1];

		if (x->pos < x->end ? !step(c, x) : !leave(c))
			return false;
	}
	return true;
}

static unsigned levels_of(const struct view_scope *s)
{
	unsigned levels = 0;

	for (; s; s = s->up)
		levels++;
	return levels;
}

/* The list as long as it is, without what its growing has left behind. */
static const struct op *kept(struct arena *keep, const struct op *op, size_t n)
{
	return n ? memcpy(arena_array(keep, n, sizeof *op), op, n * sizeof *op) : NULL;
}

const struct template *template_load(struct template_set *set, struct str name,
				     const struct view_scope *scope, struct sqlview *lists,
				     struct err *e)
{
	const struct template_file *f = template_file(set, name, e);
	struct compiler c = { .set = set,
			      .arena = set->scratch,
			      .lists = lists,
			      .scope = scope,
			      .levels = levels_of(scope),
			      .e = e };
	struct template *t = arena_alloc(set->keep, sizeof *t);
	bool ok;

	if (!f)
		return NULL;
	assert(c.levels < TEMPLATE_DEPTH_MAX);
	*t = (struct template){ .lists = lists,
				.scope = scope,
				.levels = c.levels,
				.is_ics = f->escape == escape_ics };
	c.exp[c.depth++] = (struct expansion){ .file = f, .end = f->n };
	ok = run(&c);
	t->op = kept(set->keep, c.op, c.n);
	t->n = c.n;
	t->text = arena_str(set->keep, buf_str(&c.text)).s;
	buf_release(&c.text);
	return ok ? t : NULL;
}

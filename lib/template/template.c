#include "template/escape.h"
#include "template/template_parse.h"
#include "template/textrun.h"

#include <assert.h>

/* A list under way: its rows, the row in scope and that row as a frame. */
struct loop {
	struct view_rows rows;
	size_t row;
	struct view_frame frame;
};

struct render {
	const struct template *t;
	struct arena *scratch;
	struct buf *out;
	struct err *e;
	struct view_mark *mark;
	const struct view_frame *innermost;
	const struct str *cell[TEMPLATE_DEPTH_MAX]; /* the row in scope, by level */
	struct loop loop[TEMPLATE_DEPTH_MAX];
};

enum { RUN_TEXT, RUN_LEAD, RUN_TAIL, RUN_WHOLE, RUN_TEL, RUN__MAX };

static const struct str run_field[RUN__MAX] = {
	[RUN_TEXT] = STR_INIT("run"),  [RUN_LEAD] = STR_INIT("lead"),
	[RUN_TAIL] = STR_INIT("tail"), [RUN_WHOLE] = STR_INIT("whole"),
	[RUN_TEL] = STR_INIT("tel"),
};
const struct view_type template_run = { STR_INIT("runs"), run_field, RUN__MAX };

static void runs_of(struct render *r, const struct op *op, struct view_rows *rows)
{
	struct str text = r->cell[op->from][op->field], *list = NULL, *cell;
	size_t n = 0, cap = 0;
	struct textrun run;

	while (textrun_next(&text, &run)) {
		cell = arena_push(r->scratch, &list, &n, &cap, RUN__MAX * sizeof *cell);
		cell[RUN_TEXT] = run.text;
		cell[RUN_LEAD] = run.lead;
		cell[RUN_TAIL] = run.tail;
		cell[RUN_WHOLE] = view_flag(run.whole);
		cell[RUN_TEL] = arena_str(r->scratch, str_of(run.tel));
	}
	*rows = (struct view_rows){ list, n, RUN__MAX };
}

static const struct view_type *row_type(const struct op *op)
{
	return op->kind == OP_RUNS ? &template_run : sqlview_list_type(op->list);
}

static bool rows_of(struct render *r, const struct op *op, struct view_rows *rows)
{
	if (op->kind == OP_RUNS) {
		runs_of(r, op, rows);
		return true;
	}
	if (!sqlview_rows(r->t->lists, op->list, r->innermost, r->scratch, rows, r->e))
		return false;
	assert(rows->n == 0 || rows->ncols == row_type(op)->nfields);
	return true;
}

static void row_show(struct render *r, struct loop *l, unsigned level)
{
	l->frame.cell = l->rows.cell + l->row * l->rows.ncols;
	r->cell[level] = l->frame.cell;
}

/* Where to go on, or NULL when the list failed. */
static const struct op *list_begin(struct render *r, const struct op *op)
{
	struct loop *l = &r->loop[op->level];

	if (!rows_of(r, op, &l->rows))
		return NULL;
	if (l->rows.n == 0)
		return r->t->op + op->to;
	l->row = 0;
	l->frame = (struct view_frame){ .type = row_type(op), .up = r->innermost };
	r->innermost = &l->frame;
	row_show(r, l, op->level);
	return op + 1;
}

static const struct op *list_next(struct render *r, const struct op *op)
{
	struct loop *l = &r->loop[op->level];

	if (++l->row < l->rows.n) {
		row_show(r, l, op->level);
		return r->t->op + op->to;
	}
	r->innermost = l->frame.up;
	return op + 1;
}

static const struct op *unless_any(struct render *r, const struct op *op)
{
	struct view_rows rows;

	if (!rows_of(r, op, &rows))
		return NULL;
	return rows.n ? r->t->op + op->to : op + 1;
}

static void cell_show(struct render *r, const struct op *op)
{
	const struct str *cell = &r->cell[op->level][op->field];

	if (r->mark && cell == r->mark->cell) {
		r->mark->at = r->out->len;
		r->mark->n++;
	}
	op->escape(r->out, *cell);
}

static const struct op *step(struct render *r, const struct op *op)
{
	switch (op->kind) {
	case OP_TEXT:
		buf_add(r->out, (struct str){ r->t->text + op->at, op->len });
		break;
	case OP_CELL:
		cell_show(r, op);
		break;
	case OP_IF:
		if (!view_is_true(r->cell[op->level][op->field]))
			return r->t->op + op->to;
		break;
	case OP_UNLESS:
		if (view_is_true(r->cell[op->level][op->field]))
			return r->t->op + op->to;
		break;
	case OP_LIST:
	case OP_RUNS:
		return list_begin(r, op);
	case OP_NEXT:
		return list_next(r, op);
	case OP_UNLESS_ANY:
		return unless_any(r, op);
	}
	return op + 1;
}

/* The frames must be those the template was loaded for. */
static void scope_show(struct render *r, const struct view_frame *frame)
{
	const struct view_scope *s = r->t->scope;

	r->innermost = frame;
	for (unsigned level = r->t->levels; level-- > 0; s = s->up, frame = frame->up) {
		assert(frame && frame->type->nfields == s->type->nfields);
		assert(str_eq(frame->type->name, s->type->name));
		r->cell[level] = frame->cell;
	}
	assert(!frame);
}

static void fold(struct buf *out, size_t from, struct arena *scratch)
{
	struct str text = arena_str(scratch, str_from(buf_str(out), from));

	out->len = from;
	escape_ics_lines(out, text);
}

bool template_render(const struct template *t, const struct view_frame *scope,
		     struct view_mark *mark, struct arena *scratch, struct buf *out, struct err *e)
{
	struct render r;
	const struct op *op = t->op, *end = op ? op + t->n : op; /* an empty template has none */
	size_t before = out->len;

	r.t = t;
	r.scratch = scratch;
	r.out = out;
	r.e = e;
	r.mark = mark;
	if (mark)
		mark->n = 0;
	scope_show(&r, scope);
	while (op && op != end)
		op = step(&r, op);
	if (!op)
		out->len = before;
	else if (t->is_ics)
		fold(out, before, scratch);
	return op != NULL;
}

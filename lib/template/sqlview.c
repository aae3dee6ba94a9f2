#include "template/sqlview.h"

#include "base/buf.h"

#include <string.h>

enum { ROWS_MAX = 100 * 1000 };

/* One list entry of the file. */
struct query {
	struct str parent, name;
	const struct sqlfile_entry *entry;
	struct stmt *stmt;
	struct str *param; /* their names */
	int nparams;
	const struct view_type *type;
};

struct sqlview {
	struct db *db;
	const char *file;
	struct arena *arena;
	struct query *query;
	size_t n;
	bool fixed;
	struct kept *kept; /* of all its lists, when fixed */
	struct buf cells;  /* of the rows of the list at work, until their number is known */
};

/* The last rows of a list and what they were asked for with. */
struct kept {
	struct kept *next;
	struct arena memory;
	bool valid;
	struct str *param;
	struct view_rows rows;
};

/* A query as seen from one place of one template; every find makes its own. */
struct view_list {
	struct query *query;
	struct view_place *param; /* stmt_params of them */
	struct kept *kept;	  /* NULL where the data may change */
};

size_t view_field(const struct view_type *type, struct str name)
{
	for (size_t i = 0; i < type->nfields; i++)
		if (str_eq(type->field[i], name))
			return i;
	return SIZE_MAX;
}

bool view_place(const struct view_scope *scope, struct str name, struct view_place *out)
{
	for (out->up = 0; scope; scope = scope->up, out->up++) {
		out->field = view_field(scope->type, name);
		if (out->field != SIZE_MAX)
			return true;
	}
	return false;
}

bool view_is_true(struct str cell)
{
	return cell.len && !str_eq(cell, STR("0"));
}

struct str view_flag(bool is)
{
	return is ? STR("1") : STR("");
}

const struct view_type *sqlview_type(struct stmt *s, struct str name, struct arena *a)
{
	struct view_type *type = arena_alloc(a, sizeof *type);
	size_t n = (size_t)stmt_columns(s);
	struct str *field = arena_array(a, n, sizeof *field);

	for (size_t i = 0; i < n; i++)
		field[i] = arena_str(a, str_of(stmt_column_name(s, (int)i)));
	*type = (struct view_type){ arena_str(a, name), field, n };
	return type;
}

/* The cells of the current row; their texts, each with its NUL, in one piece. */
static void cells_copy(struct stmt *s, struct str *cell, size_t n, struct arena *a)
{
	size_t len = 0;
	char *text;

	for (size_t i = 0; i < n; i++) {
		cell[i] = stmt_text(s, (int)i);
		len += cell[i].len + 1;
	}
	text = arena_alloc(a, len);
	for (size_t i = 0; i < n; i++) {
		if (!cell[i].s)
			continue;
		cell[i].s = memcpy(text, cell[i].s, cell[i].len);
		text += cell[i].len + 1;
	}
}

const struct str *sqlview_cells(struct stmt *s, struct arena *a)
{
	size_t n = (size_t)stmt_columns(s);
	struct str *cell = arena_array(a, n, sizeof *cell);

	cells_copy(s, cell, n, a);
	return cell;
}

static bool query_fault(const struct sqlview *v, const struct query *q, const char *what,
			const char *name, struct err *e)
{
	return err_at(e, v->file, q->entry->line, 1, "%.*s: %s%s", STR_ARG(q->entry->name), what,
		      name);
}

/* Two columns of one name: a template could show only the first. */
static const char *column_twice(const struct view_type *type)
{
	for (size_t i = 0; i < type->nfields; i++)
		if (view_field(type, type->field[i]) < i)
			return type->field[i].s;
	return NULL;
}

static bool query_open(struct sqlview *v, struct query *q, const struct sqlfile_entry *entry,
		       struct err *e)
{
	struct err why;
	const char *twice;

	q->entry = entry;
	q->name = entry->name;
	q->parent = str_cut(&q->name, '.');
	if (q->parent.len == 0 || q->name.len == 0 || str_contains(q->name, STR(".")))
		return query_fault(v, q, "not of the form TYPE.LIST", "", e);
	q->stmt = db_prepare(v->db, entry->sql, &why);
	if (!q->stmt)
		return query_fault(v, q, why.text, "", e);
	q->type = sqlview_type(q->stmt, q->name, v->arena);
	if (q->type->nfields == 0)
		return query_fault(v, q, "gives no rows", "", e);
	twice = column_twice(q->type);
	if (twice)
		return query_fault(v, q, "two columns named ", twice, e);
	q->nparams = stmt_params(q->stmt);
	q->param = arena_array(v->arena, (size_t)q->nparams, sizeof *q->param);
	for (int i = 0; i < q->nparams; i++) {
		const char *name = stmt_param_name(q->stmt, i + 1);

		if (!name || name[0] != ':')
			return query_fault(v, q, "parameters are written :name", "", e);
		q->param[i] = arena_str(v->arena, str_of(name + 1));
	}
	stmt_rest(q->stmt);
	return true;
}

void sqlview_close(struct sqlview *v)
{
	for (size_t i = 0; i < v->n; i++)
		stmt_finalize(v->db, v->query[i].stmt);
	v->n = 0;
	sqlview_forget(v);
	v->kept = NULL;
	buf_release(&v->cells);
}

void sqlview_forget(struct sqlview *v)
{
	for (struct kept *k = v->kept; k; k = k->next) {
		arena_release(&k->memory);
		k->valid = false;
	}
}

void sqlview_fix(struct sqlview *v)
{
	v->fixed = true;
}

struct sqlview *sqlview_open(struct db *db, const struct sqlfile *f, const char *file,
			     struct arena *a, struct err *e)
{
	struct sqlview *v = arena_alloc(a, sizeof *v);

	v->db = db;
	v->file = arena_cstr(a, str_of(file));
	v->arena = a;
	v->query = arena_array(a, f->n, sizeof *v->query);
	for (size_t i = 0; i < f->n; i++) {
		if (!str_eq(f->entry[i].kind, STR("list")))
			continue;
		if (!query_open(v, &v->query[v->n++], &f->entry[i], e)) {
			sqlview_close(v);
			return NULL;
		}
	}
	return v;
}

/* One for each place in a template: its rows are in use until that place is reached again. */
static struct kept *kept_new(struct sqlview *v)
{
	struct kept *k = arena_alloc(v->arena, sizeof *k);

	k->next = v->kept;
	v->kept = k;
	return k;
}

static const struct view_list *bind(struct sqlview *v, struct query *q,
				    const struct view_scope *scope, struct err *e)
{
	struct view_list *list = arena_alloc(v->arena, sizeof *list);
	int n = q->nparams;

	list->query = q;
	list->kept = v->fixed ? kept_new(v) : NULL;
	list->param = arena_array(v->arena, (size_t)n, sizeof *list->param);
	for (int i = 0; i < n; i++)
		if (!view_place(scope, q->param[i], &list->param[i])) {
			query_fault(v, q, "no field in scope for :", q->param[i].s, e);
			return NULL;
		}
	return list;
}

bool sqlview_find(struct sqlview *v, struct str parent, struct str name,
		  const struct view_scope *scope, const struct view_list **list, struct err *e)
{
	*list = NULL;
	for (size_t i = 0; i < v->n; i++) {
		struct query *q = &v->query[i];

		if (!str_eq(q->parent, parent) || !str_eq(q->name, name))
			continue;
		*list = bind(v, q, scope, e);
		return *list != NULL;
	}
	return true;
}

const struct view_type *sqlview_list_type(const struct view_list *list)
{
	return list->query->type;
}

static struct str param(const struct view_list *list, int i, const struct view_frame *scope)
{
	for (unsigned up = list->param[i].up; up; up--)
		scope = scope->up;
	return scope->cell[list->param[i].field];
}

static void params_set(const struct view_list *list, const struct view_frame *scope)
{
	int n = list->query->nparams;

	for (int i = 0; i < n; i++)
		stmt_bind_text(list->query->stmt, i + 1, param(list, i, scope));
}

/* Whether the rows kept are those for this scope. */
static bool is_kept(const struct view_list *list, const struct view_frame *scope)
{
	const struct kept *k = list->kept;
	int n = list->query->nparams;

	if (!k || !k->valid)
		return false;
	for (int i = 0; i < n; i++) {
		struct str now = param(list, i, scope);

		if (!now.s != !k->param[i].s || !str_eq(now, k->param[i]))
			return false;
	}
	return true;
}

/* Forgets the rows kept; the next are for this scope. */
static struct arena *kept_begin(const struct view_list *list, const struct view_frame *scope)
{
	struct kept *k = list->kept;
	int n = list->query->nparams;

	k->valid = false;
	arena_reset(&k->memory);
	k->param = arena_array(&k->memory, (size_t)n, sizeof *k->param);
	for (int i = 0; i < n; i++) {
		struct str value = param(list, i, scope);

		k->param[i] = value.s ? arena_str(&k->memory, value) : value;
	}
	return &k->memory;
}

/* Takes over the failure; one that somebody else has still to look at stays. */
static bool rows_failed(const struct sqlview *v, const struct query *q, bool clean, struct err *e)
{
	struct err why;

	if (db_error(v->db, &why))
		err_set(&why, "more than %d rows", ROWS_MAX);
	else if (clean)
		db_clear_error(v->db);
	return query_fault(v, q, why.text, "", e);
}

static bool run(struct sqlview *v, const struct view_list *list, const struct view_frame *scope,
		struct arena *a, struct view_rows *out, struct err *e)
{
	size_t ncols = list->query->type->nfields, size = ncols * sizeof(struct str), n = 0;
	bool clean = db_failed(v->db) == DB_OK;
	struct stmt *s = list->query->stmt;
	struct str *cell;
	enum db_step step;

	params_set(list, scope);
	buf_clear(&v->cells);
	while ((step = stmt_step(s)) == DB_ROW && n++ < ROWS_MAX) {
		cells_copy(s, (struct str *)(void *)buf_room(&v->cells, size), ncols, a);
		v->cells.len += size;
	}
	stmt_reset(s);
	cell = arena_alloc(a, v->cells.len);
	if (n)
		memcpy(cell, v->cells.s, v->cells.len);
	*out = (struct view_rows){ cell, v->cells.len / size, ncols };
	return step == DB_DONE || rows_failed(v, list->query, clean, e);
}

bool sqlview_rows(struct sqlview *v, const struct view_list *list, const struct view_frame *scope,
		  struct arena *a, struct view_rows *out, struct err *e)
{
	struct kept *k = list->kept;

	if (!k)
		return run(v, list, scope, a, out, e);
	if (!is_kept(list, scope))
		k->valid = run(v, list, scope, kept_begin(list, scope), &k->rows, e);
	*out = k->rows;
	return k->valid;
}

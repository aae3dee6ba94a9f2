#include "catalogue/insert.h"

#include "base/buf.h"

#include <assert.h>
#include <string.h>

static struct stmt *prepare(struct inserts *in, const char *table, const struct cell *cell,
			    size_t n)
{
	struct buf sql = BUF_INIT;
	struct stmt *s;
	struct err e;

	buf_printf(&sql, "INSERT INTO %s(", table);
	for (size_t i = 0; i < n; i++)
		buf_printf(&sql, i ? ", %s" : "%s", cell[i].column);
	buf_add(&sql, STR(") VALUES("));
	for (size_t i = 0; i < n; i++)
		buf_add(&sql, i ? STR(", ?") : STR("?"));
	buf_add_char(&sql, ')');
	s = db_prepare(in->db, buf_str(&sql), &e);
	if (!s && !in->failed) {
		in->failed = true;
		in->err = e;
	}
	buf_release(&sql);
	return s;
}

static struct stmt *statement(struct inserts *in, const char *table, const struct cell *cell,
			      size_t n)
{
	for (size_t i = 0; i < in->n; i++)
		if (strcmp(in->of[i].table, table) == 0)
			return in->of[i].stmt;
	assert(in->n < INSERT_TABLES_MAX);
	in->of[in->n].table = table;
	in->of[in->n].stmt = prepare(in, table, cell, n);
	return in->of[in->n++].stmt;
}

void insert_row(struct inserts *in, const char *table, const struct cell *cell, size_t n)
{
	struct stmt *s = statement(in, table, cell, n);

	if (!s)
		return;
	assert((size_t)stmt_params(s) == n);
	for (size_t i = 0; i < n; i++)
		switch (cell[i].kind) {
		case CELL_TEXT:
			stmt_bind_text(s, (int)i + 1, cell[i].text.s ? cell[i].text : STR(""));
			break;
		case CELL_INT:
			stmt_bind_int(s, (int)i + 1, cell[i].number);
			break;
		case CELL_NULL:
			stmt_bind_null(s, (int)i + 1);
			break;
		}
	stmt_run(s);
}

bool insert_end(struct inserts *in, struct err *e)
{
	for (size_t i = 0; i < in->n; i++)
		stmt_finalize(in->db, in->of[i].stmt);
	if (!in->failed)
		return db_error(in->db, e);
	*e = in->err;
	return false;
}

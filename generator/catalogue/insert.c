#include "catalogue/insert.h"

#include "base/buf.h"

#include <assert.h>
#include <string.h>

static struct stmt *prepare(struct inserts *in, const char *table, const struct arg *cell)
{
	struct buf sql = BUF_INIT;
	struct stmt *s;
	struct err e;

	buf_printf(&sql, "INSERT INTO %s(", table);
	for (size_t i = 0; cell[i].name; i++)
		buf_printf(&sql, i ? ", %s" : "%s", cell[i].name);
	buf_add(&sql, STR(") VALUES("));
	for (size_t i = 0; cell[i].name; i++)
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

static struct stmt *statement(struct inserts *in, const char *table, const struct arg *cell)
{
	for (size_t i = 0; i < in->n; i++)
		if (strcmp(in->of[i].table, table) == 0)
			return in->of[i].stmt;
	assert(in->n < INSERT_TABLES_MAX);
	in->of[in->n].table = table;
	in->of[in->n].stmt = prepare(in, table, cell);
	return in->of[in->n++].stmt;
}

void insert_row(struct inserts *in, const char *table, const struct arg *cell)
{
	struct stmt *s = statement(in, table, cell);
	int n = 0;

	if (!s)
		return;
	for (; cell[n].name; n++)
		stmt_bind(s, n + 1, &cell[n]);
	assert(n == stmt_params(s));
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

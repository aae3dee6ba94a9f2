#include "gone.h"

#include "sqlfile.h"
#include "words.h"

extern const char gone_sql[];

struct gone {
	struct db *db;
	struct sqlfile sql;
	const struct content *c;
	struct findings *f;
};

static struct stmt *statement(struct gone *g, const char *name, struct err *e)
{
	return db_prepare(g->db, sqlfile_find(&g->sql, STR("name"), str_of(name))->sql, e);
}

static void tell_reused(const struct gone *g, int64_t no, struct str old_name)
{
	for (size_t i = 0; i < g->c->nitems; i++)
		if (g->c->item[i].no == no)
			finding_add(g->f, SEVERITY_WARNING, FINDING_REUSED_NO,
				    arena_printf(g->f->arena, "%.*s/items.csv", STR_ARG(g->c->dir)),
				    g->c->item[i].line, g->c->item_column[ITEM_NO], SAY_REUSED_NO,
				    (long long)no, STR_ARG(old_name));
}

static bool check_reused(struct gone *g, struct err *e)
{
	struct stmt *s = statement(g, "reused", e);

	if (!s)
		return false;
	while (stmt_step(s) == DB_ROW)
		tell_reused(g, stmt_int(s, 0), stmt_text(s, 1));
	stmt_finalize(g->db, s);
	return db_error(g->db, e);
}

static bool carry(struct gone *g, struct err *e)
{
	struct stmt *s = statement(g, "carry", e);

	if (!s)
		return false;
	stmt_run(s);
	stmt_finalize(g->db, s);
	return db_error(g->db, e);
}

bool gone_carry(struct db *db, const struct previous *p, const struct content *c,
		struct findings *f, struct err *e)
{
	struct gone g = { .db = db, .c = c, .f = f };

	if (!p->catalogue)
		return true;
	return sqlfile_parse(str_of(gone_sql), "gone.sql", f->arena, &g.sql, e) &&
	       db_attach(db, p->catalogue, "published", e) && check_reused(&g, e) && carry(&g, e) &&
	       db_exec(db, "DETACH published", e);
}

#include "catalogue/gone.h"

#include "sqlfile.h"
#include "words.h"

extern const char gone_sql[], previous_sql[];

static struct stmt *statement(struct db *db, const char *sql, const char *name, struct arena *a,
			      struct err *e)
{
	struct sqlfile f;

	if (!sqlfile_parse(str_of(sql), name, a, &f, e))
		return NULL;
	return db_prepare(db, sqlfile_find(&f, STR("name"), STR("gone"))->sql, e);
}

static void tell_reused(const struct content *c, int64_t no, struct str old_name,
			struct findings *f)
{
	for (size_t i = 0; i < c->nitems; i++)
		if (c->item[i].no == no && !str_eq(c->item[i].name, old_name))
			finding_add(f, SEVERITY_WARNING, FINDING_REUSED_NO,
				    content_file(c, "items.csv", f->arena), c->item[i].line,
				    c->item_column[ITEM_NO], SAY_REUSED_NO, (long long)no,
				    STR_ARG(old_name));
}

bool gone_check(const char *old, const struct content *c, struct findings *f, struct err *e)
{
	struct stmt *s;
	struct db *db;
	bool ok;

	if (!old)
		return true;
	db = db_open(old, DB_READ, e);
	s = db ? statement(db, previous_sql, "previous.sql", f->arena, e) : NULL;
	while (s && stmt_step(s) == DB_ROW)
		tell_reused(c, stmt_int(s, 0), stmt_text(s, 1), f);
	ok = s && db_error(db, e);
	db_close(db);
	return ok;
}

bool gone_carry(struct db *db, const char *old, struct arena *a, struct err *e)
{
	struct stmt *s;

	if (!old)
		return true;
	if (!db_attach(db, old, "published", e))
		return false;
	s = statement(db, gone_sql, "gone.sql", a, e);
	if (!s)
		return false;
	stmt_run(s);
	stmt_finalize(db, s);
	return db_error(db, e) && db_exec(db, "DETACH published", e);
}

#include "gone.h"

#include "sqlfile.h"

extern const char gone_sql[];

static bool carry(struct db *db, struct arena *a, struct err *e)
{
	struct sqlfile f;
	struct stmt *s;

	if (!sqlfile_parse(str_of(gone_sql), "gone.sql", a, &f, e))
		return false;
	s = db_prepare(db, sqlfile_find(&f, STR("name"), STR("carry"))->sql, e);
	if (!s)
		return false;
	stmt_run(s);
	stmt_finalize(db, s);
	return db_error(db, e);
}

bool gone_carry(struct db *db, const struct releases *r, struct arena *a, struct err *e)
{
	const char *path;

	if (r->current.id.len == 0)
		return true;
	path = arena_printf(a, "%.*s/%.*s/catalogue.db", STR_ARG(r->dir), STR_ARG(r->current.id)).s;
	return db_attach(db, path, "published", e) && carry(db, a, e) &&
	       db_exec(db, "DETACH published", e);
}

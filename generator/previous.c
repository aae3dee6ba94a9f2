#include "previous.h"

#include "sqlfile.h"
#include "words.h"

#include <unistd.h>

extern const char previous_sql[];

static const char *catalogue_of(const struct releases *r, struct str id)
{
	return arena_printf(r->arena, "%.*s/%.*s/catalogue.db", STR_ARG(r->dir), STR_ARG(id)).s;
}

/* Every statement of previous.sql can be prepared: the file is a catalogue of ours. */
static bool has_tables(struct db *db, struct arena *a, struct err *e)
{
	struct sqlfile f;

	if (!sqlfile_parse(str_of(previous_sql), "previous.sql", a, &f, e))
		return false;
	for (size_t i = 0; i < f.n; i++) {
		struct stmt *s = db_prepare(db, f.entry[i].sql, e);

		if (!s)
			return false;
		stmt_finalize(db, s);
	}
	return true;
}

static bool catalogue_reads(const struct releases *r, struct str id, struct err *e)
{
	const char *path = catalogue_of(r, id);
	char verdict[8] = "";
	struct db *db;
	bool ok;

	if (access(path, F_OK) != 0)
		return err_set(e, SAY_NO_CATALOGUE);
	db = db_open(path, DB_READ, e);
	ok = db && db_get_text(db, "PRAGMA quick_check(1)", verdict, sizeof verdict, e) &&
	     str_eq(str_of(verdict), STR("ok")) && has_tables(db, r->arena, e);
	db_close(db);
	return ok || err_set(e, SAY_BAD_CATALOGUE);
}

bool previous_whole(const struct releases *r, struct str id, struct err *e)
{
	if (!release_complete(r, id))
		return err_set(e, SAY_RELEASE_PARTS);
	return catalogue_reads(r, id, e);
}

/* The newest release before the current one whose catalogue reads; empty when there is none. */
static struct str older(const struct releases *r)
{
	struct err ignored;

	for (size_t i = r->n; i-- > 0;)
		if ((r->current.id.len == 0 || str_cmp(r->id[i], r->current.id) < 0) &&
		    catalogue_reads(r, r->id[i], &ignored))
			return r->id[i];
	return (struct str){ NULL, 0 };
}

void previous_find(struct previous *p, const struct releases *r, struct findings *f)
{
	struct str link = arena_printf(f->arena, "%.*s/current", STR_ARG(r->dir)), id;
	struct err why, ignored;

	*p = (struct previous){ 0 };
	if (r->n == 0 && r->current.id.len == 0 && !r->bad_link)
		return;
	if (r->current.id.len == 0)
		err_set(&why, SAY_BAD_LINK);
	else if (previous_whole(r, r->current.id, &why)) {
		p->catalogue = catalogue_of(r, r->current.id);
		return;
	}
	p->mend = true;
	/* Its pages may be damaged and its catalogue not. */
	id = r->current.id.len && catalogue_reads(r, r->current.id, &ignored) ? r->current.id
									      : older(r);
	if (id.len)
		p->catalogue = catalogue_of(r, id);
	finding_add(f, SEVERITY_WARNING, FINDING_BAD_RELEASE, link, 0, 0, SAY_BAD_RELEASE, why.text,
		    id.len ? arena_printf(f->arena, SAY_COMPARED_WITH, STR_ARG(id)).s
			   : SAY_GONE_LOST);
}

#include "catalogue_duty.h"

#include <assert.h>

static struct stmt *prepare(struct db *db, const struct sqlfile *sql, struct str name,
			    struct err *e)
{
	const struct sqlfile_entry *entry = sqlfile_find(sql, STR("name"), name);

	assert(entry);
	return db_prepare(db, entry->sql, e);
}

bool catalogue_write_duty(struct db *db, const struct sqlfile *sql, const struct content *c,
			  struct err *e)
{
	struct stmt *category = prepare(db, sql, STR("insert_noon_category"), e);
	struct stmt *window = prepare(db, sql, STR("insert_noon_window"), e);

	if (!category || !window)
		return false;
	for (size_t i = 0; i < c->nnoon; i++) {
		const struct noon_category *n = &c->noon[i];

		stmt_bind_int(category, 1, (int64_t)i + 1);
		stmt_bind_text(category, 2, n->name);
		stmt_bind_int(category, 3, n->confirmed);
		stmt_run(category);
		for (size_t k = 0; k < n->nwindows; k++) {
			stmt_bind_int(window, 1, (int64_t)i + 1);
			stmt_bind_int(window, 2, n->window[k]);
			stmt_run(window);
		}
	}
	stmt_finalize(db, category);
	stmt_finalize(db, window);
	return db_error(db, e);
}

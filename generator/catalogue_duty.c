#include "catalogue_duty.h"

#include "insert.h"

bool catalogue_write_duty(struct db *db, const struct sqlfile *sql, const struct content *c,
			  struct err *e)
{
	struct insert category, window;

	if (!insert_open(&category, db, sql, "insert_noon_category", e) ||
	    !insert_open(&window, db, sql, "insert_noon_window", e))
		return false;
	for (size_t i = 0; i < c->nnoon; i++) {
		const struct noon_category *n = &c->noon[i];

		insert_int(&category, "no", (int64_t)i + 1);
		insert_text(&category, "name", n->name);
		insert_int(&category, "confirmed", n->confirmed);
		insert_row(&category);
		for (size_t k = 0; k < n->nwindows; k++) {
			insert_int(&window, "category", (int64_t)i + 1);
			insert_int(&window, "window", n->window[k]);
			insert_row(&window);
		}
	}
	return insert_close(&window, e) && insert_close(&category, e);
}

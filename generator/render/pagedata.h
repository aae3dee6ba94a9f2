/*
 * pagedata.h - the temporary tables page_path, code and clock (pagedata.sql).
 */
#ifndef GENERATOR_PAGEDATA_H
#define GENERATOR_PAGEDATA_H

#include "base/arena.h"
#include "db.h"
#include "render/site.h"

struct pagedata {
	struct stmt *insert_page_path;
};

/* Makes the tables; fills `code` for every window and the hall, and `clock`. */
bool pagedata_open(struct pagedata *d, struct db *db, const struct site *s, struct arena *a,
		   struct err *e);
bool pagedata_add_path(struct pagedata *d, struct str address, struct str url, bool indexed);

/*
 * What a window's code holds: BASE/W/NN, in capitals throughout when the base
 * has no path (a smaller code), else as written.
 */
struct str pagedata_code_url(const struct site *s, struct str code, struct arena *a);

#endif

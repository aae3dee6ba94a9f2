#include "desk/closurefile.h"

#include "base/file.h"
#include "date.h"
#include "table/csv.h"

enum { SHARED = 0660 }; /* with hallgen, of the folder's group */

static void add_rows(struct store *s, int64_t now_s, struct buf *out)
{
	char now[MINUTE_TEXT];
	struct stmt *st;

	minute_format(hall_min_of_utc(now_s), now);
	st = store_bind(s, LEDGER_CLOSURES_AHEAD, ARG(":now", str_of(now)));
	while (stmt_step(st) == DB_ROW) {
		for (int i = 0; i < 4; i++) {
			csv_add(out, stmt_text(st, i));
			buf_add_char(out, i < 3 ? ',' : '\n');
		}
	}
	stmt_reset(st);
}

bool closurefile_write(struct store *s, const char *folder, int64_t now_s, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct buf rows = BUF_INIT;
	bool ok;

	buf_add(&rows, STR("window,from,to,reason\n"));
	add_rows(s, now_s, &rows);
	ok = db_error(store_db(s), e) &&
	     file_replace(arena_printf(&a, "%s/closures.csv", folder).s, buf_str(&rows), SHARED, e);
	buf_release(&rows);
	arena_release(&a);
	return ok;
}

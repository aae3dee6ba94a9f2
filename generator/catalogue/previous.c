#include "catalogue/previous.h"

#include "base/buf.h"
#include "date.h"
#include "moment.h"
#include "sqlfile.h"
#include "words.h"

#include <unistd.h>

extern const char previous_sql[];

bool previous_reads(const char *old, struct err *e)
{
	bool there = access(old, F_OK) == 0;
	struct db *db = there ? db_open(old, DB_READ, e) : NULL;
	char verdict[8] = "";
	bool ok = db && db_get_text(db, "PRAGMA quick_check(1)", verdict, sizeof verdict, e) &&
		  str_eq(str_of(verdict), STR("ok")) &&
		  sqlfile_prepare(db, previous_sql, "read", e);

	db_close(db);
	return ok || err_set(e, "%s", there ? SAY_BAD_CATALOGUE : SAY_NO_CATALOGUE);
}

bool previous_check(const char *old, const struct content *c, struct findings *f, struct err *e)
{
	struct str file = content_file(c, "items.csv", f->arena);
	struct db *db = old ? db_open(old, DB_READ, e) : NULL;
	struct stmt *s = db ? sqlfile_prepare(db, previous_sql, "gone", e) : NULL;
	bool ok;

	while (s && stmt_step(s) == DB_ROW) {
		const struct item *now = content_item(c, (int)stmt_int(s, 0));

		if (now && !str_eq(now->name, stmt_text(s, 1)))
			finding_add(f, SEVERITY_WARNING, FINDING_REUSED_NO, file, now->line,
				    c->item_column[ITEM_NO], SAY_REUSED_NO, now->no,
				    STR_ARG(stmt_text(s, 1)));
	}
	ok = !old || (s && db_error(db, e));
	db_close(db);
	return ok;
}

static int clock_min(struct str clock)
{
	int minute = 0;

	moment_time(clock, &minute);
	return minute;
}

void previous_closures(const char *old, struct content *c, int32_t today, struct arena *a)
{
	struct err ignored;
	struct db *db = db_open(old, DB_READ, &ignored);
	struct stmt *s = db ? sqlfile_prepare(db, previous_sql, "closures", &ignored) : NULL;
	size_t cap = 0;

	while (s && stmt_step(s) == DB_ROW) {
		struct closure x = { .window = (int)stmt_int(s, 0),
				     .start_min = clock_min(stmt_text(s, 2)),
				     .end_min = clock_min(stmt_text(s, 3)) };

		if (!date_parse(stmt_text(s, 1), &x.day) || x.day < today)
			continue;
		x.reason = arena_str(a, stmt_text(s, 4));
		*(struct closure *)arena_push(a, &c->closure, &c->nclosures, &cap, sizeof x) = x;
	}
	db_close(db);
}

static bool compare(struct db *db, struct diff *d, struct arena *a, struct err *e)
{
	struct stmt *s = sqlfile_prepare(db, previous_sql, "diff", e);
	struct buf text = BUF_INIT;

	while (s && stmt_step(s) == DB_ROW) {
		if (stmt_int(s, 0))
			d->added++;
		else if (stmt_int(s, 1))
			d->removed++;
		else
			d->changed++;
		buf_add(&text, stmt_text(s, 2));
		buf_add_char(&text, '\n');
	}
	d->text = buf_keep(&text, a);
	stmt_finalize(db, s);
	return s && db_error(db, e);
}

static bool run(struct db *db, const char *name, struct err *e)
{
	struct stmt *s = sqlfile_prepare(db, previous_sql, name, e);

	if (s)
		stmt_run(s);
	stmt_finalize(db, s);
	return s && db_error(db, e);
}

bool previous_join(struct db *new, const char *old, struct diff *d, struct arena *a, struct err *e)
{
	*d = (struct diff){ 0 };
	return !old || (db_attach(new, old, "published", e) && compare(new, d, a, e) &&
			run(new, "carry", e) && run(new, "since", e) &&
			db_exec(new, "DETACH published", e));
}

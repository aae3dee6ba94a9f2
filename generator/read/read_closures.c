#include "date.h"
#include "moment.h"
#include "read/read.h"
#include "words.h"

#define COLUMNS(X)                                                                                 \
	X(CLOSURE_WINDOW, "window", true, true)                                                    \
	X(CLOSURE_FROM, "from", true, true)                                                        \
	X(CLOSURE_TO, "to", true, true)                                                            \
	X(CLOSURE_REASON, "reason", true)
enum { COLUMNS(COLUMN_INDEX) };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

/* YYYY-MM-DDTHH:MM into minutes of hall time; 24:00 ends a day. */
static bool read_moment(struct row *row, size_t column, int64_t *hall_min)
{
	struct str s = row->cell[column], day = str_cut(&s, 'T');
	int32_t date;
	int minute;

	if (date_parse(day, &date) && s.len == 5 && moment_time(s, &minute)) {
		*hall_min = (int64_t)date * DAY_MINUTES + minute;
		return true;
	}
	row_error(row, column, FINDING_BAD_VALUE, SAY_CLOSURE_TIME, SAY(row->cell[column]));
	return false;
}

static bool read_stretch(struct row *row, struct closure *closure)
{
	int64_t from, to;

	if (!read_moment(row, CLOSURE_FROM, &from) || !read_moment(row, CLOSURE_TO, &to))
		return false;
	closure->day = (int32_t)(from / DAY_MINUTES);
	closure->start_min = (int)(from % DAY_MINUTES);
	if (to <= from || to > ((int64_t)closure->day + 1) * DAY_MINUTES) {
		row_error(row, CLOSURE_TO, FINDING_BAD_VALUE, SAY_CLOSURE_TIMES);
		return false;
	}
	closure->end_min = closure->start_min + (int)(to - from);
	return true;
}

static void on_closure(void *ctx, struct row *row)
{
	struct reader *r = ctx;
	struct content *c = r->c;
	struct closure closure = { .reason = row->cell[CLOSURE_REASON] };
	struct str window = row->cell[CLOSURE_WINDOW];
	int64_t no = 0;

	if (window.len && !str_to_int(window, 99, &no))
		row_error(row, CLOSURE_WINDOW, FINDING_UNKNOWN_WINDOW, SAY_NO_WINDOW, SAY(window));
	if (!read_stretch(row, &closure) || row->faulty || closure.day < r->today)
		return;
	closure.window = (int)no;
	if (no && !content_window(c, (int)no)) {
		row_warning(row, CLOSURE_WINDOW, FINDING_UNKNOWN_WINDOW, SAY_CLOSURE_WINDOW,
			    (int)no);
		return;
	}
	closure.reason = arena_str(r->a, closure.reason);
	*(struct closure *)arena_push(r->a, &c->closure, &c->nclosures, &r->cap, sizeof closure) =
		closure;
}

/* Its errors as warnings. True without one. */
static bool tell(const struct findings *own, struct findings *f)
{
	size_t errors = finding_count(own, SEVERITY_ERROR);

	for (size_t i = 0; i < own->n; i++) {
		const struct finding *one = &own->list[i];
		bool error = one->severity == SEVERITY_ERROR;

		finding_add(f, error ? SEVERITY_WARNING : one->severity, one->code, one->file,
			    one->line, one->column, error ? SAY_CLOSURES_KEPT : "%.*s",
			    STR_ARG(one->text));
	}
	return errors == 0;
}

bool read_closures(struct content *c, struct str desk, int32_t today, struct arena *a,
		   struct findings *f)
{
	static const struct table_spec spec = { TABLE_OF("closures.csv", READ_MAX_BYTES, columns,
							 on_closure) };
	struct arena scratch = ARENA_INIT;
	struct findings own = { .arena = a };
	struct content folder = *c; /* its windows are known, its files are others */
	struct reader r = { .c = &folder, .a = a, .scratch = &scratch, .f = &own, .today = today };

	folder.dir = desk;
	read_table(&r, &spec);
	arena_release(&scratch);
	if (!tell(&own, f))
		return false;
	c->closure = folder.closure;
	c->nclosures = folder.nclosures;
	return true;
}

#include "desk/stats.h"

#include "http/loop.h"
#include "staff/sheet.h"

const struct page_type stats_page = { STR_INIT("staff/stats.html"), &sheet_view, &staff_view };

enum { PIECE_DAYS = 7 };

/* What is counted of every week, a piece each. */
static const enum ledger_stmt counts[] = {
	LEDGER_STAT_CASES, LEDGER_STAT_DAYS,   LEDGER_STAT_HOURS,
	LEDGER_STAT_ITEMS, LEDGER_STAT_PLACES,
};

/* Where the counting is; in the request's arena. */
struct task {
	struct str release; /* whose connection holds the table */
	int32_t day, last;
	size_t next; /* of counts[] */
};

/* The days of the span on which there is anything to count. */
static void begin(struct call *c, struct task *t)
{
	struct stmt *st;
	struct str cell[SHEET__MAX];

	*t = (struct task){ .release = arena_str(c->arena, c->live->release), .day = 1 };
	sheet_fill(c, cell);
	st = store_bind(c->live->store, LEDGER_STAT_SPAN, ARG(":from", cell[SHEET_FROM]),
			ARG(":to", cell[SHEET_TO]));
	if (stmt_step(st) == DB_ROW && date_parse(stmt_text(st, 0), &t->day))
		date_parse(stmt_text(st, 1), &t->last);
	stmt_reset(st);
	stmt_run(store_stmt(c->live->store, LEDGER_STAT_CLEAR));
}

static void count(struct call *c, struct task *t)
{
	enum ledger_stmt id = counts[t->next];
	int32_t end = t->day + PIECE_DAYS - 1;
	char from[DATE_TEXT], to[DATE_TEXT];

	date_format(t->day, from);
	date_format(end < t->last ? end : t->last, to);
	/* what fails, route.c sees */
	if (id == LEDGER_STAT_PLACES)
		store_run(c->live->store, id, ARG(":from", str_of(from)), ARG(":to", str_of(to)),
			  ARG(":today", str_of(c->today)));
	else
		store_run(c->live->store, id, ARG(":from", str_of(from)), ARG(":to", str_of(to)));
	if (++t->next == COUNT(counts)) {
		t->next = 0;
		t->day += PIECE_DAYS;
	}
}

bool stats_show(struct call *c)
{
	struct task *t = c->x->task;

	if (!t) { /* the table may be at work for somebody else */
		c->x->task = arena_alloc(c->arena, sizeof *t);
		c->x->unfinished = true;
		return true;
	}
	if (!str_eq(t->release, c->live->release)) /* at first, and after a change */
		begin(c, t);
	if (t->day <= t->last) {
		count(c, t);
		c->x->unfinished = true;
		return true;
	}
	sheet_show(c, 200, STR(""));
	return true;
}

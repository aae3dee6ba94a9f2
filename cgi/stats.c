#include "stats.h"

#include "loop.h"
#include "sheet.h"

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
	struct stmt *st = store_stmt(c->live->store, LEDGER_STAT_SPAN);
	struct str cell[SHEET__MAX];

	*t = (struct task){ .release = arena_str(c->arena, c->live->release), .day = 1 };
	sheet_fill(c, cell);
	store_bind_text(st, ":from", cell[SHEET_FROM]);
	store_bind_text(st, ":to", cell[SHEET_TO]);
	if (stmt_step(st) == DB_ROW && date_parse(stmt_text(st, 0), &t->day))
		date_parse(stmt_text(st, 1), &t->last);
	stmt_reset(st);
	stmt_run(store_stmt(c->live->store, LEDGER_STAT_CLEAR));
}

static void count(struct call *c, struct task *t)
{
	struct stmt *st = store_stmt(c->live->store, counts[t->next]);
	int32_t end = t->day + PIECE_DAYS - 1;
	char from[DATE_TEXT], to[DATE_TEXT];

	date_format(t->day, from);
	date_format(end < t->last ? end : t->last, to);
	store_bind_text(st, ":from", str_of(from));
	store_bind_text(st, ":to", str_of(to));
	if (counts[t->next] == LEDGER_STAT_PLACES)
		store_bind_text(st, ":today", str_of(c->today));
	stmt_run(st); /* what fails, route.c sees */
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
	sheet_show(c, 200, PAGE_KIND_STATS, ACT_STATS, STR(""));
	return true;
}

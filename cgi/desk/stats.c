#include "desk/stats.h"

#include "page/reader.h"
#include "staff/listpage.h"

const struct page_type stats_page = { STR_INIT("staff/stats.html"), &listpage_view, &staff_view };

/* What fails, the reader sees. */
static void show(struct call *c)
{
	static const enum ledger_stmt counts[] = { LEDGER_STAT_CASES, LEDGER_STAT_DAYS,
						   LEDGER_STAT_HOURS, LEDGER_STAT_ITEMS };
	struct store *s = c->store;
	struct listpage p;

	listpage_fill(c, &p);
	stmt_run(store_stmt(s, LEDGER_STAT_CLEAR));
	for (size_t i = 0; i < COUNT(counts); i++)
		store_run(s, counts[i], ARG(":from", p.from), ARG(":to", p.to));
	store_run(s, LEDGER_STAT_PLACES, ARG(":from", p.from), ARG(":to", p.to),
		  ARG(":today", str_of(c->today)));
	listpage_show(c, 200, STR(""));
}

bool stats_show(struct call *c)
{
	return reader_ask(c, LANE_FILES, show);
}

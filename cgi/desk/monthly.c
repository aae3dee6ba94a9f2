#include "desk/pages.h"

#include "desk/spreadsheet.h"
#include "page/reader.h"
#include "staff/audit.h"
#include "staff/listpage.h"
#include "staff/staff.h"

/* clang-format off */
#define MONTHLY(X) X(month) X(window) /* whose, 0 = the hall's */
/* clang-format on */

VIEW(monthly, MONTHLY);
STAFF_PAGE(monthly, "report.html", monthly);

static struct monthly asked(struct call *c)
{
	struct str month = listpage_month(c);

	if (!month.len) /* the one that is over is reported */
		month = stmt_get_text(
			store_bind(c->store, LEDGER_MONTH_BEFORE, ARG(":day", str_of(c->today))),
			c->arena);
	return (struct monthly){ .month = month,
				 .window = arena_int(c->arena, call_number(c, FORM_WINDOW)) };
}

/* Into the TEMP tables of desk.sql; what fails, the caller looks at. */
static void count(struct call *c, const struct monthly *p)
{
	static const enum ledger_stmt fill[] = { LEDGER_MONTHLY_FILL, LEDGER_FIGURE_FILL };

	stmt_run(store_stmt(c->store, LEDGER_MONTHLY_CLEAR));
	stmt_run(store_stmt(c->store, LEDGER_FIGURE_CLEAR));
	for (size_t i = 0; i < COUNT(fill); i++)
		store_run(c->store, fill[i], ARG(":month", p->month),
			  ARG(":window", call_number(c, FORM_WINDOW)),
			  ARG(":today", str_of(c->today)));
}

static void show(struct call *c)
{
	struct monthly p = asked(c);

	count(c, &p);
	call_page(c, 200, &monthly_page, p.cell);
}

bool monthly_show(struct call *c)
{
	return reader_ask(c, LANE_PAGES, show);
}

static bool write_xlsx(struct call *c, const struct monthly *p, struct err *e)
{
	struct store *s = c->store;

	return spreadsheet_write(c->live->scratch, c->r->file,
				 store_bind(s, LEDGER_MONTHLY_HEAD, ARG(":month", p->month),
					    ARG(":today", str_of(c->today))),
				 store_stmt(s, LEDGER_MONTHLY_COLUMNS),
				 store_stmt(s, LEDGER_MONTHLY_ROWS), e) &&
	       db_error(store_db(s), e);
}

static void make_xlsx(struct call *c)
{
	struct monthly p = asked(c);
	struct err e;

	count(c, &p);
	call_download(c, STR(SPREADSHEET_TYPE), "report-%.*s.xlsx", STR_ARG(p.month));
	if (reader_put(c) && !write_xlsx(c, &p, &e))
		call_fail(c, &e);
}

bool monthly_xlsx(struct call *c)
{
	struct monthly p = asked(c);

	return audit_add(c, AUDIT_EXPORTED, STR("report.xlsx"),
			 arena_printf(c->arena, "window=%.*s %.*s", STR_ARG(p.window),
				      STR_ARG(p.month))) &&
	       reader_ask(c, LANE_FILES, make_xlsx);
}

bool monthly_moved(struct call *c)
{
	return call_redirect(c, "/staff/report?month=%.*s", STR_ARG(asked(c).month));
}

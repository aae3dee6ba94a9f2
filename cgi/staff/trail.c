#include "staff/pages.h"

#include "page/reader.h"
#include "staff/audit.h"
#include "staff/staff.h"

#define TRAIL(X) X(before) X(limit)
VIEW(trail, TRAIL);
STAFF_PAGE(trail, "audit.html", trail);
STAFF_PAGE(trail_csv, "audit.csv", trail);

enum { PAGE_ROWS = 100, FILE_ROWS = 10000 };

static bool show(struct call *c, const struct page_type *page, int rows)
{
	const struct trail p = {
		.before = arena_int(c->arena, str_int(call_text(c, FORM_BEFORE))),
		.limit = arena_int(c->arena, rows),
	};

	return call_page(c, 200, page, p.cell);
}

bool trail_show(struct call *c)
{
	return show(c, &trail_page, PAGE_ROWS);
}

static void make_file(struct call *c)
{
	show(c, &trail_csv_page, FILE_ROWS);
	c->r->content_type = STR("text/csv; charset=utf-8");
	c->r->download_name = STR("audit.csv");
}

bool trail_export(struct call *c)
{
	return audit_add(c, AUDIT_EXPORTED, STR("audit"),
			 arena_printf(c->arena, "before=%lld",
				      (long long)str_int(call_text(c, FORM_BEFORE)))) &&
	       reader_ask(c, LANE_FILES, make_file);
}

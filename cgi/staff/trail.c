#include "staff/pages.h"

#include "page/reader.h"
#include "staff/audit.h"
#include "staff/staff.h"

#define TRAIL(X) X(before) X(limit) X(older)
VIEW(trail, TRAIL);
STAFF_PAGE(trail, "audit.html", trail);
STAFF_PAGE(trail_csv, "audit.csv", trail);

enum { PAGE_ROWS = 100, FILE_ROWS = 10000 };

/* ids have no gaps, so the rows behind the next `n` begin where they say; 0 = there are none. */
static int64_t older(struct call *c, int64_t before, int n)
{
	int64_t last = stmt_get_int(store_stmt(c->store, LEDGER_AUDIT_LAST));
	int64_t first = (before && before <= last ? before : last + 1) - n;

	return first > 1 ? first : 0;
}

static int64_t before_of(const struct call *c)
{
	int64_t id = 0;

	str_to_int(call_text(c, FORM_BEFORE), INT64_MAX, &id);
	return id;
}

bool trail_show(struct call *c)
{
	int64_t before = before_of(c), next = older(c, before, PAGE_ROWS);
	const struct trail p = {
		.before = arena_int(c->arena, before),
		.limit = arena_int(c->arena, PAGE_ROWS),
		.older = next ? arena_int(c->arena, next) : STR(""),
	};

	return call_page(c, 200, &trail_page, p.cell);
}

static void make_file(struct call *c)
{
	const struct trail p = {
		.before = arena_int(c->arena, before_of(c)),
		.limit = arena_int(c->arena, FILE_ROWS),
	};

	call_page(c, 200, &trail_csv_page, p.cell);
	c->r->content_type = STR("text/csv; charset=utf-8");
	c->r->download_name = STR("audit.csv");
}

bool trail_export(struct call *c)
{
	return audit_add(c, AUDIT_EXPORTED, STR("audit"),
			 arena_printf(c->arena, "before=%lld", (long long)before_of(c))) &&
	       reader_ask(c, LANE_FILES, make_file);
}

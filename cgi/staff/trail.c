#include "staff/trail.h"

#include "page/reader.h"
#include "staff/audit.h"
#include "staff/staff.h"

/* The values of audit.html and audit.csv. */
#define TRAIL_FIELDS(X)                                                                            \
	X(TRAIL_BEFORE, "before")                                                                  \
	X(TRAIL_LIMIT, "limit")                                                                    \
	X(TRAIL_OLDER, "older")
enum { TRAIL_FIELDS(VIEW_ENUM) TRAIL__MAX };
static VIEW(trail, "audit", TRAIL_FIELDS);
const struct page_type trail_page = { STR_INIT("staff/audit.html"), &trail_view, &staff_view };
const struct page_type trail_csv_page = { STR_INIT("staff/audit.csv"), &trail_view, &staff_view };

enum { PAGE_ROWS = 100, FILE_ROWS = 10000 };

/* ids have no gaps, so the rows behind the next `n` begin where they say; 0 = there are none. */
static int64_t older(struct call *c, int64_t before, int n)
{
	int64_t last = stmt_get_int(store_stmt(c->live->store, LEDGER_AUDIT_LAST));
	int64_t first = (before && before <= last ? before : last + 1) - n;

	return first > 1 ? first : 0;
}

static int64_t before_of(const struct call *c)
{
	int64_t id = 0;

	str_to_int(call_text(c, FORM_BEFORE), INT64_MAX, &id);
	return id;
}

static struct str number(struct call *c, int64_t n)
{
	return arena_printf(c->arena, "%lld", (long long)n);
}

bool trail_show(struct call *c)
{
	int64_t before = before_of(c), next = older(c, before, PAGE_ROWS);
	const struct str cell[TRAIL__MAX] = {
		[TRAIL_BEFORE] = number(c, before),
		[TRAIL_LIMIT] = number(c, PAGE_ROWS),
		[TRAIL_OLDER] = next ? number(c, next) : STR(""),
	};

	call_page(c, 200, &trail_page, cell);
	return true;
}

static void make_file(struct call *c)
{
	const struct str cell[TRAIL__MAX] = {
		[TRAIL_BEFORE] = number(c, before_of(c)),
		[TRAIL_LIMIT] = number(c, FILE_ROWS),
	};

	call_page(c, 200, &trail_csv_page, cell);
	c->r->content_type = STR("text/csv; charset=utf-8");
	c->r->download_name = STR("audit.csv");
}

bool trail_export(struct call *c)
{
	if (audit_note(c, AUDIT_EXPORTED, STR("audit"),
		       arena_printf(c->arena, "before=%lld", (long long)before_of(c))))
		return reader_ask(c, LANE_FILES, make_file);
	c->failed = true;
	return false;
}

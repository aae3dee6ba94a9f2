#include "page/page.h"

#include "booking/book.h"
#include "booking/lookup.h"
#include "booking/manage.h"
#include "booking/receipt.h"
#include "desk/entry.h"
#include "desk/ledger.h"
#include "desk/result.h"
#include "desk/samesource.h"
#include "desk/today.h"
#include "page/call.h"
#include "staff/accounts.h"
#include "staff/audit.h"
#include "staff/profile.h"
#include "staff/sheet.h"
#include "staff/signin.h"
#include "staff/staff.h"
#include "template/sqlview.h"

#include <assert.h>

extern const char pages_sql[];

static const struct {
	struct str template;
	const struct view_type *type;
	bool staff; /* the frame "staff" (staff.h) stands around */
} table[PAGE_KIND__MAX] = {
	[PAGE_KIND_BOOK] = { STR_INIT("booking/book.html"), &book_view, false },
	[PAGE_KIND_CHOOSE] = { STR_INIT("booking/choose.html"), &choose_view, false },
	[PAGE_KIND_RECEIPT] = { STR_INIT("booking/receipt.html"), &receipt_view, false },
	[PAGE_KIND_RECEIPT_ICS] = { STR_INIT("booking/booking.ics"), &receipt_view, false },
	[PAGE_KIND_LOOKUP] = { STR_INIT("booking/lookup.html"), &lookup_view, false },
	[PAGE_KIND_MOVE] = { STR_INIT("booking/move.html"), &book_view, false },
	[PAGE_KIND_EDIT] = { STR_INIT("booking/edit.html"), &edit_view, false },
	[PAGE_KIND_MESSAGE] = { STR_INIT("booking/message.html"), &message_view, false },
	[PAGE_KIND_LOGIN] = { STR_INIT("staff/login.html"), &login_view, false },
	[PAGE_KIND_CARRIED] = { STR_INIT("staff/carried.html"), &carried_view, true },
	[PAGE_KIND_STAFF_MESSAGE] = { STR_INIT("staff/message.html"), &message_view, true },
	[PAGE_KIND_TODAY] = { STR_INIT("staff/today.html"), &today_view, true },
	[PAGE_KIND_PROFILE] = { STR_INIT("staff/profile.html"), &profile_view, true },
	[PAGE_KIND_ACCOUNTS] = { STR_INIT("staff/accounts.html"), &accounts_view, true },
	[PAGE_KIND_AUDIT] = { STR_INIT("staff/audit.html"), &audit_view, true },
	[PAGE_KIND_AUDIT_CSV] = { STR_INIT("staff/audit.csv"), &audit_view, true },
	[PAGE_KIND_FIND] = { STR_INIT("staff/find.html"), &find_view, true },
	[PAGE_KIND_ENTRY] = { STR_INIT("staff/entry.html"), &entry_view, true },
	[PAGE_KIND_RESULT] = { STR_INIT("staff/result.html"), &result_view, true },
	[PAGE_KIND_SLIP] = { STR_INIT("staff/slip.html"), &result_view, true },
	[PAGE_KIND_LEDGER] = { STR_INIT("staff/ledger.html"), &ledger_view, true },
	[PAGE_KIND_LEDGER_PRINT] = { STR_INIT("staff/ledger-print.html"), &ledger_view, true },
	[PAGE_KIND_SOURCE] = { STR_INIT("staff/source.html"), &samesource_view, true },
	[PAGE_KIND_CLOSURES] = { STR_INIT("staff/closures.html"), &sheet_view, true },
	[PAGE_KIND_ROSTER] = { STR_INIT("staff/roster.html"), &sheet_view, true },
	[PAGE_KIND_ROSTER_DAY] = { STR_INIT("staff/roster-day.html"), &sheet_view, true },
	[PAGE_KIND_ROSTER_CSV] = { STR_INIT("staff/roster.csv"), &sheet_view, true },
	[PAGE_KIND_PEOPLE] = { STR_INIT("staff/people.html"), &sheet_view, true },
	[PAGE_KIND_OVERTIME] = { STR_INIT("staff/overtime.html"), &sheet_view, true },
	[PAGE_KIND_OVERTIME_CSV] = { STR_INIT("staff/overtime.csv"), &sheet_view, true },
	[PAGE_KIND_DUTYLOG] = { STR_INIT("staff/dutylog.html"), &sheet_view, true },
	[PAGE_KIND_CALLS] = { STR_INIT("staff/calls.html"), &sheet_view, true },
	[PAGE_KIND_STATS] = { STR_INIT("staff/stats.html"), &sheet_view, true },
	[PAGE_KIND_HELP] = { STR_INIT("staff/help.html"), &sheet_view, true },
};

struct pages {
	struct view_frame site;
	struct sqlfile lists;
	struct sqlview *view; /* of them */
	struct view_source source;
	/* the scopes outlive the loading: templates keep them */
	struct view_scope site_scope;
	struct view_scope page_scope;
	struct view_scope staff_scope;
	struct view_scope values[PAGE_KIND__MAX];
	const struct template *template[PAGE_KIND__MAX];
};

static bool load_all(struct pages *p, struct template_set *set, struct err *e)
{
	p->site_scope = (struct view_scope){ p->site.type, NULL };
	p->page_scope = (struct view_scope){ &page_type, &p->site_scope };
	p->staff_scope = (struct view_scope){ &staff_view, &p->page_scope };
	for (int i = 0; i < PAGE_KIND__MAX; i++) {
		p->values[i] =
			(struct view_scope){ table[i].type,
					     table[i].staff ? &p->staff_scope : &p->page_scope };
		p->template[i] =
			template_load(set, table[i].template, &p->values[i], &p->source, e);
		if (!p->template[i])
			return false;
	}
	return true;
}

static bool load_templates(struct pages *p, const char *dir, struct arena *a, struct err *e)
{
	struct arena scratch = ARENA_INIT;
	struct template_set *set = template_set_open(dir, a, &scratch, e);
	bool ok = set && load_all(p, set, e);

	arena_release(&scratch);
	return ok;
}

struct pages *pages_open(struct store *s, const char *dir, struct arena *a, struct err *e)
{
	struct pages *p = arena_alloc(a, sizeof *p);

	if (!site_frame_load(store_db(s), "cat", a, &p->site, e) ||
	    !sqlfile_parse(str_of(pages_sql), "cgi/pages.sql", a, &p->lists, e))
		return NULL;
	p->view = sqlview_open(store_db(s), &p->lists, "cgi/pages.sql", a, e);
	if (!p->view)
		return NULL;
	p->source = sqlview_source(p->view);
	if (load_templates(p, dir, a, e))
		return p;
	pages_close(p);
	return NULL;
}

void pages_close(struct pages *p)
{
	if (p)
		sqlview_close(p->view);
}

const struct view_frame *pages_site(const struct pages *p)
{
	return &p->site;
}

bool pages_render(const struct pages *p, enum page_kind kind, const struct page_at *at,
		  const struct str *cell, struct arena *scratch, struct buf *out, struct err *e)
{
	struct str root = arena_printf(scratch, "%.*s/", STR_ARG(at->base));
	const struct str place[PAGE_FIELD__MAX] = {
		[PAGE_ROOT] = root,
		[PAGE_TOP] = root,
		[PAGE_PATH] = at->path,
		[PAGE_LIVE] = STR("1"),
	};
	struct view_frame page = { &page_type, place, &p->site };
	struct view_frame staff = { &staff_view, at->staff, &page };
	struct view_frame values = { table[kind].type, cell, table[kind].staff ? &staff : &page };

	assert(!table[kind].staff || at->staff);
	return template_render_marked(p->template[kind], &values, at->mark, scratch, out, e);
}

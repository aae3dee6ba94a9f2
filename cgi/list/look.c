#include "list/pages.h"

#include "list/listed.h"
#include "page/reader.h"

const struct page_type look_page = { STR_INIT("staff/list-look.html"), &listed_view, &staff_view };

/* Four eyes: who has proposed it does not publish it (hall.conf, list.four_eyes). */
static bool needs_another(const struct call *c, const struct proposal *p)
{
	struct str setting = site_setting(pages_site(c->live->pages), STR("list_four_eyes"));

	return str_eq(setting, STR("yes")) && str_eq(p->by.account, c->who);
}

/*
 * Bookings that would lose their time: the same question that today asks, put to the
 * catalogue of the preview.
 */
static void count_orphans(struct call *c, const struct proposal *p)
{
	const char *catalogue = arena_printf(c->arena, "%s/%.*s/catalogue.db", c->app->releases,
					     STR_ARG(p->report.preview))
					.s;
	struct err e;
	struct store *then;
	struct stmt *st;

	stmt_run(store_stmt(c->store, LEDGER_LIST_CLEAR_ORPHANS));
	if (!p->report.preview.len || str_contains(p->report.preview, STR("/")) ||
	    !deskdir_has(catalogue))
		return;
	then = store_read(c->app->ledger, catalogue, &e);
	if (!then) {
		call_fail(c, &e);
		return;
	}
	st = store_bind(then, LEDGER_LIST_ORPHANED, ARG(":now", str_of(c->now)));
	while (stmt_step(st) == DB_ROW)
		store_run(c->store, LEDGER_LIST_ADD_ORPHAN, ARG(":id", stmt_int(st, 0)));
	stmt_reset(st);
	store_close(then);
}

/* What hallgen has to remark of the published files, which a proposal does not bring. */
static void know_content(struct call *c)
{
	struct report content;

	report_read(c, deskdir_path(c, "report.db"), REPORT_ALL, &content);
	stmt_run(store_stmt(c->store, LEDGER_LIST_CLEAR_KNOWN));
	stmt_run(store_stmt(c->store, LEDGER_LIST_KNOW));
}

static void show(struct call *c, int status, struct str errors)
{
	struct listed p = { .errors = errors };
	struct proposal proposal;

	know_content(c);
	if (!proposal_of(c, REPORT_ALL, &proposal))
		return;
	listed_fill(c, &p);
	p.id = arena_int(c->arena, proposal.id);
	p.own = view_flag(str_eq(proposal.by.account, c->who));
	p.eyes = view_flag(needs_another(c, &proposal));
	stmt_run(store_stmt(c->store, LEDGER_LIST_CLEAR_PROPOSALS));
	proposal_list(c, &proposal);
	count_orphans(c, &proposal);
	if (!c->failed)
		call_page(c, status, &look_page, p.cell);
}

static void make(struct call *c)
{
	show(c, 200, STR(""));
}

bool look_show(struct call *c)
{
	return reader_ask(c, LANE_PAGES, make);
}

static bool publish(struct call *c, const struct proposal *p)
{
	int64_t seen = 0;

	if (!staff_guard(c, ACT_PUBLISH, p->by.window))
		return true;
	str_to_int(call_text(c, FORM_VERSION), INT64_MAX, &seen);
	if (p->state == PROPOSAL_FAULTY)
		return listed_refuse(c, 422, MSG_LIST_FAULTY, show);
	if (p->state != PROPOSAL_READY)
		return listed_refuse(c, 422, MSG_LIST_NOT_READY, show);
	if (seen != p->report.at_s)
		return listed_refuse(c, 422, MSG_LIST_LOOK, show);
	if (p->report.removed && !call_text(c, FORM_SEEN).len)
		return listed_refuse(c, 422, MSG_LIST_REMOVED, show);
	if (needs_another(c, p))
		return listed_refuse(c, 422, MSG_LIST_EYES, show);
	return proposal_approve(c, p);
}

/* Its own, or whoever may publish. */
static bool may_withdraw(struct call *c, const struct proposal *p)
{
	return str_eq(p->by.account, c->who) || staff_guard(c, ACT_PUBLISH, p->by.window);
}

bool look_decide(struct call *c)
{
	bool again = str_eq(call_text(c, FORM_DO), STR("again"));
	struct proposal p;

	if (!proposal_of(c, REPORT_STATE, &p))
		return false;
	if (call_text(c, FORM_PUBLISH).len)
		return publish(c, &p);
	if (!call_text(c, FORM_WITHDRAW).len && !again)
		return listed_refuse(c, 422, MSG_LIST_NO_BUTTON, show);
	if (!may_withdraw(c, &p))
		return true;
	if (p.state == PROPOSAL_PUBLISHED || p.state == PROPOSAL_WITHDRAWN)
		return listed_refuse(c, 422, MSG_LIST_SETTLED, show);
	return again ? proposal_look_again(c, &p) : proposal_withdraw(c, &p);
}

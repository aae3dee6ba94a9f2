#include "list/pages.h"

#include "list/listed.h"
#include "page/reader.h"

STAFF_PAGE(look, "list-look.html", listed);

/* Four eyes: who has proposed it does not publish it (hall.conf, list.four_eyes). */
static bool needs_another(const struct call *c, const struct proposal *p)
{
	struct str setting = site_setting(pages_site(c->live->pages), STR("list_four_eyes"));

	return str_eq(setting, STR("yes")) && str_eq(p->account, c->who);
}

/*
 * Bookings that would lose their time, a JSON list: the same question that today asks, put to the
 * catalogue of the preview.
 */
static struct str orphans_of(struct call *c, const struct proposal *p)
{
	const char *catalogue = arena_printf(c->arena, "%s/%.*s/catalogue.db", c->app->releases,
					     STR_ARG(p->preview))
					.s;
	struct str ids = STR("[]");
	struct store *then;
	struct err e;

	if (!p->preview.len || str_contains(p->preview, STR("/")) || !deskdir_has(catalogue))
		return ids;
	then = store_open(c->app->ledger, catalogue, STORE_READ, &e);
	if (then)
		ids = stmt_get_text(
			store_bind(then, LEDGER_LIST_ORPHANED, ARG(":now", str_of(c->now))),
			c->arena);
	else
		call_fail(c, &e);
	store_close(then);
	return ids;
}

static void show(struct call *c)
{
	struct proposal proposal;
	struct listed p;

	deskdir_forget(c);
	deskdir_load(c, "", REPORT_ALL);
	if (!proposal_of(c, REPORT_ALL, &proposal))
		return;
	p = (struct listed){ .id = arena_int(c->arena, proposal.id) };
	listed_fill(c, &p);
	p.own = view_flag(str_eq(proposal.account, c->who));
	p.eyes = view_flag(needs_another(c, &proposal));
	p.orphans = orphans_of(c, &proposal);
	if (!c->failed)
		call_page(c, 200, &look_page, p.cell);
}

bool look_show(struct call *c)
{
	return reader_ask(c, LANE_PAGES, show);
}

static bool publish(struct call *c, const struct proposal *p)
{
	if (!staff_guard(c, ACT_PUBLISH, p->window_no))
		return true;
	if (str_eq(p->state, STR("faulty")))
		return listed_refuse(c, 422, MSG_LIST_FAULTY, show);
	if (!str_eq(p->state, STR("ready")))
		return listed_refuse(c, 422, MSG_LIST_NOT_READY, show);
	if (!str_eq(call_text(c, FORM_VERSION), p->looked))
		return listed_refuse(c, 422, MSG_LIST_LOOK, show);
	if (!str_eq(p->removed, STR("0")) && !call_text(c, FORM_SEEN).len)
		return listed_refuse(c, 422, MSG_LIST_REMOVED, show);
	if (needs_another(c, p))
		return listed_refuse(c, 422, MSG_LIST_EYES, show);
	return proposal_decide(c, p, AUDIT_LIST_APPROVED, "approved");
}

/* Its own, or whoever may publish. */
static bool may_withdraw(struct call *c, const struct proposal *p)
{
	return str_eq(p->account, c->who) || staff_guard(c, ACT_PUBLISH, p->window_no);
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
	if (str_eq(p.state, STR("published")) || str_eq(p.state, STR("withdrawn")))
		return listed_refuse(c, 422, MSG_LIST_SETTLED, show);
	return again ? proposal_decide(c, &p, AUDIT_LIST_AGAIN, "again")
		     : proposal_decide(c, &p, AUDIT_LIST_WITHDRAWN, "withdrawn");
}

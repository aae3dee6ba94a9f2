#include "route.h"

#include "booking/book.h"
#include "booking/lookup.h"
#include "booking/manage.h"
#include "booking/receipt.h"
#include "desk/calls.h"
#include "desk/closure.h"
#include "desk/entry.h"
#include "desk/ledger.h"
#include "desk/result.h"
#include "desk/samesource.h"
#include "desk/stats.h"
#include "desk/today.h"
#include "duty/dutylog.h"
#include "duty/overtime.h"
#include "duty/people.h"
#include "duty/roster.h"
#include "page/call.h"
#include "page/health.h"
#include "staff/accounts.h"
#include "staff/audit.h"
#include "staff/profile.h"
#include "staff/rightclock.h"
#include "staff/sheet.h"
#include "staff/signin.h"
#include "staff/staff.h"

#include <assert.h>
#include <string.h>

/* Makes the answer. True: what it wrote stands; false: it is undone. */
typedef bool handler(struct call *c);

struct route {
	struct str pattern; /* * stands for one token of A-Z a-z 0-9 - _ */
	handler *get;
	handler *post;
	bool writes;	  /* the POST needs the writer lane */
	handler *unsaved; /* the answer when that failed; NULL: the usual words */
	enum staff_action needs;
	/*
	 * Before the POST, outside of the transaction: true when it has given
	 * work to the helper thread. The POST follows when that is done
	 * (call.work), or at once.
	 */
	handler *ask_worker;
};

static const struct route table[] = {
	{ STR_INIT("/book"), book_show, book_make, true, book_unsaved, ACT_PUBLIC, NULL },
	{ STR_INIT("/booking"), lookup_show, lookup_find, false, NULL, ACT_PUBLIC, NULL },
	{ STR_INIT("/booking/*"), receipt_show, NULL, false, NULL, ACT_PUBLIC, NULL },
	{ STR_INIT("/booking/*.ics"), receipt_calendar, NULL, false, NULL, ACT_PUBLIC, NULL },
	{ STR_INIT("/booking/*/qr.png"), receipt_qr, NULL, false, NULL, ACT_PUBLIC, NULL },
	{ STR_INIT("/booking/*/cancel"), NULL, receipt_cancel, true, NULL, ACT_PUBLIC, NULL },
	{ STR_INIT("/booking/*/move"), manage_move_show, manage_move, true, manage_move_unsaved,
	  ACT_PUBLIC, NULL },
	{ STR_INIT("/booking/*/edit"), manage_edit_show, manage_edit, true, NULL, ACT_PUBLIC,
	  NULL },
	{ STR_INIT("/booking/*/erase"), NULL, manage_erase, true, NULL, ACT_PUBLIC, NULL },
	{ STR_INIT("/healthz"), health_show, NULL, false, NULL, ACT_PUBLIC, NULL },
	{ STR_INIT("/staff"), today_to, NULL, false, NULL, ACT_PUBLIC, NULL },
	{ STR_INIT("/staff/"), today_show, NULL, false, NULL, ACT_READ, NULL },
	{ STR_INIT("/staff/seen"), NULL, today_seen, true, NULL, ACT_ENTER, NULL },
	{ STR_INIT("/staff/find"), find_show, find_make, false, NULL, ACT_READ, NULL },
	{ STR_INIT("/staff/new"), entry_show, entry_make, true, entry_unsaved, ACT_ENTER, NULL },
	{ STR_INIT("/staff/bookings/*"), result_show, result_make, true, NULL, ACT_ENTER, NULL },
	{ STR_INIT("/staff/bookings/*/cancel"), NULL, result_cancel, true, NULL, ACT_ENTER, NULL },
	{ STR_INIT("/staff/bookings/*/undo"), NULL, result_undo, true, NULL, ACT_ENTER, NULL },
	{ STR_INIT("/staff/bookings/*/source"), samesource_show, samesource_cancel, true, NULL,
	  ACT_SOURCE, NULL },
	{ STR_INIT("/staff/bookings/*/slip"), result_slip, NULL, false, NULL, ACT_ENTER, NULL },
	{ STR_INIT("/staff/ledger"), ledger_show, NULL, false, NULL, ACT_READ, NULL },
	{ STR_INIT("/staff/ledger.csv"), ledger_csv, NULL, false, NULL, ACT_EXPORT, NULL },
	{ STR_INIT("/staff/ledger.xlsx"), ledger_xlsx, NULL, false, NULL, ACT_EXPORT, NULL },
	{ STR_INIT("/staff/ledger/print"), ledger_print, NULL, false, NULL, ACT_EXPORT, NULL },
	{ STR_INIT("/staff/ledger/blank"), ledger_blank, NULL, false, NULL, ACT_EXPORT, NULL },
	{ STR_INIT("/staff/login"), signin_show, signin_make, true, NULL, ACT_PUBLIC,
	  signin_check },
	{ STR_INIT("/staff/account"), profile_show, NULL, false, NULL, ACT_OWN, NULL },
	{ STR_INIT("/staff/account/password"), NULL, profile_password, true, NULL, ACT_OWN,
	  profile_ask },
	{ STR_INIT("/staff/account/totp"), NULL, profile_totp, true, NULL, ACT_OWN, profile_ask },
	{ STR_INIT("/staff/account/totp.png"), profile_qr, NULL, false, NULL, ACT_OWN, NULL },
	{ STR_INIT("/staff/account/sessions"), NULL, profile_sessions, true, NULL, ACT_OWN, NULL },
	{ STR_INIT("/staff/accounts"), accounts_show, accounts_change, true, NULL, ACT_ACCOUNTS,
	  accounts_ask },
	{ STR_INIT("/staff/audit"), audit_show, NULL, false, NULL, ACT_AUDIT, NULL },
	{ STR_INIT("/staff/audit.csv"), audit_export, NULL, false, NULL, ACT_AUDIT, NULL },
	{ STR_INIT("/staff/closures"), closure_show, closure_make, true, NULL, ACT_CLOSE, NULL },
	{ STR_INIT("/staff/closures/*/lift"), NULL, closure_lift, true, NULL, ACT_CLOSE, NULL },
	{ STR_INIT("/staff/roster"), roster_show, NULL, false, NULL, ACT_ROTA, NULL },
	{ STR_INIT("/staff/roster.csv"), roster_export, NULL, false, NULL, ACT_ROTA, NULL },
	{ STR_INIT("/staff/roster/set"), NULL, roster_set, true, NULL, ACT_ROSTER, NULL },
	{ STR_INIT("/staff/roster/rotate"), NULL, roster_rotate, true, NULL, ACT_ROSTER, NULL },
	{ STR_INIT("/staff/roster/copy"), NULL, roster_copy, true, NULL, ACT_ROSTER, NULL },
	{ STR_INIT("/staff/roster/import"), NULL, roster_import, true, NULL, ACT_ROSTER, NULL },
	{ STR_INIT("/staff/people"), people_show, people_change, true, NULL, ACT_ROSTER, NULL },
	{ STR_INIT("/staff/overtime"), overtime_show, overtime_settle, true, NULL, ACT_ROSTER,
	  NULL },
	{ STR_INIT("/staff/overtime.csv"), overtime_export, NULL, false, NULL, ACT_ROSTER, NULL },
	{ STR_INIT("/staff/log"), dutylog_show, dutylog_add, true, NULL, ACT_LOG, NULL },
	{ STR_INIT("/staff/calls"), calls_show, calls_tick, true, NULL, ACT_CALLS, NULL },
	{ STR_INIT("/staff/stats"), stats_show, NULL, false, NULL, ACT_STATS, NULL },
	{ STR_INIT("/staff/help"), sheet_help, NULL, false, NULL, ACT_OWN, NULL },
	{ STR_INIT("/staff/clock"), NULL, rightclock_post, true, NULL, ACT_ACCOUNTS, NULL },
	{ STR_INIT("/staff/logout"), NULL, signin_end, true, NULL, ACT_OWN, NULL },
};

static bool is_token_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_';
}

static bool matches(struct str pattern, struct str path, struct str *arg)
{
	size_t star = str_find(pattern, STR("*")), n = 0;
	struct str rest;

	*arg = (struct str){ NULL, 0 };
	if (star == SIZE_MAX)
		return str_eq(pattern, path);
	if (!str_starts(path, str_head(pattern, star)))
		return false;
	rest = str_from(path, star);
	while (n < rest.len && is_token_char(rest.s[n]))
		n++;
	*arg = str_head(rest, n);
	return n > 0 && str_eq(str_from(rest, n), str_from(pattern, star + 1));
}

static const struct route *find(struct str path, struct str *arg)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (matches(table[i].pattern, path, arg))
			return &table[i];
	return NULL;
}

/* Scheme and path of an address left out. */
static struct str host_of(struct str url)
{
	size_t scheme = str_find(url, STR("://"));

	url = str_from(url, scheme == SIZE_MAX ? url.len : scheme + 3);
	return str_cut(&url, '/');
}

/*
 * A POST that another site made a browser send. Sec-Fetch-Site says so where it
 * exists; Origin must else name our host, by the name that nginx heard or, behind
 * a gateway that asks by another, the one in hall.conf. Old browsers send neither.
 */
static bool is_cross_site(const struct call *c)
{
	struct str base = site_setting(pages_site(c->live->pages), STR("site_base_url"));
	struct str host = host_of(c->q->origin);

	if (c->q->sec_fetch_site.len)
		return !str_eq(c->q->sec_fetch_site, STR("same-origin")) &&
		       !str_eq(c->q->sec_fetch_site, STR("none"));
	if (c->q->origin.len == 0)
		return false;
	return host.len == 0 || (!str_ieq(host, c->q->host) && !str_ieq(host, host_of(base)));
}

static void refuse(struct call *c, int status, enum message heading, enum message text)
{
	call_message(c, status, heading, message_plain(text));
}

static void not_allowed(struct call *c, const struct route *r)
{
	refuse(c, 405, MSG_405, MSG_405_P);
	c->r->allow = r->get ? (r->post ? STR("GET, HEAD, POST") : STR("GET, HEAD")) : STR("POST");
}

static void refuse_foreign(struct call *c)
{
	if (str_starts(c->q->path, STR("/staff/")))
		staff_refuse_foreign(c);
	else
		call_refuse(c, MSG_403, MSG_403_P);
}

static bool is_form(struct str content_type)
{
	struct str type = str_trim(str_cut(&content_type, ';'));

	return str_ieq(type, STR("application/x-www-form-urlencoded"));
}

/* A table to import, also when it is carried through the sign-in; hall-server.conf says the same. */
static bool takes_long_body(struct str path)
{
	return str_eq(path, STR("/staff/roster/import")) || str_eq(path, STR("/staff/login"));
}

/* The handler to call, or NULL when the answer is already made. */
static const struct route *admit(struct call *c)
{
	const struct request *q = c->q;
	const struct route *r = find(q->path, &c->arg);
	bool post = q->method == METHOD_POST;

	form_parse_query(post ? STR("") : q->query, c->arena, &c->form);
	if (q->bad) {
		refuse(c, 400, MSG_400, MSG_400_P);
	} else if (!r) {
		call_not_found(c);
	} else if (q->method == METHOD_OTHER || (post ? !r->post : !r->get)) {
		not_allowed(c, r);
	} else if (q->body.len > BODY_MAX_BYTES && !takes_long_body(q->path)) {
		refuse(c, 413, MSG_413, MSG_413_P);
	} else if (post && is_cross_site(c)) {
		refuse_foreign(c);
	} else if (post && ((q->body.len && !is_form(q->content_type)) ||
			    !form_parse(q->body, c->arena, &c->form))) {
		refuse(c, 400, MSG_400, MSG_400_P);
	} else if (r->needs == ACT_PUBLIC || staff_begin(c, r->needs)) {
		return r;
	}
	return NULL;
}

/* In the plainest form, when not even the page that says so can be made. */
static void plain_words(struct call *c, struct str text)
{
	call_reset(c);
	c->r->status = 503;
	c->r->content_type = STR("text/plain; charset=utf-8");
	c->r->retry_after_s = 5;
	buf_add(&c->r->body, text);
}

/* What was read while answering may have failed without anybody looking. */
static void look_back(struct call *c)
{
	struct db *db = store_db(c->live->store);
	struct err e;

	if (!db_error(db, &e)) {
		db_clear_error(db);
		c->app->log(&e);
		c->failed = true;
	}
	if (!c->failed)
		return;
	if (c->x)
		c->x->unfinished = false;
	call_message(c, 500, MSG_500, message_with(c->arena, MSG_500_P, c->live->complaint));
	if (!c->failed && db_error(db, &e))
		return;
	db_clear_error(db);
	plain_words(c, message_with(c->arena, MSG_500_P, c->live->complaint));
}

void route_answer(void *ctx, struct exchange *x)
{
	const struct route *r;
	struct call c;

	call_begin(&c, ctx, &x->request, &x->response);
	c.x = x;
	c.work = x->work;
	r = admit(&c);
	if (r && x->request.method == METHOD_POST)
		r->post(&c);
	else if (r)
		r->get(&c);
	look_back(&c);
}

/* One POST that writes. */
struct write_job {
	struct call call;
	const struct route *route;
};

/* What may stand in an address behind the ?, as browsers write it. */
static bool is_query(struct str query)
{
	for (size_t i = 0; i < query.len; i++)
		if (!is_token_char(query.s[i]) && !memchr("=&%+.:~/", query.s[i], 8))
			return false;
	return true;
}

/*
 * After the sign-in: the page that was wanted, with its query, if it is one of
 * ours. A POST that the session's end has stopped is never done by itself: what
 * was typed is shown, with the button that sends it.
 */
static void go_on(struct call *c)
{
	struct str cookie = c->r->set_cookie, device = c->r->set_device, query = c->next, arg;
	struct str path = str_cut(&query, '?');
	const struct route *r = find(path, &arg);
	bool ours = r && r->needs != ACT_PUBLIC;

	if (ours && r->post && call_text(c, FORM_CARRIED).len)
		signin_give_back(c, path);
	else if (ours && r->get)
		call_redirect(c, query.s && is_query(query) ? c->next : path);
	else
		call_redirect(c, STR("/staff/"));
	c->r->set_cookie = cookie;
	c->r->set_device = device;
}

static bool run_job(void *job)
{
	struct write_job *w = job;
	struct call *c = &w->call;
	bool keep;

	call_reset(c);
	c->next = (struct str){ NULL, 0 };
	keep = w->route->post(c);
	if (keep && c->next.s)
		go_on(c);
	return keep && !c->failed;
}

static void say_unsaved(struct write_job *w)
{
	struct call *c = &w->call;

	call_reset(c);
	if (w->route->unsaved)
		w->route->unsaved(c);
	else
		call_message(c, 503, MSG_503, message_with(c->arena, MSG_SAVE, c->live->complaint));
	c->r->status = 503;
	c->r->retry_after_s = 5;
}

static void run_jobs(struct app *app, struct write_job *job, size_t n)
{
	void *list[LOOP_BATCH_MAX];
	bool lost[LOOP_BATCH_MAX];
	struct err e = { .text = "" };

	for (size_t i = 0; i < n; i++)
		list[i] = &job[i];
	store_batch(app->live->store, run_job, list, n, lost, &e);
	for (size_t i = 0; i < n; i++) {
		if (lost[i])
			app->log(&e);
		/* an answer that could not be made has undone what was to be said */
		if (lost[i] || job[i].call.failed)
			say_unsaved(&job[i]);
		look_back(&job[i].call);
	}
}

void route_answer_batch(void *ctx, struct exchange **list, size_t n)
{
	struct write_job job[LOOP_BATCH_MAX];
	size_t njobs = 0;

	assert(n <= LOOP_BATCH_MAX);
	for (size_t i = 0; i < n; i++) {
		struct write_job *w = &job[njobs];

		call_begin(&w->call, ctx, &list[i]->request, &list[i]->response);
		w->call.x = list[i];
		w->call.work = list[i]->work;
		w->route = admit(&w->call);
		if (w->route && w->route->ask_worker && !list[i]->work &&
		    w->route->ask_worker(&w->call))
			continue;
		if (w->route && w->route->writes) {
			njobs++;
			continue;
		}
		if (w->route)
			w->route->post(&w->call);
		look_back(&w->call);
	}
	if (njobs)
		run_jobs(ctx, job, njobs);
}

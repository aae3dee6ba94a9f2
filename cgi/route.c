#include "route.h"

#include "booking/pages.h"
#include "desk/pages.h"
#include "duty/pages.h"
#include "list/pages.h"
#include "page/health.h"
#include "page/multipart.h"
#include "page/reader.h"
#include "staff/listpage.h"
#include "staff/pages.h"
#include "staff/staff.h"

#include <assert.h>
#include <string.h>

struct route {
	struct str pattern; /* * stands for one token of A-Z a-z 0-9 - _, ** for these and . / */
	enum staff_action needs;
	/* that the handlers show; NULL: none, or one of another row */
	const struct page_type *page[2];
	handler *get;
	handler *post;
	bool reads;   /* the POST does not need the writer lane */
	bool files;   /* the POST may bring some (multipart.h) */
	bool is_long; /* it may have BODY_LONG_BYTES: a roster, or one that the sign-in carries */
	handler *unsaved; /* when it could not be saved (call.unsaved); NULL: the usual words */
	/*
	 * Before the POST, outside of the transaction: true when it has given
	 * work to the helper thread. The POST follows when that is done
	 * (call.work), or at once.
	 */
	handler *ask_worker;
};

/* The first row that fits answers: edit and versions stand before what they would also fit. */
/* clang-format off */
static const struct route table[] = {
	{ STR_INIT("/book"), ACT_PUBLIC, { &book_page, &choose_page }, .get = book_show,
	  .post = book_make, .unsaved = book_make },
	{ STR_INIT("/booking"), ACT_PUBLIC, { &lookup_page }, .get = lookup_show,
	  .post = lookup_find, .reads = true },
	{ STR_INIT("/booking/*"), ACT_PUBLIC, { &receipt_page }, .get = receipt_show },
	{ STR_INIT("/booking/*.ics"), ACT_PUBLIC, { &receipt_ics_page }, .get = receipt_calendar },
	{ STR_INIT("/booking/*/qr.png"), ACT_PUBLIC, .get = receipt_qr },
	{ STR_INIT("/booking/*/cancel"), ACT_PUBLIC, .post = receipt_cancel },
	{ STR_INIT("/booking/*/move"), ACT_PUBLIC, { &move_page }, .get = book_move_show,
	  .post = book_move, .unsaved = book_move },
	{ STR_INIT("/booking/*/edit"), ACT_PUBLIC, { &edit_page }, .get = receipt_edit_show,
	  .post = receipt_edit },
	{ STR_INIT("/booking/*/erase"), ACT_PUBLIC, .post = receipt_erase },
	{ STR_INIT("/healthz"), ACT_PUBLIC, .get = health_show },
	{ STR_INIT("/staff"), ACT_PUBLIC, .get = today_to },
	{ STR_INIT("/staff/"), ACT_READ, { &today_page }, .get = today_show,
	  .post = today_note },
	{ STR_INIT("/staff/backlog"), ACT_READ, { &backlog_page }, .get = backlog_show,
	  .post = backlog_note },
	{ STR_INIT("/staff/seen"), ACT_ENTER, .post = today_seen },
	{ STR_INIT("/staff/find"), ACT_READ, { &find_page }, .get = find_show,
	  .post = find_make, .reads = true },
	{ STR_INIT("/staff/new"), ACT_ENTER, { &new_page }, .get = new_show,
	  .post = new_make, .unsaved = new_make },
	{ STR_INIT("/staff/bookings/*"), ACT_ENTER, { &booking_page }, .get = booking_show,
	  .post = booking_make },
	{ STR_INIT("/staff/bookings/*/cancel"), ACT_ENTER, .post = booking_cancel },
	{ STR_INIT("/staff/bookings/*/undo"), ACT_ENTER, .post = booking_undo },
	{ STR_INIT("/staff/bookings/*/edit"), ACT_ENTER, .post = booking_edit },
	{ STR_INIT("/staff/bookings/*/source"), ACT_SOURCE, { &samesource_page },
	  .get = samesource_show, .post = samesource_cancel },
	{ STR_INIT("/staff/bookings/*/slip"), ACT_ENTER, { &slip_page }, .get = booking_slip },
	{ STR_INIT("/staff/ledger"), ACT_READ, { &ledger_page }, .get = ledger_show },
	{ STR_INIT("/staff/ledger.csv"), ACT_EXPORT, .get = ledger_csv },
	{ STR_INIT("/staff/ledger.xlsx"), ACT_EXPORT, .get = ledger_xlsx },
	{ STR_INIT("/staff/ledger/print"), ACT_EXPORT, { &ledger_print_page },
	  .get = ledger_print },
	{ STR_INIT("/staff/ledger/blank"), ACT_EXPORT, .get = ledger_blank },
	{ STR_INIT("/staff/login"), ACT_PUBLIC, { &login_page, &carried_page }, .get = signin_show,
	  .post = signin_make, .is_long = true, .ask_worker = signin_check },
	{ STR_INIT("/staff/account"), ACT_OWN, { &profile_page }, .get = profile_show },
	{ STR_INIT("/staff/account/password"), ACT_OWN,
	  .post = profile_password, .ask_worker = profile_ask },
	{ STR_INIT("/staff/account/totp"), ACT_OWN,
	  .post = profile_totp, .ask_worker = profile_ask },
	{ STR_INIT("/staff/account/totp.png"), ACT_OWN, .get = profile_qr },
	{ STR_INIT("/staff/account/sessions"), ACT_OWN, .post = profile_sessions },
	{ STR_INIT("/staff/accounts"), ACT_ACCOUNTS, { &accounts_page }, .get = accounts_show,
	  .post = accounts_change, .ask_worker = accounts_ask },
	{ STR_INIT("/staff/audit"), ACT_AUDIT, { &trail_page }, .get = trail_show },
	{ STR_INIT("/staff/audit.csv"), ACT_AUDIT, { &trail_csv_page }, .get = trail_export },
	{ STR_INIT("/staff/closures"), ACT_CLOSE, { &closures_page }, .get = closure_show,
	  .post = closure_make },
	{ STR_INIT("/staff/closures/*/lift"), ACT_CLOSE, .post = closure_lift },
	{ STR_INIT("/staff/roster"), ACT_ROTA, { &roster_page, &roster_day_page },
	  .get = roster_show },
	{ STR_INIT("/staff/roster.csv"), ACT_ROTA, { &roster_csv_page }, .get = roster_export },
	{ STR_INIT("/staff/roster/wall"), ACT_ROTA, { &roster_wall_page }, .get = listpage_open },
	{ STR_INIT("/staff/roster/save"), ACT_ROSTER, { &roster_page }, .post = roster_save,
	  .is_long = true },
	{ STR_INIT("/staff/roster/rotate"), ACT_ROSTER, { &roster_page }, .post = roster_rotate },
	{ STR_INIT("/staff/roster/swap"), ACT_ROSTER, { &roster_page }, .post = roster_swap },
	{ STR_INIT("/staff/roster/leave"), ACT_ROSTER, { &roster_page }, .post = roster_leave },
	{ STR_INIT("/staff/roster/copy"), ACT_ROSTER, { &roster_page }, .post = roster_copy },
	{ STR_INIT("/staff/roster/import"), ACT_ROSTER, { &roster_import_page, &roster_plan_page },
	  .get = listpage_open, .post = roster_import, .files = true,
	  .is_long = true, .ask_worker = roster_import_ask },
	{ STR_INIT("/staff/people"), ACT_ROSTER, { &people_page }, .get = listpage_open,
	  .post = people_change, .files = true, .ask_worker = people_ask },
	{ STR_INIT("/staff/overtime"), ACT_ROSTER, { &overtime_page }, .get = listpage_open,
	  .post = overtime_settle },
	{ STR_INIT("/staff/overtime.csv"), ACT_ROSTER, { &overtime_csv_page },
	  .get = overtime_export },
	{ STR_INIT("/staff/log"), ACT_LOG, { &dutylog_page }, .get = listpage_open,
	  .post = dutylog_add },
	{ STR_INIT("/staff/calls"), ACT_PHONELIST, { &phonelist_page }, .get = phonelist_show,
	  .post = phonelist_tick },
	{ STR_INIT("/staff/list"), ACT_LIST, { &listed_page }, .get = listed_show,
	  .post = listed_propose, .files = true, .unsaved = proposal_unsaved },
	{ STR_INIT("/staff/list/edit"), ACT_LIST, { &listedit_page }, .get = edit_show,
	  .post = edit_propose, .files = true, .unsaved = proposal_unsaved },
	{ STR_INIT("/staff/list/versions"), ACT_PUBLISH, { &versions_page }, .get = versions_show,
	  .post = versions_back, .unsaved = proposal_unsaved },
	{ STR_INIT("/staff/list/*.csv"), ACT_LIST, .get = download_csv },
	{ STR_INIT("/staff/list/*.xlsx"), ACT_LIST, .get = download_xlsx },
	{ STR_INIT("/staff/list/*.md"), ACT_LIST, .get = download_md },
	{ STR_INIT("/staff/list/*"), ACT_LIST, { &look_page }, .get = look_show,
	  .post = look_decide, .unsaved = proposal_unsaved },
	{ STR_INIT("/staff/preview/**"), ACT_LIST, .get = preview_show },
	{ STR_INIT("/staff/report"), ACT_STATS, { &monthly_page }, .get = monthly_show },
	{ STR_INIT("/staff/report.xlsx"), ACT_STATS, .get = monthly_xlsx },
	{ STR_INIT("/staff/stats"), ACT_STATS, .get = monthly_moved },
	{ STR_INIT("/staff/help"), ACT_OWN, { &help_page }, .get = listpage_open },
	{ STR_INIT("/staff/clock"), ACT_ACCOUNTS, .post = rightclock_post },
	{ STR_INIT("/staff/logout"), ACT_OWN, .post = signin_end },
};
/* clang-format on */

/* How many were added: each page is in the list once. */
static size_t add_page(const struct page_type **list, size_t n, const struct page_type *page)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == page)
			return 0;
	list[n] = page;
	return page != NULL;
}

const struct page_type *const *route_pages(struct arena *a)
{
	const struct page_type **list = arena_array(a, 2 * COUNT(table) + 3, sizeof *list);
	size_t n = 0;

	list[n++] = &message_page;
	list[n++] = &staff_message_page;
	for (size_t i = 0; i < COUNT(table); i++)
		for (size_t k = 0; k < COUNT(table[i].page); k++)
			n += add_page(list, n, table[i].page[k]);
	return list;
}

/* What may stand in a part of an address, and behind its ?, as browsers write it. */
#define TOKEN STR_LETTERS STR_DIGITS "-_"
#define QUERY TOKEN "=&%+.:~/"

static bool matches(struct str pattern, struct str path, struct str *arg)
{
	size_t star = str_find(pattern, STR("*")), n;
	bool path_too = str_ends(pattern, STR("**"));
	struct str rest;

	*arg = (struct str){ NULL, 0 };
	if (star == SIZE_MAX)
		return str_eq(pattern, path);
	if (!str_starts(path, str_head(pattern, star)))
		return false;
	rest = str_from(path, star);
	n = str_span(rest, path_too ? TOKEN "./" : TOKEN);
	*arg = str_head(rest, n);
	return n > 0 && str_eq(str_from(rest, n), str_from(pattern, star + (path_too ? 2 : 1)));
}

static const struct route *find(struct str path, struct str *arg)
{
	for (size_t i = 0; i < COUNT(table); i++)
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

static void not_allowed(struct call *c, const struct route *r)
{
	call_refuse(c, 405, MSG_405, MSG_405_P);
	c->r->allow = r->get ? (r->post ? STR("GET, HEAD, POST") : STR("GET, HEAD")) : STR("POST");
}

static void refuse_foreign(struct call *c)
{
	if (str_starts(c->q->path, STR("/staff/")))
		staff_refuse_foreign(c);
	else
		call_refuse(c, 403, MSG_403, MSG_403_P);
}

static bool is_form(struct str content_type)
{
	struct str type = str_trim(str_cut(&content_type, ';'));

	return str_ieq(type, STR("application/x-www-form-urlencoded"));
}

/* False when it is malformed. */
static bool take_form(struct call *c, const struct route *r)
{
	const struct request *q = c->q;
	struct str boundary = multipart_boundary(q->content_type);

	if (r->files && boundary.s)
		return multipart_parse(boundary, q->body, c->arena, &c->form);
	return (!q->body.len || is_form(q->content_type)) &&
	       form_parse(q->body, c->arena, &c->form);
}

/* hall-server.conf says the same. */
static size_t body_max(const struct route *r)
{
	return r->is_long ? BODY_LONG_BYTES : r->files ? BODY_FILES_BYTES : BODY_MAX_BYTES;
}

/* False when the answer is made instead. */
static bool may_enter(struct call *c, enum staff_action needs)
{
	if (needs == ACT_PUBLIC || staff_begin(c, needs))
		return true;
	if (!c->staff)
		signin_ask(c);
	return false;
}

/* The handler to call, or NULL when the answer is already made. */
static const struct route *admit(struct call *c)
{
	const struct request *q = c->q;
	const struct route *r = find(c->path, &c->arg);
	bool post = q->method == METHOD_POST;

	c->page = r ? r->page[0] : NULL;
	c->has_twin = r && r->get && str_starts(c->path, STR("/book"));
	form_parse_query(post ? STR("") : q->query, c->arena, &c->form);
	if (q->bad) {
		call_refuse(c, 400, MSG_400, MSG_400_P);
	} else if (!r) {
		call_not_found(c);
	} else if (q->method == METHOD_OTHER || (post ? !r->post : !r->get)) {
		not_allowed(c, r);
	} else if (q->body.len > body_max(r)) {
		call_refuse(c, 413, MSG_413, MSG_413_P);
	} else if (post && is_cross_site(c)) {
		refuse_foreign(c);
	} else if (post && !take_form(c, r)) {
		call_refuse(c, 400, MSG_400, MSG_400_P);
	} else {
		return may_enter(c, r->needs) ? r : NULL;
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

static void log_failure(const struct call *c)
{
	if (c->failed && c->why)
		c->app->log(c->why);
}

/* What was read while answering may have failed without anybody looking. */
static void look_back(struct call *c)
{
	struct db *db = store_db(c->store);
	struct err e;

	if (!db_error(db, &e)) {
		db_clear_error(db);
		call_fail(c, &e);
	}
	if (!c->failed)
		return;
	log_failure(c);
	call_message(c, 500, MSG_500, message_with(c->arena, MSG_500_P, c->live->complaint));
	if (!c->failed && db_error(db, &e))
		return;
	log_failure(c);
	db_clear_error(db);
	plain_words(c, message_with(c->arena, MSG_500_P, c->live->complaint));
}

/* What a thread has made; a page that says that it has failed is of the release of now. */
static void answer_made(struct app *app, const struct exchange *x)
{
	struct call *c = reader_call(x);

	c->live = app->live;
	c->store = app->live->store;
	look_back(c);
}

void route_answer(void *ctx, struct exchange *x)
{
	const struct route *r;
	struct call c;

	if (x->made) {
		answer_made(ctx, x);
		return;
	}
	call_begin(&c, ctx, &x->request, &x->response);
	c.x = x;
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
		call_redirect(c, "%.*s",
			      STR_ARG(str_span(query, QUERY) == query.len ? c->next : path));
	else
		call_redirect(c, "/staff/");
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
	c->after = NULL;
	keep = w->route->post(c);
	if (keep && c->next.s)
		go_on(c);
	return keep && !c->failed;
}

static void say_unsaved(struct write_job *w, bool unsure)
{
	struct call *c = &w->call;

	call_reset(c);
	c->unsaved = true;
	if (unsure)
		call_message(c, 503, MSG_503,
			     message_with(c->arena, MSG_UNSURE, c->live->complaint));
	else if (w->route->unsaved)
		w->route->unsaved(c);
	else
		call_message(c, 503, MSG_503, message_with(c->arena, MSG_SAVE, c->live->complaint));
	if (c->r->status == 303) /* it was saved before */
		return;
	c->r->status = 503;
	c->r->retry_after_s = 5;
}

static void go_after(struct write_job *w)
{
	if (!w->call.failed && w->call.after && !w->call.after(&w->call))
		say_unsaved(w, false);
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
		log_failure(&job[i].call);
		/* an answer that could not be made has undone what was to be said */
		if (lost[i] || job[i].call.failed)
			say_unsaved(&job[i], lost[i] && store_unsure(app->live->store));
		else
			go_after(&job[i]);
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
		if (w->route && !w->route->reads) {
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

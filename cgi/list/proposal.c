#include "list/proposal.h"

#include "list/pages.h"
#include "staff/audit.h"

#include <stdio.h>
#include <unistd.h>

enum { UPLOADS_A_MINUTE = 50, MINUTE_S = 60 };

#define CODE(state, code) STR_INIT(code),
static const struct str state_codes[] = { PROPOSAL_STATES(CODE) };

static const char *path_of(const struct call *c, int64_t id, const char *name)
{
	return deskdir_path(c, "proposals/%lld/%s", (long long)id, name);
}

int64_t proposal_newest_version(const struct call *c)
{
	int64_t newest = 0, top;

	deskfolder_numbers(deskdir_path(c, "versions"), &newest, 1, &top);
	return newest;
}

/* Said by hallgen, or seen here first. */
static bool is_outdated(const struct call *c, const struct report *r)
{
	return str_eq(r->state, STR("outdated")) || r->base != proposal_newest_version(c);
}

static enum proposal_state state_of(const struct call *c, const struct proposal *p, bool approved)
{
	const struct report *r = &p->report;

	if (str_eq(r->state, STR("published")))
		return PROPOSAL_PUBLISHED;
	if (deskdir_has(path_of(c, p->id, "withdrawn")))
		return PROPOSAL_WITHDRAWN;
	if (!r->state.len || deskdir_has(path_of(c, p->id, "again")))
		return PROPOSAL_LOOKING;
	if (!str_eq(r->state, STR("looked")) && !str_eq(r->state, STR("outdated")))
		return PROPOSAL_FAILED;
	if (approved && str_eq(r->state, STR("looked")))
		return PROPOSAL_PUBLISHING;
	if (is_outdated(c, r))
		return PROPOSAL_OUTDATED;
	return r->errors ? PROPOSAL_FAULTY : PROPOSAL_READY;
}

bool proposal_read(struct call *c, int64_t id, enum report_rows rows, struct proposal *out)
{
	bool approved;

	*out = (struct proposal){ .id = id };
	if (!by_read(c, path_of(c, id, "by.txt"), &out->by))
		return false;
	approved = by_read(c, path_of(c, id, "approved"), &out->approved);
	report_read(c, path_of(c, id, "report.db"), rows, &out->report);
	out->state = state_of(c, out, approved);
	return true;
}

bool proposal_of(struct call *c, enum report_rows rows, struct proposal *out)
{
	int64_t id = 0;

	if (str_to_int(c->arg, INT32_MAX, &id) && id && proposal_read(c, id, rows, out) &&
	    staff_may(c->staff, ACT_LIST, out->by.window))
		return true;
	call_not_found(c);
	return false;
}

static struct str names_of(struct call *c, const struct by *by)
{
	struct str names = STR("");

	for (size_t i = 0; i < by->nfiles; i++)
		names = arena_printf(c->arena, "%.*s%s%.*s", STR_ARG(names), i ? "、" : "",
				     STR_ARG(by->file_name[i]));
	return names;
}

void proposal_list(struct call *c, const struct proposal *p)
{
	const struct report *r = &p->report;

	store_run(c->store, LEDGER_LIST_ADD_PROPOSAL, ARG(":id", p->id),
		  ARG(":account", p->by.account), ARG(":kind", p->by.kind),
		  ARG(":words", p->by.words), ARG(":back", p->by.version), ARG(":at", p->by.at_s),
		  ARG(":window", p->by.window), ARG(":names", names_of(c, &p->by)),
		  ARG(":state", state_codes[p->state]), ARG(":approved_by", p->approved.account),
		  ARG(":errors", r->errors), ARG(":warnings", r->warnings), ARG(":added", r->added),
		  ARG(":changed", r->changed), ARG(":removed", r->removed), ARG(":looked", r->at_s),
		  ARG(":preview", r->preview), ARG(":published", r->version), ARG(":say", r->say));
}

/* ---- a new one ---- */

bool proposal_too_many(struct call *c)
{
	uint64_t key = throttle_key(c->app->key, STR("list"), c->who);
	int64_t now_s = c->q->now_utc_s;

	c->limited_s = throttle_wait_s(&c->app->proposed, key, UPLOADS_A_MINUTE, MINUTE_S, now_s);
	if (!c->limited_s) {
		throttle_fail(&c->app->proposed, key, MINUTE_S, now_s);
		return false;
	}
	call_message(c, 429, MSG_LIST_MANY, message_plain(MSG_LIST_MANY_P));
	return true;
}

/* Numbers go up: neither one that lies there nor one that was given before is given again. */
static int64_t next_id(struct call *c)
{
	int64_t none, top;

	deskfolder_numbers(deskdir_path(c, "proposals"), &none, 0, &top);
	c->app->proposal = (top > c->app->proposal ? top : c->app->proposal) + 1;
	return c->app->proposal;
}

static const char *hidden_folder(const struct call *c, int64_t id)
{
	return deskdir_path(c, "proposals/.%lld", (long long)id);
}

static bool show_to_hallgen(struct call *c)
{
	const struct proposal *p = c->after_ctx;
	struct err e;

	if (rename(hidden_folder(c, p->id), deskdir_path(c, "proposals/%lld", (long long)p->id)) ==
	    0)
		return true;
	err_errno(&e, "%s", hidden_folder(c, p->id));
	c->app->log(&e);
	return false;
}

static bool write_files(struct call *c, const struct proposal *p, const struct proposal_file *file,
			size_t n, struct err *e)
{
	const char *folder = hidden_folder(c, p->id);
	bool ok = deskdir_make(deskdir_path(c, "proposals"), e) && deskdir_make(folder, e);

	for (size_t i = 0; ok && i < n; i++)
		ok = deskdir_put(arena_printf(c->arena, "%s/%s", folder, file[i].name).s,
				 file[i].bytes, e);
	return ok &&
	       deskdir_put(arena_printf(c->arena, "%s/by.txt", folder).s, by_text(c, &p->by), e);
}

/* Nothing of it may stay half there when the disk is full. */
static void drop_files(struct call *c, int64_t id, const struct proposal_file *file, size_t n)
{
	const char *folder = hidden_folder(c, id);

	for (size_t i = 0; i < n; i++)
		unlink(arena_printf(c->arena, "%s/%s", folder, file[i].name).s);
	rmdir(folder);
}

static void to_proposal(struct call *c, int64_t id)
{
	call_redirect(c, arena_printf(c->arena, "/staff/list/%lld", (long long)id));
}

static struct str words_of(struct call *c, const struct by *by)
{
	return arena_printf(c->arena, "%.*s window=%lld", STR_ARG(by->kind), (long long)by->window);
}

bool proposal_make(struct call *c, const struct by *by, const struct proposal_file *file, size_t n)
{
	struct proposal *p = arena_alloc(c->arena, sizeof *p);
	struct err e;

	*p = (struct proposal){ .id = next_id(c), .by = *by };
	if (!write_files(c, p, file, n, &e)) {
		drop_files(c, p->id, file, n);
		call_fail(c, &e);
		return false;
	}
	to_proposal(c, p->id);
	c->after = show_to_hallgen;
	c->after_ctx = p;
	return audit_add(c, AUDIT_LIST_PROPOSED, arena_int(c->arena, p->id), words_of(c, by));
}

/* ---- what is decided ---- */

/* A file of the folder that says who did it. */
static bool put_mark(struct call *c, int64_t id, const char *name)
{
	const struct by by = by_of(c, STR(""), STR(""));
	struct err e;

	if (deskdir_put(path_of(c, id, name), by_text(c, &by), &e))
		return true;
	c->app->log(&e);
	return false;
}

static bool put_approved(struct call *c)
{
	const struct proposal *p = c->after_ctx;

	c->app->answers_due = true;
	return put_mark(c, p->id, "approved");
}

static bool put_withdrawn(struct call *c)
{
	const struct proposal *p = c->after_ctx;

	unlink(path_of(c, p->id, "approved"));
	return put_mark(c, p->id, "withdrawn");
}

/* An old approval must not hold for what hallgen finds now. */
static bool put_again(struct call *c)
{
	const struct proposal *p = c->after_ctx;

	unlink(path_of(c, p->id, "approved"));
	unlink(path_of(c, p->id, "noted"));
	return put_mark(c, p->id, "again");
}

static bool decide(struct call *c, const struct proposal *p, enum audit_action what,
		   bool (*put)(struct call *c))
{
	struct proposal *kept = arena_alloc(c->arena, sizeof *kept);

	*kept = *p;
	to_proposal(c, p->id);
	c->after = put;
	c->after_ctx = kept;
	return audit_add(c, what, arena_int(c->arena, p->id), words_of(c, &p->by));
}

bool proposal_approve(struct call *c, const struct proposal *p)
{
	return decide(c, p, AUDIT_LIST_APPROVED, put_approved);
}

bool proposal_withdraw(struct call *c, const struct proposal *p)
{
	return decide(c, p, AUDIT_LIST_WITHDRAWN, put_withdrawn);
}

bool proposal_look_again(struct call *c, const struct proposal *p)
{
	return decide(c, p, AUDIT_LIST_AGAIN, put_again);
}

bool proposal_unsaved(struct call *c)
{
	call_message(c, 503, MSG_LIST_UNSAVED, message_plain(MSG_LIST_UNSAVED_P));
	return true;
}

/* ---- hallgen's answer ---- */

/* One row, also when hallbook ended between it and the mark. */
static bool note(struct call *c, const struct proposal *p, struct err *e)
{
	bool good = p->state == PROPOSAL_PUBLISHED;
	const struct audit_event event = {
		.at_s = c->q->now_utc_s,
		.who = p->approved.account,
		.address = STR("hallgen"),
		.action = good ? AUDIT_LIST_PUBLISHED : AUDIT_LIST_FAILED,
		.object = arena_int(c->arena, p->id),
		.detail =
			good ? arena_printf(c->arena, "version=%lld", (long long)p->report.version)
			     : STR(""),
	};
	bool there = store_exists(c->store, LEDGER_LIST_PUBLISHED_NOTED,
				  ARG(":object", event.object), ARG(":since", p->approved.at_s));

	return (there || chain_write_alone(c->store, &event, e)) &&
	       deskdir_put(path_of(c, p->id, "noted"), STR(""), e);
}

/* Whether it still waits for an answer, or for its row. */
static bool look_at(struct call *c, int64_t id)
{
	struct proposal p;
	struct err e;

	if (deskdir_has(path_of(c, id, "noted")) || !deskdir_has(path_of(c, id, "approved")) ||
	    !proposal_read(c, id, REPORT_STATE, &p) || !p.approved.account.len)
		return false;
	if (p.state != PROPOSAL_PUBLISHED && p.state != PROPOSAL_FAILED &&
	    p.state != PROPOSAL_OUTDATED)
		return p.state == PROPOSAL_PUBLISHING;
	if (note(c, &p, &e))
		return false;
	c->app->log(&e);
	return true;
}

void proposal_note_answers(struct app *app, int64_t now_s)
{
	enum { NEWEST = 200 };
	struct arena a = ARENA_INIT;
	struct request q = { .now_utc_s = now_s, .arena = &a };
	struct response r = { .status = 0 };
	int64_t id[NEWEST], top;
	struct call c;
	size_t n;

	if (!app->answers_due || !app->desk)
		return;
	call_begin(&c, app, &q, &r);
	n = deskfolder_numbers(deskdir_path(&c, "proposals"), id, NEWEST, &top);
	app->answers_due = false;
	for (size_t i = 0; i < n; i++)
		if (look_at(&c, id[i]))
			app->answers_due = true;
	arena_release(&a);
}

#include "list/proposal.h"

#include "base/file.h"
#include "base/utf8.h"
#include "list/pages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	UPLOADS_A_MINUTE = 50,
	MINUTE_S = 60,
	LINE_MAX_BYTES = 400,
	FOLDER_MODE = 0770, /* shared with hallgen, which is of the same group */
};

static VIEW_OF(proposal, PROPOSAL);

static const char *folder_of(const struct call *c, int64_t id)
{
	return arena_printf(c->arena, "proposals/%lld", (long long)id).s;
}

static const char *path_of(const struct call *c, int64_t id, const char *name)
{
	return deskdir_path(c, "%s/%s", folder_of(c, id), name);
}

/* False when there is none of that number. */
static bool read_one(struct call *c, int64_t id, enum report_rows rows, struct proposal *out)
{
	*out = (struct proposal){ .id = id };
	deskdir_load(c, folder_of(c, id), rows);
	return call_fill(c, store_bind(c->store, LEDGER_LIST_PROPOSAL, ARG(":id", id)),
			 &proposal_view, out->cell) &&
	       str_to_int(out->window, INT64_MAX, &out->window_no);
}

bool proposal_of(struct call *c, enum report_rows rows, struct proposal *out)
{
	int64_t id = 0;

	if (str_to_int(c->arg, INT32_MAX, &id) && id && read_one(c, id, rows, out) &&
	    staff_may(c->staff, ACT_LIST, out->window_no))
		return true;
	return call_not_found(c);
}

/* ---- a new one ---- */

static bool too_many(struct call *c)
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

struct str proposal_line(struct call *c, const char *key, struct str value)
{
	struct str head = utf8_head(value, LINE_MAX_BYTES),
		   line = arena_printf(c->arena, "%s: %.*s\n", key, STR_ARG(head));
	char *text = arena_alloc(c->arena, line.len);

	for (size_t i = 0; i < line.len; i++) /* what would end the line is a blank */
		text[i] = (unsigned char)line.s[i] < ' ' ? ' ' : line.s[i];
	text[line.len - 1] = '\n';
	return (struct str){ text, line.len };
}

/* by.txt: whoever is signed in, now. */
static struct str by_text(struct call *c, const char *kind, struct str words, struct str more)
{
	int64_t window = staff_window(c->staff, ACT_LIST);

	return arena_printf(c->arena,
			    "account: %.*s\nrole: %.*s\nwindow: %s\nat: %lld\nkind: %s\n%.*s%.*s",
			    STR_ARG(c->who), STR_ARG(c->staff->session.role),
			    window ? arena_int(c->arena, window).s : "", (long long)c->q->now_utc_s,
			    kind, STR_ARG(proposal_line(c, "words", words)), STR_ARG(more));
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

static bool make_folder(const char *path, struct err *e)
{
	int fd = -1;
	bool ok = mkdir(path, FOLDER_MODE) == 0 || errno == EEXIST;

	if (ok)
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* whatever the umask is; hallgen may have made it, and set its mode */
	ok = fd >= 0 && (fchmod(fd, FOLDER_MODE) == 0 || errno == EPERM);
	if (!ok)
		err_errno(e, "%s", path);
	if (fd >= 0)
		close(fd);
	return ok;
}

/* Nothing of it may stay half there when the disk is full. */
static bool write_files(struct call *c, const char *folder, const struct proposal_file *file,
			size_t n, struct err *e)
{
	bool ok = make_folder(deskdir_path(c, "proposals"), e) && make_folder(folder, e);

	for (size_t i = 0; ok && i < n; i++)
		ok = file_replace(arena_printf(c->arena, "%s/%s", folder, file[i].name).s,
				  file[i].bytes, DESKFOLDER_FILE_MODE, e);
	for (size_t i = 0; !ok && i < n; i++)
		unlink(arena_printf(c->arena, "%s/%s", folder, file[i].name).s);
	if (!ok)
		rmdir(folder);
	return ok;
}

/* What hallgen is to see. */
struct step {
	int64_t id;
	const char *mark; /* a file of its folder that says who did it; NULL: all of a new one */
};

static bool show_folder(struct call *c, int64_t id, struct err *e)
{
	return rename(hidden_folder(c, id), deskdir_path(c, "%s", folder_of(c, id))) == 0 ||
	       err_errno(e, "%s", hidden_folder(c, id));
}

/* An old approval does not hold beside it. */
static bool put_mark(struct call *c, const struct step *step, struct err *e)
{
	unlink(path_of(c, step->id, "approved"));
	unlink(path_of(c, step->id, "noted"));
	c->app->answers_due = true;
	return file_replace(path_of(c, step->id, step->mark), by_text(c, "", STR(""), STR("")),
			    DESKFOLDER_FILE_MODE, e);
}

static bool show_to_hallgen(struct call *c)
{
	const struct step *step = c->after_ctx;
	struct err e;
	bool ok = step->mark ? put_mark(c, step, &e) : show_folder(c, step->id, &e);

	if (!ok)
		c->app->log(&e);
	return ok;
}

/* 303 to it, with a row of the audit; hallgen sees it after that. */
static bool go_on(struct call *c, struct step step, enum audit_action what, struct str detail)
{
	struct step *later = arena_alloc(c->arena, sizeof *later);

	*later = step;
	call_redirect(c, "/staff/list/%lld", (long long)step.id);
	c->after = show_to_hallgen;
	c->after_ctx = later;
	return audit_add(c, what, arena_int(c->arena, step.id), detail);
}

bool proposal_make(struct call *c, const char *kind, struct str words, struct str more,
		   const struct proposal_file *file, size_t n)
{
	struct proposal_file all[FORM_UPLOADS_MAX + 1];
	int64_t id;
	struct err e;

	if (too_many(c))
		return false;
	if (n)
		memcpy(all, file, n * sizeof *file);
	all[n++] = (struct proposal_file){ "by.txt", by_text(c, kind, words, more) };
	id = next_id(c);
	if (!write_files(c, hidden_folder(c, id), all, n, &e))
		return call_fail(c, &e);
	return go_on(c, (struct step){ id, NULL }, AUDIT_LIST_PROPOSED,
		     arena_printf(c->arena, "%s window=%d", kind,
				  (int)staff_window(c->staff, ACT_LIST)));
}

bool proposal_decide(struct call *c, const struct proposal *p, enum audit_action what,
		     const char *mark)
{
	return go_on(
		c, (struct step){ p->id, mark }, what,
		arena_printf(c->arena, "%.*s window=%.*s", STR_ARG(p->kind), STR_ARG(p->window)));
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
	bool good = str_eq(p->state, STR("published"));
	const struct audit_event event = {
		.at_s = c->q->now_utc_s,
		.who = p->approved_by,
		.address = STR("hallgen"),
		.action = good ? AUDIT_LIST_PUBLISHED : AUDIT_LIST_FAILED,
		.object = arena_int(c->arena, p->id),
		.detail = good ? arena_printf(c->arena, "version=%.*s", STR_ARG(p->published))
			       : STR(""),
	};
	int64_t since = 0;

	str_to_int(p->approved_at, INT64_MAX, &since);
	return (store_exists(c->store, LEDGER_LIST_PUBLISHED_NOTED, ARG(":object", event.object),
			     ARG(":since", since)) ||
		chain_write_alone(c->store, &event, e)) &&
	       file_replace(path_of(c, p->id, "noted"), STR(""), DESKFOLDER_FILE_MODE, e);
}

/* Whether it still waits for an answer, or for its row. */
static bool look_at(struct call *c, int64_t id)
{
	struct proposal p;
	struct err e;

	if (deskdir_has(path_of(c, id, "noted")) || !deskdir_has(path_of(c, id, "approved")) ||
	    !read_one(c, id, REPORT_STATE, &p) || !p.approved_by.len)
		return false;
	if (!str_eq(p.state, STR("published")) && !str_eq(p.state, STR("failed")) &&
	    !str_eq(p.state, STR("outdated")))
		return str_eq(p.state, STR("publishing"));
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

#include "desk/desk.h"

#include "check/check.h"
#include "desk/hallfiles.h"
#include "desk/stage.h"
#include "desk/versions.h"
#include "publish/releases.h"
#include "words.h"

#include <sys/stat.h>
#include <unistd.h>

enum { PREVIEW_DAYS = 7, DAY_S = 24 * 60 * 60 };

/* ---- one proposal ---- */

struct proposal {
	const struct desk *d;
	int64_t id, base;
	const char *folder;
	struct str by;
};

static const char *file_of(const struct proposal *p, const char *name)
{
	return arena_printf(p->d->a, "%s/%s", p->folder, name).s;
}

static const char *preview_name(const struct proposal *p)
{
	return arena_printf(p->d->a, "preview-%lld", (long long)p->id).s;
}

/* What was only for looking at it. */
static void clear(const struct proposal *p)
{
	releases_remove(arena_printf(p->d->a, "%s/%s", p->d->releases, preview_name(p)).s);
	releases_remove(file_of(p, ".content"));
}

static void check_windows(const struct proposal *p, const struct differences *d)
{
	int64_t own = said_number(p->by, "window");

	if (!str_eq(said_value(p->by, "role"), STR("clerk")))
		return;
	for (size_t i = 0; i < d->n; i++)
		if (d->list[i].window != own || !own || d->n == DIFFERENCES_MAX)
			finding_add(p->d->f, SEVERITY_ERROR, FINDING_OTHER_WINDOW, d->list[i].file,
				    0, 0, SAY_DESK_OTHER_WINDOW, SAY(d->list[i].key),
				    SAY(d->list[i].label));
}

static const char *version_content(const struct proposal *p, int64_t no)
{
	return versions_path(p->d->dir, no, "content", p->d->a);
}

static bool stage_it(const struct proposal *p, struct stage *s, struct err *e)
{
	bool back = str_eq(said_value(p->by, "kind"), STR("back"));
	const char *from = version_content(p, back ? said_number(p->by, "version") : p->base);

	*s = (struct stage){ .a = p->d->a, .f = p->d->f, .proposal = p->folder, .by = p->by };
	s->content = file_of(p, ".content");
	return access(from, F_OK) == 0 ? stage_make(s, from, e) : err_set(e, SAY_DESK_NO_VERSION);
}

static const struct content *read_base(const struct proposal *p)
{
	struct content *c = arena_alloc(p->d->a, sizeof *c);
	struct findings ignored = { .arena = p->d->a };

	read_content(c, str_of(version_content(p, p->base)), p->d->a, &ignored);
	return c;
}

/* Findings and differences; with *preview the site too, if it could be made. */
static bool look_at(const struct proposal *p, struct differences *diff, bool *preview,
		    struct err *e)
{
	bool wanted = *preview;
	struct stage s;
	const struct content *c;
	bool staged = stage_it(p, &s, e), ok = true;

	*preview = false;
	if (!staged)
		return false;
	*diff = (struct differences){ .arena = p->d->a, .before = read_base(p) };
	c = p->d->read(p->d->ctx, s.content,
		       arena_printf(p->d->a, "/staff/preview/%lld", (long long)p->id).s);
	diff->after = c;
	differ(diff, version_content(p, p->base), s.content);
	check_windows(p, diff);
	wanted = wanted && diff->n && finding_count(p->d->f, SEVERITY_ERROR) == 0;
	if (wanted)
		ok = p->d->preview(p->d->ctx, preview_name(p), e);
	*preview = wanted && ok && finding_count(p->d->f, SEVERITY_ERROR) == 0;
	check_acknowledge(c, p->d->f);
	stage_rows(&s, p->d->f);
	return ok;
}

static struct report report_of(const struct proposal *p, const char *state)
{
	return (struct report){ .state = state,
				.base = p->base,
				.at_s = p->d->now_s,
				.dir = str_of(file_of(p, ".content")),
				.findings = p->d->f };
}

/* What failed is said, once; it is tried again by its button. */
static enum desk_result fail(const struct proposal *p, struct str say, struct err *e)
{
	struct report r = report_of(p, "failed");
	struct report_state was;
	const char *path = file_of(p, "report.db");

	r.say = say;
	if (answer_read(path, &was, p->d->a) ? answer_change(path, "failed", 0, say, p->d->a, e)
					     : answer_write(path, &r, p->d->a, e))
		return DESK_DONE;
	return DESK_FAILED;
}

static enum desk_result look(const struct proposal *p, struct err *e)
{
	struct differences diff = { .arena = p->d->a };
	struct report r = report_of(p, "looked");
	bool preview = true;

	if (!look_at(p, &diff, &preview, e))
		return fail(p, arena_printf(p->d->a, SAY_DESK_FAILED, e->text), e);
	r.differences = &diff;
	r.preview = preview ? str_of(preview_name(p)) : STR("");
	return answer_write(file_of(p, "report.db"), &r, p->d->a, e) ? DESK_DONE : DESK_FAILED;
}

/* ---- publishing ---- */

static struct str by_of_version(const struct proposal *p)
{
	struct str approved = said_read(file_of(p, "approved"), p->d->a);

	return arena_printf(
		p->d->a, "%.*s%sproposal: %lld\napproved-by: %.*s\npublished-at: %lld\n",
		STR_ARG(p->by), str_ends(p->by, STR("\n")) ? "" : "\n", (long long)p->id,
		STR_ARG(said_value(approved, "account")), (long long)p->d->now_s);
}

/* Once more from what was uploaded: what lies in .content is not believed. */
static enum desk_result publish(const struct proposal *p, struct err *e)
{
	struct differences diff = { .arena = p->d->a };
	struct report r = report_of(p, "published");
	bool preview = false;

	if (!hallfiles_same(p->d->content, version_content(p, p->base), p->d->a))
		return fail(p, STR(SAY_DESK_EDITED), e);
	if (!look_at(p, &diff, &preview, e))
		return fail(p, arena_printf(p->d->a, SAY_DESK_FAILED, e->text), e);
	if (finding_count(p->d->f, SEVERITY_ERROR))
		return fail(p, STR(SAY_DESK_FAULTY), e);
	r.differences = &diff;
	if (versions_begin(p->d->dir, file_of(p, ".content"), by_of_version(p), &r, true, p->d->a,
			   e) &&
	    versions_end(p->d->dir, r.version, true, p->d->a, e))
		return DESK_PUBLISHED;
	return fail(p, arena_printf(p->d->a, SAY_DESK_FAILED, e->text), e);
}

static enum desk_result change(const struct proposal *p, const char *state, int64_t version,
			       struct err *e)
{
	clear(p);
	return answer_change(file_of(p, "report.db"), state, version, STR(""), p->d->a, e)
		       ? DESK_DONE
		       : DESK_FAILED;
}

static bool is_old(const struct proposal *p)
{
	int64_t at_s = said_number(p->by, "at");

	return at_s && p->d->now_s - at_s > PREVIEW_DAYS * DAY_S;
}

/* What was looked at and is neither settled nor to be looked at again. */
static enum desk_result looked(const struct proposal *p, const struct report_state *was,
			       struct err *e)
{
	int64_t made = versions_of(p->d->dir, p->id, p->d->a);

	if (made && access(versions_path(p->d->dir, made, "pending", p->d->a), F_OK) != 0)
		return change(p, "published", made, e);
	if (made)
		return DESK_PUBLISHED;
	if (was->base != p->base)
		return change(p, "outdated", 0, e);
	if (access(file_of(p, "approved"), F_OK) == 0 && was->errors == 0)
		return publish(p, e);
	if (is_old(p))
		clear(p);
	return DESK_NOTHING;
}

enum desk_result desk_step(const struct desk *d, int64_t id, struct err *e)
{
	struct proposal p = { .d = d, .id = id, .base = versions_newest(d->dir) };
	struct report_state was;
	const char *report;

	p.folder = arena_printf(d->a, "%s/proposals/%lld", d->dir, (long long)id).s;
	p.by = said_read(file_of(&p, "by.txt"), d->a);
	report = file_of(&p, "report.db");
	if (!p.by.s || !p.base)
		return DESK_NOTHING;
	if (access(file_of(&p, "withdrawn"), F_OK) == 0) {
		clear(&p);
		return DESK_NOTHING;
	}
	if (!answer_read(report, &was, d->a) || access(file_of(&p, "again"), F_OK) == 0) {
		/* removed last: until then hallbook says that it is being looked at */
		enum desk_result result = look(&p, e);

		unlink(file_of(&p, "again"));
		return result;
	}
	return str_eq(was.state, STR("looked")) ? looked(&p, &was, e) : DESK_NOTHING;
}

/* ---- content/ ---- */

static int64_t keep(const struct desk *d, int64_t newest, struct err *e)
{
	const char *before = versions_path(d->dir, newest, "content", d->a);
	struct differences diff = { .arena = d->a };
	struct findings none = { .arena = d->a };
	struct report r = {
		.state = "published", .base = newest, .at_s = d->now_s, .findings = &none
	};
	struct content c[2];

	read_content(&c[1], str_of(d->content), d->a, &none);
	diff.after = diff.before = &c[1];
	if (newest) {
		read_content(&c[0], str_of(before), d->a, &none);
		diff.before = &c[0];
		differ(&diff, before, d->content);
		r.differences = &diff;
	}
	none.n = 0;
	return versions_begin(d->dir, d->content,
			      arena_printf(d->a,
					   "account: \nkind: disk\nat: %lld\n"
					   "words: %s\npublished-at: %lld\n",
					   (long long)d->now_s,
					   newest ? SAY_DESK_ON_DISK : SAY_DESK_FIRST,
					   (long long)d->now_s),
			      &r, false, d->a, e);
}

bool desk_settle(struct desk *d, struct err *e)
{
	int64_t newest = versions_newest(d->dir);

	if (!versions_settle(d->dir, d->content, d->a, e))
		return false;
	if (newest &&
	    hallfiles_same(d->content, versions_path(d->dir, newest, "content", d->a), d->a))
		return true;
	d->made = keep(d, newest, &d->unmade);
	return true;
}

bool desk_built(const struct desk *d, bool good, struct err *e)
{
	struct report r = { .state = good ? "published" : "failed",
			    .at_s = d->now_s,
			    .dir = str_of(d->content),
			    .findings = d->f };

	if (d->made && !versions_end(d->dir, d->made, good, d->a, e))
		return false;
	r.base = versions_newest(d->dir);
	if (!answer_write(arena_printf(d->a, "%s/report.db", d->dir).s, &r, d->a, e))
		return false;
	*e = d->unmade;
	return !good || !*d->unmade.text;
}

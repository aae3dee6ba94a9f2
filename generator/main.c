/*
 * hallgen - content/ and site/ into a release: public site and catalogue.
 */
#include "base/file.h"
#include "catalogue/catalogue.h"
#include "check/check.h"
#include "crypto.h"
#include "date.h"
#include "desk/desk.h"
#include "deskfolder.h"
#include "option.h"
#include "publish/release.h"
#include "read/read.h"
#include "render/render.h"
#include "run.h"
#include "sandbox.h"
#include "version.h"
#include "watch.h"
#include "words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Exit statuses, hallgen(1). */
enum { DONE = 0, BAD_CONTENT = 1, BAD_USAGE = 2, SYSTEM_FAILED = 3 };

static int wrong_usage(const char *what)
{
	fprintf(stderr, "hallgen: %s。用法见 hallgen --help\n", what);
	return BAD_USAGE;
}

/* The calendar around it has years of four digits. */
static bool now_usable(int64_t utc_s)
{
	const int64_t last = 253307663999; /* the end of 9996 in the hall */

	return utc_s >= 0 && utc_s <= last;
}

/* The clock: SOURCE_DATE_EPOCH when set, else now; --now beats both. */
static bool default_now(struct options *o)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");

	o->now_utc_s = time(NULL);
	return !epoch ||
	       (str_to_int(str_of(epoch), INT64_MAX, &o->now_utc_s) && now_usable(o->now_utc_s));
}

/* -1 to go on, else the exit status. */
static int settle_options(struct options *o)
{
	if (o->now && !(now_parse(str_of(o->now), &o->now_utc_s) && now_usable(o->now_utc_s)))
		return wrong_usage("--now 不是能用的时间，应写成 2026-11-28T09:30 这样，年份从 "
				   "1970 到 9996");
	if (o->check + o->diff + o->rollback + o->watch > 1)
		return wrong_usage("--check、--diff、--rollback、--watch 只能用一个");
	return -1;
}

/* -1 to go on, else the exit status. */
static int parse_options(struct options *o, int argc, char **argv)
{
	const struct option_row row[] = {
		{ "content", &o->content, NULL, "DIR", "what the hall decides (content)" },
		{ "desk", &o->desk, NULL, "DIR", "what hallbook's desk has closed (none)" },
		{ "site", &o->site, NULL, "DIR", "pages.sql, templates/ and assets/ (site)" },
		{ "releases", &o->releases, NULL, "DIR",
		  "where releases are made, DIR/current is served (site/releases)" },
		{ "base-url", &o->base_url, NULL, "URL",
		  "address of the site; overrides site.base_url of hall.conf" },
		{ "now", &o->now, NULL, "TIME", "RFC 3339, or YYYY-MM-DDTHH:MM as hall time" },
		{ "check", NULL, &o->check, NULL, "only check the content, write nothing" },
		{ "diff", NULL, &o->diff, NULL,
		  "say what would change against the current release" },
		{ "rollback", NULL, &o->rollback, NULL,
		  "go back to the release before, until the content changes" },
		{ "watch", NULL, &o->watch, NULL,
		  "generate again after every change, until interrupted" },
		{ "verbose", NULL, &o->verbose, NULL, "show acknowledged findings too" },
		{ "quiet", NULL, &o->quiet, NULL, "no summary" },
		{ "version", NULL, &o->version, NULL, "say the version" },
		{ "help", NULL, &o->help, NULL, "say this" },
	};
	const char *bad;
	struct err e;
	int first;

	*o = (struct options){
		.content = "content", .site = "site", .releases = "site/releases", .base_url = ""
	};
	if (!default_now(o))
		return wrong_usage("环境变量 SOURCE_DATE_EPOCH 不是能用的时间");
	first = option_parse(row, COUNT(row), argc, argv, &bad);
	if (bad) {
		err_set(&e, "没有这个选项，或缺少它的值：%s", bad);
		return wrong_usage(e.text);
	}
	if (o->help) {
		puts("usage: hallgen [OPTION...]\n");
		option_help(row, COUNT(row), 18, stdout);
		puts("\nexit: 0 published or nothing to do, 1 faults in the content, 2 wrong "
		     "usage,\n3 system error. See hallgen(1).");
		return DONE;
	}
	if (o->version) {
		puts("hallgen " HALL_VERSION);
		return DONE;
	}
	return first == argc ? settle_options(o) : wrong_usage("有多余的参数");
}

static int system_failed(const struct err *e)
{
	fprintf(stderr, "hallgen: 没有完成，网站仍是上一版。原因：%s\n", e->text);
	return SYSTEM_FAILED;
}

/* What was asked for is printed, or that is how the process ends. */
static int printed(int status)
{
	struct err e;

	if (file_printed(&e))
		return status;
	fprintf(stderr, "hallgen: %s\n", e.text);
	return status == DONE ? SYSTEM_FAILED : status;
}

static void say(struct run *r, const char *text)
{
	if (!r->o.quiet)
		puts(text);
}

/* Sorted findings to standard error. True when nothing stands against publishing. */
static bool print_findings(struct run *r)
{
	check_acknowledge(&r->content, &r->findings);
	buf_clear(&r->out);
	finding_print(&r->findings, r->o.verbose, &r->out);
	fwrite(r->out.s, 1, r->out.len, stderr);
	return finding_count(&r->findings, SEVERITY_ERROR) == 0;
}

static int bad_content(struct run *r)
{
	size_t n = finding_count(&r->findings, SEVERITY_ERROR);

	say(r, arena_printf(&r->arena, "有 %zu 处错误，网站没有更新，仍是上一版。", n).s);
	return BAD_CONTENT;
}

/* The new catalogue, with what is gone since the last; NULL and *e on failure. */
static struct db *make_catalogue(struct run *r, const char *path, struct err *e)
{
	struct db *db;

	run_derive_settings(r);
	db = catalogue_write(path, &r->content, run_today(r), &r->arena, e);
	if (!db || previous_join(db, r->previous.catalogue, &r->diff, &r->arena, e))
		return db;
	db_close(db);
	return NULL;
}

/*
 * Catalogue and pages into the release, or without one into nothing; false with *e, or with
 * errors among the findings.
 */
static bool build(struct run *r, struct release *b, struct err *e)
{
	const char *path =
		b ? arena_printf(&r->arena, "%s/catalogue.db", release_dir(b)).s : ":memory:";
	struct db *db = make_catalogue(r, path, e);
	bool ok = db && render_site(&r->site, &r->content, db, b, &r->findings, e) &&
		  (!b || release_adopt(b, "catalogue.db", e));

	db_close(db);
	return ok;
}

/* What was checked, and what changed in the list. */
static void say_summary(struct run *r, const char *what)
{
	const struct diff *d = &r->diff;
	struct str counts = STR("");

	if (r->previous.catalogue)
		counts = arena_printf(&r->arena, "新增 %zu 项、修改 %zu 项、删除 %zu 项。",
				      d->added, d->changed, d->removed);
	say(r, arena_printf(&r->arena, "检查通过：%zu 项，%zu 个窗口。%.*s%s", r->content.nitems,
			    r->content.nwindows, STR_ARG(counts), what)
		       .s);
}

static int publish(struct run *r)
{
	struct err e;
	struct release *b = release_begin(&r->releases, time(NULL), &e);
	bool published;

	if (!b)
		return system_failed(&e);
	if (!build(r, b, &e)) {
		release_abandon(b);
		return system_failed(&e);
	}
	if (!print_findings(r)) {
		release_abandon(b);
		return bad_content(r);
	}
	say_summary(r, "");
	if (!release_publish(b, r->content_digest, r->inputs_digest, &published, &e))
		return system_failed(&e);
	say(r, published ? "网站已更新。" : "网站没有变化。");
	return DONE;
}

/* The hall's files are read, the folder of releases is there: nothing else is needed. */
static bool confine(const struct run *r, struct err *e)
{
	const struct sandbox_path list[] = {
		{ r->o.site, SANDBOX_READ },
		{ r->o.releases, SANDBOX_KEEP | SANDBOX_FOLDERS },
		{ r->o.content, SANDBOX_READ },
		{ r->o.watch ? r->o.desk : NULL, SANDBOX_KEEP | SANDBOX_FOLDERS },
	};

	return sandbox_enter(list, r->o.watch && r->o.desk ? COUNT(list) : COUNT(list) - 1, e) !=
	       SANDBOX_FAILED;
}

/* At what is published. */
static bool look_back(struct run *r, struct err *e)
{
	r->previous = releases_previous(&r->releases, previous_reads, &r->findings);
	return previous_check(r->previous.catalogue, &r->content, &r->findings, e);
}

/* What there is to do about the release that is current. */
static int renew(struct run *r)
{
	struct err e;

	if (!look_back(r, &e))
		return system_failed(&e);
	if (releases_pinned(&r->releases, r->content_digest)) {
		print_findings(r);
		say(r, "已退回到上一版，内容没有改动，保持不变。");
		return DONE;
	}
	if (r->previous.mend ||
	    !str_eq(str_of(r->inputs_digest), str_of(r->releases.current.inputs)))
		return publish(r);
	if (r->o.watch) /* said when it was published */
		check_acknowledge(&r->content, &r->findings);
	else
		print_findings(r);
	/* r->diff is empty: the list is that of the release before */
	say_summary(r, "网站没有变化。");
	return DONE;
}

static int generate(struct run *r)
{
	struct err e;
	bool ok =
		releases_open(&r->releases, str_of(r->o.releases), &r->arena, &e) && confine(r, &e);
	int status = ok ? renew(r) : system_failed(&e);

	releases_close(&r->releases);
	return status;
}

/* What --check and --diff print. */
static int compare(struct run *r)
{
	struct err e;
	bool ok = releases_peek(&r->releases, str_of(r->o.releases), &r->arena, &e) &&
		  look_back(r, &e);

	/* --check looks at the content; whatever lies in the releases does not fail it */
	if ((ok || r->o.check) && finding_count(&r->findings, SEVERITY_ERROR) == 0)
		ok = build(r, NULL, &e);
	if (!print_findings(r))
		return bad_content(r);
	if (!ok)
		return system_failed(&e);
	say_summary(r, "");
	return DONE;
}

static int show_diff(struct run *r)
{
	int status = compare(r);

	if (status != DONE)
		return status;
	printf("%.*s", STR_ARG(r->diff.text));
	if (!r->previous.catalogue)
		puts("还没有可以比较的版本。");
	else if (r->diff.text.len == 0 &&
		 !str_eq(str_of(r->content_digest), str_of(r->releases.current.content)))
		puts("清单以外的内容（设置、窗口、时间、日历、网页、模板）有改动。");
	return DONE;
}

static int rollback(struct run *r)
{
	struct err e;
	struct str id;
	bool ok = releases_open(&r->releases, str_of(r->o.releases), &r->arena, &e) &&
		  releases_rollback(&r->releases, previous_reads, &id, &e);

	releases_close(&r->releases);
	if (!ok)
		return system_failed(&e);
	say(r, arena_printf(&r->arena, "已退回到 %.*s。改动内容后会重新生成。", STR_ARG(id)).s);
	return DONE;
}

static int act(struct run *r)
{
	if (r->o.rollback)
		return rollback(r);
	run_read(r);
	if (r->o.check)
		return compare(r);
	if (r->o.diff)
		return show_diff(r);
	if (finding_count(&r->findings, SEVERITY_ERROR)) {
		print_findings(r);
		return bad_content(r);
	}
	return generate(r);
}

/* A clock that --now has set goes on from there. */
static int64_t watch_now_s(void *ctx)
{
	const struct run *r = ctx;

	return r->o.now ? r->o.now_utc_s + time(NULL) - r->started_s : time(NULL);
}

/* ---- what is proposed on the desk ---- */

static const struct content *desk_reads(void *ctx, const char *dir, const char *below)
{
	struct run *r = ctx;

	r->o.content = dir;
	r->below = below;
	run_read(r);
	return &r->content;
}

static bool desk_previews(void *ctx, const char *name, struct err *e)
{
	struct run *r = ctx;
	struct release *b;
	bool ok = releases_open(&r->releases, str_of(r->o.releases), &r->arena, e) && confine(r, e);

	if (!ok)
		return false;
	b = look_back(r, e) ? release_begin(&r->releases, time(NULL), e) : NULL;
	ok = b && build(r, b, e);
	if (b && !ok)
		release_abandon(b);
	ok = ok && release_keep(b, name, e);
	releases_close(&r->releases);
	return ok;
}

static struct desk desk_of(struct run *r)
{
	return (struct desk){ .dir = r->o.desk,
			      .content = r->o.content,
			      .releases = r->o.releases,
			      .now_s = r->o.now_utc_s,
			      .a = &r->arena,
			      .f = &r->findings,
			      .ctx = r,
			      .read = desk_reads,
			      .preview = desk_previews };
}

static int step_proposal(struct run *r)
{
	struct desk d = desk_of(r);
	struct err e;
	enum desk_result result = desk_step(&d, r->proposal, &e);

	if (result == DESK_FAILED)
		system_failed(&e);
	return (int)result;
}

/* ---- --watch ---- */

static int build_watched(struct run *r)
{
	struct desk d = desk_of(r);
	bool desk = r->o.desk && access(r->o.desk, F_OK) == 0;
	struct err e;
	int status;

	if (desk && !desk_settle(&d, &e))
		return system_failed(&e);
	status = act(r);
	if (desk && status <= BAD_CONTENT && !desk_built(&d, status == DONE, &e))
		return system_failed(&e);
	return status;
}

/* In a child, so that each begins with clean memory; its status, or SYSTEM_FAILED. */
static int in_child(struct run *r, int (*work)(struct run *r))
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		r->o.now_utc_s = watch_now_s(r);
		status = work(r);
		fflush(NULL);
		_exit(status);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : SYSTEM_FAILED;
}

/* The worst, or best, of what came of them. */
static enum desk_result step_proposals(struct run *r)
{
	enum { PROPOSALS = 200 }; /* the newest are looked at */
	int64_t id[PROPOSALS] = { 0 }, top;
	struct arena a = ARENA_INIT;
	size_t n = 0;
	enum desk_result result = DESK_NOTHING;

	if (r->o.desk)
		n = deskfolder_numbers(arena_printf(&a, "%s/proposals", r->o.desk).s, id, PROPOSALS,
				       &top);
	arena_release(&a);
	while (n--) { /* the oldest first */
		enum desk_result one;

		r->proposal = id[n];
		one = (enum desk_result)in_child(r, step_proposal);
		result = one > result ? one : result;
		if (one == DESK_PUBLISHED)
			break; /* what comes next is compared with it */
	}
	return result;
}

static bool watch_build(void *ctx)
{
	struct run *r = ctx;
	enum desk_result result = DESK_NOTHING;
	int status;

	do {
		status = in_child(r, build_watched);
		if (status != SYSTEM_FAILED)
			result = step_proposals(r);
	} while (status != SYSTEM_FAILED && result == DESK_PUBLISHED);
	return status != SYSTEM_FAILED && result != DESK_FAILED;
}

static int watch(struct run *r)
{
	const struct watched w = {
		r->o.content, r->o.site, r->o.desk, watch_now_s, watch_build, r
	};
	struct err e;

	r->started_s = time(NULL);
	return watch_run(&w, &e) ? DONE : system_failed(&e);
}

int main(int argc, char **argv)
{
	struct run r = { .arena = ARENA_INIT };
	struct err e;
	int status;

	file_standard();
	umask(S_IWGRP | S_IWOTH); /* the web server reads what is made, whoever made it */
	status = parse_options(&r.o, argc, argv);
	if (status >= 0)
		return printed(status);
	if (*r.o.base_url && !site_set_base_url(&r.site, str_of(r.o.base_url), &r.arena))
		return wrong_usage("--base-url 不能用：" SAY_WANT_URL);
	if (!file_as_owner(r.o.releases, &e) || !crypto_init(&e))
		return system_failed(&e);
	r.findings.arena = &r.arena;
	status = r.o.watch ? watch(&r) : act(&r);
	if (r.o.check || r.o.diff)
		status = printed(status);
	buf_release(&r.out);
	arena_release(&r.arena);
	return status;
}

/*
 * hallbook - booking for a government service hall, behind nginx. See
 * hallbook(8). This file reads the command line and is the only one that
 * prints to the terminal or ends the process.
 */
#include "desk/export.h"
#include "http/clock.h"
#include "http/loop.h"
#include "option.h"
#include "page/wrongclock.h"
#include "route.h"
#include "serve.h"
#include "staff/account.h"
#include "staff/rightclock.h"
#include "staff/staff.h"
#include "store/backup.h"
#include "store/chain.h"
#include "store/faultlog.h"
#include "store/inspect.h"
#include "store/key.h"
#include "store/migrate.h"
#include "store/pidfile.h"
#include "store/restore.h"
#include "store/storefile.h"
#include "store/token.h"
#include "version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_OK, EXIT_FAULTS, EXIT_USAGE, EXIT_SYSTEM };

struct options {
	const char *ledger, *site, *releases, *socket, *now, *role, *window, *from, *to;
	bool dry_run, version, help;
	char **arg; /* behind the command */
	int nargs;
};

static struct hall_clock hall_clock;

static void say_after(const char *before, const struct err *e)
{
	if (e->file[0])
		fprintf(stderr, "hallbook: %s%s:%d:%d: %s\n", before, e->file, e->line, e->column,
			e->text);
	else
		fprintf(stderr, "hallbook: %s%s\n", before, e->text);
}

static void say(const struct err *e)
{
	say_after("", e);
}

static int system_error(const struct err *e)
{
	say_after("没有完成。原因：", e);
	return EXIT_SYSTEM;
}

static int wrong_usage(const char *what)
{
	fprintf(stderr, "hallbook: %s\nhallbook --help says more.\n", what);
	return EXIT_USAGE;
}

static int64_t now(void *ctx)
{
	(void)ctx;
	return clock_now(&hall_clock);
}

static int run_init(const struct options *o)
{
	struct arena a = ARENA_INIT;
	struct err e;
	const char *key = token_key_path(o->ledger, &a).s;
	/* Private links of a lost ledger are made with the key that is there. */
	bool had_key = access(key, F_OK) == 0;
	unsigned char bytes[MAC_KEY_BYTES];
	bool ok = (had_key || token_key_make(key, &e)) && token_key_read(key, bytes, &e) &&
		  storefile_make(o->ledger, bytes, &e);

	if (!ok && !had_key)
		remove(key);
	arena_release(&a);
	return ok ? EXIT_OK : system_error(&e);
}

static struct faultlog faultlog = { .say = say };

static int64_t monotonic_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static void log_fault(const struct err *e)
{
	faultlog_note(&faultlog, e, monotonic_s());
}

static void tick(void *ctx)
{
	serve_tick(ctx);
	faultlog_tick(&faultlog, monotonic_s());
}

static bool serve(const struct options *o, const char *releases, struct err *e)
{
	static struct app app;
	struct loop_handler handler = {
		.ctx = &app,
		.ready = serve_ready,
		.now = now,
		.answer = route_answer,
		.answer_batch = route_answer_batch,
		.settle = serve_settle,
		.tick = tick,
		.woken = serve_woken,
	};
	bool ok;

	if (!serve_open(&app, o->ledger, releases, log_fault, e))
		return false;
	app.now = now;
	handler.wake_fd = worker_fd(app.worker);
	app.socket = o->socket;
	ok = loop_run(o->socket, &handler, e);
	serve_close(&app);
	return ok;
}

static int run_serve(const struct options *o)
{
	struct arena a = ARENA_INIT;
	struct str releases = arena_printf(&a, "%s/releases", o->site);
	struct str pidfile = pidfile_path(o->ledger, &a);
	struct err e;
	int fd = pidfile_take(pidfile.s, &e);
	bool ok = fd >= 0 && migrate_ledger(o->ledger, say, &e) &&
		  serve(o, o->releases ? o->releases : releases.s, &e);

	if (fd >= 0)
		pidfile_drop(pidfile.s, fd);
	arena_release(&a);
	return ok ? EXIT_OK : system_error(&e);
}

/* The ledger alone, without a release. */
static struct store *open_ledger(const struct options *o, struct err *e)
{
	return migrate_ledger(o->ledger, say, e) ? store_open(o->ledger, NULL, e) : NULL;
}

static void print_line(void *ctx, struct str line)
{
	(void)ctx;
	printf("%.*s\n", STR_ARG(line));
}

/* `user` and its verb; the account in *a. */
static bool read_user(const struct options *o, struct account_new *a, enum account_verb *verb)
{
	enum staff_role role;

	*verb = account_verb(str_of(o->nargs ? o->arg[0] : ""));
	if (*verb > ACCOUNT_DISABLE || o->nargs != 2)
		return false;
	*a = (struct account_new){ .name = str_of(o->arg[1]), .now_s = now(NULL) };
	if (*verb != ACCOUNT_ADD)
		return !o->role && !o->window;
	a->role = str_of(o->role);
	return staff_role_parse(a->role, &role) &&
	       (!o->window || (str_to_int(str_of(o->window), 99, &a->window) && a->window > 0));
}

static int list_users(const struct options *o)
{
	struct err e;
	struct store *s = open_ledger(o, &e);
	bool ok = s && account_list(s, print_line, NULL, &e);

	store_close(s);
	return ok ? EXIT_OK : system_error(&e);
}

static int run_user(const struct options *o)
{
	char password[ONE_TIME_PASSWORD_TEXT];
	struct account_new a;
	enum account_verb verb;
	struct store *s;
	struct err e;
	bool ok;

	if (o->nargs == 1 && strcmp(o->arg[0], "list") == 0)
		return list_users(o);
	if (!read_user(o, &a, &verb))
		return wrong_usage("user add NAME --role clerk|leader|admin [--window 1..99], "
				   "user list, user reset NAME, user disable NAME");
	s = open_ledger(o, &e);
	ok = s && account_command(s, verb, &a, password, &e);
	store_close(s);
	if (!ok)
		return system_error(&e);
	if (verb == ACCOUNT_ADD && str_eq(a.role, STR("clerk")) && !a.window)
		fprintf(stderr,
			"hallbook: %s: no --window given, so a clerk of the 综合窗口, "
			"who sees every window\n",
			o->arg[1]);
	if (account_type[verb].makes_password)
		printf("一次性口令（首次登录时更换）：%s\n", password);
	return EXIT_OK;
}

static int run_check(const struct options *o)
{
	struct arena a = ARENA_INIT;
	struct err e;
	struct inspect c = {
		.file = o->ledger,
		.ledger = o->ledger,
		.journal = o->ledger,
		.again = arena_printf(&a, "%s.check", o->ledger).s,
		.say = print_line,
	};
	bool ok = inspect_run(&c, &e);

	arena_release(&a);
	if (!ok)
		return system_error(&e);
	if (c.faults == 0)
		printf("ok\n");
	return c.faults ? EXIT_FAULTS : EXIT_OK;
}

static int run_backup(const struct options *o)
{
	struct store *s;
	struct err e;
	bool ok;

	if (o->nargs != 1)
		return wrong_usage("backup FILE");
	s = open_ledger(o, &e);
	ok = s && backup_make(store_db(s), o->ledger, o->arg[0], &e);
	store_close(s);
	return ok ? EXIT_OK : system_error(&e);
}

static int run_backup_key(const struct options *o)
{
	struct arena a = ARENA_INIT;
	struct str path = backup_key_path(o->ledger, &a);
	struct err e;
	bool ok = access(o->ledger, F_OK) == 0 ? token_key_make(path.s, &e)
					       : err_errno(&e, "%s", o->ledger);

	if (ok)
		printf("%s\n", path.s);
	arena_release(&a);
	return ok ? EXIT_OK : system_error(&e);
}

static int run_purge(const struct options *o)
{
	struct arena a = ARENA_INIT;
	const char *releases =
		o->releases ? o->releases : arena_printf(&a, "%s/releases", o->site).s;
	struct err e;
	const char *catalogue = arena_printf(&a, "%s/current/catalogue.db", releases).s;
	struct store *s =
		migrate_ledger(o->ledger, say, &e) ? store_open(o->ledger, catalogue, &e) : NULL;
	struct purge p;
	bool more = !o->dry_run, ok = s && purge_begin(&p, s, now(NULL), &e);

	if (ok && o->dry_run)
		p.blanked = purge_count(&p, s);
	while (ok && more)
		ok = purge_step(&p, s, now(NULL), &more, &e);
	store_close(s);
	arena_release(&a);
	if (!ok)
		return system_error(&e);
	printf("%lld\n", (long long)p.blanked);
	return EXIT_OK;
}

/* Runs what nothing may serve beside; -1 when something does. */
static int take_pidfile(const struct options *o, struct arena *a, struct err *e)
{
	return pidfile_take(pidfile_path(o->ledger, a).s, e);
}

static void say_alone(const struct restore *r)
{
	struct arena a = ARENA_INIT;

	printf("没有变更日志，只有备份里的内容：最后一条记录是 %s 的，此后的预约和改动都不在里面。"
	       "从现在起记新的日志。\n",
	       r->newest_s ? wrongclock_text(&a, r->newest_s).s : "（无）");
	arena_release(&a);
}

static int run_restore(const struct options *o)
{
	struct arena a = ARENA_INIT;
	struct restore r = {
		.ledger = o->ledger, .file = o->arg[0], .now_s = now(NULL), .say = print_line
	};
	struct err e;
	int fd;
	bool ok;

	if (o->nargs != 1)
		return wrong_usage("restore FILE");
	fd = take_pidfile(o, &a, &e);
	ok = fd >= 0 && pidfile_share(o->ledger, true, &e) && restore_backup(&r, &e);
	if (fd >= 0)
		pidfile_drop(pidfile_path(o->ledger, &a).s, fd);
	arena_release(&a);
	if (!ok)
		return system_error(&e);
	if (r.kept[0])
		printf("原来的台帐：%s\n", r.kept);
	if (r.alone)
		say_alone(&r);
	if (!r.key_is_right)
		printf("缺少密钥 %s.key：请放回原来的密钥；找不回来，请运行 hallbook key\n",
		       o->ledger);
	return EXIT_OK;
}

static int run_clock(const struct options *o)
{
	struct arena a = ARENA_INIT;
	struct err e;
	struct store *s = open_ledger(o, &e);
	int64_t newest = s ? wrongclock_newest(s, now(NULL)) : 0;
	bool ok = s && (!newest || rightclock_command(s, now(NULL), &e));

	store_close(s);
	if (ok)
		printf("系统时间 %s：%s\n", wrongclock_text(&a, now(NULL)).s,
		       newest ? "已确认，恢复预约" : "没有更晚的记录，不用确认");
	arena_release(&a);
	return ok ? EXIT_OK : system_error(&e);
}

static int run_key(const struct options *o)
{
	struct arena a = ARENA_INIT;
	struct key_changed made;
	struct err e;
	int fd = take_pidfile(o, &a, &e);
	bool ok = fd >= 0 && key_change(o->ledger, now(NULL), &a, &made, &e);

	if (fd >= 0)
		pidfile_drop(pidfile_path(o->ledger, &a).s, fd);
	if (ok)
		printf("已生成新的密钥：%s.key，请连同备份另存一份。\n"
		       "以前的预约链接从现在起打不开，群众可用预约编号和电话后四位查询；"
		       "动态口令和备用码要重新开通；此前的操作记录无法再核对。\n"
		       "换密钥以前的台帐：%s\n",
		       o->ledger, made.backup);
	if (ok && made.old)
		printf("原来的密钥：%s\n", made.old);
	arena_release(&a);
	return ok ? EXIT_OK : system_error(&e);
}

static bool print_part(struct buf *out, struct err *e)
{
	if (fwrite(out->s, 1, out->len, stdout) != out->len)
		return err_errno(e, "standard output");
	buf_clear(out);
	return true;
}

static bool print_export(struct store *s, const struct export_query *q, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct buf out = BUF_INIT;
	const struct audit_event event = {
		.at_s = now(NULL),
		.who = STR(""),
		.address = STR("command"),
		.action = AUDIT_EXPORTED,
		.object = STR("ledger.csv"),
		.detail = arena_printf(&a, "window=%d %.*s %.*s", (int)q->window, STR_ARG(q->from),
				       STR_ARG(q->to)),
	};
	bool ok = chain_write_alone(s, &event, e);
	struct export_sheet sheet;
	struct export_walk walk;
	enum export_step step;

	export_begin(&walk, q);
	export_csv_head(s, q, &out);
	while (ok && (step = export_next(&walk, s, &a, &sheet)) != EXPORT_END) {
		if (step == EXPORT_SHEET)
			export_csv_rows(s, q, &sheet, &out);
		ok = db_error(store_db(s), e) && print_part(&out, e);
		arena_reset(&a);
	}
	ok = ok && db_error(store_db(s), e) && print_part(&out, e);
	if (ok && fflush(stdout) != 0)
		ok = err_errno(e, "standard output");
	buf_release(&out);
	arena_release(&a);
	return ok;
}

static int run_export(const struct options *o)
{
	struct export_query q = { 0, str_of(o->from), str_of(o->to) };
	struct store *s;
	struct err e;
	bool ok;

	if (!o->window || !str_to_int(str_of(o->window), 99, &q.window) ||
	    !export_period_is_right(&q))
		return wrong_usage("export --window N --from YYYY-MM-DD --to YYYY-MM-DD: window 0 "
				   "is all, at most 366 days");
	s = open_ledger(o, &e);
	ok = s && print_export(s, &q, &e);
	store_close(s);
	return ok ? EXIT_OK : system_error(&e);
}

static const struct command {
	const char *name;
	int (*run)(const struct options *o);
	int max_args;
	const char *help;
} commands[] = {
	{ "init", run_init, 0, "init                make a new ledger and its key" },
	{ "serve", run_serve, 0, "serve               answer requests until SIGTERM or SIGINT" },
	{ "user", run_user, 2,
	  "user add NAME --role clerk|leader|admin [--window N]\n"
	  "  user reset NAME     add an account, or reset it; print its one-time password\n"
	  "  user disable NAME   end its sessions and let it in no more\n"
	  "  user list           name, role, window and state of every account" },
	{ "check", run_check, 0,
	  "check               look for damage in the ledger, compare it with its journal" },
	{ "export", run_export, 0,
	  "export --window N --from DAY --to DAY\n"
	  "                      the ledger as CSV on standard output; window 0 = all" },
	{ "backup", run_backup, 1, "backup FILE         copy the ledger into a new file" },
	{ "backup-key", run_backup_key, 0,
	  "backup-key          make LEDGER.backup-key: from now on backups are encrypted,\n"
	  "                      and worth nothing without a copy of it in another place" },
	{ "purge", run_purge, 0,
	  "purge [--dry-run]   blank what privacy.retention_days no longer allows to keep;\n"
	  "                      prints how many bookings" },
	{ "clock", run_clock, 0,
	  "clock               say that the clock is right, when it once ran ahead: booking\n"
	  "                      goes on" },
	{ "key", run_key, 0,
	  "key                 make a new LEDGER.key, when the old one is lost: old links end;\n"
	  "                      refuses while serve runs" },
	{ "restore", run_restore, 1,
	  "restore FILE        put a backup in the ledger's place, and what the journal\n"
	  "                      has since then; refuses while serve runs" },
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

static int print_help(const struct option_row *row, size_t n)
{
	puts("hallbook COMMAND [OPTION...]\n");
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  %s\n", commands[i].help);
	puts("");
	option_help(row, n, 22, stdout);
	puts("\nEnds with 0; 1 when check finds damage; 2 for wrong usage; 3 for other errors.");
	return EXIT_OK;
}

static int run_command(struct options *o, char **arg, int n)
{
	struct str start = o->now ? str_of(o->now) : (struct str){ NULL, 0 };
	struct err e;

	if (n == 0)
		return wrong_usage("a command is missing");
	o->arg = arg + 1;
	o->nargs = n - 1;
	if (!crypto_init(&e))
		return system_error(&e);
	if (!clock_set(&hall_clock, start, &e))
		return wrong_usage(e.text);
	for (size_t i = 0; i < COMMANDS; i++) {
		if (strcmp(commands[i].name, arg[0]) != 0)
			continue;
		if (o->nargs > commands[i].max_args)
			return wrong_usage("too many arguments");
		if (commands[i].run != run_restore && !pidfile_share(o->ledger, false, &e))
			return system_error(&e);
		return commands[i].run(o);
	}
	return wrong_usage("no such command");
}

int main(int argc, char **argv)
{
	struct options o = { .ledger = "ledger.db", .site = "site", .socket = "hallbook.sock" };
	const struct option_row row[] = {
		{ "ledger", &o.ledger, NULL, "FILE", "the ledger (ledger.db)" },
		{ "site", &o.site, NULL, "DIR", "folder of the site (site)" },
		{ "releases", &o.releases, NULL, "DIR",
		  "releases and `current` (DIR of --site/releases)" },
		{ "socket", &o.socket, NULL, "PATH", "where nginx finds serve (hallbook.sock)" },
		{ "now", &o.now, NULL, "TIME",
		  "start of the clock: RFC 3339, or YYYY-MM-DDTHH:MM[:SS]" },
		{ "version", NULL, &o.version, NULL, "say the version" },
		{ "help", NULL, &o.help, NULL, "say this" },
		/* of single commands, in whose lines of the help they are */
		{ "role", &o.role, NULL, NULL, NULL },
		{ "window", &o.window, NULL, NULL, NULL },
		{ "from", &o.from, NULL, NULL, NULL },
		{ "to", &o.to, NULL, NULL, NULL },
		{ "dry-run", NULL, &o.dry_run, NULL, NULL },
	};
	const char *bad;
	struct err e;
	int first = option_parse(row, COUNT(row), argc, argv, &bad);

	if (bad) {
		err_set(&e, "unknown option, or one without its value: %s", bad);
		return wrong_usage(e.text);
	}
	if (o.help)
		return print_help(row, COUNT(row));
	if (o.version)
		return printf("hallbook " HALL_VERSION "\n") < 0 ? EXIT_SYSTEM : EXIT_OK;
	return run_command(&o, argv + first, argc - first);
}

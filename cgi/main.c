/*
 * hallbook - booking for a government service hall, behind nginx. See
 * hallbook(8). This file reads the command line and is the only one that
 * prints to the terminal or ends the process.
 */
#include "base/file.h"
#include "date.h"
#include "desk/ledger.h"
#include "option.h"
#include "page/health.h"
#include "serve.h"
#include "staff/account.h"
#include "staff/pages.h"
#include "staff/staff.h"
#include "store/backup.h"
#include "store/chain.h"
#include "store/check.h"
#include "store/key.h"
#include "store/migrate.h"
#include "store/pidfile.h"
#include "store/rekey.h"
#include "store/restore.h"
#include "store/segment.h"
#include "store/storefile.h"
#include "systemd.h"
#include "version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_OK, EXIT_FAULTS, EXIT_USAGE, EXIT_SYSTEM };

struct options {
	const char *ledger, *site, *releases, *socket, *desk, *now, *role, *window, *from, *to;
	bool dry_run, version, help;
	char **arg; /* behind the command */
	int nargs;
};

/* A command on its way: what it needs (enum needs) is open while it runs. */
struct run {
	const struct options *o;
	struct arena arena;
	struct store *store;
	int status; /* of the process, when nothing went wrong */
	struct err err;
	/* what the arguments say */
	bool lists;
	enum account_verb verb;
	struct account_new account;
	struct ledger_query query;
};

/*
 * The hall's clock is the machine's, or one that --now has set and that runs on from there.
 * The supervisor of `make run` passes the time that its stand has at each start.
 */
static int64_t ahead_s;

/* How bad a line is, as the journal reads it (sd-daemon(3)). */
#define FAULT "<3>"
#define NOTICE "<4>"

static void say_after(const char *level, const char *before, const struct err *e)
{
	char at[sizeof e->file + 32] = "";

	if (e->file[0])
		snprintf(at, sizeof at, "%s:%d:%d: ", e->file, e->line, e->column);
	fprintf(stderr, "%shallbook: %s%s%s\n", systemd_reads(STDERR_FILENO) ? level : "", before,
		at, e->text);
}

static void say(const struct err *e)
{
	say_after(FAULT, "", e);
}

static void say_notice(const struct err *e)
{
	say_after(NOTICE, "", e);
}

static int wrong_usage(const char *what)
{
	fprintf(stderr, "hallbook: %s。用法见 hallbook --help\n", what);
	return EXIT_USAGE;
}

static int64_t now(void *ctx)
{
	(void)ctx;
	return time(NULL) + ahead_s;
}

static bool set_clock(const char *start, struct err *e)
{
	int64_t now_s;

	if (start && !now_parse(str_of(start), &now_s))
		return err_set(e, "--now %s 不是能用的时间，例如 2026-11-27T16:59", start);
	ahead_s = start ? now_s - time(NULL) : 0;
	return true;
}

static const char *releases(struct run *r)
{
	return r->o->releases ? r->o->releases
			      : arena_printf(&r->arena, "%s/releases", r->o->site).s;
}

/*
 * One whose log is there was lost: another in its place would only be in the way of restore.
 * A first segment without a frame is of an init that was killed.
 */
static bool is_lost(struct run *r)
{
	int64_t first, last;
	struct stat st;

	segment_range(r->o->ledger, &first, &last);
	return last > 0 && access(r->o->ledger, F_OK) != 0 &&
	       (last > 1 || stat(segment_path(r->o->ledger, 1, &r->arena).s, &st) != 0 ||
		st.st_size > SEGMENT_HEAD_BYTES);
}

static bool run_init(struct run *r)
{
	const char *key = key_path(r->o->ledger, &r->arena).s;
	/* Private links of a lost ledger are made with the key that is there. */
	bool had_key = access(key, F_OK) == 0;
	bool ok;

	if (is_lost(r))
		return err_set(&r->err,
			       "%s 里还有这本台帐的变更日志：台帐丢了，请用 hallbook restore "
			       "加上备份的文件名；要另开一本，请先把日志移到别处",
			       segment_folder(r->o->ledger, &r->arena).s);
	ok = (had_key || key_make(key, &r->err)) && storefile_make(r->o->ledger, key, &r->err);

	if (!ok && !had_key)
		remove(key);
	return ok;
}

static bool run_serve(struct run *r)
{
	static struct app app = { .now = now, .notice = say_notice };

	app.ledger = r->o->ledger;
	app.releases = releases(r);
	app.desk = r->o->desk ? r->o->desk : file_beside(r->o->ledger, "desk", &r->arena).s;
	app.socket = systemd_gives_socket() ? NULL : r->o->socket;
	return migrate_ledger(r->o->ledger, now(NULL), say_notice, &r->err) &&
	       serve_run(&app, say, &r->err);
}

static void print_line(void *ctx, struct str line)
{
	(void)ctx;
	printf("%.*s\n", STR_ARG(line));
}

static bool read_user(struct run *r)
{
	static const char *const verbs[] = { "add", "reset", "disable" };
	const struct options *o = r->o;
	struct account_new *a = &r->account;
	const char *verb = o->nargs ? o->arg[0] : "";
	enum staff_role role;
	size_t v = 0;

	r->lists = o->nargs == 1 && strcmp(verb, "list") == 0;
	while (v < COUNT(verbs) && strcmp(verb, verbs[v]) != 0)
		v++;
	if (r->lists || v == COUNT(verbs) || o->nargs != 2)
		return r->lists;
	r->verb = (enum account_verb)v;
	*a = (struct account_new){ .name = str_of(o->arg[1]), .now_s = now(NULL) };
	if (r->verb != ACCOUNT_ADD)
		return !o->role && !o->window;
	a->role = str_of(o->role);
	return staff_role_parse(a->role, &role) &&
	       (!o->window || (str_to_int(str_of(o->window), 99, &a->window) && a->window > 0));
}

static bool list_users(struct run *r)
{
	struct str lines = stmt_get_text(store_stmt(r->store, LEDGER_ACCOUNTS), &r->arena);

	printf("%.*s", STR_ARG(lines));
	return db_error(store_db(r->store), &r->err);
}

static bool run_user(struct run *r)
{
	char password[ONE_TIME_PASSWORD_TEXT];
	const struct account_new *a = &r->account;

	if (r->lists)
		return list_users(r);
	if (!account_command(r->store, r->verb, a, password, &r->err))
		return false;
	if (r->verb == ACCOUNT_ADD && str_eq(a->role, STR("clerk")) && !a->window)
		fprintf(stderr,
			"hallbook: %.*s：没有写 --window，所以是综合窗口的人员，看得到所有窗口\n",
			STR_ARG(a->name));
	if (r->verb != ACCOUNT_DISABLE)
		printf("一次性口令（首次登录时更换）：%s\n", password);
	return true;
}

static bool run_check(struct run *r)
{
	struct check c = {
		.file = r->o->ledger,
		.ledger = r->o->ledger,
		.again = arena_printf(&r->arena, "%s.check", r->o->ledger).s,
		.say = print_line,
		.found.at_s = now(NULL),
	};

	pidfile_queue(key_path(r->o->ledger, &r->arena).s);
	if (!check_run(&c, &r->err) || !check_keep(r->o->ledger, &c.found, &r->err))
		return false;
	if (c.found.faults == 0)
		printf("ok\n");
	r->status = c.found.faults ? EXIT_FAULTS : EXIT_OK;
	return true;
}

static bool run_backup(struct run *r)
{
	return backup_make(store_db(r->store), r->o->ledger, r->o->arg[0], now(NULL), &r->err);
}

/* What is written from now on is sealed, too. */
static bool run_backup_key(struct run *r)
{
	struct str path = backup_key_path(r->o->ledger, &r->arena);

	if (!key_make(path.s, &r->err) || !store_next_segment(r->store, now(NULL), &r->err))
		return false;
	printf("%s\n", path.s);
	return true;
}

static bool run_purge(struct run *r)
{
	struct purge p;
	bool more = !r->o->dry_run, ok = purge_begin(&p, r->store, now(NULL), &r->err);

	if (ok && r->o->dry_run)
		p.blanked = purge_count(&p, r->store);
	while (ok && more)
		ok = purge_step(&p, r->store, now(NULL), &more, &r->err);
	if (ok)
		printf("%lld\n", (long long)p.blanked);
	return ok;
}

static void say_alone(struct run *r, int64_t newest_s)
{
	printf("没有变更日志，只有备份里的内容：最后一条记录是 %s 的，此后的预约和改动都不在里面。"
	       "从现在起记新的日志。\n",
	       newest_s ? health_clock_text(&r->arena, newest_s).s : "（无）");
}

static bool run_restore(struct run *r)
{
	struct restore job = {
		.ledger = r->o->ledger, .file = r->o->arg[0], .now_s = now(NULL), .say = print_line
	};

	if (!restore_backup(&job, &r->err))
		return false;
	if (job.kept[0])
		printf("原来的台帐：%s\n", job.kept);
	if (job.alone)
		say_alone(r, job.newest_s);
	if (!job.key_is_right)
		printf("缺少密钥 %s.key：请放回原来的密钥；找不回来，请运行 hallbook key\n",
		       r->o->ledger);
	return true;
}

static bool run_clock(struct run *r)
{
	int64_t newest = health_clock_behind(r->store, now(NULL));

	if (newest && !rightclock_command(r->store, now(NULL), &r->err))
		return false;
	printf("系统时间 %s：%s\n", health_clock_text(&r->arena, now(NULL)).s,
	       newest ? "已确认，恢复预约" : "没有更晚的记录，不用确认");
	return true;
}

static bool run_key(struct run *r)
{
	const char *backup;

	if (!key_change(r->o->ledger, now(NULL), &r->arena, &backup, &r->err))
		return false;
	printf("已生成新的密钥：%s.key，请连同备份另存一份。\n"
	       "以前的预约链接从现在起打不开，群众可用预约编号和电话后四位查询；"
	       "动态口令和备用码要重新开通；此前的操作记录无法再核对。\n"
	       "换密钥以前的台帐：%s\n",
	       r->o->ledger, backup);
	return true;
}

static bool read_export(struct run *r)
{
	const struct options *o = r->o;

	r->query = (struct ledger_query){ .from = str_of(o->from),
					  .to = str_of(o->to),
					  .result = STR(""),
					  .channel = STR(""),
					  .now = STR("") };
	return o->nargs == 0 && o->window && str_to_int(str_of(o->window), 99, &r->query.window) &&
	       ledger_period_is_right(&r->query);
}

static bool run_export(struct run *r)
{
	const struct ledger_query *q = &r->query;
	const struct audit_event event = {
		.at_s = now(NULL),
		.who = STR(""),
		.address = STR("command"),
		.action = AUDIT_EXPORTED,
		.object = STR("ledger.csv"),
		.detail = arena_printf(&r->arena, "window=%d %.*s %.*s", (int)q->window,
				       STR_ARG(q->from), STR_ARG(q->to)),
	};

	return chain_write_alone(r->store, &event, &r->err) &&
	       ledger_write_csv(r->store, q, stdout, &r->err);
}

/* What is open, and who is kept out, while a command runs. */
enum needs {
	NOTHING,
	LEDGER,
	RELEASE, /* the ledger with the catalogue of the release */
	ALONE,	 /* no serve beside it */
	NOBODY,	 /* nor any other command */
};

/* clang-format off */
static const struct command {
	const char *name;
	enum needs needs;
	bool (*run)(struct run *r);  /* false: r->err says why */
	int words;		     /* behind it */
	bool (*read)(struct run *r); /* or these and its options; false: wrong usage */
	const char *help;
} commands[] = {
	{ "init", NOBODY, run_init, .help =
	  "init                make a new ledger and its key" },
	{ "serve", ALONE, run_serve, .help =
	  "serve               answer requests until SIGTERM or SIGINT" },
	{ "user", LEDGER, run_user, .read = read_user, .help =
	  "user add NAME --role clerk|leader|admin [--window N]\n"
	  "  user reset NAME     add an account, or reset it; print its one-time password\n"
	  "  user disable NAME   end its sessions and let it in no more\n"
	  "  user list           name, role, window and state of every account" },
	{ "check", NOTHING, run_check, .help =
	  "check               look for damage in the ledger, compare it with its log" },
	{ "export", LEDGER, run_export, .read = read_export, .help =
	  "export --window N --from DAY --to DAY\n"
	  "                      the ledger as CSV on standard output; window 0 = all;\n"
	  "                      days are YYYY-MM-DD, at most 366" },
	{ "backup", LEDGER, run_backup, .words = 1, .help =
	  "backup FILE         copy the ledger into a new file" },
	{ "backup-key", LEDGER, run_backup_key, .help =
	  "backup-key          make LEDGER.backup-key: from now on backups are encrypted,\n"
	  "                      and worth nothing without a copy of it in another place" },
	{ "purge", RELEASE, run_purge, .help =
	  "purge [--dry-run]   blank what privacy.retention_days no longer allows to keep;\n"
	  "                      prints how many bookings" },
	{ "clock", LEDGER, run_clock, .help =
	  "clock               say that the clock is right, when it once ran ahead: booking\n"
	  "                      goes on" },
	{ "key", ALONE, run_key, .help =
	  "key                 make a new LEDGER.key, when the old one is lost: old links end;\n"
	  "                      refuses while one is there, or serve runs" },
	{ "restore", NOBODY, run_restore, .words = 1, .help =
	  "restore FILE        put a backup in the ledger's place, and what the log\n"
	  "                      has since then; refuses while serve runs" },
};
/* clang-format on */

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

static bool open_ledger(struct run *r, bool release)
{
	const char *catalogue =
		release ? arena_printf(&r->arena, "%s/current/catalogue.db", releases(r)).s : NULL;

	r->store = migrate_ledger(r->o->ledger, now(NULL), say_notice, &r->err)
			   ? store_open(r->o->ledger, catalogue, STORE_WRITE, &r->err)
			   : NULL;
	return r->store != NULL;
}

static bool open_for(struct run *r, enum needs needs)
{
	const char *ledger = r->o->ledger;

	if (needs == NOBODY) /* first serve, of which there are other words */
		return pidfile_take(ledger, &r->err) && pidfile_share(ledger, true, &r->err);
	if (!pidfile_share(ledger, false, &r->err))
		return false;
	if (needs == ALONE)
		return pidfile_take(ledger, &r->err);
	return needs == NOTHING || open_ledger(r, needs == RELEASE);
}

/* One that would do more than an option of another command promises is not begun. */
static bool is_called_right(struct run *r, const struct command *c)
{
	const struct options *o = r->o;

	if (o->dry_run && c->run != run_purge)
		return false;
	if (c->read)
		return c->read(r);
	return o->nargs == c->words && !o->role && !o->window && !o->from && !o->to;
}

static int run_command(struct run *r, const struct command *c)
{
	bool ok;

	if (!is_called_right(r, c)) {
		fprintf(stderr, "hallbook: 命令这样写：\n  %s\n", c->help);
		return EXIT_USAGE;
	}
	ok = open_for(r, c->needs) && c->run(r);
	store_close(r->store);
	if (!ok)
		say_after(FAULT, "没有完成。原因：", &r->err);
	return ok ? r->status : EXIT_SYSTEM;
}

static int run_named(struct options *o, char **arg, int n)
{
	struct run r = { .o = o, .arena = ARENA_INIT };
	size_t i = 0;
	int status;

	if (n == 0)
		return wrong_usage("少了命令");
	o->arg = arg + 1;
	o->nargs = n - 1;
	if (!file_as_owner(o->ledger, &r.err) || !crypto_init(&r.err)) {
		say(&r.err);
		return EXIT_SYSTEM;
	}
	if (!set_clock(o->now, &r.err))
		return wrong_usage(r.err.text);
	while (i < COMMANDS && strcmp(commands[i].name, arg[0]) != 0)
		i++;
	if (i == COMMANDS)
		return wrong_usage("没有这个命令");
	status = run_command(&r, &commands[i]);
	arena_release(&r.arena);
	return status;
}

/* What is still to be printed is; when it cannot be, that is how the process ends. */
static int printed(int status)
{
	struct err e;

	if (file_printed(&e))
		return status;
	say(&e);
	return status == EXIT_OK ? EXIT_SYSTEM : status;
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
		{ "desk", &o.desk, NULL, "DIR",
		  "where serve and hallgen meet (desk beside the ledger)" },
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
	int first;

	file_standard();
	first = option_parse(row, COUNT(row), argc, argv, &bad);
	if (bad) {
		err_set(&e, "没有这个选项，或缺少它的值：%s", bad);
		return wrong_usage(e.text);
	}
	if (o.help)
		return printed(print_help(row, COUNT(row)));
	if (o.version)
		return printed(puts("hallbook " HALL_VERSION) < 0 ? EXIT_SYSTEM : EXIT_OK);
	return printed(run_named(&o, argv + first, argc - first));
}

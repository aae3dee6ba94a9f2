#include "watch.h"

#include "base/arena.h"
#include "date.h"
#include "systemd.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { REST_MS = 200, TICK_S = 10, AGAIN_S = 60, LINKS_MAX = 8, DAY_S = 24 * 60 * 60 };

static volatile sig_atomic_t ended;

static void on_end(int signal)
{
	(void)signal;
	ended = 1;
}

/* A folder that is looked at, for one name in it or for all. */
struct look {
	int wd;
	struct str name; /* a null view: all */
	bool desk;
};

struct watch {
	const struct watched *w;
	struct arena arena; /* of the looks */
	struct look *look;
	size_t n, cap;
	int fd;
	int64_t alive_s; /* when desk/alive was touched */
	sigset_t unblocked;
};

/*
 * What is not there is left out: the folder above it tells when it comes. Editors save by
 * writing, or by renaming a new file over the old one.
 */
static void look_at(struct watch *t, const char *folder, struct str name, bool desk)
{
	const uint32_t mask =
		IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ONLYDIR;
	struct look look = { inotify_add_watch(t->fd, folder, mask), name, desk };

	if (look.wd >= 0)
		*(struct look *)arena_push(&t->arena, &t->look, &t->n, &t->cap, sizeof look) = look;
}

/* The place of a file or folder, and of all that links on the way to it lead to. */
static void look_for(struct watch *t, const char *path)
{
	for (int links = 0; links < LINKS_MAX; links++) {
		struct str folder = str_of(path), name;
		char to[PATH_MAX];
		ssize_t len = readlink(path, to, sizeof to);
		size_t slash;

		while (folder.len > 1 && str_ends(folder, STR("/")))
			folder.len--;
		for (slash = folder.len; slash && folder.s[slash - 1] != '/';)
			slash--;
		name = arena_str(&t->arena, str_from(folder, slash));
		folder = slash ? str_head(folder, slash) : STR("./");
		look_at(t, arena_cstr(&t->arena, folder), name, false);
		if (len <= 0 || len == sizeof to)
			return;
		if (to[0] == '/')
			folder.len = 0;
		path = arena_printf(&t->arena, "%.*s%.*s", STR_ARG(folder), (int)len, to).s;
	}
}

/* A folder, what its links lead to, and with `deep` the folders in it. */
static void look_into(struct watch *t, const char *path, bool deep, bool desk)
{
	DIR *d = opendir(path);
	struct dirent *entry;

	look_at(t, path, (struct str){ NULL, 0 }, desk);
	while (d && (entry = readdir(d))) {
		const char *name = arena_printf(&t->arena, "%s/%s", path, entry->d_name).s;

		if (entry->d_name[0] == '.')
			continue;
		if (entry->d_type == DT_LNK)
			look_for(t, name);
		if (deep && entry->d_type == DT_DIR)
			look_at(t, name, (struct str){ NULL, 0 }, desk);
	}
	if (d)
		closedir(d);
}

static const char *in(struct watch *t, const char *folder, const char *name)
{
	return arena_printf(&t->arena, "%s/%s", folder, name).s;
}

/* Anew each time, since links and folders may be others; changes from here on are seen. */
static bool look_around(struct watch *t, struct err *e)
{
	if (t->fd >= 0)
		close(t->fd);
	arena_reset(&t->arena);
	t->look = NULL;
	t->n = t->cap = 0;
	t->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (t->fd < 0)
		return err_errno(e, "不能查看文件的改动");
	look_for(t, t->w->content);
	look_into(t, t->w->content, false, false);
	look_into(t, in(t, t->w->content, "pages"), true, false);
	look_into(t, t->w->site, false, false);
	look_into(t, in(t, t->w->site, "templates"), true, false);
	look_into(t, in(t, t->w->site, "assets"), false, false);
	if (t->w->desk) {
		look_for(t, t->w->desk);
		look_into(t, t->w->desk, false, true);
		look_into(t, in(t, t->w->desk, "proposals"), true, true);
	}
	return true;
}

/* What hallgen itself writes, and what is not finished, says nothing. */
static bool is_news(const struct look *look, struct str name)
{
	if (look->name.s)
		return str_eq(look->name, name);
	if (str_starts(name, STR(".")) || str_ends(name, STR("~")))
		return false;
	return !look->desk || !(str_eq(name, STR("alive")) || str_eq(name, STR("report.db")) ||
				str_eq(name, STR("versions")));
}

enum news { NOTHING, DESK, EDIT };

static enum news weigh(const struct watch *t, const struct inotify_event *event)
{
	enum news news = event->mask & IN_Q_OVERFLOW ? EDIT : NOTHING;

	for (size_t i = 0; i < t->n; i++)
		if (t->look[i].wd == event->wd &&
		    is_news(&t->look[i], str_of(event->len ? event->name : "")))
			news = t->look[i].desk && news != EDIT ? DESK : EDIT;
	return news;
}

/* What was written within the time. */
static enum news wait_ms(struct watch *t, int ms)
{
	const struct timespec within = { ms / 1000, ms % 1000 * 1000000L };
	struct pollfd p = { .fd = t->fd, .events = POLLIN };
	_Alignas(struct inotify_event) char events[4096];
	enum news news = NOTHING;
	ssize_t len;

	if (ppoll(&p, 1, &within, &t->unblocked) <= 0)
		return NOTHING;
	while ((len = read(t->fd, events, sizeof events)) > 0) {
		for (char *at = events; at < events + len;) {
			const struct inotify_event *event = (const void *)at;
			enum news one = weigh(t, event);

			news = one > news ? one : news;
			at += sizeof *event + event->len;
		}
	}
	return news;
}

/* Every TICK_S; the touch itself is seen as a change of desk/ that says nothing. */
static void be_alive(struct watch *t, int64_t now_s)
{
	char path[PATH_MAX];
	int fd;

	if (!t->w->desk || (now_s >= t->alive_s && now_s < t->alive_s + TICK_S) ||
	    (size_t)snprintf(path, sizeof path, "%s/alive", t->w->desk) >= sizeof path)
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
	if (fd >= 0) { /* else desk/ may be made by hallbook in a moment */
		t->alive_s = now_s;
		futimens(fd, NULL);
		close(fd);
	}
}

/* Seconds, so counted that a day of the hall begins at each multiple of DAY_S. */
static int64_t hall_s(const struct watched *w)
{
	return w->now_s(w->ctx) + HALL_OFFSET_S;
}

/* Until there is something to do that was not when `began`. */
static void rest(struct watch *t, int64_t began_s, bool built)
{
	enum news news = NOTHING;
	int64_t now_s;

	while (!ended && news == NOTHING && (now_s = hall_s(t->w)) / DAY_S == began_s / DAY_S &&
	       (built || now_s - began_s < AGAIN_S)) {
		int64_t left_s = DAY_S - now_s % DAY_S;

		be_alive(t, now_s);
		news = wait_ms(t, left_s < TICK_S ? (int)left_s * 1000 : TICK_S * 1000);
	}
	while (!ended && news == EDIT)
		news = wait_ms(t, REST_MS);
}

bool watch_run(const struct watched *w, struct err *e)
{
	struct watch t = { .w = w, .arena = ARENA_INIT, .fd = -1 };
	struct sigaction action = { .sa_handler = on_end };
	sigset_t end;
	bool ok, first = true;

	/* Signals are met only while it waits, so that none is missed before. */
	sigemptyset(&end);
	sigaddset(&end, SIGINT);
	sigaddset(&end, SIGTERM);
	sigprocmask(SIG_BLOCK, &end, &t.unblocked);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	while ((ok = look_around(&t, e)) && !ended) {
		int64_t began_s = hall_s(w);
		bool built;

		be_alive(&t, began_s);
		built = w->build(w->ctx);
		if (first)
			systemd_ready();
		first = false;
		rest(&t, began_s, built);
	}
	if (t.fd >= 0)
		close(t.fd);
	arena_release(&t.arena);
	return ok;
}

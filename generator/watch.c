#include "watch.h"

#include "base/arena.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <unistd.h>

/* A signal that comes between the look at `ended` and poll() is met LOOK_MS later. */
enum { REST_MS = 200, LOOK_MS = 500 };

static volatile sig_atomic_t ended;

static void on_end(int signal)
{
	(void)signal;
	ended = 1;
}

/* Editors save by writing, or by renaming a new file over the old one. */
static bool add(int fd, const char *path, struct err *e)
{
	const uint32_t mask = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR;

	return inotify_add_watch(fd, path, mask) >= 0 || err_errno(e, "%s", path);
}

/* A folder and those in it. */
static bool add_tree(int fd, const char *path, struct arena *a, struct err *e)
{
	DIR *d = opendir(path);
	struct dirent *entry;
	bool ok = d && add(fd, path, e);

	if (!d)
		return err_errno(e, "%s", path);
	while (ok && (entry = readdir(d)))
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			ok = add(fd, arena_printf(a, "%s/%s", path, entry->d_name).s, e);
	closedir(d);
	return ok;
}

static bool add_all(int fd, struct str content, struct str site, struct err *e)
{
	struct arena a = ARENA_INIT;
	bool ok = add(fd, arena_cstr(&a, content), e) &&
		  add(fd, arena_printf(&a, "%.*s/pages", STR_ARG(content)).s, e) &&
		  add(fd, arena_cstr(&a, site), e) &&
		  add_tree(fd, arena_printf(&a, "%.*s/templates", STR_ARG(site)).s, &a, e) &&
		  add(fd, arena_printf(&a, "%.*s/assets", STR_ARG(site)).s, e);

	arena_release(&a);
	return ok;
}

/* True when something was written within the time; what it was does not matter. */
static bool changed(int fd, int timeout_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char events[4096];

	if (poll(&p, 1, timeout_ms) <= 0)
		return false;
	return read(fd, events, sizeof events) > 0;
}

bool watch_run(struct str content, struct str site, bool (*build)(void *ctx, struct err *e),
	       void *ctx, struct err *e)
{
	struct sigaction action = { .sa_handler = on_end };
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	bool ok = fd >= 0 || err_errno(e, "不能查看文件的改动");

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	ok = ok && add_all(fd, content, site, e);
	while (ok && !ended) {
		ok = build(ctx, e);
		while (!ended && !changed(fd, LOOK_MS))
			;
		while (!ended && changed(fd, REST_MS))
			;
	}
	if (fd >= 0)
		close(fd);
	return ok;
}

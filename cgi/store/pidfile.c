#include "store/pidfile.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

/* A descriptor that holds the lock; nobody closes it. -1 and *e, in the words of `taken`. */
static int hold(const char *path, int flags, int how, const char *taken, struct err *e)
{
	int fd = open(path, flags | O_CLOEXEC, 0644);

	if (fd >= 0 && flock(fd, how) == 0)
		return fd;
	if (fd >= 0 && errno == EWOULDBLOCK)
		err_set(e, "%s：%s", path, taken);
	else
		err_errno(e, "%s", path);
	if (fd >= 0)
		close(fd);
	return -1;
}

bool pidfile_take(const char *ledger, struct err *e)
{
	struct arena a = ARENA_INIT;
	const char *path = file_beside(ledger, "hallbook.pid", &a).s;
	int fd = hold(path, O_RDWR | O_CREAT, LOCK_EX | LOCK_NB,
		      "hallbook 正在使用这本台帐，请先停下来", e);
	bool ok = fd >= 0 && ((ftruncate(fd, 0) == 0 && dprintf(fd, "%d\n", (int)getpid()) > 0) ||
			      err_errno(e, "%s", path));

	arena_release(&a);
	return ok;
}

bool pidfile_share(const char *ledger, bool alone, struct err *e)
{
	struct arena a = ARENA_INIT;
	bool ok = hold(file_beside(ledger, ".", &a).s, O_RDONLY | O_DIRECTORY,
		       alone ? LOCK_EX | LOCK_NB : LOCK_SH,
		       "另一个 hallbook 命令正在运行，请稍后再试", e) >= 0;

	arena_release(&a);
	return ok;
}

void pidfile_queue(const char *file)
{
	struct err ignored;

	hold(file, O_RDONLY, LOCK_EX, "", &ignored);
}

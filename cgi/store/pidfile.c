#include "store/pidfile.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct str pidfile_path(const char *ledger, struct arena *a)
{
	return file_beside(ledger, "hallbook.pid", a);
}

int pidfile_take(const char *path, struct err *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0) {
		err_errno(e, "%s", path);
	} else if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK)
			err_set(e, "%s：hallbook 正在使用这本台帐，请先停下来", path);
		else
			err_errno(e, "%s", path);
	} else if (ftruncate(fd, 0) != 0 || dprintf(fd, "%d\n", (int)getpid()) < 0) {
		err_errno(e, "%s", path);
	} else {
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

bool pidfile_share(const char *ledger, bool alone, struct err *e)
{
	struct arena a = ARENA_INIT;
	char *copy = arena_alloc(&a, strlen(ledger) + 1);
	const char *folder;
	int fd, how = alone ? LOCK_EX | LOCK_NB : LOCK_SH;
	bool ok;

	strcpy(copy, ledger);
	folder = dirname(copy);
	fd = open(folder,
		  O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* closed by the end of the process */
	ok = (fd >= 0 && flock(fd, how) == 0) ||
	     (fd >= 0 && errno == EWOULDBLOCK
		      ? err_set(e, "%s：另一个 hallbook 命令正在运行，请稍后再试", folder)
		      : err_errno(e, "%s", folder));
	arena_release(&a);
	return ok;
}

void pidfile_drop(const char *path, int fd)
{
	/* While it is locked: behind close() it may be the next one's, which would lose its name.
	 */
	unlink(path);
	close(fd);
}

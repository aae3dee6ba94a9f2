#include "http/listen.h"

#include "systemd.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* What the kernel is asked for when nginx opens many connections at once. */
enum { BACKLOG = 4096 };

static bool address_set(struct sockaddr_un *a, const char *path, struct err *e)
{
	size_t len = strlen(path);

	memset(a, 0, sizeof *a);
	a->sun_family = AF_UNIX;
	if (len == 0 || len >= sizeof a->sun_path)
		return err_set(e, "%s：套接字的路径要 1 到 %zu 个字节，这个 %zu 个", path,
			       sizeof a->sun_path - 1, len);
	memcpy(a->sun_path, path, len);
	return true;
}

/* Makes room at the address: removes a socket that refuses connections. */
static bool stale_remove(int fd, const struct sockaddr_un *a, struct err *e)
{
	struct stat st;

	if (lstat(a->sun_path, &st) != 0)
		return errno == ENOENT || err_errno(e, "%s", a->sun_path);
	if (!S_ISSOCK(st.st_mode))
		return err_set(e, "%s：已经有这个文件，不是套接字", a->sun_path);
	if (connect(fd, (const struct sockaddr *)a, sizeof *a) == 0 || errno == EAGAIN)
		return err_set(e, "%s：已经有程序在用", a->sun_path);
	if (errno != ECONNREFUSED)
		return err_errno(e, "%s", a->sun_path);
	if (unlink(a->sun_path) != 0)
		return err_errno(e, "%s：换不掉旧的套接字", a->sun_path);
	return true;
}

static bool bind_listen(int fd, const struct sockaddr_un *a, struct err *e)
{
	/* fchmod() first, so that the file is at no moment open to all. */
	if (fchmod(fd, 0660) != 0 || bind(fd, (const struct sockaddr *)a, sizeof *a) != 0)
		return err_errno(e, "%s：建不了套接字", a->sun_path);
	if (chmod(a->sun_path, 0660) != 0 || listen(fd, BACKLOG) != 0) {
		err_errno(e, "%s：听不了", a->sun_path);
		unlink(a->sun_path);
		return false;
	}
	return true;
}

int listen_open(const char *path, struct err *e)
{
	const int kind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
	struct sockaddr_un a;
	int probe;
	int fd;
	bool good;

	if (!path)
		return systemd_socket(e);
	if (!address_set(&a, path, e))
		return -1;
	probe = socket(AF_UNIX, kind, 0);
	fd = socket(AF_UNIX, kind, 0);
	if (probe < 0 || fd < 0)
		good = err_errno(e, "%s: socket", path);
	else
		good = stale_remove(probe, &a, e) && bind_listen(fd, &a, e);
	if (probe >= 0)
		close(probe);
	if (!good && fd >= 0)
		close(fd);
	return good ? fd : -1;
}

void listen_close(int fd, const char *path)
{
	if (path)
		unlink(path); /* first, so that nobody finds a socket that refuses */
	close(fd);
}

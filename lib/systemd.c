#include "systemd.h"

#include "base/str.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { FIRST_FD = 3 };

static struct str variable(const char *name)
{
	return str_of(getenv(name));
}

bool systemd_gives_socket(void)
{
	char pid[24];

	/* Meant for us, and not for who started us and left it in the environment. */
	snprintf(pid, sizeof pid, "%d", (int)getpid());
	return str_eq(variable("LISTEN_PID"), str_of(pid)) && variable("LISTEN_FDS").len > 0;
}

static bool has_option(int fd, int option, int value)
{
	int has = -1;
	socklen_t len = sizeof has;

	return getsockopt(fd, SOL_SOCKET, option, &has, &len) == 0 && has == value;
}

int systemd_socket(struct err *e)
{
	struct str n = variable("LISTEN_FDS");
	int flags = fcntl(FIRST_FD, F_GETFL);

	if (!str_eq(n, STR("1")) || flags < 0 || !has_option(FIRST_FD, SO_DOMAIN, AF_UNIX) ||
	    !has_option(FIRST_FD, SO_TYPE, SOCK_STREAM) ||
	    !has_option(FIRST_FD, SO_ACCEPTCONN, 1)) {
		err_set(e, "LISTEN_FDS=%.*s：不是一个在听的套接字", STR_ARG(n));
		return -1;
	}
	if (fcntl(FIRST_FD, F_SETFL, flags | O_NONBLOCK) != 0 ||
	    fcntl(FIRST_FD, F_SETFD, FD_CLOEXEC) != 0) {
		err_errno(e, "LISTEN_FDS");
		return -1;
	}
	return FIRST_FD;
}

void systemd_ready(void)
{
	static const char ready[] = "READY=1";
	struct str path = variable("NOTIFY_SOCKET");
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd;

	if (path.len == 0 || path.len >= sizeof a.sun_path)
		return;
	memcpy(a.sun_path, path.s, path.len);
	if (a.sun_path[0] == '@')
		a.sun_path[0] = '\0'; /* a name without a file */
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	/* Nobody there: then nobody waits for it. */
	(void)sendto(fd, ready, sizeof ready - 1, MSG_NOSIGNAL, (const struct sockaddr *)&a,
		     (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path.len));
	close(fd);
}

bool systemd_reads(int fd)
{
	char is[64];
	struct stat st;

	if (fstat(fd, &st) != 0)
		return false;
	snprintf(is, sizeof is, "%llu:%llu", (unsigned long long)st.st_dev,
		 (unsigned long long)st.st_ino);
	return str_eq(variable("JOURNAL_STREAM"), str_of(is));
}

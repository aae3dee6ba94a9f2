/* What systemd gives by the environment, and what it is told. */
#include "systemd.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>

enum { GIVEN = 3 };

static void give(int fd, const char *n)
{
	char pid[24];

	snprintf(pid, sizeof pid, "%d", (int)getpid());
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", n, 1);
	if (fd == GIVEN)
		return;
	assert_int_equal(dup2(fd, GIVEN), GIVEN);
	close(fd);
}

/* Without a path the kernel chooses a name. */
static int made(int domain, int type, bool listens)
{
	struct sockaddr_storage a = { .ss_family = (sa_family_t)domain };
	socklen_t len = domain == AF_UNIX ? sizeof(sa_family_t) : sizeof(struct sockaddr_in);
	int fd = socket(domain, type, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, len), 0);
	if (listens)
		assert_int_equal(listen(fd, 1), 0);
	return fd;
}

static void the_socket_is_taken(void **state)
{
	struct err e = { .text = "" };

	(void)state;
	give(made(AF_UNIX, SOCK_STREAM, true), "1");
	assert_true(systemd_gives_socket());
	assert_int_equal(systemd_socket(&e), GIVEN);
	assert_true(fcntl(GIVEN, F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(GIVEN, F_GETFD) & FD_CLOEXEC);
}

static void refused(int fd, const char *n)
{
	struct err e = { .text = "" };

	give(fd, n);
	assert_int_equal(systemd_socket(&e), -1);
	assert_non_null(strstr(e.text, "不是一个在听的套接字"));
}

static void anything_else_is_an_error(void **state)
{
	(void)state;
	refused(open("/dev/null", O_RDWR), "1");
	refused(made(AF_UNIX, SOCK_STREAM, false), "1");
	refused(made(AF_UNIX, SOCK_DGRAM, false), "1");
	refused(made(AF_INET, SOCK_STREAM, true), "1");
	refused(made(AF_UNIX, SOCK_STREAM, true), "2");
	close(GIVEN);
	refused(GIVEN, "1");
}

static void meant_for_another(void **state)
{
	(void)state;
	setenv("LISTEN_FDS", "1", 1);
	setenv("LISTEN_PID", "1", 1);
	assert_false(systemd_gives_socket());
	unsetenv("LISTEN_PID");
	assert_false(systemd_gives_socket());
}

static void ready_is_told(void **state)
{
	struct sockaddr_un a;
	socklen_t len = sizeof a;
	char name[sizeof a.sun_path + 1], said[32] = "", too_long[200];
	int fd = made(AF_UNIX, SOCK_DGRAM, false);

	(void)state;
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	snprintf(name, sizeof name, "@%.*s",
		 (int)(len - offsetof(struct sockaddr_un, sun_path) - 1), a.sun_path + 1);
	setenv("NOTIFY_SOCKET", name, 1);
	systemd_ready();
	assert_int_equal(recv(fd, said, sizeof said, MSG_DONTWAIT), strlen("READY=1"));
	assert_string_equal(said, "READY=1");
	memset(too_long, 'x', sizeof too_long - 1);
	too_long[sizeof too_long - 1] = '\0';
	for (int i = 0; i < 3; i++) {
		setenv("NOTIFY_SOCKET", i == 0 ? too_long : i == 1 ? "" : "/nowhere", 1);
		systemd_ready();
	}
	unsetenv("NOTIFY_SOCKET");
	systemd_ready();
	assert_int_equal(recv(fd, said, sizeof said, MSG_DONTWAIT), -1);
	close(fd);
}

static void journal_is_known(void **state)
{
	char is[64];
	struct stat st;

	(void)state;
	assert_int_equal(fstat(STDIN_FILENO, &st), 0);
	snprintf(is, sizeof is, "%llu:%llu", (unsigned long long)st.st_dev,
		 (unsigned long long)st.st_ino);
	setenv("JOURNAL_STREAM", is, 1);
	assert_true(systemd_reads(STDIN_FILENO));
	setenv("JOURNAL_STREAM", "1:2", 1);
	assert_false(systemd_reads(STDIN_FILENO));
	unsetenv("JOURNAL_STREAM");
	assert_false(systemd_reads(STDIN_FILENO));
	assert_false(systemd_reads(-1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "the socket that systemd keeps is taken", the_socket_is_taken, NULL, NULL, NULL },
		{ "anything else in its place is an error", anything_else_is_an_error, NULL, NULL,
		  NULL },
		{ "one meant for another process is not ours", meant_for_another, NULL, NULL,
		  NULL },
		{ "READY is told, and to nobody where nobody listens", ready_is_told, NULL, NULL,
		  NULL },
		{ "the journal is known by its file", journal_is_known, NULL, NULL, NULL },
	};

	return cmocka_run_group_tests_name("systemd", tests, NULL, NULL);
}

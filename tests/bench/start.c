/*
 * start SOCKET COMMAND...: runs it until somebody can connect to SOCKET, which it
 * makes, ends it with SIGTERM, and prints the ms that took and the CPU ms used
 * until then.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double clock_ms(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int accepts(const char *path)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	int good;

	snprintf(to.sun_path, sizeof to.sun_path, "%s", path);
	good = connect(fd, (struct sockaddr *)&to, sizeof to) == 0;
	close(fd);
	return good;
}

int main(int argc, char **argv)
{
	const struct timespec pause = { 0, 50000 };
	double begun = clock_ms(CLOCK_MONOTONIC);
	clockid_t used;
	pid_t child;
	int status;

	if (argc < 3)
		return 2;
	child = fork();
	if (child == 0) {
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	while (!accepts(argv[1])) {
		if (waitpid(child, &status, WNOHANG) != 0)
			return 3;
		nanosleep(&pause, NULL);
	}
	clock_getcpuclockid(child, &used);
	printf("%.1f %.1f\n", clock_ms(CLOCK_MONOTONIC) - begun, clock_ms(used));
	kill(child, SIGTERM);
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

/*
 * People in front of nginx at 127.0.0.1:PORT, each with a connection of their
 * own that is kept and has been used before.
 *
 *	people PORT rush PATH          each line of standard input is the body of a POST;
 *	                               all are sent at once. Prints the seconds until the
 *	                               last answer, and how many were 303, 422, another.
 *	people PORT stall PATH SECONDS one person asks again and again. Prints how many
 *	                               answers, how many that were not 200, and in ms the
 *	                               mean wait, the longest of a second (median of all
 *	                               seconds) and the longest of all.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MAX = 128 * 1024, PEOPLE_MAX = 3000, WAIT_MS = 20000 };

struct person {
	int fd;
	int status; /* 0: not answered */
	char *ask;
	char *answer;
	size_t got;
};

static int port;

static void fail(const char *what)
{
	perror(what);
	exit(3);
}

static double now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void join(struct person *p)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons((unsigned short)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (p->fd < 0 || connect(p->fd, (struct sockaddr *)&to, sizeof to) < 0)
		fail("connect");
	if (!p->answer && !(p->answer = malloc(ANSWER_MAX + 1)))
		fail("malloc");
}

static void ask(struct person *p, const char *text)
{
	size_t len = strlen(text);

	p->got = 0;
	p->status = 0;
	if (send(p->fd, text, len, MSG_NOSIGNAL) != (ssize_t)len)
		fail("send");
}

/* A whole answer of HTTP/1.1: of the length that it says, or in pieces. */
static int whole(const struct person *p)
{
	const char *body = strstr(p->answer, "\r\n\r\n");
	const char *length = strstr(p->answer, "Content-Length: ");
	size_t left;

	if (!body)
		return 0;
	body += 4;
	left = p->got - (size_t)(body - p->answer);
	if (length && length < body)
		return left >= strtoul(length + 16, NULL, 10);
	return left >= 5 && strcmp(p->answer + p->got - 5, "0\r\n\r\n") == 0;
}

/* Reads on; 1 when the answer is whole, which its status says then. */
static int hear(struct person *p)
{
	ssize_t n = recv(p->fd, p->answer + p->got, ANSWER_MAX - p->got, 0);

	if (n <= 0)
		fail("the connection ended");
	p->got += (size_t)n;
	p->answer[p->got] = '\0';
	if (!whole(p))
		return 0;
	p->status = atoi(p->answer + strlen("HTTP/1.1 "));
	return 1;
}

static void ask_and_hear(struct person *p, const char *text)
{
	ask(p, text);
	while (!hear(p))
		;
}

/* ---- rush ---- */

static char *post_of(const char *path, const char *body, size_t len)
{
	char *text;

	if (asprintf(
		    &text,
		    "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
		    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n"
		    "%.*s",
		    path, len, (int)len, body) < 0)
		fail("asprintf");
	return text;
}

static size_t gather(const char *path, struct person *people)
{
	char *line = NULL;
	size_t room = 0, n = 0;
	ssize_t len;

	while (n < PEOPLE_MAX && (len = getline(&line, &room, stdin)) > 0) {
		join(&people[n]);
		people[n++].ask = post_of(path, line, (size_t)len - 1);
	}
	free(line);
	return n;
}

static void hear_all(int epoll_fd, size_t waiting)
{
	struct epoll_event events[256];

	while (waiting > 0) {
		int n = epoll_wait(epoll_fd, events, 256, WAIT_MS);

		if (n <= 0)
			fail("no answer");
		for (int i = 0; i < n; i++)
			waiting -= (size_t)hear(events[i].data.ptr);
	}
}

static int rush(const char *path)
{
	static struct person people[PEOPLE_MAX];
	size_t n = gather(path, people), booked = 0, refused = 0;
	int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	double begun;

	for (size_t i = 0; i < n; i++) {
		struct epoll_event ev = { .events = EPOLLIN, .data.ptr = &people[i] };

		ask_and_hear(&people[i], "GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
		if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, people[i].fd, &ev) < 0)
			fail("epoll");
	}
	begun = now_s();
	for (size_t i = 0; i < n; i++)
		ask(&people[i], people[i].ask);
	hear_all(epoll_fd, n);
	begun = now_s() - begun;
	for (size_t i = 0; i < n; i++) {
		booked += people[i].status == 303;
		refused += people[i].status == 422;
	}
	printf("%.3f %zu %zu %zu\n", begun, booked, refused, n - booked - refused);
	return 0;
}

/* ---- stall ---- */

enum { SECONDS_MAX = 3600 };

static int by_length(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* How long one answer took, in ms. nginx ends a connection after 1,000: not part of it. */
static double one_wait(struct person *p, const char *text)
{
	double begun;

	if (p->fd < 0)
		join(p);
	begun = now_s();
	ask_and_hear(p, text);
	begun = now_s() - begun;
	if (strstr(p->answer, "Connection: close")) {
		close(p->fd);
		p->fd = -1;
	}
	return begun * 1e3;
}

static int stall(const char *path, int seconds)
{
	struct person p = { .fd = -1 };
	double longest_ms[SECONDS_MAX] = { 0 }, begun = now_s();
	size_t n = 0, bad = 0;
	char *text;

	if (seconds < 1 || seconds > SECONDS_MAX ||
	    asprintf(&text, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path) < 0)
		return 2;
	for (int second; (second = (int)(now_s() - begun)) < seconds; n++) {
		double wait_ms = one_wait(&p, text);

		if (wait_ms > longest_ms[second])
			longest_ms[second] = wait_ms;
		bad += p.status != 200;
	}
	qsort(longest_ms, (size_t)seconds, sizeof *longest_ms, by_length);
	printf("%zu %zu %.2f %.1f %.1f\n", n, bad, (now_s() - begun) * 1e3 / (double)n,
	       longest_ms[seconds / 2], longest_ms[seconds - 1]);
	return 0;
}

int main(int argc, char **argv)
{
	struct rlimit files = { PEOPLE_MAX + 64, PEOPLE_MAX + 64 };

	if (argc < 4)
		return 2;
	port = atoi(argv[1]);
	setrlimit(RLIMIT_NOFILE, &files);
	if (strcmp(argv[2], "rush") == 0)
		return rush(argv[3]);
	return argc == 5 ? stall(argv[3], atoi(argv[4])) : 2;
}

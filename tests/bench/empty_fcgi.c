/*
 * What FastCGI costs when nothing is done: the limits that the figures of
 * hallbook are held against.
 *
 *	empty_fcgi SOCKET 8    libfcgi as its manual shows it, so many threads
 *	empty_fcgi SOCKET 0    the loop of hallbook with a constant answer
 */
#include "http/loop.h"

#include <fcgiapp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

enum { THREADS_MAX = 64 };

static const struct str answer = STR_INIT("ok\n");

static int64_t epoch(void *ctx)
{
	(void)ctx;
	return 0;
}

static void answer_one(void *ctx, struct exchange *x)
{
	(void)ctx;
	x->response.content_type = STR("text/plain");
	buf_add(&x->response.body, answer);
}

static void answer_all(void *ctx, struct exchange **list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		answer_one(ctx, list[i]);
}

static void nothing(void *ctx)
{
	(void)ctx;
}

static void *respond(void *listen_fd)
{
	FCGX_Request r;

	FCGX_InitRequest(&r, *(int *)listen_fd, 0);
	while (FCGX_Accept_r(&r) == 0) {
		FCGX_FPrintF(r.out, "Content-Type: text/plain\r\n\r\n%s", answer.s);
		FCGX_Finish_r(&r);
	}
	return NULL;
}

static int run_threads(const char *path, int n)
{
	pthread_t thread[THREADS_MAX];
	int fd;
	int i;

	FCGX_Init();
	signal(SIGTERM, SIG_DFL); /* of libfcgi's own handler nothing here takes notice */
	fd = FCGX_OpenSocket(path, 4096);
	for (i = 0; i < n; i++)
		if (pthread_create(&thread[i], NULL, respond, &fd) != 0)
			return 1;
	for (i = 0; i < n; i++)
		pthread_join(thread[i], NULL);
	return 0;
}

static int run_loop(const char *path)
{
	const struct loop_handler h = {
		.wake_fd = -1,
		.now = epoch,
		.answer = answer_one,
		.answer_batch = answer_all,
		.settle = nothing,
		.tick = nothing,
	};
	struct err e;

	if (loop_run(path, &h, &e))
		return 0;
	fprintf(stderr, "%s\n", e.text);
	return 1;
}

int main(int argc, char **argv)
{
	int64_t threads = 0;

	if (argc != 3 || !str_to_int(str_of(argv[2]), THREADS_MAX, &threads)) {
		fputs("empty_fcgi SOCKET THREADS\n", stderr);
		return 2;
	}
	return threads > 0 ? run_threads(argv[1], (int)threads) : run_loop(argv[1]);
}

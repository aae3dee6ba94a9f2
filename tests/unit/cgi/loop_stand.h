/*
 * loop_stand.h - the loop in a child process with a handler that echoes, and a
 * hand-written nginx that speaks FastCGI to its socket.
 */
#ifndef TESTS_LOOP_STAND_H
#define TESTS_LOOP_STAND_H

#include "../child.h"
#include "fcgi_records.h"
#include "http/listen.h"
#include "http/loop.h"
#include "http/worker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MS = 60000, /* far above what a busy machine needs */ RECORD_BYTES = 32768 };

/* What the child counts; the parent looks at it after the answers. */
struct seen {
	int batches;
	int largest_batch;
	volatile bool held; /* settling lasts, once there was a POST */
	int settled_posts;
	int posts;
	volatile bool gate; /* the thread waits until it is open */
	volatile int begun, given_up;
	volatile int waits; /* for a single peer, in the child */
};

static char dir[] = "/tmp/test_loop.XXXXXX";
static char path[64];
static pid_t child;
static struct seen *seen;
static struct worker *worker; /* of the child */

/*
 * What libfcgi would wait for a peer with, up to 2 s, while nobody else is
 * answered: the library finds these before those of libc. The loop itself has
 * epoll, and the client here calls ppoll().
 */
int poll(struct pollfd *fds, nfds_t n, int timeout_ms);
int poll(struct pollfd *fds, nfds_t n, int timeout_ms)
{
	struct timespec t = { timeout_ms / 1000, timeout_ms % 1000 * 1000000L };

	if (seen)
		seen->waits++;
	return ppoll(fds, n, timeout_ms < 0 ? NULL : &t, NULL);
}

int select(int n, fd_set *in, fd_set *out, fd_set *odd, struct timeval *timeout);
int select(int n, fd_set *in, fd_set *out, fd_set *odd, struct timeval *timeout)
{
	struct timespec t = { 0 };

	if (timeout)
		t = (struct timespec){ timeout->tv_sec, timeout->tv_usec * 1000 };
	if (seen)
		seen->waits++;
	return pselect(n, in, out, odd, timeout ? &t : NULL, NULL);
}

/* --- the handler in the child --- */

static inline int64_t fixed_now(void *ctx)
{
	(void)ctx;
	return 1234567890;
}

static inline void echo(struct exchange *x)
{
	struct request *q = &x->request;
	struct buf *b = &x->response.body;

	buf_printf(b, "method=%d bad=%d now=%lld\n", q->method, q->bad, (long long)q->now_utc_s);
	buf_printf(b, "base=%.*s path=%.*s query=%.*s\n", STR_ARG(q->base), STR_ARG(q->path),
		   STR_ARG(q->query));
	buf_printf(b, "type=%.*s addr=%.*s\n", STR_ARG(q->content_type), STR_ARG(q->remote_addr));
	buf_printf(b, "host=%.*s origin=%.*s site=%.*s\n", STR_ARG(q->host), STR_ARG(q->origin),
		   STR_ARG(q->sec_fetch_site));
	buf_printf(b, "cookie=%.*s agent=%.*s\n", STR_ARG(q->cookie), STR_ARG(q->user_agent));
	buf_printf(b, "body=%.*s\n", STR_ARG(q->body));
}

static inline void all_headers(struct response *r)
{
	r->status = 303;
	r->content_type = STR("text/plain; charset=utf-8");
	r->location = STR("/zwfw/booking/T");
	r->allow = STR("GET, POST");
	r->retry_after_s = 60;
	r->set_cookie = STR("s=1; HttpOnly");
	r->download_name = STR("ledger-04.csv");
}

/* What a thread makes: as many bytes as the query says, in a file. */
static inline void make_long(struct exchange *x)
{
	int64_t bytes = 0;

	seen->begun++;
	while (!seen->gate && !x->given_up)
		sched_yield();
	seen->given_up += x->given_up;
	str_to_int(x->request.query, INT32_MAX, &bytes);
	x->response.file = tmpfile();
	while (bytes--)
		putc('f', x->response.file);
}

static inline void test_answer(void *ctx, struct exchange *x)
{
	int64_t bytes;

	(void)ctx;
	if (str_eq(x->request.path, STR("/headers"))) {
		all_headers(&x->response);
	} else if (str_eq(x->request.path, STR("/inject"))) {
		x->response.location = STR("/x\r\nSet-Cookie: a=b");
	} else if (str_eq(x->request.path, STR("/big")) &&
		   str_to_int(x->request.query, INT32_MAX, &bytes)) {
		memset(buf_room(&x->response.body, (size_t)bytes), 'b', (size_t)bytes);
		x->response.body.len += (size_t)bytes;
	} else if (str_eq(x->request.path, STR("/long")) && !x->made) {
		x->made = true;
		if (!worker_add(worker, LANE_FILES, x, make_long, NULL))
			x->response.status = 503;
	} else if (!x->made) {
		echo(x);
	}
}

static inline void test_answer_batch(void *ctx, struct exchange **list, size_t n)
{
	size_t i;

	(void)ctx;
	seen->batches++;
	seen->posts += (int)n;
	if ((int)n > seen->largest_batch)
		seen->largest_batch = (int)n;
	for (i = 0; i < n; i++) {
		if (str_eq(list[i]->request.path, STR("/long")))
			test_answer(ctx, list[i]);
		else
			echo(list[i]);
	}
}

static inline void test_settle(void *ctx)
{
	(void)ctx;
	while (seen->held && seen->posts)
		sched_yield();
	seen->settled_posts = seen->posts;
}

static inline void test_tick(void *ctx)
{
	(void)ctx;
}

static inline struct exchange *test_woken(void *ctx)
{
	(void)ctx;
	return worker_next(worker);
}

static inline void test_stop(void *ctx)
{
	(void)ctx;
	worker_stop(worker);
}

static struct loop_handler handler = {
	.now = fixed_now,
	.answer = test_answer,
	.answer_batch = test_answer_batch,
	.settle = test_settle,
	.tick = test_tick,
	.woken = test_woken,
	.stop = test_stop,
};

/* --- the client --- */

static inline int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static inline int try_connect(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	memcpy(a.sun_path, path, strlen(path));
	if (connect(fd, (const struct sockaddr *)&a, sizeof a) == 0)
		return fd;
	close(fd);
	return -1;
}

static inline int peer(void)
{
	int fd = try_connect();

	assert_true(fd >= 0);
	return fd;
}

static inline void send_str(int fd, struct str s)
{
	assert_int_equal(send(fd, s.s, s.len, MSG_NOSIGNAL), (ssize_t)s.len);
}

static inline bool readable(int fd, int timeout_ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	struct timespec t = { timeout_ms / 1000, timeout_ms % 1000 * 1000000L };

	return ppoll(&p, 1, &t, NULL) == 1;
}

static inline bool read_exactly(int fd, char *out, size_t n)
{
	while (n > 0) {
		ssize_t got;

		if (!readable(fd, ANSWER_MS))
			return false;
		got = read(fd, out, n);
		if (got <= 0)
			return false;
		out += got;
		n -= (size_t)got;
	}
	return true;
}

/* All STDOUT of one answer, NUL-terminated; false when the connection ends before. */
static inline bool answer_read(int fd, struct buf *out)
{
	unsigned char head[8];

	buf_clear(out);
	while (read_exactly(fd, (char *)head, sizeof head)) {
		size_t content = (size_t)head[4] << 8 | head[5];
		char *room = buf_room(out, content + head[6] + 1);

		if (!read_exactly(fd, room, content + head[6]))
			return false;
		if (head[1] == FCGI_STDOUT)
			out->len += content;
		out->s[out->len] = 0;
		if (head[1] == FCGI_END)
			return true;
	}
	return false;
}

static inline bool closed(int fd)
{
	char byte;

	return readable(fd, ANSWER_MS) && read(fd, &byte, 1) <= 0;
}

struct form {
	const char *method;
	const char *uri;
	const char *query;
	const char *length;
	const char *body;
};

static inline void pair_text(struct buf *b, const char *name, const char *value)
{
	if (value)
		pair_add(b, str_of(name), str_of(value));
}

static inline void form_add(struct buf *b, const struct form *f)
{
	struct str body = str_of(f->body);
	struct buf pairs = BUF_INIT;

	pair_text(&pairs, "REQUEST_METHOD", f->method);
	pair_text(&pairs, "SCRIPT_NAME", "/zwfw");
	pair_text(&pairs, "DOCUMENT_URI", f->uri);
	pair_text(&pairs, "QUERY_STRING", f->query);
	pair_text(&pairs, "CONTENT_LENGTH", f->length);
	pair_text(&pairs, "CONTENT_TYPE", "application/x-www-form-urlencoded");
	pair_text(&pairs, "REMOTE_ADDR", "192.0.2.1");
	pair_text(&pairs, "HTTP_HOST", "www.example.gov.cn");
	pair_text(&pairs, "HTTP_ORIGIN", "https://www.example.gov.cn");
	pair_text(&pairs, "HTTP_SEC_FETCH_SITE", "same-origin");
	pair_text(&pairs, "HTTP_COOKIE", "a=1; b=2");
	pair_text(&pairs, "HTTP_USER_AGENT", "test");
	begin_add(b, 1, 1, 0);
	record_add(b, FCGI_PARAMS, 1, buf_str(&pairs), 0);
	record_add(b, FCGI_PARAMS, 1, STR(""), 0);
	for (; body.len > 0; body = str_from(body, RECORD_BYTES)) /* as nginx does it */
		record_add(b, FCGI_STDIN, 1, str_head(body, RECORD_BYTES), 0);
	record_add(b, FCGI_STDIN, 1, STR(""), 0);
	buf_release(&pairs);
}

static const struct form get = { .method = "GET", .uri = "/zwfw/book", .query = "item=3" };
static const struct form post = {
	.method = "POST", .uri = "/zwfw/book", .length = "6", .body = "name=x"
};

static inline void form_send(int fd, const struct form *f)
{
	struct buf b = BUF_INIT;

	form_add(&b, f);
	send_str(fd, buf_str(&b));
	buf_release(&b);
}

/* Sends the form and reads its answer; behind that fd is a new connection. */
static inline void ask(int fd, const struct form *f, struct buf *answer)
{
	int next;

	form_send(fd, f);
	assert_true(answer_read(fd, answer));
	next = peer();
	assert_int_equal(dup2(next, fd), fd);
	close(next);
}

static inline void assert_has(const struct buf *answer, const char *text)
{
	if (!str_contains(buf_str(answer), str_of(text)))
		fail_msg("no \"%s\" in: %.*s", text, STR_ARG(str_head(buf_str(answer), 1000)));
}

static inline void assert_has_not(const struct buf *answer, const char *text)
{
	if (str_contains(buf_str(answer), str_of(text)))
		fail_msg("\"%s\" in: %.*s", text, STR_ARG(str_head(buf_str(answer), 1000)));
}

/* The child still answers somebody who comes anew. */
static inline void assert_alive(void)
{
	struct buf answer = BUF_INIT;
	int fd = peer();

	ask(fd, &get, &answer);
	assert_has(&answer, "Status: 200 OK\r\n");
	buf_release(&answer);
	close(fd);
}

/* The part of the request that a phone in a lift has sent. */
static inline void half_send(int fd)
{
	struct buf b = BUF_INIT;

	form_add(&b, &post);
	send_str(fd, str_head(buf_str(&b), b.len / 2));
	buf_release(&b);
}

/* --- start and stop of the child --- */

static rlim_t files_max; /* that the child may open; 0 = as many as we */

static inline int start(void **state)
{
	struct err e = { .text = "" };
	int fd;

	(void)state;
	memset(seen, 0, sizeof *seen);
	child = fork_child();
	if (child == 0) {
		if (files_max)
			setrlimit(RLIMIT_NOFILE, &(struct rlimit){ files_max, files_max });
		worker = worker_start(&e);
		handler.wake_fd = worker_fd(worker);
		_exit(loop_run(path, &handler, &e) ? 0 : 1);
	}
	while ((fd = try_connect()) < 0)
		if (waitpid(child, NULL, WNOHANG) != 0)
			return 1;
	close(fd);
	return 0;
}

/* Until SIGCONT; a child that is still to stop when that comes never does. */
static inline void halt(void)
{
	int status;

	kill(child, SIGSTOP);
	assert_int_equal(waitpid(child, &status, WUNTRACED), child);
}

/* Sends the signal, and waits until the child has ended well. */
static inline void end_with(int sig)
{
	int status;

	kill(child, sig);
	assert_int_equal(waitpid(child, &status, 0), child);
	child = 0;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(access(path, F_OK), -1);
}

static inline int stop(void **state)
{
	(void)state;
	if (child)
		end_with(SIGTERM);
	return 0;
}

static inline int prepare(void **state)
{
	(void)state;
	seen = mmap(NULL, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (seen == MAP_FAILED || !mkdtemp(dir))
		return 1;
	snprintf(path, sizeof path, "%s/s", dir);
	return 0;
}

static inline int clear(void **state)
{
	(void)state;
	return rmdir(dir);
}

#define SERVED(title, fn)                                                                          \
	{                                                                                          \
		title, fn, start, stop, NULL                                                       \
	}

#endif

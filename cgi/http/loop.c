#include "http/loop.h"

#include "http/fcgi.h"
#include "http/gate.h"
#include "http/listen.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	EVENTS_MAX = 256,
	ACCEPT_MAX = 256,    /* connections taken a round, so that those at hand get on */
	CONN_MAX = 4096,     /* the rest waits in the backlog */
	FD_SPARE = 64,	     /* for files, SQLite and epoll beside the connections */
	IDLE_MS = 200,	     /* without any event the background work gets a turn */
	TICK_MS = 1000,	     /* and under load at least this often */
	HALF_SENT_MS = 2000, /* nginx buffers requests, so a whole one comes at once */
	UNREAD_MS = 10000,   /* an answer nobody reads on with */
	STOP_MS = 2000,	     /* for what has been accepted, to be answered to its end */
};

/* A connection and its one request. The exchange comes first: handlers hold its address. */
struct conn {
	struct exchange x;
	struct arena arena;
	int fd;
	struct fcgi *fcgi;
	bool sending;
	bool gone;		/* hung up while its request was parked */
	int64_t waits_since_ms; /* half-sent request or unread answer; 0 = neither */
	LIST_ENTRY(conn) link;
};

struct loop {
	const struct loop_handler *h;
	int epoll_fd;
	int listen_fd;
	int signal_fd;
	int wake_fd; /* h->wake_fd; its address marks its events */
	LIST_HEAD(conns, conn) conns;
	size_t n_conns, max_conns;
	bool accepting;
	bool stopping;
	bool woken; /* wake_fd was readable in this round */
	struct exchange *batch[LOOP_BATCH_MAX];
	size_t n_batch;
	int64_t now_ms; /* monotonic, of this round */
	int64_t ticked_ms;
	char peeked[GATE_MAX_BYTES];
};

static void *zeroed(size_t size)
{
	void *p = calloc(1, size);

	if (!p)
		abort(); /* see the head of arena.h */
	return p;
}

static int64_t monotonic_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* EPOLL_CTL_ADD, or EPOLL_CTL_MOD. */
static bool watch(struct loop *l, int verb, int fd, void *what, uint32_t events)
{
	struct epoll_event ev = { .events = events, .data.ptr = what };

	return epoll_ctl(l->epoll_fd, verb, fd, &ev) == 0;
}

static void accepting_set(struct loop *l, bool on)
{
	if (on != l->accepting && l->listen_fd >= 0)
		watch(l, EPOLL_CTL_MOD, l->listen_fd, &l->listen_fd, on ? EPOLLIN : 0);
	l->accepting = on;
}

static struct conn *conn_of(struct exchange *x)
{
	return (struct conn *)(void *)x;
}

static void conn_close(struct loop *l, struct conn *c)
{
	fcgi_close(c->fcgi);
	if (c->x.response.file)
		fclose(c->x.response.file);
	buf_release(&c->x.response.body);
	arena_release(&c->arena);
	LIST_REMOVE(c, link);
	l->n_conns--;
	free(c);
}

/* Edge-triggered: whoever waits has looked at all that is there. False: it is closed. */
static bool conn_watch(struct loop *l, struct conn *c, int verb, uint32_t also)
{
	if (watch(l, verb, c->fd, c, EPOLLIN | EPOLLRDHUP | EPOLLET | also))
		return true;
	conn_close(l, c);
	return false;
}

/* The connection after a step of its answer: it has one request, and ends with that. */
static void conn_sent(struct loop *l, struct conn *c, enum fcgi_sent sent)
{
	if (sent == FCGI_DONE) {
		conn_close(l, c);
		return;
	}
	c->sending = true;
	c->waits_since_ms = l->now_ms;
	conn_watch(l, c, EPOLL_CTL_MOD, EPOLLOUT);
}

static void conn_answer(struct loop *l, struct conn *c)
{
	struct exchange *x = &c->x;

	if (!x->parked)
		conn_sent(l, c, fcgi_answer(c->fcgi, &x->request, &x->response));
}

/* The POSTs of the round: handed over together, answered when they are durable. */
static void batch_flush(struct loop *l)
{
	size_t n = l->n_batch;
	size_t i;

	if (n == 0)
		return;
	l->n_batch = 0;
	l->h->answer_batch(l->h->ctx, l->batch, n);
	for (i = 0; i < n; i++)
		conn_answer(l, conn_of(l->batch[i]));
}

static void batch_add(struct loop *l, struct exchange *x)
{
	l->batch[l->n_batch++] = x;
	if (l->n_batch == LOOP_BATCH_MAX)
		batch_flush(l);
}

/* The second half of requests whose work is done. */
static void woken_take(struct loop *l)
{
	struct exchange *x;

	l->woken = false;
	while ((x = l->h->woken(l->h->ctx))) {
		struct conn *c = conn_of(x);

		x->parked = false;
		if (c->gone) {
			conn_close(l, c);
		} else if (x->made) {
			l->h->answer(l->h->ctx, x);
			conn_answer(l, c);
		} else {
			batch_add(l, x);
		}
	}
}

static void conn_take(struct loop *l, struct conn *c)
{
	struct exchange *x = &c->x;

	c->waits_since_ms = 0;
	x->request.now_utc_s = l->h->now(l->h->ctx);
	if (!fcgi_read(c->fcgi, &x->request)) {
		conn_close(l, c);
	} else if (x->request.method == METHOD_POST && !x->request.bad) {
		batch_add(l, x);
	} else {
		l->h->answer(l->h->ctx, x);
		conn_answer(l, c);
	}
}

/* Shows libfcgi a request as soon as it is whole, and never before. */
static void conn_try(struct loop *l, struct conn *c)
{
	ssize_t n = recv(c->fd, l->peeked, sizeof l->peeked, MSG_PEEK | MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return;
	switch (n > 0 ? gate_check(l->peeked, (size_t)n) : GATE_BAD) {
	case GATE_WHOLE:
		conn_take(l, c);
		break;
	case GATE_MORE:
		if (c->waits_since_ms == 0)
			c->waits_since_ms = l->now_ms;
		break;
	case GATE_BAD:
		conn_close(l, c);
		break;
	}
}

/* Most come with their request. */
static void conn_open(struct loop *l, int fd)
{
	struct conn *c = zeroed(sizeof *c);

	c->x.request.arena = &c->arena;
	c->fd = fd;
	c->fcgi = fcgi_open(fd);
	LIST_INSERT_HEAD(&l->conns, c, link);
	l->n_conns++;
	if (conn_watch(l, c, EPOLL_CTL_ADD, 0))
		conn_try(l, c);
}

static void conn_event(struct loop *l, struct conn *c, uint32_t events)
{
	bool hung_up = events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR);

	/* A peer that half-sent and closed shows data first, so the hang-up is looked at first. */
	if (c->x.parked) {
		c->gone |= hung_up;
		c->x.given_up = c->gone;
	} else if (hung_up) {
		conn_close(l, c);
	} else if (c->sending && (events & EPOLLOUT)) {
		conn_sent(l, c, fcgi_go_on(c->fcgi));
	} else if (!c->sending) {
		conn_try(l, c);
	}
}

static void accept_some(struct loop *l)
{
	int i;

	for (i = 0; i < ACCEPT_MAX && l->n_conns < l->max_conns; i++) {
		int fd = accept4(l->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd >= 0) {
			conn_open(l, fd);
		} else if (errno == EAGAIN || errno == EWOULDBLOCK) {
			return;
		} else if (errno != ECONNABORTED && errno != EINTR) {
			break; /* out of descriptors or memory */
		}
	}
	if (i < ACCEPT_MAX)
		accepting_set(l, false); /* until the next tick */
}

/* Closes what waits too long. */
static void sweep(struct loop *l)
{
	struct conn *next;
	struct conn *c;

	for (c = LIST_FIRST(&l->conns); c; c = next) {
		next = LIST_NEXT(c, link);
		if (c->waits_since_ms != 0 &&
		    l->now_ms - c->waits_since_ms >= (c->sending ? UNREAD_MS : HALF_SENT_MS))
			conn_close(l, c);
	}
	if (l->n_conns < l->max_conns)
		accepting_set(l, true);
}

static void event_take(struct loop *l, const struct epoll_event *ev)
{
	if (ev->data.ptr == &l->listen_fd)
		accept_some(l);
	else if (ev->data.ptr == &l->signal_fd)
		l->stopping = true;
	else if (ev->data.ptr == &l->wake_fd)
		l->woken = true; /* later, since it may close what this round's events name */
	else
		conn_event(l, ev->data.ptr, ev->events);
}

/* Waits for events and serves them; false when waiting itself failed. */
static bool round_run(struct loop *l, int timeout_ms)
{
	struct epoll_event events[EVENTS_MAX];
	int n = epoll_wait(l->epoll_fd, events, EVENTS_MAX, timeout_ms);
	int i;

	if (n < 0 && errno != EINTR)
		return false;
	l->now_ms = monotonic_ms();
	for (i = 0; i < n; i++)
		event_take(l, &events[i]);
	if (l->woken)
		woken_take(l);
	batch_flush(l); /* before the next wait, or nobody would answer them */
	l->h->settle(l->h->ctx);
	if (n <= 0 || l->now_ms - l->ticked_ms >= TICK_MS) {
		sweep(l);
		l->h->tick(l->h->ctx);
		l->ticked_ms = l->now_ms;
	}
	return true;
}

/* CONN_MAX, or what is left of the files that the hard limit allows. */
static size_t conns_allowed(void)
{
	struct rlimit r = { .rlim_max = 0 };

	getrlimit(RLIMIT_NOFILE, &r);
	r.rlim_cur = r.rlim_max < CONN_MAX + FD_SPARE ? r.rlim_max : CONN_MAX + FD_SPARE;
	setrlimit(RLIMIT_NOFILE, &r);
	return r.rlim_cur > 2 * FD_SPARE ? (size_t)r.rlim_cur - FD_SPARE : FD_SPARE;
}

static int signals_take(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a write that may not be is an error like others */
	signal(SIGHUP, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return -1;
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static bool loop_open(struct loop *l, const char *path, struct err *e)
{
	l->signal_fd = l->epoll_fd = l->listen_fd = -1;
	if (!fcgi_init())
		return err_set(e, "libfcgi does not start");
	l->max_conns = conns_allowed();
	/* After libfcgi, which has handlers of its own; before anybody can find the socket. */
	l->signal_fd = signals_take();
	if (l->signal_fd < 0)
		return err_errno(e, "signalfd");
	l->listen_fd = listen_open(path, e);
	if (l->listen_fd < 0)
		return false;
	l->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (l->epoll_fd < 0 ||
	    !watch(l, EPOLL_CTL_ADD, l->signal_fd, &l->signal_fd, EPOLLIN | EPOLLET) ||
	    !watch(l, EPOLL_CTL_ADD, l->listen_fd, &l->listen_fd, EPOLLIN) ||
	    (l->wake_fd >= 0 && !watch(l, EPOLL_CTL_ADD, l->wake_fd, &l->wake_fd, EPOLLIN)))
		return err_errno(e, "epoll");
	l->accepting = true;
	l->now_ms = l->ticked_ms = monotonic_ms();
	return !l->h->ready || l->h->ready(l->h->ctx, e);
}

/* What a thread has not let go of is left to the end of the process. */
static void conns_close(struct loop *l)
{
	struct conn *next;
	struct conn *c;

	for (c = LIST_FIRST(&l->conns); c; c = next) {
		next = LIST_NEXT(c, link);
		if (!c->x.parked)
			conn_close(l, c);
	}
}

static void loop_close(struct loop *l, const char *path)
{
	if (l->listen_fd >= 0)
		listen_close(l->listen_fd, path);
	if (l->h->stop)
		l->h->stop(l->h->ctx);
	conns_close(l);
	if (l->epoll_fd >= 0)
		close(l->epoll_fd);
	if (l->signal_fd >= 0)
		close(l->signal_fd);
	free(l);
}

/*
 * What has been accepted is answered, to its end. Who still waits at a socket that
 * systemd keeps is the next one's to answer; at one of our own there is none.
 */
static void loop_finish(struct loop *l, const char *path)
{
	int64_t until_ms = monotonic_ms() + STOP_MS;

	if (path)
		accept_some(l);
	listen_close(l->listen_fd, path);
	l->listen_fd = -1;
	while (!LIST_EMPTY(&l->conns) && monotonic_ms() < until_ms)
		round_run(l, 10);
}

bool loop_run(const char *socket_path, const struct loop_handler *h, struct err *e)
{
	struct loop *l = zeroed(sizeof *l);
	bool good;

	l->h = h;
	l->wake_fd = h->wake_fd;
	good = loop_open(l, socket_path, e);
	while (good && !l->stopping)
		if (!round_run(l, IDLE_MS))
			good = err_errno(e, "epoll_wait");
	if (good)
		loop_finish(l, socket_path);
	loop_close(l, socket_path);
	return good;
}

/*
 * loop.h - the event loop of hallbook: one thread, epoll, libfcgi behind the gate. A
 * connection has one request: a kept one could be closed just when nginx sends the next,
 * and a POST is not sent twice. GETs are answered at once; the POSTs of one round are
 * handed over together and answered when the handler has returned, which is when they
 * are in the log.
 */
#ifndef CGI_LOOP_H
#define CGI_LOOP_H

#include "base/err.h"
#include "http/request.h"

#include <stdatomic.h>
#include <sys/queue.h>

struct exchange;
typedef void worker_run(struct exchange *x);

struct exchange {
	struct request request;
	struct response response;
	/*
	 * With a thread of worker.h: it is kept, also when its client is gone, and
	 * once `woken` has named it, it comes as a POST of a batch again; when it is
	 * `made`, to answer.
	 */
	bool parked, made;
	atomic_bool given_up; /* nobody waits for what the thread makes */
	void *work;	      /* what it does, and what came of it; NULL at first */
	worker_run *run;      /* and `next`: worker.c's */
	STAILQ_ENTRY(exchange) next;
};

struct loop_handler {
	void *ctx;
	/* Once, when everything is open and before the first request; NULL: nothing to do. */
	bool (*ready)(void *ctx, struct err *e);
	/* The wall clock of the hall, UTC seconds; --now counts. */
	int64_t (*now)(void *ctx);
	/* A request that changes nothing (GET, HEAD, whatever is refused, and what is made). */
	void (*answer)(void *ctx, struct exchange *x);
	/*
	 * All POSTs of a round, 1..LOOP_BATCH_MAX. When it returns, what the
	 * responses claim is durable.
	 */
	void (*answer_batch)(void *ctx, struct exchange **list, size_t n);
	/* Called when all answers of a round are on their way. */
	void (*settle)(void *ctx);
	/*
	 * Called about once a second, and whenever the loop is idle: release
	 * switch, background work in steps of at most 3 ms.
	 */
	void (*tick)(void *ctx);
	/* Readable when parked work is done; -1 when nothing is ever parked. */
	int wake_fd;
	/* The next exchange whose work is done, or NULL; may be NULL with wake_fd -1. */
	struct exchange *(*woken)(void *ctx);
	/*
	 * When the last round is over, before exchanges are freed: what is still parked
	 * behind it never is. NULL: nothing to do.
	 */
	void (*stop)(void *ctx);
};

enum { LOOP_BATCH_MAX = 128 };

/*
 * Serves on the unix socket of listen.h until SIGTERM or SIGINT, which finish what is
 * under way. True when it ended that way. Other threads must block these two signals, or
 * one of them takes the signal and the process dies of it.
 */
bool loop_run(const char *socket_path, const struct loop_handler *h, struct err *e);

#endif

#include "http/worker.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum { STOP_S = 1 };

/* Exchanges in the order in which they came. */
STAILQ_HEAD(queue, exchange);

struct thread {
	struct worker *worker;
	pthread_t id;
	pthread_cond_t more;
	bool running;
	struct queue waiting;
	struct exchange *at_work;
	int n; /* of both */
};

struct worker {
	pthread_mutex_t lock;
	int fd; /* readable while any are done */
	bool stopping;
	struct queue done;
	struct thread lane[LANE__MAX];
};

static const int most[LANE__MAX] = {
	[LANE_PASSWORDS] = WORKER_SHORT_MAX,
	[LANE_PAGES] = WORKER_SHORT_MAX,
	[LANE_FILES] = WORKER_LONG_MAX,
	[LANE_TABLES] = WORKER_LONG_MAX,
};

/* The first, or NULL. */
static struct exchange *take(struct queue *q)
{
	struct exchange *x = STAILQ_FIRST(q);

	if (x)
		STAILQ_REMOVE_HEAD(q, next);
	return x;
}

static void *run(void *ctx)
{
	struct thread *t = ctx;
	struct worker *w = t->worker;

	pthread_mutex_lock(&w->lock);
	while (!w->stopping) {
		t->at_work = take(&t->waiting);
		if (!t->at_work) {
			pthread_cond_wait(&t->more, &w->lock);
			continue;
		}
		pthread_mutex_unlock(&w->lock);
		if (!t->at_work->given_up)
			t->at_work->run(t->at_work);
		pthread_mutex_lock(&w->lock);
		STAILQ_INSERT_TAIL(&w->done, t->at_work, next);
		t->at_work = NULL;
		t->n--;
		eventfd_write(w->fd, 1);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

/* The signals of the process are the loop's. */
static bool start_thread(struct thread *t)
{
	sigset_t all, before;

	if (t->running)
		return true;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	t->running = pthread_create(&t->id, NULL, run, t) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return t->running;
}

struct worker *worker_start(struct err *e)
{
	struct worker *w = calloc(1, sizeof *w);

	if (!w)
		abort(); /* see the head of arena.h */
	pthread_mutex_init(&w->lock, NULL);
	STAILQ_INIT(&w->done);
	for (int i = 0; i < LANE__MAX; i++) {
		w->lane[i].worker = w;
		STAILQ_INIT(&w->lane[i].waiting);
		pthread_cond_init(&w->lane[i].more, NULL);
	}
	w->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->fd >= 0)
		return w;
	err_errno(e, "eventfd");
	free(w);
	return NULL;
}

/* False when not all threads have ended in time. */
static bool end_all(struct worker *w)
{
	struct timespec until;
	bool ended = true;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += STOP_S;
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	for (int i = 0; i < LANE__MAX; i++) {
		if (w->lane[i].at_work)
			w->lane[i].at_work->given_up = true;
		pthread_cond_signal(&w->lane[i].more);
	}
	pthread_mutex_unlock(&w->lock);
	for (int i = 0; i < LANE__MAX; i++)
		if (w->lane[i].running)
			ended &= pthread_timedjoin_np(w->lane[i].id, NULL, &until) == 0;
	return ended;
}

static void unpark(struct queue *q)
{
	struct exchange *x;

	while ((x = take(q)))
		x->parked = false;
}

bool worker_stop(struct worker *w)
{
	if (!w)
		return true;
	if (!end_all(w))
		return false;
	for (int i = 0; i < LANE__MAX; i++)
		unpark(&w->lane[i].waiting);
	unpark(&w->done);
	close(w->fd);
	free(w);
	return true;
}

bool worker_add(struct worker *w, enum lane lane, struct exchange *x, worker_run *work_run,
		void *work)
{
	struct thread *t = &w->lane[lane];
	bool room;

	assert(!x->parked);
	pthread_mutex_lock(&w->lock);
	room = t->n < most[lane] && start_thread(t);
	if (room) {
		x->run = work_run;
		x->work = work;
		x->parked = true;
		STAILQ_INSERT_TAIL(&t->waiting, x, next);
		t->n++;
		pthread_cond_signal(&t->more);
	}
	pthread_mutex_unlock(&w->lock);
	return room;
}

int worker_fd(const struct worker *w)
{
	return w->fd;
}

struct exchange *worker_next(struct worker *w)
{
	struct exchange *x;
	eventfd_t count;

	pthread_mutex_lock(&w->lock);
	x = take(&w->done);
	if (!x)
		eventfd_read(w->fd, &count); /* not readable until more is done */
	pthread_mutex_unlock(&w->lock);
	return x;
}

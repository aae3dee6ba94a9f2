#include "http/worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct slot {
	struct exchange *x; /* only handed back, never looked into by the thread */
	bool checks, makes;
	char password[PASSWORD_MAX_BYTES];
	size_t password_len;
	char fresh[PASSWORD_MAX_BYTES];
	size_t fresh_len;
	char hash[PASSWORD_HASH_TEXT];
	bool (*make)(struct buf *body);
	struct buf body; /* the response's, while it is here */
	struct work_done done;
};

/* A ring: slots from `taken` to `finished` are done, from there to `added` they wait. */
struct worker {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	int fd;
	bool running;
	bool stopping;
	size_t taken, finished, added;
	struct slot slot[WORKER_QUEUE_MAX];
};

static void slot_run(struct slot *s)
{
	struct str password = { s->password, s->password_len };
	struct str fresh = { s->fresh, s->fresh_len };

	if (s->make) {
		s->done.right = s->make(&s->body);
		return;
	}
	s->done.right = !s->checks || crypto_password_verify(password, s->hash);
	if (s->makes && s->done.right && !crypto_password_hash(fresh, s->done.made))
		s->done.made[0] = '\0';
	explicit_bzero(s->password, sizeof s->password);
	explicit_bzero(s->fresh, sizeof s->fresh);
}

static void *run(void *ctx)
{
	struct worker *w = ctx;

	pthread_mutex_lock(&w->lock);
	while (!w->stopping) {
		if (w->finished == w->added) {
			pthread_cond_wait(&w->more, &w->lock);
			continue;
		}
		pthread_mutex_unlock(&w->lock);
		slot_run(&w->slot[w->finished % WORKER_QUEUE_MAX]); /* only we move `finished` */
		pthread_mutex_lock(&w->lock);
		w->finished++;
		eventfd_write(w->fd, 1);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

/* The signals of the process are the loop's. */
static bool start_thread(struct worker *w)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&w->thread, NULL, run, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error == 0;
}

struct worker *worker_start(struct err *e)
{
	struct worker *w = calloc(1, sizeof *w);

	if (!w)
		abort(); /* see the head of arena.h */
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->more, NULL);
	w->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->fd >= 0)
		return w;
	err_errno(e, "eventfd");
	free(w);
	return NULL;
}

void worker_stop(struct worker *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_signal(&w->more);
	pthread_mutex_unlock(&w->lock);
	if (w->running)
		pthread_join(w->thread, NULL);
	close(w->fd);
	for (size_t i = 0; i < WORKER_QUEUE_MAX; i++)
		buf_release(&w->slot[i].body);
	explicit_bzero(w, sizeof *w);
	free(w);
}

static size_t keep(char *out, size_t size, struct str s)
{
	size_t n = s.len < size ? s.len : size;

	if (n)
		memcpy(out, s.s, n);
	return n;
}

bool worker_add(struct worker *w, struct exchange *x, const struct work *work)
{
	struct slot *s;
	bool room;

	pthread_mutex_lock(&w->lock);
	w->running = w->running || start_thread(w);
	room = w->running && w->added - w->taken < WORKER_QUEUE_MAX;
	if (room) {
		s = &w->slot[w->added % WORKER_QUEUE_MAX];
		*s = (struct slot){ .x = x,
				    .checks = work->password.s != NULL,
				    .makes = work->fresh.s != NULL,
				    .make = work->make,
				    .done.kept = work->kept };
		s->password_len = keep(s->password, sizeof s->password, work->password);
		s->fresh_len = keep(s->fresh, sizeof s->fresh, work->fresh);
		keep(s->hash, sizeof s->hash - 1, work->hash);
		if (s->make) {
			s->body = x->response.body;
			x->response.body = (struct buf)BUF_INIT;
		}
		w->added++;
		pthread_cond_signal(&w->more);
	}
	pthread_mutex_unlock(&w->lock);
	x->parked = room;
	return room;
}

int worker_fd(const struct worker *w)
{
	return w->fd;
}

struct exchange *worker_next(struct worker *w)
{
	struct exchange *x = NULL;
	struct work_done *done;
	eventfd_t count;

	pthread_mutex_lock(&w->lock);
	if (w->taken == w->finished) {
		eventfd_read(w->fd, &count); /* nothing left: not readable until more is done */
	} else {
		struct slot *s = &w->slot[w->taken++ % WORKER_QUEUE_MAX];

		x = s->x;
		if (s->make)
			x->response.body = s->body;
		s->body = (struct buf)BUF_INIT;
		done = arena_alloc(x->request.arena, sizeof *done);
		*done = s->done;
		x->work = done;
	}
	pthread_mutex_unlock(&w->lock);
	return x;
}

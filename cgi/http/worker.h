/*
 * worker.h - threads beside the loop, for what takes long: a lane is one thread
 * that works through its queue while the loop goes on booking.
 *
 * A handler hands its exchange over, which is parked then (loop.h): it, its arena
 * and all that it points to belong to the thread until worker_next() names it.
 */
#ifndef CGI_WORKER_H
#define CGI_WORKER_H

#include "base/err.h"
#include "http/loop.h"

enum lane {
	LANE_PASSWORDS, /* checked and hashed: a tenth of a second each */
	LANE_PAGES,	/* that look through the whole ledger: as long */
	LANE_FILES,	/* and all that may take seconds */
	LANE_TABLES,	/* that came as files: while another process reads them */
	LANE__MAX
};

/* How many may wait or be at work. nginx waits 10 s, for files 120. */
enum { WORKER_SHORT_MAX = 32, WORKER_LONG_MAX = 8 };

struct worker;

/*
 * Makes the queues; a thread starts with its first work, so that it is as
 * confined as the loop is by then, and takes no signals. NULL and *e on failure.
 */
struct worker *worker_start(struct err *e);
/*
 * Gives up what is at hand, drops the rest, frees; no exchange is parked any more.
 * False when a thread does not end within a second: it and its exchange are left to
 * the end of the process. NULL is allowed.
 */
bool worker_stop(struct worker *w);

/*
 * Parks x and has `run` called with it, which finds in x->work what to do and looks
 * at x->given_up where it can. False, and nothing is done, when too many wait already
 * or there is no thread to be had.
 */
bool worker_add(struct worker *w, enum lane lane, struct exchange *x, worker_run *run, void *work);

/* For loop_handler: wake_fd, and woken with the worker instead of ctx. */
int worker_fd(const struct worker *w);
struct exchange *worker_next(struct worker *w);

#endif

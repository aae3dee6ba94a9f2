/*
 * worker.h - the one helper thread of hallbook. It checks and hashes passwords,
 * which takes a tenth of a second each, and packs workbooks, while the loop goes
 * on booking.
 *
 * A handler hands work over with the exchange and parks it (loop.h); the loop
 * brings the exchange back when worker_next() names it. The thread sees only
 * copies of its own, never the exchange, the ledger or an arena.
 */
#ifndef CGI_WORKER_H
#define CGI_WORKER_H

#include "crypto.h"
#include "http/loop.h"

enum {
	PASSWORD_MAX_BYTES = 256,
	WORKER_QUEUE_MAX = 32, /* about 4 s of work; nginx waits 10 s */
};

/* What is to be done; a null view leaves out a part. */
struct work {
	struct str password; /* to be checked against `hash` */
	struct str hash;
	struct str fresh; /* to be hashed, when the check was right or left out */
	const void *kept; /* handed back as it is */
	/*
	 * Instead of the check and the hash: makes something of the body of the
	 * exchange's response, in its place. Touches nothing else.
	 */
	bool (*make)(struct buf *body);
};

/* What came of it: exchange.work of an exchange that was parked. */
struct work_done {
	bool right; /* the password was right, or none was to be checked; `make` did it */
	char made[PASSWORD_HASH_TEXT]; /* hash of `fresh`; "" = none (or no memory for it) */
	const void *kept;
};

struct worker;

/*
 * Makes the queue; the thread starts with the first work, so that it is as
 * confined as the loop is by then, and takes no signals. NULL and *e on failure.
 */
struct worker *worker_start(struct err *e);
/* Waits for the work at hand, drops the rest, frees. NULL is allowed. */
void worker_stop(struct worker *w);

/*
 * Copies the work (passwords beyond PASSWORD_MAX_BYTES are cut) and parks x.
 * False when WORKER_QUEUE_MAX are waiting already, or there is no thread to be had.
 */
bool worker_add(struct worker *w, struct exchange *x, const struct work *work);

/* For loop_handler: wake_fd, and woken with the worker instead of ctx. */
int worker_fd(const struct worker *w);
struct exchange *worker_next(struct worker *w);

#endif

/*
 * reader.h - answers that read much of the ledger: made by a thread (worker.h) on a
 * connection of its own, while the loop goes on booking.
 */
#ifndef CGI_READER_H
#define CGI_READER_H

#include "http/worker.h"
#include "page/call.h"

/*
 * Makes the answer. It has the call to itself; live is the thread's own, of the release
 * that the call began with, and reads the ledger as of one moment, behind every COMMIT
 * that the call could know of. What cannot be read fails by itself, app is not looked at.
 */
typedef void reading(struct call *c);

/*
 * Hands the call over, at its end: true. False when too many wait: the answer says so.
 */
bool reader_ask(struct call *c, enum lane lane, reading *make);

/* For reading: moves what there is of the body into the answer's file. False: it has failed. */
bool reader_put(struct call *c);

/* The call of an exchange that is made, back on the loop. */
struct call *reader_call(const struct exchange *x);

#endif

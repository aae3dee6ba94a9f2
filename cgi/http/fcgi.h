/*
 * fcgi.h - FastCGI requests in, answers out (owner of fcgiapp.h).
 *
 * libfcgi is only shown whole requests (gate.h) on connections that the loop
 * accepted; its own accepting, polling and closing are not used.
 */
#ifndef CGI_FCGI_H
#define CGI_FCGI_H

#include "http/request.h"

struct fcgi; /* one connection of the web server */

enum fcgi_sent {
	FCGI_DONE, /* answered, or it cannot be: fcgi_close() */
	FCGI_MORE, /* the socket is full: fcgi_go_on() when it can be written */
};

/* Once, before anything else. False when libfcgi cannot start. */
bool fcgi_init(void);

/* Takes over the descriptor. */
struct fcgi *fcgi_open(int fd);
/* Closes the descriptor, if libfcgi has not yet, and frees. */
void fcgi_close(struct fcgi *f);

/*
 * Reads the request that the gate called whole. Texts stay in libfcgi's memory
 * until the answer is sent, the body in q->arena; q->arena is the caller's.
 * A CONTENT_LENGTH that is not digits or above BODY_LONG_BYTES, a body of
 * another length, a missing method, or a path outside the base make q->bad.
 * False: the connection is gone.
 */
bool fcgi_read(struct fcgi *f, struct request *q);

/*
 * Sends status, headers and body or file; HEAD gets neither. Every answer carries
 * Content-Type, Content-Length and Cache-Control: no-store. A header value
 * with a control character is a bug of ours and becomes a plain 500, so that
 * nobody can put a header into an answer. What is above 64 KB goes out in pieces,
 * each when the socket has room; r must live until FCGI_DONE.
 */
enum fcgi_sent fcgi_answer(struct fcgi *f, const struct request *q, struct response *r);
enum fcgi_sent fcgi_go_on(struct fcgi *f);

#endif

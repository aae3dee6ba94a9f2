/*
 * fcgi.h - FastCGI 1.0: the bytes of a connection as a request, an answer as its records.
 *
 * Of the protocol what nginx speaks: a responder, and one request on a connection.
 */
#ifndef CGI_FCGI_H
#define CGI_FCGI_H

#include "http/request.h"

enum fcgi_read {
	FCGI_WHOLE, /* one request, and not a byte more */
	FCGI_PART,  /* the beginning of one */
	FCGI_BAD,   /* neither: close the connection */
};

/* A request that does not end within is bad. A unix socket holds as much (about 200 KB). */
enum { FCGI_READ_MAX_BYTES = 192 * 1024 };

/*
 * Whole is: BEGIN of 8 bytes for a responder with an id that is not 0; PARAMS of that id,
 * closed by an empty one, made of pairs whose values hold no NUL, of which the first of a name
 * counts; STDIN of that id, closed by an empty one. Then q is filled, with texts in q->arena.
 * A CONTENT_LENGTH that is not digits or above BODY_LONG_BYTES, a body of another length,
 * a missing method, or a path outside the base make q->bad. A pure function; what it has
 * looked at is moved about within the `len` bytes.
 */
enum fcgi_read fcgi_read(char *bytes, size_t len, struct request *q);

/* An answer on its way; zeroed before, its buffer released behind it. */
struct fcgi_answer {
	struct buf records;
	size_t sent; /* of these */
	size_t left; /* of body or file, in none of them yet */
};

enum fcgi_sent {
	FCGI_DONE, /* answered, or it cannot be: close the connection */
	FCGI_MORE, /* fcgi_send() again when the socket can be written */
};

/*
 * Begins to send status, headers and body or file; HEAD gets neither of these. Every answer
 * carries Content-Type, Content-Length and Cache-Control: no-store. A header value
 * with a control character is a bug of ours and becomes a plain 500, so that
 * nobody can put a header into an answer.
 */
enum fcgi_sent fcgi_answer(int fd, struct fcgi_answer *a, const struct request *q,
			   struct response *r);
/* The next piece of it: a long one goes out in many, each when the socket has room. */
enum fcgi_sent fcgi_send(int fd, struct fcgi_answer *a, const struct request *q,
			 const struct response *r);

#endif

/*
 * gate.h - decides whether the bytes waiting on a connection are one whole
 * FastCGI request. libfcgi 2.4.2 can be crashed and made to spin by partial,
 * pipelined, abort and management records, so nothing but a whole, well-formed
 * request is shown to it. A pure function; the fuzzer holds it against libfcgi.
 */
#ifndef CGI_GATE_H
#define CGI_GATE_H

#include "base/str.h"

enum gate {
	GATE_WHOLE, /* one request, and not a byte more */
	GATE_MORE,  /* the beginning of one */
	GATE_BAD,   /* neither: close the connection */
};

enum {
	/* A request that does not end within is bad. A unix socket holds as much (about 200 KB). */
	GATE_MAX_BYTES = 192 * 1024,
	GATE_NAME_MAX_BYTES = 256,
	GATE_VALUE_MAX_BYTES = 32 * 1024, /* as a header that nginx takes (hall-server.conf) */
};

/*
 * Whole is (FastCGI 1.0, narrowed): BEGIN of 8 bytes for a responder with an
 * id that is not 0; PARAMS of that id, closed by an empty one, made of pairs
 * with a name of 1..256 bytes without '=' and NUL and a value of at most 32 KB
 * without NUL; STDIN of that id, closed by an empty one. BEGIN and the two
 * empty records carry no padding, because libfcgi would take it for a header. What was
 * looked at is moved about within the `len` bytes.
 */
enum gate gate_check(char *bytes, size_t len);

#endif

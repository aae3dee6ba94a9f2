/*
 * request.h - one HTTP request as it came through FastCGI, and its answer.
 *
 * fcgi.c fills struct request from parameters that passed the gate; route.c
 * and the handlers fill struct response; only fcgi.c turns it into bytes.
 */
#ifndef CGI_REQUEST_H
#define CGI_REQUEST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#include <stdio.h>

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };

enum {
	BODY_MAX_BYTES = 16 * 1024,
	BODY_FILES_BYTES = 144 * 1024, /* where route.c says so: files of 128 KiB and their form */
	BODY_LONG_BYTES = 176 * 1024,  /* the same: a month's roster in a form */
};

struct request {
	enum method method;
	struct str base;  /* SCRIPT_NAME: base path without its last slash, "" or "/zwfw" */
	struct str path;  /* DOCUMENT_URI behind the base, decoded by nginx: "/book" */
	struct str query; /* QUERY_STRING, raw */
	struct str content_type;
	struct str body;	   /* exactly CONTENT_LENGTH bytes */
	struct str remote_addr;	   /* REMOTE_ADDR only, never a forwarded header */
	struct str host;	   /* HTTP_HOST */
	struct str origin;	   /* HTTP_ORIGIN */
	struct str sec_fetch_site; /* HTTP_SEC_FETCH_SITE */
	struct str cookie;	   /* HTTP_COOKIE */
	struct str user_agent;
	int64_t now_utc_s;   /* the clock when the request was taken up; --now counts */
	struct arena *arena; /* lives until the answer is sent */
	bool bad;	     /* malformed (CONTENT_LENGTH, cut body): answer 400 */
};

struct response {
	int status;		  /* 200 unless set */
	struct str content_type;  /* "text/html; charset=utf-8" unless set */
	struct str location;	  /* path-absolute, with base; for 303 */
	struct str allow;	  /* for 405 */
	int retry_after_s;	  /* for 429 and 503; 0 = none */
	struct str set_cookie;	  /* one cookie, whole value; empty = none */
	struct str set_device;	  /* another (tries.h) */
	struct str download_name; /* of a file to keep: letters, digits, - and .; empty = none */
	struct str file_of_nginx; /* which it sends instead, with its type; a path below its root */
	struct buf body;	  /* released by loop.c */
	FILE *file;		  /* instead of the body, where that is long; closed by loop.c */
};

#endif

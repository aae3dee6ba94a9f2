#include "http/fcgi.h"

#include <fcgiapp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * ipcFd and keepConnection stand below "don't use" in fcgiapp.h. Accepting by
 * ourselves needs both: the one to hand a connection in and to see whether it
 * is still open, the other so that FCGX_Accept_r does not close it unread.
 */
_Static_assert(sizeof(((FCGX_Request *)NULL)->ipcFd) == sizeof(int), "ipcFd");
_Static_assert(sizeof(((FCGX_Request *)NULL)->keepConnection) == sizeof(int), "keepConnection");
_Static_assert(offsetof(FCGX_Request, keepConnection) ==
		       offsetof(FCGX_Request, ipcFd) + 2 * sizeof(int),
	       "ipcFd, isBeginProcessed, keepConnection as in libfcgi 2.4.2");

/* Fits into a unix socket that is at most a quarter full, which is when epoll says writable. */
enum { PIECE_BYTES = 64 * 1024, DRAIN_BYTES = 4096 };

struct fcgi {
	FCGX_Request libfcgi;
	struct str left; /* of the body, not yet sent */
	FILE *file;	 /* or of this */
	size_t file_left;
};

bool fcgi_init(void)
{
	return FCGX_Init() == 0;
}

struct fcgi *fcgi_open(int fd)
{
	struct fcgi *f = calloc(1, sizeof *f);

	if (!f)
		abort(); /* see the head of arena.h */
	FCGX_InitRequest(&f->libfcgi, -1, 0);
	f->libfcgi.ipcFd = fd;
	return f;
}

void fcgi_close(struct fcgi *f)
{
	/* Without a request libfcgi holds nothing; with one it frees it. */
	int fd = f->libfcgi.ipcFd;

	FCGX_Free(&f->libfcgi, 0);
	if (fd >= 0)
		close(fd);
	free(f);
}

static struct str param(const struct fcgi *f, const char *name)
{
	return str_of(FCGX_GetParam(name, f->libfcgi.envp));
}

static enum method method_of(struct str s)
{
	if (str_eq(s, STR("GET")))
		return METHOD_GET;
	if (str_eq(s, STR("HEAD")))
		return METHOD_HEAD;
	return str_eq(s, STR("POST")) ? METHOD_POST : METHOD_OTHER;
}

static void texts_read(const struct fcgi *f, struct request *q)
{
	q->base = param(f, "SCRIPT_NAME");
	q->path = param(f, "DOCUMENT_URI");
	q->query = param(f, "QUERY_STRING");
	q->content_type = param(f, "CONTENT_TYPE");
	q->remote_addr = param(f, "REMOTE_ADDR");
	q->host = param(f, "HTTP_HOST");
	q->origin = param(f, "HTTP_ORIGIN");
	q->sec_fetch_site = param(f, "HTTP_SEC_FETCH_SITE");
	q->cookie = param(f, "HTTP_COOKIE");
	q->user_agent = param(f, "HTTP_USER_AGENT");
}

/* Reads all of STDIN, and says how much there was. */
static size_t drain(FCGX_Stream *in)
{
	char scratch[DRAIN_BYTES];
	size_t total = 0;
	int n;

	while ((n = FCGX_GetStr(scratch, sizeof scratch, in)) > 0)
		total += (size_t)n;
	return total;
}

/* False when CONTENT_LENGTH or the body is not as it must be. */
static bool body_read(struct fcgi *f, struct request *q)
{
	struct str text = param(f, "CONTENT_LENGTH");
	int64_t length = 0;
	char *body;
	int got;

	if (text.len > 0 && !str_to_int(text, BODY_LONG_BYTES, &length))
		return false;
	body = arena_alloc(q->arena, (size_t)length + 1);
	got = length > 0 ? FCGX_GetStr(body, (int)length, f->libfcgi.in) : 0;
	if (got != length)
		return false;
	q->body = (struct str){ body, (size_t)length };
	return true;
}

static bool base_strip(struct request *q)
{
	if (!str_starts(q->path, q->base))
		return false;
	q->path = str_from(q->path, q->base.len);
	return str_starts(q->path, STR("/"));
}

bool fcgi_read(struct fcgi *f, struct request *q)
{
	FCGX_Request *r = &f->libfcgi;
	struct str method;
	bool good;

	r->keepConnection = 1; /* else FCGX_Accept_r closes the connection unread */
	FCGX_Detach(r);	       /* else closing waits two seconds for the peer */
	if (FCGX_Accept_r(r) < 0) {
		r->ipcFd = -1; /* libfcgi has closed it; its number may be SQLite's by now */
		return false;
	}
	FCGX_Detach(r);
	method = param(f, "REQUEST_METHOD");
	q->method = method_of(method);
	texts_read(f, q);
	good = body_read(f, q);
	good &= drain(r->in) == 0;
	good &= FCGX_GetError(r->in) == 0;
	good &= base_strip(q);
	q->bad = !good || method.len == 0;
	return true;
}

static void put(FCGX_Stream *out, struct str s)
{
	if (s.len > 0)
		FCGX_PutStr(s.s, (int)s.len, out);
}

static void put_header(FCGX_Stream *out, struct str name, struct str value)
{
	if (value.len == 0)
		return;
	put(out, name);
	put(out, value);
	put(out, STR("\r\n"));
}

static void put_number(FCGX_Stream *out, struct str name, size_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%zu", value);
	put_header(out, name, str_of(text));
}

static struct str reason_of(int status)
{
	static const struct {
		int status;
		struct str words;
	} reasons[] = {
		{ 200, STR_INIT("200 OK") },
		{ 303, STR_INIT("303 See Other") },
		{ 400, STR_INIT("400 Bad Request") },
		{ 403, STR_INIT("403 Forbidden") },
		{ 404, STR_INIT("404 Not Found") },
		{ 405, STR_INIT("405 Method Not Allowed") },
		{ 409, STR_INIT("409 Conflict") },
		{ 413, STR_INIT("413 Content Too Large") },
		{ 422, STR_INIT("422 Unprocessable Content") },
		{ 429, STR_INIT("429 Too Many Requests") },
		{ 503, STR_INIT("503 Service Unavailable") },
	};

	for (size_t i = 0; i < COUNT(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].words;
	return STR("500 Internal Server Error");
}

static bool headers_clean(const struct response *r)
{
	const struct str values[] = { r->content_type, r->location,   r->allow,
				      r->set_cookie,   r->set_device, r->download_name,
				      r->file_of_nginx };

	for (size_t v = 0; v < COUNT(values); v++)
		for (size_t i = 0; i < values[v].len; i++)
			if ((unsigned char)values[v].s[i] < ' ' || values[v].s[i] == 0x7f)
				return false;
	return true;
}

static void put_head(FCGX_Stream *out, const struct response *r, size_t length)
{
	struct str type = r->content_type;

	put_header(out, STR("Status: "), reason_of(r->status ? r->status : 200));
	if (r->file_of_nginx.len) {
		put_header(out, STR("X-Accel-Redirect: "), r->file_of_nginx);
		put(out, STR("\r\n"));
		return;
	}
	put_header(out, STR("Content-Type: "), type.len ? type : STR("text/html; charset=utf-8"));
	put_number(out, STR("Content-Length: "), length);
	put(out, STR("Cache-Control: no-store\r\n"));
	put_header(out, STR("Location: "), r->location);
	put_header(out, STR("Allow: "), r->allow);
	put_header(out, STR("Set-Cookie: "), r->set_cookie);
	put_header(out, STR("Set-Cookie: "), r->set_device);
	if (r->retry_after_s > 0)
		put_number(out, STR("Retry-After: "), (size_t)r->retry_after_s);
	put_header(out, STR("Content-Disposition: attachment; filename="), r->download_name);
	put(out, STR("\r\n"));
}

static void turn_into_500(struct response *r)
{
	struct buf body = r->body;

	if (r->file)
		fclose(r->file);
	buf_clear(&body);
	buf_add(&body, STR("系统出了问题，不是您填错了。请稍后再试。\n"));
	*r = (struct response){
		.status = 500,
		.content_type = STR("text/plain; charset=utf-8"),
		.body = body,
	};
}

/* The file's length, and it stands at its beginning. */
static size_t file_rewind(FILE *file)
{
	off_t length = fseeko(file, 0, SEEK_END) == 0 ? ftello(file) : 0;

	rewind(file);
	return length > 0 ? (size_t)length : 0;
}

enum fcgi_sent fcgi_answer(struct fcgi *f, const struct request *q, struct response *r)
{
	if (!headers_clean(r))
		turn_into_500(r);
	f->left = buf_str(&r->body);
	f->file = r->file;
	f->file_left = r->file ? file_rewind(r->file) : 0;
	put_head(f->libfcgi.out, r, r->file ? f->file_left : f->left.len);
	if (q->method == METHOD_HEAD)
		f->left.len = f->file_left = 0;
	return fcgi_go_on(f);
}

/* False when the file cannot be read: then the connection must not look like a whole answer. */
static bool put_piece(struct fcgi *f)
{
	static char bytes[PIECE_BYTES];
	struct str piece = str_head(f->left, PIECE_BYTES);

	f->left = str_from(f->left, piece.len);
	if (f->file_left) {
		piece.s = bytes;
		piece.len = fread(bytes, 1, f->file_left < PIECE_BYTES ? f->file_left : PIECE_BYTES,
				  f->file);
		if (!piece.len)
			return false;
		f->file_left -= piece.len;
	}
	put(f->libfcgi.out, piece);
	return true;
}

enum fcgi_sent fcgi_go_on(struct fcgi *f)
{
	FCGX_Request *r = &f->libfcgi;

	if (!put_piece(f))
		return FCGI_DONE;
	if (f->left.len + f->file_left > 0 && FCGX_FFlush(r->out) == 0)
		return FCGI_MORE;
	FCGX_Finish_r(r);
	return FCGI_DONE;
}

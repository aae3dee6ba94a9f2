#include "http/fcgi.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { VERSION = 1, HEADER_BYTES = 8, BODY_BYTES = 8 /* of BEGIN and END */ };
enum { ROLE_RESPONDER = 1, PIECE_BYTES = 0xffff /* the longest record */ };

enum record_type {
	TYPE_BEGIN = 1,
	TYPE_END = 3,
	TYPE_PARAMS = 4,
	TYPE_STDIN = 5,
	TYPE_STDOUT = 6,
};

struct record {
	unsigned type, id;
	struct str content;
};

/* ---- requests ---- */

static unsigned byte_at(struct str s, size_t i)
{
	return (unsigned char)s.s[i];
}

static unsigned pair_at(struct str s, size_t i)
{
	return byte_at(s, i) << 8 | byte_at(s, i + 1);
}

/* Takes a record off *s: FCGI_WHOLE; FCGI_PART when it is not all there. */
static enum fcgi_read record_take(struct str *s, struct record *r)
{
	size_t content, size;

	if (s->len > 0 && byte_at(*s, 0) != VERSION)
		return FCGI_BAD;
	if (s->len < HEADER_BYTES)
		return FCGI_PART;
	content = pair_at(*s, 4);
	size = HEADER_BYTES + content + byte_at(*s, 6); /* padding */
	if (s->len < size)
		return FCGI_PART;
	*r = (struct record){ byte_at(*s, 1), pair_at(*s, 2),
			      str_head(str_from(*s, HEADER_BYTES), content) };
	*s = str_from(*s, size);
	return FCGI_WHOLE;
}

static bool is_begin(const struct record *r)
{
	return r->type == TYPE_BEGIN && r->id != 0 && r->content.len == BODY_BYTES &&
	       pair_at(r->content, 0) == ROLE_RESPONDER;
}

/*
 * Takes the records of one type, and the empty one behind them. Their contents, which may be
 * cut anywhere between records, are moved together behind *to, which never gets ahead of *s.
 */
static enum fcgi_read stream_take(struct str *s, enum record_type type, unsigned id, char **to)
{
	struct record r;

	do {
		enum fcgi_read got = record_take(s, &r);

		if (got != FCGI_WHOLE)
			return got;
		if (r.type != type || r.id != id)
			return FCGI_BAD;
		memmove(*to, r.content.s, r.content.len);
		*to += r.content.len;
	} while (r.content.len > 0);
	return FCGI_WHOLE;
}

/* A length of 1 byte, or of 4 with the highest bit set. */
static bool length_take(struct str *s, size_t *length)
{
	size_t bytes = s->len > 0 && byte_at(*s, 0) >= 0x80 ? 4 : 1;

	if (s->len < bytes)
		return false;
	*length = bytes == 1 ? byte_at(*s, 0)
			     : (size_t)(pair_at(*s, 0) & 0x7fff) << 16 | pair_at(*s, 2);
	*s = str_from(*s, bytes);
	return true;
}

static bool text_take(struct str *s, size_t length, struct str *text)
{
	*text = str_head(*s, length);
	*s = str_from(*s, length);
	return text->len == length;
}

static bool length_is(struct str text, size_t length)
{
	int64_t said = 0;

	return (text.len == 0 || str_to_int(text, BODY_LONG_BYTES, &said)) &&
	       (size_t)said == length;
}

static bool base_strip(struct request *q)
{
	if (!str_starts(q->path, q->base))
		return false;
	q->path = str_from(q->path, q->base.len);
	return str_starts(q->path, STR("/"));
}

static enum method method_of(struct str s)
{
	if (str_eq(s, STR("GET")))
		return METHOD_GET;
	if (str_eq(s, STR("HEAD")))
		return METHOD_HEAD;
	return str_eq(s, STR("POST")) ? METHOD_POST : METHOD_OTHER;
}

/* False when the pairs are none. */
static bool texts_read(struct str pairs, struct request *q)
{
	struct str method = { NULL, 0 }, length = { NULL, 0 }, name, value;
	const struct {
		struct str name;
		struct str *text;
	} known[] = {
		{ STR("REQUEST_METHOD"), &method },
		{ STR("CONTENT_LENGTH"), &length },
		{ STR("SCRIPT_NAME"), &q->base },
		{ STR("DOCUMENT_URI"), &q->path },
		{ STR("QUERY_STRING"), &q->query },
		{ STR("CONTENT_TYPE"), &q->content_type },
		{ STR("REMOTE_ADDR"), &q->remote_addr },
		{ STR("HTTP_HOST"), &q->host },
		{ STR("HTTP_ORIGIN"), &q->origin },
		{ STR("HTTP_SEC_FETCH_SITE"), &q->sec_fetch_site },
		{ STR("HTTP_COOKIE"), &q->cookie },
		{ STR("HTTP_USER_AGENT"), &q->user_agent },
	};

	while (pairs.len > 0) {
		size_t name_len, value_len;

		if (!length_take(&pairs, &name_len) || !length_take(&pairs, &value_len) ||
		    !text_take(&pairs, name_len, &name) || !text_take(&pairs, value_len, &value) ||
		    memchr(value.s, 0, value.len))
			return false;
		for (size_t i = 0; i < COUNT(known); i++)
			if (!known[i].text->s && str_eq(known[i].name, name))
				*known[i].text = value;
	}
	q->method = method_of(method);
	q->bad = !length_is(length, q->body.len) || method.len == 0 || !base_strip(q);
	return true;
}

enum fcgi_read fcgi_read(char *bytes, size_t len, struct request *q)
{
	struct str s = { bytes, len }, all;
	struct record begin;
	char *to = bytes, *body = bytes;
	enum fcgi_read got = record_take(&s, &begin);

	if (got == FCGI_WHOLE && !is_begin(&begin))
		return FCGI_BAD;
	if (got == FCGI_WHOLE)
		got = stream_take(&s, TYPE_PARAMS, begin.id, &to);
	body = to;
	if (got == FCGI_WHOLE)
		got = stream_take(&s, TYPE_STDIN, begin.id, &to);
	if (got != FCGI_WHOLE)
		return len < FCGI_READ_MAX_BYTES ? got : FCGI_BAD;
	all = arena_str(q->arena, (struct str){ bytes, (size_t)(to - bytes) });
	q->id = begin.id;
	q->body = str_from(all, (size_t)(body - bytes));
	return s.len == 0 && texts_read(str_head(all, (size_t)(body - bytes)), q) ? FCGI_WHOLE
										  : FCGI_BAD;
}

/* ---- answers ---- */

/* The header of a record, behind which its content goes. */
static void put_record(struct buf *out, enum record_type type, unsigned id, size_t len)
{
	const unsigned char header[HEADER_BYTES] = {
		VERSION,	   (unsigned char)type,	      (unsigned char)(id >> 8),
		(unsigned char)id, (unsigned char)(len >> 8), (unsigned char)len,
	};

	buf_add(out, (struct str){ (const char *)header, sizeof header });
}

/* False when the value holds what no header may. */
static bool put_header(struct buf *out, const char *name, struct str value)
{
	for (size_t i = 0; i < value.len; i++)
		if (byte_at(value, i) < ' ' || value.s[i] == 0x7f)
			return false;
	if (value.len > 0)
		buf_printf(out, "%s%.*s\r\n", name, STR_ARG(value));
	return true;
}

static const char *reason_of(int status)
{
	static const struct {
		int status;
		const char *words;
	} reasons[] = {
		{ 200, "200 OK" },
		{ 303, "303 See Other" },
		{ 400, "400 Bad Request" },
		{ 403, "403 Forbidden" },
		{ 404, "404 Not Found" },
		{ 405, "405 Method Not Allowed" },
		{ 409, "409 Conflict" },
		{ 413, "413 Content Too Large" },
		{ 422, "422 Unprocessable Content" },
		{ 429, "429 Too Many Requests" },
		{ 503, "503 Service Unavailable" },
	};

	for (size_t i = 0; i < COUNT(reasons); i++)
		if (reasons[i].status == status)
			return reasons[i].words;
	return "500 Internal Server Error";
}

/* False when it must not go out. */
static bool put_head(struct buf *out, const struct response *r, size_t length)
{
	struct str type = r->content_type;
	bool ok;

	buf_clear(out);
	buf_printf(out, "Status: %s\r\n", reason_of(r->status ? r->status : 200));
	if (r->file_of_nginx.len) {
		ok = put_header(out, "X-Accel-Redirect: ", r->file_of_nginx);
		buf_add(out, STR("\r\n"));
		return ok;
	}
	ok = put_header(out, "Content-Type: ", type.len ? type : STR("text/html; charset=utf-8"));
	buf_printf(out, "Content-Length: %zu\r\nCache-Control: no-store\r\n", length);
	ok &= put_header(out, "Location: ", r->location);
	ok &= put_header(out, "Allow: ", r->allow);
	ok &= put_header(out, "Set-Cookie: ", r->set_cookie);
	ok &= put_header(out, "Set-Cookie: ", r->set_device);
	if (r->retry_after_s > 0)
		buf_printf(out, "Retry-After: %d\r\n", r->retry_after_s);
	ok &= put_header(out, "Content-Disposition: attachment; filename=", r->download_name);
	buf_add(out, STR("\r\n"));
	return ok;
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

/*
 * The next piece, and the end behind the last one. False when the file cannot be read: then
 * the connection must not look like a whole answer.
 */
static bool put_piece(struct fcgi_answer *a, const struct request *q, const struct response *r)
{
	static const char end[BODY_BYTES];
	size_t n = a->left < PIECE_BYTES ? a->left : PIECE_BYTES;

	if (n > 0)
		put_record(&a->records, TYPE_STDOUT, q->id, n);
	if (n > 0 && r->file && fread(buf_room(&a->records, n), 1, n, r->file) != n)
		return false;
	if (r->file)
		a->records.len += n;
	else
		buf_add(&a->records,
			str_head(str_from(buf_str(&r->body), r->body.len - a->left), n));
	a->left -= n;
	if (a->left == 0) {
		put_record(&a->records, TYPE_STDOUT, q->id, 0);
		put_record(&a->records, TYPE_END, q->id, sizeof end);
		buf_add(&a->records, (struct str){ end, sizeof end });
	}
	return true;
}

enum fcgi_sent fcgi_send(int fd, struct fcgi_answer *a, const struct request *q,
			 const struct response *r)
{
	ssize_t n;

	if (a->sent == a->records.len) {
		a->sent = 0;
		buf_clear(&a->records);
		if (!put_piece(a, q, r))
			return FCGI_DONE;
	}
	n = send(fd, a->records.s + a->sent, a->records.len - a->sent, MSG_NOSIGNAL);
	if (n < 0)
		return errno == EAGAIN ? FCGI_MORE : FCGI_DONE;
	a->sent += (size_t)n;
	return a->sent < a->records.len || a->left > 0 ? FCGI_MORE : FCGI_DONE;
}

enum fcgi_sent fcgi_answer(int fd, struct fcgi_answer *a, const struct request *q,
			   struct response *r)
{
	struct buf head = BUF_INIT;

	a->left = r->file ? file_rewind(r->file) : r->body.len;
	if (!put_head(&head, r, a->left)) {
		turn_into_500(r);
		a->left = r->body.len;
		put_head(&head, r, a->left);
	}
	put_record(&a->records, TYPE_STDOUT, q->id, head.len);
	buf_add(&a->records, buf_str(&head));
	buf_release(&head);
	if (q->method == METHOD_HEAD)
		a->left = 0;
	return put_piece(a, q, r) ? fcgi_send(fd, a, q, r) : FCGI_DONE;
}

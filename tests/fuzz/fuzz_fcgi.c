/*
 * Bytes that nginx might send: what is in front of a whole request is the beginning of one,
 * what is behind it is too much, and a whole one has an answer that ends.
 *
 * Half of the inputs are taken as they are. The others are a list of
 * commands that write records, so that whole requests are met often.
 */
#include "../unit/cgi/fcgi_records.h"

#include "http/fcgi.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct buf bytes;
static struct arena arena;

/* Takes up to n bytes off the input. */
static struct str take(struct str *in, size_t n)
{
	struct str part = str_head(*in, n);

	*in = str_from(*in, part.len);
	return part;
}

static int take_byte(struct str *in)
{
	struct str one = take(in, 1);

	return one.len ? (unsigned char)one.s[0] : 0;
}

static struct str take_text(struct str *in)
{
	return take(in, (size_t)take_byte(in) * 4);
}

/* Up to 32 KB for two bytes of input, so that the limits are met. */
static struct str take_filler(struct str *in)
{
	static char filler[255 * 128 + 1];
	int n = take_byte(in) * 128;

	memset(filler, take_byte(in), sizeof filler);
	return (struct str){ filler, (size_t)n };
}

static int some_padding(int command)
{
	return command & 0x40 ? command >> 3 & 7 : 0;
}

static void pairs_write(struct str *in)
{
	static const char *const names[] = { "REQUEST_METHOD", "CONTENT_LENGTH", "SCRIPT_NAME",
					     "DOCUMENT_URI" };
	struct buf pairs = BUF_INIT;
	int n = take_byte(in) % 8;

	while (n-- > 0) {
		int which = take_byte(in) % 8;
		struct str name = which < 4 ? str_of(names[which]) : take_text(in);

		pair_add(&pairs, name, which % 2 ? take_text(in) : take_filler(in));
	}
	record_add(&bytes, FCGI_PARAMS, 1, str_head(buf_str(&pairs), 0xffff), take_byte(in));
	buf_release(&pairs);
}

static void command_write(struct str *in)
{
	int command = take_byte(in);

	switch (command % 8) {
	case 0:
		record_add(&bytes, FCGI_BEGIN, 1,
			   command & 0x80 ? STR("\0\1\0\0\0\0\0\0") : STR("\0\1\1\0\0\0\0\0"),
			   some_padding(command));
		break;
	case 1:
	case 2:
		pairs_write(in);
		break;
	case 3:
		record_add(&bytes, FCGI_PARAMS, 1, STR(""), some_padding(command));
		break;
	case 4:
		record_add(&bytes, FCGI_STDIN, 1, take_filler(in), take_byte(in));
		break;
	case 5:
		record_add(&bytes, FCGI_STDIN, 1, STR(""), some_padding(command));
		break;
	case 6:
		record_add(&bytes, FCGI_PARAMS, 1, take_text(in), 0);
		break;
	case 7:
		record_add(&bytes, take_byte(in), command / 8 % 2, take_text(in), command / 16);
		break;
	}
}

static void input_write(struct str in)
{
	buf_clear(&bytes);
	if (take_byte(&in) % 2) {
		buf_add(&bytes, in);
		return;
	}
	while (in.len > 0 && bytes.len < FCGI_READ_MAX_BYTES)
		command_write(&in);
	bytes.len = bytes.len < FCGI_READ_MAX_BYTES ? bytes.len : FCGI_READ_MAX_BYTES;
}

/* In a block that ends where the bytes end, so that ASan sees a read behind. */
static enum fcgi_read read_bytes(struct str in, struct request *q)
{
	char *exact = malloc(in.len + 1);
	enum fcgi_read got;

	assert(exact);
	if (in.len > 0)
		memcpy(exact + 1, in.s, in.len);
	*q = (struct request){ .arena = &arena };
	got = fcgi_read(exact + 1, in.len, q);
	free(exact);
	return got;
}

static void cuts_check(void)
{
	struct request q;

	assert(read_bytes(str_head(buf_str(&bytes), bytes.len - 1), &q) == FCGI_PART);
	assert(read_bytes(str_head(buf_str(&bytes), bytes.len / 2), &q) == FCGI_PART);
	buf_add_char(&bytes, 1);
	assert(read_bytes(buf_str(&bytes), &q) == FCGI_BAD);
}

static void answer_check(const struct request *q)
{
	static char read_back[256 * 1024];
	struct fcgi_answer a = { .sent = 0 };
	struct response r = { .set_cookie = q->cookie };
	ssize_t n = 0;
	int pair[2];

	assert(q->bad || (q->path.len > 0 && q->path.s[0] == '/'));
	buf_add(&r.body, q->query);
	assert(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) == 0);
	for (enum fcgi_sent sent = fcgi_answer(pair[1], &a, q, &r); sent == FCGI_MORE;
	     sent = fcgi_send(pair[1], &a, q, &r))
		n = read(pair[0], read_back, sizeof read_back);
	n = read(pair[0], read_back, sizeof read_back);
	assert(n >= 16 && read_back[n - 15] == FCGI_END);
	close(pair[0]);
	close(pair[1]);
	buf_release(&a.records);
	buf_release(&r.body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct request q;

	input_write((struct str){ (const char *)data, size });
	if (read_bytes(buf_str(&bytes), &q) == FCGI_WHOLE) {
		answer_check(&q);
		cuts_check();
	}
	arena_reset(&arena);
	return 0;
}

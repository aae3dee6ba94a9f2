/*
 * The gate against libfcgi: what the gate calls whole is read by libfcgi
 * without a fault, to its last byte and with every parameter; what it calls
 * the beginning of a request grows into nothing libfcgi must fear, for it is
 * not shown to it.
 *
 * Half of the inputs are taken as they are. The others are a list of
 * commands that write records, so that whole requests are met often.
 */
#include "../unit/cgi/fcgi_records.h"

#include "http/fcgi.h"
#include "http/gate.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
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
	while (in.len > 0 && bytes.len < GATE_MAX_BYTES)
		command_write(&in);
	bytes.len = bytes.len < GATE_MAX_BYTES ? bytes.len : GATE_MAX_BYTES;
}

/* In a block that ends where the bytes end, so that ASan sees a read behind. */
static enum gate gate_of(struct str in)
{
	char *exact = malloc(in.len + 1);
	enum gate gate;

	assert(exact);
	if (in.len > 0)
		memcpy(exact + 1, in.s, in.len);
	gate = gate_check(exact + 1, in.len);
	free(exact);
	return gate;
}

/* What is in front of a whole request is the beginning of one. */
static void cuts_check(void)
{
	size_t cut = bytes.len / 2;

	assert(gate_of(str_head(buf_str(&bytes), bytes.len - 1)) == GATE_MORE);
	assert(gate_of(str_head(buf_str(&bytes), cut)) == GATE_MORE);
	buf_add_char(&bytes, 1);
	assert(gate_of(buf_str(&bytes)) == GATE_BAD);
	bytes.len--;
}

static void libfcgi_reads(void)
{
	struct request q = { .arena = &arena };
	struct response r = { .status = 200 };
	struct fcgi *f;
	int unread = -1;
	int pair[2];

	assert(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) == 0);
	assert(write(pair[0], bytes.s, bytes.len) == (ssize_t)bytes.len);
	f = fcgi_open(pair[1]);
	assert(fcgi_read(f, &q));
	assert(ioctl(pair[1], FIONREAD, &unread) == 0 && unread == 0);
	assert(q.bad || q.path.len > 0);
	buf_add(&r.body, q.query);
	fcgi_answer(f, &q, &r);
	fcgi_close(f);
	assert(fcntl(pair[1], F_GETFD) == -1);
	close(pair[0]);
	buf_release(&r.body);
	arena_reset(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;

	if (!ready)
		ready = fcgi_init();
	input_write((struct str){ (const char *)data, size });
	if (gate_of(buf_str(&bytes)) == GATE_WHOLE) {
		cuts_check();
		libfcgi_reads();
	}
	return 0;
}

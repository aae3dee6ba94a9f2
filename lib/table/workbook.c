#include "table/workbook.h"

#include "base/buf.h"
#include "base/file.h"
#include "sandbox.h"
#include "table/text.h"
#include "table/tablewords.h"
#include "table/xls.h"
#include "table/xlsx.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CHILD_SECONDS = 10 };

/* What the child may take. */
struct limits {
	bool text_too; /* what is no workbook may be text */
	size_t max_bytes, memory_bytes;
	int wait_ms;
};

static const struct limits of_hall = { false, 64 << 20, 512 << 20, 60000 },
			   of_upload = { true, WORKBOOK_ASKED_BYTES, 192 << 20, 8000 };

/* What the child says first is a book_result. */
static const char *const fault[BOOK_RESULT__MAX] = {
	[BOOK_ABSENT] = SAY_NO_BOOK,
	[BOOK_DAMAGED] = SAY_BOOK_DAMAGED,
	[BOOK_ENCRYPTED] = SAY_BOOK_ENCRYPTED,
	[BOOK_TOO_LARGE] = SAY_BOOK_TOO_LARGE,
};

static bool has_ending(struct str path, struct str ending)
{
	return path.len > ending.len && str_ieq(str_from(path, path.len - ending.len), ending);
}

const struct str workbook_endings[WORKBOOK_ENDINGS] = { STR_INIT(".xlsx"), STR_INIT(".xls"),
							STR_INIT(".xlsm"), STR_INIT(".et"),
							STR_INIT(".ods") };

bool workbook_is(struct str path)
{
	for (size_t i = 0; i < WORKBOOK_ENDINGS; i++)
		if (has_ending(path, workbook_endings[i]))
			return true;
	return false;
}

/* A text has NULs in UTF-16 alone. */
enum workbook_kind workbook_kind(struct str bytes)
{
	if (str_starts(bytes, STR("PK\x03\x04")))
		return WORKBOOK_ZIP;
	if (str_starts(bytes, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
		return WORKBOOK_OLD;
	if (str_starts(bytes, STR("\xFF\xFE")) || str_starts(bytes, STR("\xFE\xFF")))
		return WORKBOOK_TEXT;
	return bytes.len && memchr(bytes.s, '\0', bytes.len) ? WORKBOOK_OTHER : WORKBOOK_TEXT;
}

/* ---- the child ---- */

struct child {
	struct str bytes;
	const struct limits *limits;
	struct arena arena;
	struct buf out;
};

/* Three texts, in which there is no NUL: XML has none, nor what text_repair() has seen. */
static bool put_sheet(struct child *c, struct str name, struct str csv, struct str hidden_rows)
{
	const struct str text[] = { name, csv, hidden_rows };

	for (size_t i = 0; i < COUNT(text); i++) {
		buf_add(&c->out, text[i]);
		buf_add_char(&c->out, '\0');
	}
	return c->out.len <= c->limits->max_bytes;
}

static bool on_sheet(void *ctx, struct str name, struct grid *g, struct str hidden_rows)
{
	struct buf csv = BUF_INIT;
	bool fits;

	grid_csv(g, &csv);
	fits = put_sheet(ctx, name, buf_str(&csv), hidden_rows) && !g->full;
	buf_release(&csv);
	return fits;
}

/* A workbook with a password is an old container around the new one. */
static bool is_encrypted(struct str bytes)
{
	return str_contains(bytes, STR("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"));
}

static enum book_result read_text(struct child *c)
{
	struct str text = text_decode(c->bytes, &c->arena).s;

	return put_sheet(c, STR(""), text, STR("")) ? BOOK_READ : BOOK_TOO_LARGE;
}

/* The libraries want a path. */
static enum book_result read_book(struct child *c, const char *path)
{
	switch (workbook_kind(c->bytes)) {
	case WORKBOOK_ZIP:
		return xlsx_read(path, &c->arena, on_sheet, c);
	case WORKBOOK_OLD:
		return is_encrypted(c->bytes) ? BOOK_ENCRYPTED
					      : xls_read(path, &c->arena, on_sheet, c);
	case WORKBOOK_TEXT:
		if (c->bytes.len == 0)
			return BOOK_DAMAGED;
		return c->limits->text_too ? read_text(c) : BOOK_ABSENT;
	case WORKBOOK_OTHER:
		return BOOK_ABSENT;
	}
	return BOOK_ABSENT;
}

static void limit(__rlimit_resource_t what, rlim_t most)
{
	const struct rlimit r = { most, most };

	setrlimit(what, &r);
}

/* Without standard error: who waits says what is wrong, not the libraries that die of it. */
enum sandbox_state workbook_confine(size_t memory_bytes)
{
	struct err e;

	close(STDERR_FILENO);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, CHILD_SECONDS);
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__ /* these map terabytes */
	limit(RLIMIT_AS, memory_bytes);
#endif
	text_keep_encodings();
	return sandbox_enter(NULL, 0, &e);
}

/* The bytes are a file without a name, which the libraries open as any other. */
static void be_child(struct str bytes, const struct limits *l, int to)
{
	struct child c = { .bytes = bytes, .limits = l };
	int fd = memfd_create("workbook", MFD_CLOEXEC);
	char said = BOOK_DAMAGED, path[32];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (file_put(fd, bytes) && workbook_confine(l->memory_bytes) != SANDBOX_FAILED)
		said = (char)read_book(&c, path);
	if (said != BOOK_READ)
		buf_clear(&c.out); /* which may be too large itself */
	_exit(file_put(to, (struct str){ &said, 1 }) && file_put(to, buf_str(&c.out)) ? 0 : 1);
}

/* ---- who waits for it ---- */

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* False when there is more than the limits allow, or it does not end in time. */
static bool drain(int fd, const struct limits *l, struct buf *out)
{
	enum { PIECE = 65536 };
	const int64_t end_ms = now_ms() + l->wait_ms;
	struct pollfd p = { .fd = fd, .events = POLLIN };
	ssize_t n;

	do {
		int64_t left_ms = end_ms - now_ms();

		if (left_ms <= 0 || poll(&p, 1, (int)left_ms) == 0)
			return false;
		n = read(fd, buf_room(out, PIECE), PIECE);
		if (n < 0 && errno != EINTR)
			return false;
		out->len += n > 0 ? (size_t)n : 0;
	} while (n != 0 && out->len <= l->max_bytes + 1);
	return n == 0;
}

static struct str take(struct str *rest, struct arena *a)
{
	return text_repair(arena_str(a, str_cut(rest, '\0')), a);
}

/* Nothing that the child says is believed. */
static void unpack(struct str rest, struct arena *a, struct workbook *out)
{
	size_t cap = 0;

	while (rest.len) {
		struct sheet *sheet = arena_push(a, &out->sheet, &out->n, &cap, sizeof *sheet);

		sheet->name = take(&rest, a);
		sheet->csv = take(&rest, a);
		sheet->hidden_rows = take(&rest, a);
	}
}

/* What the child says; nothing when it has not ended well. False when there is no child. */
static bool hear_child(struct str bytes, const struct limits *l, struct buf *said, struct err *e)
{
	int ends[2], status = 0;
	bool whole = false;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_errno(e, "pipe");
	pid = fork();
	if (pid == 0)
		be_child(bytes, l, ends[1]);
	if (pid < 0)
		err_errno(e, "fork");
	close(ends[1]);
	whole = drain(ends[0], l, said);
	close(ends[0]);
	if (pid > 0 && !whole)
		kill(pid, SIGKILL);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!whole || status != 0)
		buf_clear(said);
	return pid > 0;
}

static bool understand(const struct buf *said, struct arena *a, struct workbook *out, struct err *e)
{
	size_t result = said->len ? (unsigned char)said->s[0] : BOOK_DAMAGED;

	if (result >= BOOK_RESULT__MAX)
		result = BOOK_DAMAGED;
	if (result == BOOK_READ)
		unpack(str_from(buf_str(said), 1), a, out);
	return result == BOOK_READ || err_set(e, "%s", fault[result]);
}

/* By its name; then *out is begun. */
static bool is_read(struct str name, struct workbook *out, struct err *e)
{
	static const struct str not_read[] = { STR_INIT(".et"), STR_INIT(".ods") };

	*out = (struct workbook){ .old = has_ending(name, STR(".xls")) };
	for (size_t i = 0; i < COUNT(not_read); i++)
		if (has_ending(name, not_read[i]))
			return err_set(e, SAY_BOOK_KIND, not_read[i].s);
	return true;
}

bool workbook_read(struct str name, struct str bytes, struct arena *a, struct workbook *out,
		   struct err *e)
{
	struct buf said = BUF_INIT;
	bool ok = is_read(name, out, e) && hear_child(bytes, &of_hall, &said, e) &&
		  understand(&said, a, out, e);

	buf_release(&said);
	return ok;
}

/* ---- the reader, and who asks it ---- */

/* So many bytes, and before them how many. */
static bool send_bytes(int fd, struct str bytes)
{
	const uint32_t n = (uint32_t)bytes.len;

	return file_put(fd, (struct str){ (const char *)&n, sizeof n }) && file_put(fd, bytes);
}

static bool receive_bytes(int fd, struct buf *out)
{
	uint32_t n;

	if (recv(fd, &n, sizeof n, MSG_WAITALL) != sizeof n || n > WORKBOOK_ASKED_BYTES + 1)
		return false;
	if (n && recv(fd, buf_room(out, n), n, MSG_WAITALL) != (ssize_t)n)
		return false;
	out->len += n;
	return true;
}

static void be_reader(int fd)
{
	struct buf file = BUF_INIT, said = BUF_INIT;
	struct err e;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_IGN); /* it ends with its starter */
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	close_range(STDERR_FILENO + 1, (unsigned)fd - 1, 0);
	close_range((unsigned)fd + 1, ~0U, 0);
	while (receive_bytes(fd, &file)) {
		hear_child(buf_str(&file), &of_upload, &said, &e);
		if (!send_bytes(fd, buf_str(&said)))
			break;
		buf_release(&file);
		buf_release(&said);
	}
	_exit(0);
}

int workbook_reader(struct err *e)
{
	const struct timeval longest = { .tv_sec = 20 }; /* it answers within 8 */
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
		err_errno(e, "socketpair");
		return -1;
	}
	pid = fork();
	if (pid == 0)
		be_reader(ends[1]);
	close(ends[1]);
	setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
	setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof longest);
	if (pid > 0)
		return ends[0];
	err_errno(e, "fork");
	close(ends[0]);
	return -1;
}

bool workbook_ask(int reader, struct str name, struct str bytes, struct arena *a,
		  struct workbook *out, struct err *e)
{
	struct buf said = BUF_INIT;
	bool ok = is_read(name, out, e);

	if (ok && !(send_bytes(reader, bytes) && receive_bytes(reader, &said))) {
		shutdown(reader, SHUT_RDWR); /* what comes later answers nobody */
		ok = err_set(e, "%s", SAY_NO_READER);
	}
	ok = ok && understand(&said, a, out, e);
	buf_release(&said);
	return ok;
}

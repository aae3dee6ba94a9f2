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

enum { CHILD_SECONDS = 10, HEAD_BYTES = 8 };

/* What the child is to read, and what it may take. */
struct order {
	const char *path;
	bool text_too; /* a file that is no workbook may be text */
	size_t max_bytes, memory_bytes;
	int wait_ms;
};

/* What the child says first. */
enum result { DONE, DAMAGED, ENCRYPTED, TOO_LARGE, NO_WORKBOOK, RESULT__MAX };

static const char *const fault[RESULT__MAX] = {
	[DAMAGED] = SAY_BOOK_DAMAGED,
	[ENCRYPTED] = SAY_BOOK_ENCRYPTED,
	[TOO_LARGE] = SAY_BOOK_TOO_LARGE,
	[NO_WORKBOOK] = SAY_NO_BOOK,
};

/* Before each sheet. */
struct frame {
	uint32_t name, csv, hidden_rows; /* bytes */
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

/* ---- the child ---- */

struct child {
	const struct order *order;
	struct arena arena;
	struct buf out;
};

static bool put_sheet(struct child *c, struct str name, struct str csv, struct str hidden_rows)
{
	const struct frame f = { (uint32_t)name.len, (uint32_t)csv.len, (uint32_t)hidden_rows.len };

	buf_add(&c->out, (struct str){ (const char *)&f, sizeof f });
	buf_add(&c->out, name);
	buf_add(&c->out, csv);
	buf_add(&c->out, hidden_rows);
	return c->out.len <= c->order->max_bytes;
}

static bool add_sheet(struct child *c, struct str name, struct grid *g, struct str hidden_rows)
{
	struct buf csv = BUF_INIT;
	bool fits;

	grid_csv(g, &csv);
	fits = put_sheet(c, name, buf_str(&csv), hidden_rows) && !g->full;
	buf_release(&csv);
	return fits;
}

static bool on_xlsx_sheet(void *ctx, struct str name, struct grid *g, struct str hidden_rows)
{
	return add_sheet(ctx, name, g, hidden_rows);
}

static bool on_xls_sheet(void *ctx, struct str name, struct grid *g)
{
	return add_sheet(ctx, name, g, STR(""));
}

static enum result read_zip(struct child *c)
{
	static const enum result results[] = { [ZIP_DONE] = DONE,
					       [ZIP_ABSENT] = NO_WORKBOOK,
					       [ZIP_DAMAGED] = DAMAGED,
					       [ZIP_ENCRYPTED] = ENCRYPTED,
					       [ZIP_TOO_LARGE] = TOO_LARGE };
	struct zip z;
	enum zip_result result;

	if (!zip_open(&z, c->order->path))
		return DAMAGED;
	result = xlsx_read(&z, &c->arena, on_xlsx_sheet, c);
	zip_close(&z);
	return results[result];
}

/* A workbook with a password is an old container around the new one. */
static bool is_encrypted(struct child *c)
{
	const struct str stream = STR("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0");
	struct str bytes;
	struct err e;

	return file_read(c->order->path, c->order->max_bytes, &c->arena, &bytes, &e) &&
	       str_contains(bytes, stream);
}

static enum result read_old(struct child *c)
{
	static const enum result results[] = { [XLS_DONE] = DONE,
					       [XLS_DAMAGED] = DAMAGED,
					       [XLS_ENCRYPTED] = ENCRYPTED,
					       [XLS_TOO_LARGE] = TOO_LARGE };

	if (is_encrypted(c))
		return ENCRYPTED;
	return results[xls_read(c->order->path, &c->arena, on_xls_sheet, c)];
}

/* A picture, say, has NULs, which no text has but in UTF-16. */
static enum result read_text(struct child *c)
{
	struct str bytes;
	struct err e;

	if (!file_read(c->order->path, c->order->max_bytes, &c->arena, &bytes, &e))
		return TOO_LARGE;
	if (!str_starts(bytes, STR("\xFF\xFE")) && !str_starts(bytes, STR("\xFE\xFF")) &&
	    memchr(bytes.s, '\0', bytes.len))
		return NO_WORKBOOK;
	return put_sheet(c, STR(""), text_decode(bytes, &c->arena).s, STR("")) ? DONE : TOO_LARGE;
}

/* What it is, by its first bytes: names lie. */
static enum result read_book(struct child *c)
{
	char head[HEAD_BYTES] = "";
	int fd = open(c->order->path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof head);
	struct str s = { head, n < 0 ? 0 : (size_t)n };

	if (fd >= 0)
		close(fd);
	if (str_starts(s, STR("PK\x03\x04")))
		return read_zip(c);
	if (str_starts(s, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
		return read_old(c);
	if (n > 0 && c->order->text_too)
		return read_text(c);
	return n > 0 ? NO_WORKBOOK : DAMAGED;
}

static void limit(__rlimit_resource_t what, rlim_t most)
{
	const struct rlimit r = { most, most };

	setrlimit(what, &r);
}

/* Without standard error: who waits says what is wrong, not the libraries that die of it. */
enum sandbox_state workbook_confine(const char *path, size_t memory_bytes)
{
	const struct sandbox_path file = { path, SANDBOX_READ };
	struct err e;

	close(STDERR_FILENO);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, CHILD_SECONDS);
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__ /* these map terabytes */
	limit(RLIMIT_AS, memory_bytes);
#endif
	text_keep_encodings();
	return sandbox_enter(&file, 1, &e);
}

static void be_child(const struct order *o, int fd)
{
	struct child c = { .order = o, .arena = ARENA_INIT, .out = BUF_INIT };
	char said = DAMAGED;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (workbook_confine(o->path, o->memory_bytes) != SANDBOX_FAILED)
		said = (char)read_book(&c);
	if (said != DONE)
		buf_clear(&c.out); /* which may be too large itself */
	_exit(file_put(fd, (struct str){ &said, 1 }) && file_put(fd, buf_str(&c.out)) ? 0 : 1);
}

/* ---- who waits for it ---- */

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* False when there is more than the order allows, or it does not end in time. */
static bool drain(int fd, const struct order *o, struct buf *out)
{
	enum { PIECE = 65536 };
	const int64_t end_ms = now_ms() + o->wait_ms;
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
	} while (n != 0 && out->len <= o->max_bytes + 1);
	return n == 0;
}

static bool take(struct str *rest, size_t len, struct str *out)
{
	if (rest->len < len)
		return false;
	*out = str_head(*rest, len);
	*rest = str_from(*rest, len);
	return true;
}

/* Nothing that the child says is believed. */
static bool unpack(struct str rest, struct arena *a, struct workbook *out)
{
	size_t cap = 0;

	while (rest.len) {
		struct sheet *sheet = arena_push(a, &out->sheet, &out->n, &cap, sizeof *sheet);
		struct str head;
		struct frame f;

		if (!take(&rest, sizeof f, &head))
			return false;
		memcpy(&f, head.s, sizeof f);
		if (!take(&rest, f.name, &sheet->name) || !take(&rest, f.csv, &sheet->csv) ||
		    !take(&rest, f.hidden_rows, &sheet->hidden_rows))
			return false;
		sheet->name = text_repair(arena_str(a, sheet->name), a);
		sheet->csv = text_repair(arena_str(a, sheet->csv), a);
		sheet->hidden_rows = text_repair(arena_str(a, sheet->hidden_rows), a);
	}
	return true;
}

/* What the child says; nothing when it has not ended well. False when there is no child. */
static bool hear_child(const struct order *o, struct buf *said, struct err *e)
{
	int ends[2], status = 0;
	bool whole = false;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_errno(e, "pipe");
	pid = fork();
	if (pid == 0)
		be_child(o, ends[1]);
	if (pid < 0)
		err_errno(e, "fork");
	close(ends[1]);
	whole = drain(ends[0], o, said);
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
	size_t result = said->len ? (unsigned char)said->s[0] : DAMAGED;

	if (result >= RESULT__MAX ||
	    (result == DONE && !unpack(str_from(buf_str(said), 1), a, out)))
		result = DAMAGED;
	return result == DONE || err_set(e, "%s", fault[result]);
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

bool workbook_read(const char *path, size_t max_bytes, struct arena *a, struct workbook *out,
		   struct err *e)
{
	const struct order order = { path, false, max_bytes, 512 << 20, 60000 };
	struct buf said = BUF_INIT;
	bool ok = is_read(str_of(path), out, e) && hear_child(&order, &said, e) &&
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

/* The bytes are a file without a name, which the child opens as any other. */
static void read_bytes(struct str bytes, struct buf *said)
{
	int fd = memfd_create("workbook", MFD_CLOEXEC);
	char path[32];
	const struct order order = { path, true, WORKBOOK_ASKED_BYTES, 192 << 20, 8000 };
	struct err e;

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (file_put(fd, bytes))
		hear_child(&order, said, &e);
	close(fd);
}

static void be_reader(int fd)
{
	struct buf file = BUF_INIT, said = BUF_INIT;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_IGN); /* it ends with its starter */
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	close_range(STDERR_FILENO + 1, (unsigned)fd - 1, 0);
	close_range((unsigned)fd + 1, ~0U, 0);
	while (receive_bytes(fd, &file)) {
		read_bytes(buf_str(&file), &said);
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

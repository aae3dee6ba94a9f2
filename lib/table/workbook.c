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
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILD_SECONDS = 10, CHILD_BYTES = 512 << 20, HEAD_BYTES = 8 };

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

bool workbook_is(struct str path)
{
	static const struct str endings[] = { STR_INIT(".xlsx"), STR_INIT(".xls"),
					      STR_INIT(".xlsm"), STR_INIT(".et"),
					      STR_INIT(".ods") };

	for (size_t i = 0; i < COUNT(endings); i++)
		if (has_ending(path, endings[i]))
			return true;
	return false;
}

/* ---- the child ---- */

struct child {
	struct arena arena;
	struct buf out;
	size_t max_bytes;
};

static bool add_sheet(struct child *c, struct str name, struct grid *g, struct str hidden_rows)
{
	struct buf csv = BUF_INIT;
	struct frame f;

	grid_csv(g, &csv);
	f = (struct frame){ (uint32_t)name.len, (uint32_t)csv.len, (uint32_t)hidden_rows.len };
	buf_add(&c->out, (struct str){ (const char *)&f, sizeof f });
	buf_add(&c->out, name);
	buf_add(&c->out, buf_str(&csv));
	buf_add(&c->out, hidden_rows);
	buf_release(&csv);
	return c->out.len <= c->max_bytes && !g->full;
}

static bool on_xlsx_sheet(void *ctx, struct str name, struct grid *g, struct str hidden_rows)
{
	return add_sheet(ctx, name, g, hidden_rows);
}

static bool on_xls_sheet(void *ctx, struct str name, struct grid *g)
{
	return add_sheet(ctx, name, g, STR(""));
}

static enum result read_zip(struct child *c, const char *path)
{
	static const enum result results[] = { [ZIP_DONE] = DONE,
					       [ZIP_ABSENT] = NO_WORKBOOK,
					       [ZIP_DAMAGED] = DAMAGED,
					       [ZIP_ENCRYPTED] = ENCRYPTED,
					       [ZIP_TOO_LARGE] = TOO_LARGE };
	struct zip z;
	enum zip_result result;

	if (!zip_open(&z, path))
		return DAMAGED;
	result = xlsx_read(&z, &c->arena, on_xlsx_sheet, c);
	zip_close(&z);
	return results[result];
}

/* A workbook with a password is an old container around the new one. */
static bool is_encrypted(struct child *c, const char *path)
{
	const struct str stream = STR("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0");
	struct str bytes;
	struct err e;

	return file_read(path, c->max_bytes, &c->arena, &bytes, &e) && str_contains(bytes, stream);
}

static enum result read_old(struct child *c, const char *path)
{
	static const enum result results[] = { [XLS_DONE] = DONE,
					       [XLS_DAMAGED] = DAMAGED,
					       [XLS_ENCRYPTED] = ENCRYPTED,
					       [XLS_TOO_LARGE] = TOO_LARGE };

	if (is_encrypted(c, path))
		return ENCRYPTED;
	return results[xls_read(path, &c->arena, on_xls_sheet, c)];
}

/* What it is, by its first bytes: names lie. */
static enum result read_book(struct child *c, const char *path)
{
	char head[HEAD_BYTES] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof head);
	struct str s = { head, n < 0 ? 0 : (size_t)n };

	if (fd >= 0)
		close(fd);
	if (str_starts(s, STR("PK\x03\x04")))
		return read_zip(c, path);
	if (str_starts(s, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
		return read_old(c, path);
	return n > 0 ? NO_WORKBOOK : DAMAGED;
}

static void limit(__rlimit_resource_t what, rlim_t most)
{
	const struct rlimit r = { most, most };

	setrlimit(what, &r);
}

/* Its own words are no one's here: what it dies of is said by who waits for it. */
enum sandbox_state workbook_confine(const char *path)
{
	const struct sandbox_path file = { path, SANDBOX_READ };
	struct err e;

	close(STDERR_FILENO);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, CHILD_SECONDS);
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__ /* these map terabytes */
	limit(RLIMIT_AS, CHILD_BYTES);
#endif
	text_keep_encodings();
	return sandbox_enter(&file, 1, &e);
}

static void be_child(const char *path, size_t max_bytes, int fd)
{
	struct child c = { .arena = ARENA_INIT, .out = BUF_INIT, .max_bytes = max_bytes };
	enum result result = workbook_confine(path) == SANDBOX_FAILED ? DAMAGED : DONE;
	char said;

	if (result == DONE)
		result = read_book(&c, path);
	said = (char)result;
	_exit(file_put(fd, (struct str){ &said, 1 }) && file_put(fd, buf_str(&c.out)) ? 0 : 1);
}

/* ---- who waits for it ---- */

/* False when there is more than max_bytes. */
static bool drain(int fd, size_t max_bytes, struct buf *out)
{
	enum { PIECE = 65536 };
	ssize_t n;

	while ((n = read(fd, buf_room(out, PIECE), PIECE)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		out->len += (size_t)n;
		if (out->len > max_bytes)
			return false;
	}
	return true;
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
		sheet->name = text_decode(arena_str(a, sheet->name), a).s;
		sheet->csv = text_decode(arena_str(a, sheet->csv), a).s;
		sheet->hidden_rows = text_decode(arena_str(a, sheet->hidden_rows), a).s;
	}
	return true;
}

static bool receive(int fd, pid_t pid, size_t max_bytes, struct buf *said)
{
	bool whole = drain(fd, max_bytes, said);
	int status;

	close(fd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return whole && WIFEXITED(status) && WEXITSTATUS(status) == 0 && said->len;
}

static enum result understand(struct buf *said, struct arena *a, struct workbook *out)
{
	enum result result = (enum result)said->s[0];

	if (result == DONE && !unpack(str_from(buf_str(said), 1), a, out))
		return DAMAGED;
	return result < RESULT__MAX ? result : DAMAGED;
}

bool workbook_read(const char *path, size_t max_bytes, struct arena *a, struct workbook *out,
		   struct err *e)
{
	enum result result = DAMAGED;
	struct buf said = BUF_INIT;
	int ends[2];
	pid_t pid;

	*out = (struct workbook){ .old = has_ending(str_of(path), STR(".xls")) };
	if (has_ending(str_of(path), STR(".et")) || has_ending(str_of(path), STR(".ods")))
		return err_set(e, SAY_BOOK_KIND, strrchr(path, '.'));
	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_errno(e, "pipe");
	pid = fork();
	if (pid == 0)
		be_child(path, max_bytes, ends[1]);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return err_errno(e, "fork");
	}
	if (receive(ends[0], pid, max_bytes + 1, &said))
		result = understand(&said, a, out);
	buf_release(&said);
	return result == DONE || err_set(e, "%s", fault[result]);
}

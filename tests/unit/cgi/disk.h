/*
 * disk.h - a disk that can lose power, fail and be full, under the ledger and
 * the journal of the hall of hall.h. Include it first.
 *
 * The functions below stand in for those of libc, for our code and for
 * SQLite's. Reading and writing goes to the real files; beside them it is kept
 * what is on disk for certain: the bytes of a file at its last fsync, and the
 * names of a folder at its last fsync. disk_shot() is what a power cut could
 * leave: each sector of 512 bytes at any of the states that it went through
 * since then, the size of the file and each name likewise. What a truncated
 * size has cut off does not come back once that size is there.
 *
 * Shared memory (-shm) is no file on disk, and no fsync is real.
 */
#ifndef TESTS_DISK_H
#define TESTS_DISK_H

#undef _FORTIFY_SOURCE /* its open() is a macro */

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DISK_ROOT "/tmp/hallbook-test-" /* fixture.h: and six letters */

enum { DISK_SECTOR = 512, DISK_FDS = 1024, DISK_NAMES = 64, DISK_PATH = 80 };

struct disk_bytes {
	unsigned char *s;
	size_t len;
};

/* A write, or with `bytes.s` NULL a new size `at`. */
struct disk_op {
	size_t at;
	struct disk_bytes bytes;
};

struct disk_file {
	bool folder;
	struct disk_bytes durable;
	struct disk_op *op; /* since then */
	size_t n, cap;
};

struct disk_name {
	char path[DISK_PATH]; /* below the root, with a slash before it */
	struct disk_file *live, *durable;
};

/* A state of the disk: a cut leaves both alike, a killed process does not. */
struct disk_shot {
	struct {
		char path[DISK_PATH];
		bool folder, exists, is_durable;
		struct disk_bytes live, durable;
	} name[DISK_NAMES];
	size_t n;
};

/* What a call does, for those who want to meet it. */
enum disk_call {
	DISK_OPEN = 1,
	DISK_WRITE = 2,
	DISK_SIZE = 4,
	DISK_SYNC = 8,
	DISK_READ = 16,
	DISK_REMOVE = 32,
	DISK_CHANGES = DISK_OPEN | DISK_WRITE | DISK_SIZE | DISK_SYNC | DISK_REMOVE,
};

static struct {
	struct disk_file *fd[DISK_FDS];
	struct disk_name name[DISK_NAMES];
	size_t nnames;
	char fd_path[DISK_FDS][DISK_PATH];
	uint64_t seed;
	const char *deaf; /* fsync of a path with this end does nothing: for negative controls */
	bool (*meet)(enum disk_call call, const char *path); /* before each; false: it fails */
} disk;

/* ---- chance ---- */

static inline uint64_t disk_random(void)
{
	disk.seed ^= disk.seed << 13;
	disk.seed ^= disk.seed >> 7;
	disk.seed ^= disk.seed << 17;
	return disk.seed * 0x2545f4914f6cdd1d;
}

/* Even below n. */
static inline size_t disk_below(size_t n)
{
	return (size_t)((disk_random() >> 32) % n);
}

/* ---- bytes ---- */

static inline void *disk_memory(void *old, size_t size)
{
	void *p = realloc(old, size ? size : 1);

	assert(p);
	return p;
}

static inline struct disk_bytes disk_copy(const void *s, size_t len)
{
	struct disk_bytes b = { disk_memory(NULL, len), len };

	if (len)
		memcpy(b.s, s, len);
	return b;
}

static inline void disk_resize(struct disk_bytes *b, size_t len)
{
	b->s = disk_memory(b->s, len);
	if (len > b->len)
		memset(b->s + b->len, 0, len - b->len);
	b->len = len;
}

static inline size_t disk_size_after(const struct disk_file *f, size_t n)
{
	size_t size = f->durable.len;

	for (size_t i = 0; i < n; i++) {
		const struct disk_op *op = &f->op[i];

		if (!op->bytes.s || op->at + op->bytes.len > size)
			size = op->at + op->bytes.len;
	}
	return size;
}

/* The first n changes, as far as they touch [from, to). */
static inline void disk_apply(const struct disk_file *f, size_t n, struct disk_bytes *b,
			      size_t from, size_t to)
{
	for (size_t i = 0; i < n; i++) {
		const struct disk_op *op = &f->op[i];
		size_t end = op->bytes.s ? op->at + op->bytes.len : b->len;
		size_t first = op->at > from ? op->at : from, last = end < to ? end : to;

		if (first >= last)
			continue;
		if (op->bytes.s)
			memcpy(b->s + first, op->bytes.s + (first - op->at), last - first);
		else
			memset(b->s + first, 0, last - first);
	}
}

static inline struct disk_bytes disk_live(const struct disk_file *f)
{
	struct disk_bytes b = disk_copy(f->durable.s, f->durable.len);

	for (size_t i = 0; i < f->n; i++) {
		const struct disk_op *op = &f->op[i];

		if (!op->bytes.s || op->at + op->bytes.len > b.len)
			disk_resize(&b, op->at + op->bytes.len);
		if (op->bytes.s)
			memcpy(b.s + op->at, op->bytes.s, op->bytes.len);
	}
	return b;
}

static inline void disk_settle(struct disk_file *f, struct disk_bytes now)
{
	free(f->durable.s);
	f->durable = now;
	for (size_t i = 0; i < f->n; i++)
		free(f->op[i].bytes.s);
	f->n = 0;
}

/* How a cut may leave it: nothing of what was not synced, all, or anything between. */
static inline struct disk_bytes disk_torn(const struct disk_file *f)
{
	struct disk_bytes b = disk_copy(f->durable.s, f->durable.len);
	size_t way = disk_below(4), sized = way == 0 ? 0 : way == 1 ? f->n : disk_below(f->n + 1);
	size_t size = disk_size_after(f, sized), most = size > b.len ? size : b.len, known = b.len;

	disk_resize(&b, most);
	for (size_t from = 0; from < most && f->n; from += DISK_SECTOR) {
		size_t to = from + DISK_SECTOR < most ? from + DISK_SECTOR : most;
		size_t n = way == 0 ? 0 : way == 1 ? f->n : disk_below(f->n + 1);

		for (size_t i = n; i < sized; i++)
			if (!f->op[i].bytes.s && f->op[i].at < to)
				n = i + 1;
		/* a block never written may hold what was there for another file */
		if (n == 0 && from >= known && disk_below(4) == 0)
			for (size_t i = from; i < to; i++)
				b.s[i] = (unsigned char)disk_random();
		disk_apply(f, n, &b, from, to);
	}
	disk_resize(&b, size);
	return b;
}

/* ---- names ---- */

/* The path below the root, or NULL when the disk is not asked. */
static inline const char *disk_path(const char *path)
{
	const char *rest;

	if (strncmp(path, DISK_ROOT, strlen(DISK_ROOT)) != 0)
		return NULL;
	rest = path + strlen(DISK_ROOT) + 6;
	if (*rest == '\0' || strncmp(rest, "/journal", 8) == 0)
		return rest;
	if (strncmp(rest, "/ledger.db", 10) != 0 || strstr(rest, "-shm") || strstr(rest, ".check"))
		return NULL;
	return rest;
}

static inline struct disk_name *disk_name(const char *path, bool make)
{
	for (size_t i = 0; i < disk.nnames; i++)
		if (strcmp(disk.name[i].path, path) == 0)
			return &disk.name[i];
	if (!make)
		return NULL;
	assert(disk.nnames < DISK_NAMES && strlen(path) < DISK_PATH);
	strcpy(disk.name[disk.nnames].path, path);
	disk.name[disk.nnames].live = disk.name[disk.nnames].durable = NULL;
	return &disk.name[disk.nnames++];
}

static inline struct disk_file *disk_file(struct disk_name *n, bool folder)
{
	if (!n->live) {
		n->live = calloc(1, sizeof *n->live);
		assert(n->live);
		n->live->folder = folder;
	}
	return n->live;
}

/* Lets go of a file that a name had, unless another has it. */
static inline void disk_drop(struct disk_file *f)
{
	for (size_t i = 0; i < disk.nnames; i++)
		if (disk.name[i].live == f || disk.name[i].durable == f)
			return;
	for (int fd = 0; fd < DISK_FDS; fd++)
		if (disk.fd[fd] == f)
			return; /* close() does it */
	disk_settle(f, (struct disk_bytes){ NULL, 0 });
	free(f->op);
	free(f);
}

static inline bool disk_is_in(const char *path, const char *folder)
{
	return strncmp(path, folder, strlen(folder)) == 0 &&
	       strrchr(path, '/') == path + strlen(folder);
}

static inline void disk_sync(int fd)
{
	const char *path = disk.fd_path[fd];
	size_t end = disk.deaf ? strlen(disk.deaf) : 0;

	if (end && strlen(path) >= end && strcmp(path + strlen(path) - end, disk.deaf) == 0)
		return;
	if (!disk.fd[fd]->folder)
		disk_settle(disk.fd[fd], disk_live(disk.fd[fd]));
	for (size_t i = 0; i < disk.nnames; i++) {
		struct disk_name *n = &disk.name[i];
		struct disk_file *old = n->durable;

		if (!disk_is_in(n->path, path))
			continue;
		n->durable = n->live;
		if (old && old != n->live)
			disk_drop(old);
	}
}

/* ---- shots ---- */

static inline void disk_shot_drop(struct disk_shot *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->name[i].live.s);
		free(s->name[i].durable.s);
	}
	free(s);
}

static inline struct disk_shot *disk_shot(bool power_cut)
{
	struct disk_shot *s = calloc(1, sizeof *s);
	bool all = disk_below(2) == 0;

	assert(s);
	for (; s->n < disk.nnames; s->n++) {
		const struct disk_name *n = &disk.name[s->n];
		struct disk_file *f = n->live;

		strcpy(s->name[s->n].path, n->path);
		if (power_cut && !all && disk_below(2))
			f = n->durable;
		s->name[s->n].exists = f != NULL;
		s->name[s->n].is_durable = power_cut || n->durable == f;
		if (!f)
			continue;
		s->name[s->n].folder = f->folder;
		s->name[s->n].live = power_cut ? disk_torn(f) : disk_live(f);
		s->name[s->n].durable =
			power_cut ? disk_copy(s->name[s->n].live.s, s->name[s->n].live.len)
				  : disk_copy(f->durable.s, f->durable.len);
	}
	return s;
}

/* Puts the files of a shot into `root`; those of a folder that is lost are lost. */
static inline void disk_write_out(struct disk_shot *s, const char *root)
{
	char path[DISK_PATH + 64];

	for (size_t i = 0; i < s->n; i++) {
		int fd;

		if (!s->name[i].exists)
			continue;
		snprintf(path, sizeof path, "%s%s", root, s->name[i].path);
		if (s->name[i].folder) {
			syscall(SYS_mkdir, path, 0700);
			continue;
		}
		fd = (int)syscall(SYS_open, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		if (fd < 0) {
			s->name[i].exists = false;
			continue;
		}
		assert(syscall(SYS_write, fd, s->name[i].live.s, s->name[i].live.len) ==
		       (ssize_t)s->name[i].live.len);
		syscall(SYS_close, fd);
	}
}

static inline void disk_clear(const char *root)
{
	static const char *const all[] = { "/ledger.db",
					   "/ledger.db-journal",
					   "/ledger.db-wal",
					   "/ledger.db-shm",
					   "/ledger.db.key",
					   "/journal/ledger.db.log",
					   "/journal/ledger.db.keys" };
	char path[DISK_PATH + 64];

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		snprintf(path, sizeof path, "%s%s", root, all[i]);
		syscall(SYS_unlink, path);
	}
	snprintf(path, sizeof path, "%s/journal", root);
	syscall(SYS_rmdir, path);
}

/* Forgets all; nobody has a file open. */
static inline void disk_forget(void)
{
	for (size_t i = 0; i < disk.nnames; i++) {
		struct disk_file *live = disk.name[i].live, *durable = disk.name[i].durable;

		disk.name[i].live = disk.name[i].durable = NULL;
		if (durable && durable != live)
			disk_drop(durable);
		if (live)
			disk_drop(live);
	}
	disk.nnames = 0;
}

/* The disk is as in the shot, and so are the files in `root`. */
static inline void disk_become(struct disk_shot *s, const char *root)
{
	disk_clear(root);
	disk_write_out(s, root);
	disk_forget();
	for (size_t i = 0; i < s->n; i++) {
		struct disk_file *f;
		struct disk_name *n;

		if (!s->name[i].exists)
			continue;
		n = disk_name(s->name[i].path, true);
		f = disk_file(n, s->name[i].folder);
		n->durable = s->name[i].is_durable ? f : NULL;
		f->durable = disk_copy(s->name[i].durable.s, s->name[i].durable.len);
		if (f->folder || (s->name[i].live.len == f->durable.len &&
				  memcmp(s->name[i].live.s, f->durable.s, f->durable.len) == 0))
			continue;
		f->op = disk_memory(NULL, 2 * sizeof *f->op);
		f->cap = f->n = 2;
		f->op[0].at = 0;
		f->op[0].bytes = disk_copy(s->name[i].live.s, s->name[i].live.len);
		f->op[1] = (struct disk_op){ s->name[i].live.len, { NULL, 0 } };
	}
}

/* ---- in the place of libc ---- */

static inline struct disk_file *disk_of(int fd)
{
	return fd >= 0 && fd < DISK_FDS ? disk.fd[fd] : NULL;
}

static inline bool disk_lets(enum disk_call call, const char *path)
{
	return !disk.meet || disk.meet(call, path);
}

static inline void disk_note(struct disk_file *f, size_t at, struct disk_bytes bytes)
{
	if (f->n == f->cap)
		f->op = disk_memory(f->op, (f->cap = 2 * f->cap + 8) * sizeof *f->op);
	f->op[f->n++] = (struct disk_op){ at, bytes };
}

static inline int disk_open(const char *path, int flags, int mode)
{
	const char *rest = disk_path(path);
	struct disk_name *n;
	struct stat st;
	int fd;

	if (rest && !disk_lets(DISK_OPEN, rest))
		return -1;
	fd = (int)syscall(SYS_open, path, flags, mode);
	if (fd < 0 || !rest)
		return fd;
	assert(fd < DISK_FDS && strlen(rest) < DISK_PATH && fstat(fd, &st) == 0);
	n = disk_name(rest, true);
	disk.fd[fd] = disk_file(n, S_ISDIR(st.st_mode));
	strcpy(disk.fd_path[fd], rest);
	if (!*rest) /* the root itself */
		n->durable = n->live;
	return fd;
}

int open(const char *path, int flags, ...)
{
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, int) : 0;
	va_end(ap);
	return disk_open(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	va_list ap;
	int mode;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, int) : 0;
	va_end(ap);
	return disk_open(path, flags, mode);
}

int close(int fd)
{
	struct disk_file *f = disk_of(fd);

	if (f) {
		disk.fd[fd] = NULL;
		disk_drop(f);
	}
	return (int)syscall(SYS_close, fd);
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t at)
{
	struct disk_file *f = disk_of(fd);
	ssize_t n;

	if (f && !disk_lets(DISK_WRITE, disk.fd_path[fd]))
		return -1;
	n = syscall(SYS_pwrite64, fd, bytes, len, at);
	if (f && n > 0)
		disk_note(f, (size_t)at, disk_copy(bytes, (size_t)n));
	return n;
}

ssize_t pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
	return pwrite(fd, bytes, len, at);
}

ssize_t write(int fd, const void *bytes, size_t len)
{
	struct disk_file *f = disk_of(fd);
	off_t at = f ? lseek(fd, 0, SEEK_CUR) : 0;
	ssize_t n;

	if (f && !disk_lets(DISK_WRITE, disk.fd_path[fd]))
		return -1;
	n = syscall(SYS_write, fd, bytes, len);
	if (f && n > 0)
		disk_note(f, (size_t)at, disk_copy(bytes, (size_t)n));
	return n;
}

ssize_t pread(int fd, void *bytes, size_t len, off_t at)
{
	if (disk_of(fd) && !disk_lets(DISK_READ, disk.fd_path[fd]))
		return -1;
	return syscall(SYS_pread64, fd, bytes, len, at);
}

ssize_t pread64(int fd, void *bytes, size_t len, off_t at)
{
	return pread(fd, bytes, len, at);
}

int ftruncate(int fd, off_t size)
{
	struct disk_file *f = disk_of(fd);
	int result;

	if (f && !disk_lets(DISK_SIZE, disk.fd_path[fd]))
		return -1;
	result = (int)syscall(SYS_ftruncate, fd, size);
	if (f && result == 0)
		disk_note(f, (size_t)size, (struct disk_bytes){ NULL, 0 });
	return result;
}

int ftruncate64(int fd, off_t size)
{
	return ftruncate(fd, size);
}

int fsync(int fd)
{
	if (!disk_of(fd))
		return 0;
	if (!disk_lets(DISK_SYNC, disk.fd_path[fd]))
		return -1;
	disk_sync(fd);
	return 0;
}

int fdatasync(int fd)
{
	return fsync(fd);
}

int mkdir(const char *path, mode_t mode)
{
	const char *rest = disk_path(path);
	int result;

	if (rest && !disk_lets(DISK_OPEN, rest))
		return -1;
	result = (int)syscall(SYS_mkdir, path, mode);
	if (rest && result == 0)
		disk_file(disk_name(rest, true), true);
	return result;
}

/* `from` is gone: another file has its name, or a second name is all that was asked for. */
static inline void disk_name_as(const char *from, const char *to, bool stays)
{
	struct disk_name *n = disk_name(from, false), *other = disk_name(to, true);
	struct disk_file *old = other->live;

	other->live = n ? n->live : NULL;
	if (n && !stays)
		n->live = NULL;
	if (old)
		disk_drop(old);
}

int rename(const char *from, const char *to)
{
	const char *rest = disk_path(from), *other = disk_path(to);
	int result;

	if (rest && !disk_lets(DISK_REMOVE, rest))
		return -1;
	result = (int)syscall(SYS_rename, from, to);
	if (result == 0 && rest && other && strcmp(rest, other) != 0)
		disk_name_as(rest, other, false);
	return result;
}

/* What a cut would leave of a file with two names is not told apart: for kills and failures. */
int link(const char *from, const char *to)
{
	const char *rest = disk_path(from);

	if (rest && !disk_lets(DISK_OPEN, rest))
		return -1;
	return (int)syscall(SYS_link, from, to);
}

int unlink(const char *path)
{
	const char *rest = disk_path(path);
	struct disk_name *n;

	if (rest && !disk_lets(DISK_REMOVE, rest))
		return -1;
	n = rest ? disk_name(rest, false) : NULL;
	if (n && n->live) {
		struct disk_file *f = n->live;

		n->live = NULL;
		if (n->durable != f)
			disk_drop(f);
	}
	return (int)syscall(SYS_unlink, path);
}

#endif

/*
 * disk.h - a disk that can lose power, fail and be full, under the ledger, its log and
 * its backups of the hall of hall.h. Include disk/calls.h first, which has the functions
 * that stand in for those of libc, for our code and for SQLite's.
 * Reading and writing goes to the real files; beside them it is kept
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

#include <assert.h>
#include <dirent.h>
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

enum { DISK_SECTOR = 512, DISK_FDS = 1024, DISK_NAMES = 256, DISK_PATH = 80 };

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
	if (*rest == '\0' || strncmp(rest, "/log", 4) == 0 || strncmp(rest, "/backups", 8) == 0)
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

/* A file with two names is torn in one way. */
static inline bool disk_shot_seen(struct disk_shot *s, struct disk_file *const *file, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		if (!file[j] || file[j] != file[i])
			continue;
		s->name[i].live = disk_copy(s->name[j].live.s, s->name[j].live.len);
		s->name[i].durable = disk_copy(s->name[j].durable.s, s->name[j].durable.len);
		return true;
	}
	return false;
}

static inline struct disk_shot *disk_shot(bool power_cut)
{
	struct disk_shot *s = calloc(1, sizeof *s);
	struct disk_file *file[DISK_NAMES];
	bool all = disk_below(2) == 0;

	assert(s);
	for (; s->n < disk.nnames; s->n++) {
		const struct disk_name *n = &disk.name[s->n];
		struct disk_file *f = n->live;

		strcpy(s->name[s->n].path, n->path);
		if (power_cut && !all && disk_below(2))
			f = n->durable;
		file[s->n] = f;
		s->name[s->n].exists = f != NULL;
		s->name[s->n].is_durable = power_cut || n->durable == f;
		if (!f)
			continue;
		s->name[s->n].folder = f->folder;
		if (disk_shot_seen(s, file, s->n))
			continue;
		s->name[s->n].live = power_cut ? disk_torn(f) : disk_live(f);
		s->name[s->n].durable =
			power_cut ? disk_copy(s->name[s->n].live.s, s->name[s->n].live.len)
				  : disk_copy(f->durable.s, f->durable.len);
	}
	return s;
}

/* Puts the folders, then the files of a shot into `root`; those of a folder that is lost are lost. */
static inline void disk_write_out(struct disk_shot *s, const char *root)
{
	char path[DISK_PATH + 64];

	for (size_t i = 0; i < s->n; i++) {
		snprintf(path, sizeof path, "%s%s", root, s->name[i].path);
		if (s->name[i].exists && s->name[i].folder)
			syscall(SYS_mkdir, path, 0700);
	}
	for (size_t i = 0; i < s->n; i++) {
		int fd;

		if (!s->name[i].exists || s->name[i].folder)
			continue;
		snprintf(path, sizeof path, "%s%s", root, s->name[i].path);
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

/* Removes the files of a folder whose names begin so. */
static inline void disk_clear_folder(const char *folder, const char *prefix)
{
	DIR *d = opendir(folder);
	struct dirent *entry;
	char path[DISK_PATH + 320];

	while (d && (entry = readdir(d))) {
		if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0 || entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		syscall(SYS_unlink, path);
	}
	if (d)
		closedir(d);
}

static inline void disk_clear(const char *root)
{
	static const char *const folder[] = { "log", "backups" };
	char path[DISK_PATH + 64];

	disk_clear_folder(root, "ledger.db");
	for (size_t i = 0; i < sizeof folder / sizeof folder[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", root, folder[i]);
		disk_clear_folder(path, "");
		syscall(SYS_rmdir, path);
	}
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

#endif

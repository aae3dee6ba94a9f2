/*
 * calls.h - what stands in the place of libc before the disk of disk.h. Include it first.
 */
#ifndef TESTS_DISK_CALLS_H
#define TESTS_DISK_CALLS_H

#undef _FORTIFY_SOURCE /* its open() is a macro */

#include "disk.h"

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

int link(const char *from, const char *to)
{
	const char *rest = disk_path(from), *other = disk_path(to);
	int result;

	if (rest && !disk_lets(DISK_OPEN, rest))
		return -1;
	result = (int)syscall(SYS_link, from, to);
	if (result == 0 && rest && other)
		disk_name_as(rest, other, true);
	return result;
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

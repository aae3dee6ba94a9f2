#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void file_standard(void)
{
	int fd;

	while ((fd = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0 && fd <= STDERR_FILENO)
		;
	if (fd >= 0)
		close(fd);
}

bool file_printed(struct err *e)
{
	return (fflush(stdout) == 0 && !ferror(stdout)) || err_errno(e, "standard output");
}

const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

struct str file_beside(const char *file, const char *name, struct arena *a)
{
	return arena_printf(a, "%.*s%s", (int)(file_name(file) - file), file, name);
}

bool file_take(int fd, void *to, size_t len, int64_t at)
{
	size_t got = 0;

	while (got < len) {
		ssize_t n = pread(fd, (char *)to + got, len - got, at + (int64_t)got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			errno = 0;
		if (n <= 0)
			return false;
		got += (size_t)n;
	}
	return true;
}

bool file_put(int fd, struct str s)
{
	while (s.len) {
		ssize_t n = write(fd, s.s, s.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		s = str_from(s, (size_t)n);
	}
	return true;
}

bool file_read(const char *path, size_t max_bytes, struct arena *a, struct str *out, struct err *e)
{
	int fd = open(path,
		      O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would wait for its writer */
	struct stat st;
	char *text;
	bool ok = false;

	if (fd < 0)
		return err_errno(e, "%s", path);
	if (fstat(fd, &st) < 0) {
		err_errno(e, "%s", path);
	} else if (!S_ISREG(st.st_mode)) {
		err_set(e, "%s: 不是普通文件", path);
	} else if ((uint64_t)st.st_size > max_bytes) {
		err_set(e, "%s: 太大，最多 %zu 字节", path, max_bytes);
	} else {
		text = arena_alloc(a, (size_t)st.st_size + 1);
		ok = file_take(fd, text, (size_t)st.st_size, 0) || err_errno(e, "%s", path);
		*out = (struct str){ text, (size_t)st.st_size };
	}
	close(fd);
	return ok;
}

/* Writes and closes; the data is on disk, and the mode is as asked, whatever the umask. */
static bool write_to(const char *path, struct str content, mode_t mode, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	bool ok;

	if (fd < 0)
		return err_errno(e, "%s", path);
	ok = fchmod(fd, mode) == 0 && file_put(fd, content) && fsync(fd) == 0;
	if (!ok)
		err_errno(e, "%s", path);
	if (close(fd) != 0 && ok)
		ok = err_errno(e, "%s", path);
	return ok;
}

bool file_replace(const char *path, struct str content, mode_t mode, struct err *e)
{
	const char *name = file_name(path);
	char part[4096];

	if ((size_t)snprintf(part, sizeof part, "%.*s.%s.part", (int)(name - path), path, name) >=
	    sizeof part)
		return err_set(e, "%s: 文件名太长", path);
	if (!write_to(part, content, mode, e)) {
		unlink(part);
		return false;
	}
	if (rename(part, path) != 0) {
		err_errno(e, "%s", path);
		unlink(part);
		return false;
	}
	return true;
}

static bool sync_path(const char *path, int flags, struct err *e)
{
	int fd = open(path, flags | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		err_errno(e, "%s", path);
	if (fd >= 0)
		close(fd);
	return ok;
}

bool file_sync(const char *file, struct err *e)
{
	struct arena a = ARENA_INIT;
	char *copy = arena_alloc(&a, strlen(file) + 1);
	bool ok;

	strcpy(copy, file);
	ok = sync_path(file, O_RDONLY, e) && sync_path(dirname(copy), O_RDONLY | O_DIRECTORY, e);
	arena_release(&a);
	return ok;
}

bool file_as_owner(const char *path, struct err *e)
{
	char folder[4096];
	struct stat st;

	snprintf(folder, sizeof folder, "%s", path);
	if (geteuid() != 0 || stat(dirname(folder), &st) != 0 || st.st_uid == 0)
		return true;
	return (setgroups(0, NULL) == 0 && setgid(st.st_gid) == 0 && setuid(st.st_uid) == 0) ||
	       err_errno(e, "%s", path);
}

FILE *file_nameless(const char *folder, struct err *e)
{
	char path[4096];
	FILE *f = NULL;
	int fd = -1;

	if ((size_t)snprintf(path, sizeof path, "%s/XXXXXX", folder) < sizeof path)
		fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0 && unlink(path) == 0)
		f = fdopen(fd, "w+");
	if (!f)
		err_errno(e, "%s", folder);
	if (!f && fd >= 0)
		close(fd);
	return f;
}

bool file_drain(FILE *to, struct buf *b, struct err *e)
{
	bool ok = !b->len || fwrite(b->s, 1, b->len, to) == b->len;

	buf_clear(b);
	if (!ok)
		return err_errno(e, "文件写不进去");
	/* a pipe has no place, and is as long as it likes */
	return ftello(to) <= FILE_STREAM_MAX || err_set(e, "文件太大");
}

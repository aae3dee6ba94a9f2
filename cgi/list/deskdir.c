#include "list/deskdir.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_MODE = 0770, FILE_MODE = 0660, NS_OF_S = 1000000000 };

const char *deskdir_path(const struct call *c, const char *fmt, ...)
{
	struct str rest;
	va_list ap;

	va_start(ap, fmt);
	rest = arena_vprintf(c->arena, fmt, ap);
	va_end(ap);
	return arena_printf(c->arena, "%s/%s", c->app->desk ? c->app->desk : "/nowhere", rest.s).s;
}

bool deskdir_read(const struct call *c, const char *path, size_t max_bytes, struct str *out)
{
	struct err e;

	return file_read(path, max_bytes, c->arena, out, &e);
}

int64_t deskdir_written_ns(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_mtim.tv_sec * NS_OF_S + st.st_mtim.tv_nsec : 0;
}

bool deskdir_has(const char *path)
{
	return deskdir_written_ns(path) != 0;
}

bool deskdir_make(const char *path, struct err *e)
{
	int fd = -1;
	bool ok = mkdir(path, FOLDER_MODE) == 0 || errno == EEXIST;

	if (ok)
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* whatever the umask is; hallgen may have made it, and set its mode */
	ok = fd >= 0 && (fchmod(fd, FOLDER_MODE) == 0 || errno == EPERM);
	if (!ok)
		err_errno(e, "%s", path);
	if (fd >= 0)
		close(fd);
	return ok;
}

bool deskdir_put(const char *path, struct str content, struct err *e)
{
	return file_replace(path, content, FILE_MODE, e);
}

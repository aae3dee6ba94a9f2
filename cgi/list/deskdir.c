#include "list/deskdir.h"

#include "base/file.h"

#include <dirent.h>
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

/* Puts a number into its place; the lowest falls out of a full list. */
static size_t insert(int64_t *list, size_t n, size_t max, int64_t number)
{
	size_t at = n;

	while (at > 0 && list[at - 1] < number)
		at--;
	if (at == max)
		return n;
	n += n < max;
	memmove(&list[at + 1], &list[at], (n - at - 1) * sizeof *list);
	list[at] = number;
	return n;
}

size_t deskdir_numbers(const char *path, int64_t *list, size_t max, int64_t *top)
{
	DIR *d = opendir(path);
	struct dirent *entry;
	size_t n = 0;

	*top = 0;
	while (d && (entry = readdir(d))) {
		struct str name = str_of(entry->d_name);
		bool made = !str_starts(name, STR("."));
		int64_t number = 0;

		if (!str_to_int(made ? name : str_from(name, 1), INT32_MAX, &number))
			continue;
		if (number > *top)
			*top = number;
		if (made)
			n = insert(list, n, max, number);
	}
	if (d)
		closedir(d);
	return n;
}

void deskdir_names(const char *path, void (*fn)(void *ctx, struct str name), void *ctx)
{
	DIR *d = opendir(path);
	struct dirent *entry;

	while (d && (entry = readdir(d)))
		if (entry->d_name[0] != '.')
			fn(ctx, str_of(entry->d_name));
	if (d)
		closedir(d);
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

#include "desk/hallfiles.h"

#include "base/file.h"
#include "publish/releases.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void list(struct hallfiles *out, size_t *cap, const char *folder, const char *below,
		 struct arena *a)
{
	const char *path = arena_printf(a, "%s/%s", folder, below).s;
	DIR *d = opendir(path);
	struct dirent *entry;
	struct stat st;

	while (d && (entry = readdir(d))) {
		struct str file = arena_printf(a, "%s/%s", path, entry->d_name);

		if (entry->d_name[0] != '.' && stat(file.s, &st) == 0 && S_ISREG(st.st_mode))
			*(struct str *)arena_push(a, &out->name, &out->n, cap, sizeof file) =
				arena_printf(a, "%s%s", below, entry->d_name);
	}
	if (d)
		closedir(d);
}

static int by_text(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

struct hallfiles hallfiles_list(const char *folder, struct arena *a)
{
	struct hallfiles out = { NULL, 0 };
	size_t cap = 0;

	list(&out, &cap, folder, "", a);
	list(&out, &cap, folder, "pages/", a);
	list(&out, &cap, folder, "pages/items/", a);
	if (out.n)
		qsort(out.name, out.n, sizeof *out.name, by_text);
	return out;
}

struct str hallfiles_read(const char *folder, struct str name, struct arena *a)
{
	struct str bytes;
	struct err e;

	if (!file_read(arena_printf(a, "%s/%.*s", folder, STR_ARG(name)).s, HALLFILES_MAX_BYTES, a,
		       &bytes, &e))
		return (struct str){ NULL, 0 };
	return bytes.s ? bytes : STR("");
}

bool hallfiles_same(const char *one, const char *other, struct arena *a)
{
	struct hallfiles x = hallfiles_list(one, a), y = hallfiles_list(other, a);

	if (x.n != y.n)
		return false;
	for (size_t i = 0; i < x.n; i++)
		if (!str_eq(x.name[i], y.name[i]) ||
		    !str_eq(hallfiles_read(one, x.name[i], a), hallfiles_read(other, y.name[i], a)))
			return false;
	return true;
}

bool hallfiles_put(const char *folder, struct str name, struct str bytes, struct arena *a,
		   struct err *e)
{
	const char *path = arena_printf(a, "%s/%.*s", folder, STR_ARG(name)).s;

	return releases_make_folders(AT_FDCWD, path, e) && file_replace(path, bytes, 0644, e);
}

static bool write_new(const char *path, struct str bytes, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
	bool ok = fd >= 0 && file_put(fd, bytes);

	if (fd >= 0 && close(fd) != 0)
		ok = false;
	return ok || err_errno(e, "%s", path);
}

bool hallfiles_copy(const char *from, const char *to, struct arena *a, struct err *e)
{
	struct hallfiles all = hallfiles_list(from, a);

	if (!releases_make_folders(AT_FDCWD, arena_printf(a, "%s/pages/", to).s, e))
		return false;
	for (size_t i = 0; i < all.n; i++) {
		const char *path = arena_printf(a, "%s/%s", to, all.name[i].s).s;
		struct str bytes = hallfiles_read(from, all.name[i], a);

		if (!bytes.s)
			return err_set(e, "%s/%s 读不了", from, all.name[i].s);
		if (!releases_make_folders(AT_FDCWD, path, e) || !write_new(path, bytes, e))
			return false;
	}
	return true;
}

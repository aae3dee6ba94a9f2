/*
 * bare_write FROM TO [plain]: reads a tree into memory, writes it into the new
 * folder TO with nothing but mkdir, openat, write and close, and prints the
 * CPU time of the writing in ms. With `plain` the .gz files and the large-type
 * twin are left out. This is the limit that hallgen is compared with.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

struct item {
	char *path; /* below FROM */
	char *bytes;
	size_t len;
};

static struct item *list;
static size_t count, room, prefix;
static int plain;

static int wanted(const char *path)
{
	size_t len = strlen(path);

	return !plain ||
	       (strncmp(path, "large/", 6) != 0 && (len < 3 || strcmp(path + len - 3, ".gz") != 0));
}

static int take(const char *path, const struct stat *st, int type, struct FTW *where)
{
	struct item *item;
	FILE *f;

	(void)where;
	if (type != FTW_F || !wanted(path + prefix))
		return 0;
	if (count == room)
		list = realloc(list, (room = room * 2 + 64) * sizeof *list);
	f = fopen(path, "rb");
	if (!list || !f)
		return 1;
	item = &list[count++];
	item->path = strdup(path + prefix);
	item->len = (size_t)st->st_size;
	item->bytes = malloc(item->len + 1);
	if (!item->path || !item->bytes || fread(item->bytes, 1, item->len, f) != item->len)
		return 1;
	fclose(f);
	return 0;
}

static int make_folders(int top, char *path)
{
	for (char *p = strchr(path, '/'); p; p = strchr(p + 1, '/')) {
		*p = 0;
		if (mkdirat(top, path, 0755) < 0 && errno != EEXIST)
			return -1;
		*p = '/';
	}
	return 0;
}

static int write_item(int top, const struct item *item)
{
	int fd = openat(top, item->path, O_WRONLY | O_CREAT | O_EXCL, 0644);

	if (fd < 0 && errno == ENOENT && make_folders(top, item->path) == 0)
		fd = openat(top, item->path, O_WRONLY | O_CREAT | O_EXCL, 0644);
	if (fd < 0 || write(fd, item->bytes, item->len) != (ssize_t)item->len)
		return -1;
	return close(fd);
}

static double cpu_ms(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

int main(int argc, char **argv)
{
	double start;
	int top;

	if (argc < 3)
		return 2;
	plain = argc > 3;
	prefix = strlen(argv[1]) + 1;
	if (nftw(argv[1], take, 32, FTW_PHYS) != 0 || mkdir(argv[2], 0755) < 0)
		return 3;
	top = open(argv[2], O_RDONLY | O_DIRECTORY);
	start = cpu_ms();
	for (size_t i = 0; i < count; i++)
		if (write_item(top, &list[i]) < 0)
			return 3;
	printf("%.2f %zu\n", cpu_ms() - start, count);
	return 0;
}

#include "publish/release.h"

#include "base/buf.h"
#include "base/file.h"
#include "publish/gzip.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ID_DIGITS = 6, ID_LEN = ID_DIGITS + 1 + 8, PATH_BYTES = 512 };

static const char *path_in(const struct releases *r, const char *name)
{
	return arena_printf(r->arena, "%.*s/%s", STR_ARG(r->dir), name).s;
}

static bool is_id(struct str name)
{
	int64_t number;

	return name.len == ID_LEN && name.s[ID_DIGITS] == '-' &&
	       str_to_int(str_head(name, ID_DIGITS), 999999, &number);
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static void remove_tree(const char *path)
{
	nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static int by_text(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Lists the ids; with `sweep`, removes what a killed run left behind. */
static bool list_ids(struct releases *r, bool sweep, struct err *e)
{
	DIR *d = opendir(r->dir.s);
	size_t cap = 0;
	struct dirent *entry;

	if (!d)
		return err_errno(e, "%s", r->dir.s);
	while ((entry = readdir(d))) {
		struct str name = str_of(entry->d_name);

		if (is_id(name))
			*(struct str *)arena_push(r->arena, &r->id, &r->n, &cap, sizeof name) =
				arena_str(r->arena, name);
		else if (sweep && str_starts(name, STR(".build-")))
			remove_tree(path_in(r, entry->d_name));
	}
	closedir(d);
	if (r->n)
		qsort(r->id, r->n, sizeof *r->id, by_text);
	return true;
}

/*
 * One that cannot be read (an older program's, a damaged one) is no reason to
 * publish nothing: it counts as a release of unknown content.
 */
static void read_manifest(const struct releases *r, struct manifest *m)
{
	const char *path = path_in(r, arena_printf(r->arena, "%s/manifest", m->id.s).s);
	struct manifest unknown = { .id = m->id };
	struct err ignored;
	struct stat st;

	if (manifest_read(path, r->arena, m, &ignored))
		return;
	*m = unknown;
	if (stat(path, &st) == 0)
		m->stamp_s = st.st_mtime;
}

/* Files but the manifest and what .gz repeats. */
static size_t count_files(const char *dir)
{
	char *roots[] = { strdup(dir), NULL };
	FTS *tree = roots[0] ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL) : NULL;
	size_t n = 0;
	FTSENT *it;

	while (tree && (it = fts_read(tree)))
		n += it->fts_info == FTS_F && !str_ends(str_of(it->fts_name), STR(".gz")) &&
		     !(it->fts_level == 1 && strcmp(it->fts_name, "manifest") == 0);
	if (tree)
		fts_close(tree);
	free(roots[0]);
	return n;
}

bool release_complete(const struct releases *r, struct str id)
{
	struct manifest m = { .id = id };

	read_manifest(r, &m);
	/* more is no damage: a file that an administrator has put there */
	return m.files && count_files(path_in(r, id.s)) >= m.files;
}

/* Anything but a link to a release is replaced by the next one, a folder alone cannot be. */
static bool read_current(struct releases *r, struct err *e)
{
	char id[ID_LEN + 1];
	const char *path = path_in(r, "current");
	ssize_t len = readlink(path, id, sizeof id);
	struct stat st;

	if (len < 0 && errno == ENOENT)
		return true;
	if (len < 0 && lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return err_set(e, "%s 是文件夹，不是链接；请改名或移走后再试", path);
	r->bad_link = len != ID_LEN || !is_id((struct str){ id, ID_LEN });
	if (r->bad_link)
		return true;
	r->current.id = arena_str(r->arena, (struct str){ id, ID_LEN });
	read_manifest(r, &r->current);
	return true;
}

/* Stamps grow from release to release, so the newest stands in the last one. */
static void find_newest_stamp(struct releases *r)
{
	struct manifest last = { .files = 0 };

	if (r->n == 0)
		return;
	r->newest_stamp_s = r->current.stamp_s;
	if (str_eq(r->id[r->n - 1], r->current.id))
		return;
	last.id = r->id[r->n - 1];
	read_manifest(r, &last);
	if (last.stamp_s > r->newest_stamp_s)
		r->newest_stamp_s = last.stamp_s;
}

static bool take_lock(struct releases *r, struct err *e)
{
	const char *path = path_in(r, ".lock");

	r->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (r->lock_fd < 0)
		return err_errno(e, "%s", path);
	while (flock(r->lock_fd, LOCK_EX) != 0)
		if (errno != EINTR)
			return err_errno(e, "%s", path);
	return true;
}

static void init(struct releases *r, struct str dir, struct arena *a)
{
	memset(r, 0, sizeof *r);
	r->arena = a;
	r->dir = arena_str(a, dir);
	r->lock_fd = -1;
}

/* mkdir -p */
static bool make_folders(struct str dir, struct arena *a, struct err *e)
{
	char *path = memcpy(arena_alloc(a, dir.len + 1), dir.s, dir.len);

	for (char *p = path + 1;; p++) {
		bool end = *p == '\0';

		if (*p != '/' && !end)
			continue;
		*p = '\0';
		if (mkdir(path, 0755) != 0 && errno != EEXIST)
			return err_errno(e, "%s", path);
		if (end)
			return true;
		*p = '/';
	}
}

bool releases_open(struct releases *r, struct str dir, struct arena *a, struct err *e)
{
	init(r, dir, a);
	if (!make_folders(r->dir, a, e) || !take_lock(r, e) || !list_ids(r, true, e) ||
	    !read_current(r, e))
		return false;
	find_newest_stamp(r);
	return true;
}

bool releases_peek(struct releases *r, struct str dir, struct arena *a, struct err *e)
{
	init(r, dir, a);
	return access(r->dir.s, F_OK) != 0 || (list_ids(r, false, e) && read_current(r, e));
}

void releases_close(struct releases *r)
{
	if (r->lock_fd >= 0)
		close(r->lock_fd);
	r->lock_fd = -1;
}

bool releases_pinned(const struct releases *r, const char content[DIGEST_TEXT])
{
	struct str pinned;
	struct err ignored;

	return file_read(path_in(r, "pinned"), 1024, r->arena, &pinned, &ignored) &&
	       str_eq(str_trim(pinned), str_of(content));
}

/* One atomic step: whoever looks sees the old release or the new one. */
static bool switch_to(struct releases *r, struct str id, struct err *e)
{
	const char *next = path_in(r, ".current-next");
	int fd;

	unlink(next);
	if (symlink(id.s, next) != 0)
		return err_errno(e, "%s", next);
	if (rename(next, path_in(r, "current")) != 0)
		return err_errno(e, "%s", path_in(r, "current"));
	fd = open(r->dir.s, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	return true;
}

/* The newest before the current one, or of all when it is unknown. */
static bool find_older(const struct releases *r,
		       bool (*whole)(const struct releases *r, struct str id, struct err *e),
		       struct str *id)
{
	struct err ignored;

	for (size_t i = r->n; i-- > 0;) {
		*id = r->id[i];
		if ((r->current.id.len == 0 || str_cmp(*id, r->current.id) < 0) &&
		    whole(r, *id, &ignored))
			return true;
	}
	return false;
}

bool releases_rollback(struct releases *r,
		       bool (*whole)(const struct releases *r, struct str id, struct err *e),
		       struct str *id, struct err *e)
{
	if (!find_older(r, whole, id))
		return err_set(e, "没有更早的版本可以退回");
	/* A second step back is still away from the content that was pinned first. */
	return (access(path_in(r, "pinned"), F_OK) == 0 ||
		file_replace(path_in(r, "pinned"), str_of(r->current.content), 0644, e)) &&
	       switch_to(r, *id, e);
}

struct release {
	struct releases *all;
	const char *dir;
	int dir_fd;
	int old_fd; /* of the current release; -1 when there is none */
	int64_t stamp_s;
	size_t files;
	size_t same; /* of them equal to the current release's */
	struct gzip *gzip;
	struct buf gz;
};

struct release *release_begin(struct releases *r, int64_t now_s, struct err *e)
{
	struct release *b = arena_alloc(r->arena, sizeof *b);

	b->all = r;
	b->dir = path_in(r, arena_printf(r->arena, ".build-%ld", (long)getpid()).s);
	b->stamp_s = now_s > r->newest_stamp_s ? now_s : r->newest_stamp_s + 1;
	b->dir_fd = -1;
	b->old_fd = -1;
	if (r->current.id.len)
		b->old_fd = open(path_in(r, r->current.id.s), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	b->gzip = gzip_new();
	remove_tree(b->dir);
	if (mkdir(b->dir, 0755) == 0)
		b->dir_fd = open(b->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (b->dir_fd < 0) {
		err_errno(e, "%s", b->dir);
		release_abandon(b);
		return NULL;
	}
	return b;
}

const char *release_dir(const struct release *b)
{
	return b->dir;
}

static bool make_folder(struct release *b, const char *folder)
{
	return mkdirat(b->dir_fd, folder, 0755) == 0 || errno == EEXIST;
}

/* The folders of `path` below the release, made on ENOENT only; often just the last is missing. */
static bool make_parents(struct release *b, struct str path, struct err *e)
{
	char folder[PATH_BYTES];
	char *last;

	memcpy(folder, path.s, path.len + 1);
	last = strrchr(folder, '/');
	if (!last)
		return true;
	*last = '\0';
	if (make_folder(b, folder))
		return true;
	*last = '/';
	for (char *p = strchr(folder, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (!make_folder(b, folder))
			return err_errno(e, "%s/%s", b->dir, folder);
		*p = '/';
	}
	return true;
}

static int open_new(struct release *b, struct str path, struct err *e)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
	int fd = openat(b->dir_fd, path.s, flags, 0644);

	if (fd < 0 && errno == ENOENT) {
		if (!make_parents(b, path, e))
			return -1;
		fd = openat(b->dir_fd, path.s, flags, 0644);
	}
	if (fd < 0)
		err_errno(e, "%s/%s", b->dir, path.s);
	return fd;
}

/* A new file with the release's stamp as mtime. */
static bool write_new(struct release *b, struct str path, struct str content, struct err *e)
{
	struct timespec times[2] = { { .tv_sec = b->stamp_s }, { .tv_sec = b->stamp_s } };
	int fd = open_new(b, path, e);
	bool ok = true;

	if (fd < 0)
		return false;
	while (ok && content.len) {
		ssize_t n = write(fd, content.s, content.len);

		if (n > 0)
			content = str_from(content, (size_t)n);
		else if (n < 0 && errno != EINTR)
			ok = err_errno(e, "%s/%s", b->dir, path.s);
	}
	if (ok && futimens(fd, times) != 0)
		ok = err_errno(e, "%s/%s", b->dir, path.s);
	if (close(fd) != 0 && ok)
		ok = err_errno(e, "%s/%s", b->dir, path.s);
	return ok;
}

/*
 * Links the current release's file into the new one. False, without an error,
 * where that is not possible; the caller then writes a copy with its mtime.
 */
static bool link_old(struct release *b, struct str path, struct err *e)
{
	if (linkat(b->old_fd, path.s, b->dir_fd, path.s, 0) == 0)
		return true;
	return errno == ENOENT && make_parents(b, path, e) &&
	       linkat(b->old_fd, path.s, b->dir_fd, path.s, 0) == 0;
}

/* Where links are impossible: the same bytes with the mtime of the old file. */
static bool copy_old(struct release *b, struct str path, struct str content, struct err *e)
{
	int64_t stamp_s = b->stamp_s;
	struct stat st;
	bool ok;

	if (fstatat(b->old_fd, path.s, &st, 0) == 0)
		b->stamp_s = st.st_mtime;
	ok = write_new(b, path, content, e);
	b->stamp_s = stamp_s;
	return ok;
}

/* Whether the rest of the file is `content`. */
static bool file_holds(int fd, struct str content)
{
	char part[16 * 1024];

	while (content.len) {
		ssize_t n = read(fd, part, content.len < sizeof part ? content.len : sizeof part);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || memcmp(part, content.s, (size_t)n) != 0)
			return false;
		content = str_from(content, (size_t)n);
	}
	return true;
}

/* Whether the current release has this file with these bytes. Looks at the file itself. */
static bool is_same(const struct release *b, struct str path, struct str content)
{
	int fd = b->old_fd < 0 ? -1 : openat(b->old_fd, path.s, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	bool same;

	if (fd < 0)
		return false;
	same = fstat(fd, &st) == 0 && (size_t)st.st_size == content.len && file_holds(fd, content);
	close(fd);
	return same;
}

/* path and path.gz, each with its NUL. */
struct names {
	char plain[PATH_BYTES], gz[PATH_BYTES];
};

static bool names_of(struct names *n, struct str path, struct err *e)
{
	if (path.len + sizeof ".gz" > sizeof n->gz)
		return err_set(e, "文件名太长：%.*s", STR_ARG(path));
	snprintf(n->plain, sizeof n->plain, "%.*s", STR_ARG(path));
	snprintf(n->gz, sizeof n->gz, "%.*s.gz", STR_ARG(path));
	return true;
}

static struct str packed(struct release *b, struct str content)
{
	buf_clear(&b->gz);
	gzip_add(b->gzip, content, &b->gz);
	return buf_str(&b->gz);
}

static bool keep_old(struct release *b, const struct names *n, struct str content, bool gzip,
		     struct err *e)
{
	struct str plain = str_of(n->plain), gz = str_of(n->gz);

	b->same++;
	if (!link_old(b, plain, e) && !copy_old(b, plain, content, e))
		return false;
	return !gzip || link_old(b, gz, e) || copy_old(b, gz, packed(b, content), e);
}

bool release_add(struct release *b, struct str path, struct str content, bool gzip, struct err *e)
{
	struct names n;

	if (!names_of(&n, path, e))
		return false;
	b->files++;
	if (is_same(b, str_of(n.plain), content))
		return keep_old(b, &n, content, gzip, e);
	return write_new(b, str_of(n.plain), content, e) &&
	       (!gzip || write_new(b, str_of(n.gz), packed(b, content), e));
}

bool release_adopt(struct release *b, const char *path, struct err *e)
{
	struct arena scratch = ARENA_INIT;
	struct str content;
	bool ok = file_read(arena_printf(&scratch, "%s/%s", b->dir, path).s, SIZE_MAX / 2, &scratch,
			    &content, e);

	b->files++;
	b->same += ok && is_same(b, str_of(path), content);
	arena_release(&scratch);
	return ok;
}

/* All but the newest, and never the current one. */
static void prune(const struct releases *r, struct str current)
{
	if (r->n + 1 <= RELEASES_KEPT)
		return;
	for (size_t i = 0; i < r->n + 1 - RELEASES_KEPT; i++)
		if (!str_eq(r->id[i], current))
			remove_tree(path_in(r, r->id[i].s));
}

static struct str next_id(const struct releases *r, const char inputs[DIGEST_TEXT])
{
	struct str last = r->current.id; /* its folder may be gone: a name is never used again */
	int64_t number = 0;

	if (r->n && str_cmp(r->id[r->n - 1], last) > 0)
		last = r->id[r->n - 1];
	if (last.len)
		str_to_int(str_head(last, ID_DIGITS), 999999, &number);
	return arena_printf(r->arena, "%06lld-%.8s", (long long)number + 1, inputs);
}

/* Same files from other inputs: only remember that, so that the next run is quick. */
static bool refresh_manifest(struct release *b, struct str text, struct err *e)
{
	struct timespec times[2] = { { .tv_sec = b->stamp_s }, { .tv_sec = b->stamp_s } };
	struct releases *r = b->all;
	const char *path = path_in(r, arena_printf(r->arena, "%s/manifest", r->current.id.s).s);

	if (!file_replace(path, text, 0644, e))
		return false;
	return utimensat(AT_FDCWD, path, times, 0) == 0 || err_errno(e, "%s", path);
}

static bool finish_publish(struct release *b, struct str id, struct err *e)
{
	struct releases *r = b->all;

	if (syncfs(b->dir_fd) != 0)
		return err_errno(e, "%s", b->dir);
	if (rename(b->dir, path_in(r, id.s)) != 0)
		return err_errno(e, "%s", path_in(r, id.s));
	if (!switch_to(r, id, e))
		return false;
	unlink(path_in(r, "pinned"));
	prune(r, id);
	return true;
}

static void release_end(struct release *b)
{
	if (b->dir_fd >= 0)
		close(b->dir_fd);
	if (b->old_fd >= 0)
		close(b->old_fd);
	b->dir_fd = b->old_fd = -1;
	gzip_free(b->gzip);
	b->gzip = NULL;
	buf_release(&b->gz);
}

bool release_publish(struct release *b, const char content[DIGEST_TEXT],
		     const char inputs[DIGEST_TEXT], bool *published, struct err *e)
{
	struct manifest m = { .files = b->files };
	struct buf text = BUF_INIT;
	bool ok;

	*published = b->same != b->files || b->same != b->all->current.files;
	memcpy(m.content, content, DIGEST_TEXT);
	memcpy(m.inputs, inputs, DIGEST_TEXT);
	manifest_write(&m, &text);
	if (*published)
		ok = write_new(b, STR("manifest"), buf_str(&text), e) &&
		     finish_publish(b, next_id(b->all, inputs), e);
	else
		ok = refresh_manifest(b, buf_str(&text), e);
	buf_release(&text);
	if (!*published || !ok)
		release_abandon(b);
	else
		release_end(b);
	return ok;
}

void release_abandon(struct release *b)
{
	if (!b)
		return;
	release_end(b);
	remove_tree(b->dir);
}

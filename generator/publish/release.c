#include "publish/release.h"

#include "base/buf.h"
#include "base/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PATH_BYTES = 512,
	/* Of 12: 6 costs a fifth more CPU for 0.25 % less, 9 half as much again for 0.35 %. */
	GZIP_LEVEL = 5,
};

struct release {
	struct releases *all;
	const char *dir;
	int dir_fd;
	int old_fd; /* of the current release; -1 when there is none */
	int64_t stamp_s;
	size_t files;
	size_t same;			    /* of them equal to the current release's */
	char folder[PATH_BYTES];	    /* that of the file before */
	struct libdeflate_compressor *gzip; /* about 450 KiB, used for file after file */
	struct buf bytes; /* of the file at work: packed, or as the current release has it */
};

struct release *release_begin(struct releases *r, int64_t now_s, struct err *e)
{
	struct release *b = arena_alloc(r->arena, sizeof *b);

	b->all = r;
	b->dir = releases_path(r, arena_printf(r->arena, ".build-%ld", (long)getpid()).s);
	b->stamp_s = now_s > r->newest_stamp_s ? now_s : r->newest_stamp_s + 1;
	b->dir_fd = -1;
	b->old_fd = -1;
	if (r->current.id.len)
		b->old_fd =
			open(releases_path(r, r->current.id.s), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	b->gzip = libdeflate_alloc_compressor(GZIP_LEVEL);
	if (!b->gzip)
		abort(); /* no memory: see the head of arena.h */
	releases_remove(b->dir);
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

/* The folders of a path, made unless they are those of the file before. */
static bool enter_folder(struct release *b, const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	struct str folder = { path, slash ? (size_t)(slash - path) : 0 };

	if (str_eq(folder, str_of(b->folder)))
		return true;
	snprintf(b->folder, sizeof b->folder, "%.*s", STR_ARG(folder));
	return releases_make_folders(b->dir_fd, path, e);
}

/* A new file with the release's stamp as mtime. */
static bool write_new(struct release *b, struct str path, struct str content, struct err *e)
{
	struct timespec times[2] = { { .tv_sec = b->stamp_s }, { .tv_sec = b->stamp_s } };
	int fd = openat(b->dir_fd, path.s, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	bool ok;

	if (fd < 0)
		return err_errno(e, "%s/%s", b->dir, path.s);
	ok = file_put(fd, content) && futimens(fd, times) == 0;
	if (close(fd) == 0 && ok)
		return true;
	return err_errno(e, "%s/%s", b->dir, path.s);
}

/* Links the current release's file into the new one; false where that is not possible. */
static bool link_old(struct release *b, struct str path)
{
	return linkat(b->old_fd, path.s, b->dir_fd, path.s, 0) == 0;
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

/* Whether the current release has this file with these bytes. Looks at the file itself. */
static bool is_same(struct release *b, struct str path, struct str content)
{
	int fd = b->old_fd < 0 ? -1 : openat(b->old_fd, path.s, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char *old = buf_room(&b->bytes, content.len + 1);
	struct stat st;
	bool same;

	if (fd < 0)
		return false;
	same = fstat(fd, &st) == 0 && (size_t)st.st_size == content.len &&
	       file_take(fd, old, content.len, 0) && memcmp(old, content.s, content.len) == 0;
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

/* One gzip member (RFC 1952) without name and mtime: the same content gives the same bytes. */
static struct str packed(struct release *b, struct str content)
{
	size_t bound = libdeflate_gzip_compress_bound(b->gzip, content.len);

	buf_clear(&b->bytes);
	b->bytes.len = libdeflate_gzip_compress(b->gzip, content.len ? content.s : "", content.len,
						buf_room(&b->bytes, bound), bound);
	assert(b->bytes.len > 0); /* bound is room enough */
	return buf_str(&b->bytes);
}

static bool keep_old(struct release *b, const struct names *n, struct str content, bool gzip,
		     struct err *e)
{
	struct str plain = str_of(n->plain), gz = str_of(n->gz);

	b->same++;
	if (!link_old(b, plain) && !copy_old(b, plain, content, e))
		return false;
	return !gzip || link_old(b, gz) || copy_old(b, gz, packed(b, content), e);
}

bool release_add(struct release *b, struct str path, struct str content, bool gzip, struct err *e)
{
	struct names n;

	if (!b)
		return true;
	if (!names_of(&n, path, e) || !enter_folder(b, n.plain, e))
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

/* Same files from other inputs: only remember that, so that the next run is quick. */
static bool refresh_manifest(struct release *b, struct str text, struct err *e)
{
	struct timespec times[2] = { { .tv_sec = b->stamp_s }, { .tv_sec = b->stamp_s } };
	struct releases *r = b->all;
	const char *path =
		releases_path(r, arena_printf(r->arena, "%s/manifest", r->current.id.s).s);

	if (!file_replace(path, text, 0644, e))
		return false;
	return utimensat(AT_FDCWD, path, times, 0) == 0 || err_errno(e, "%s", path);
}

static bool finish_publish(struct release *b, struct str id, struct err *e)
{
	struct releases *r = b->all;

	if (syncfs(b->dir_fd) != 0)
		return err_errno(e, "%s", b->dir);
	if (rename(b->dir, releases_path(r, id.s)) != 0)
		return err_errno(e, "%s", releases_path(r, id.s));
	return releases_take(r, id, e);
}

static void release_end(struct release *b)
{
	if (b->dir_fd >= 0)
		close(b->dir_fd);
	if (b->old_fd >= 0)
		close(b->old_fd);
	b->dir_fd = b->old_fd = -1;
	libdeflate_free_compressor(b->gzip);
	b->gzip = NULL;
	buf_release(&b->bytes);
}

bool release_publish(struct release *b, const char content[DIGEST_TEXT],
		     const char inputs[DIGEST_TEXT], bool *published, struct err *e)
{
	struct manifest m = { .files = b->files };
	struct str text;
	bool ok;

	*published = b->same != b->files || b->same != b->all->current.files;
	memcpy(m.content, content, DIGEST_TEXT);
	memcpy(m.inputs, inputs, DIGEST_TEXT);
	text = manifest_text(&m, b->all->arena);
	if (*published)
		ok = write_new(b, STR("manifest"), text, e) &&
		     finish_publish(b, releases_next(b->all, inputs), e);
	else
		ok = refresh_manifest(b, text, e);
	if (!*published || !ok)
		release_abandon(b);
	else
		release_end(b);
	return ok;
}

bool release_keep(struct release *b, const char *name, struct err *e)
{
	const char *path = releases_path(b->all, name);

	releases_remove(path);
	if (rename(b->dir, path) != 0) {
		err_errno(e, "%s", path);
		release_abandon(b);
		return false;
	}
	release_end(b);
	return true;
}

void release_abandon(struct release *b)
{
	if (!b)
		return;
	release_end(b);
	releases_remove(b->dir);
}

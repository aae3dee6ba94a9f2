#include "publish/releases.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ID_DIGITS = 6, ID_LEN = ID_DIGITS + 1 + 8, MANIFEST_MAX_BYTES = 4096 };

const char *releases_path(const struct releases *r, const char *name)
{
	return arena_printf(r->arena, "%.*s/%s", STR_ARG(r->dir), name).s;
}

static const char *path_in(const struct releases *r, struct str id, const char *name)
{
	return arena_printf(r->arena, "%.*s/%.*s/%s", STR_ARG(r->dir), STR_ARG(id), name).s;
}

static bool is_id(struct str name)
{
	int64_t number;

	return name.len == ID_LEN && name.s[ID_DIGITS] == '-' &&
	       str_to_int(str_head(name, ID_DIGITS), 999999, &number);
}

static FTS *open_tree(const char *dir)
{
	char *roots[] = { strdup(dir), NULL };
	FTS *tree = roots[0] ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL) : NULL;

	free(roots[0]);
	return tree;
}

void releases_remove(const char *dir)
{
	FTS *tree = open_tree(dir);
	FTSENT *it;

	while (tree && (it = fts_read(tree)))
		if (it->fts_info != FTS_D) /* a folder comes again behind what is in it */
			remove(it->fts_path);
	if (tree)
		fts_close(tree);
}

/* Files but the manifest and what .gz repeats. */
static size_t count_files(const char *dir)
{
	FTS *tree = open_tree(dir);
	size_t n = 0;
	FTSENT *it;

	while (tree && (it = fts_read(tree)))
		n += it->fts_info == FTS_F && !str_ends(str_of(it->fts_name), STR(".gz")) &&
		     !(it->fts_level == 1 && strcmp(it->fts_name, "manifest") == 0);
	if (tree)
		fts_close(tree);
	return n;
}

bool releases_make_folders(int at, const char *path, struct err *e)
{
	char folder[4096];
	char *last = strrchr(path, '/') ? folder + (strrchr(path, '/') - path) : NULL;

	if (!last)
		return true;
	if ((size_t)snprintf(folder, sizeof folder, "%s", path) >= sizeof folder)
		return err_set(e, "%s: 文件名太长", path);
	*last = '\0';
	if (mkdirat(at, folder, 0755) == 0 || errno == EEXIST) /* often just the last is missing */
		return true;
	*last = '/';
	for (char *p = strchr(folder + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdirat(at, folder, 0755) != 0 && errno != EEXIST)
			return err_errno(e, "%s", folder);
		*p = '/';
	}
	return true;
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
			releases_remove(releases_path(r, entry->d_name));
	}
	closedir(d);
	if (r->n)
		qsort(r->id, r->n, sizeof *r->id, by_text);
	return true;
}

struct str manifest_text(const struct manifest *m, struct arena *a)
{
	return arena_printf(a, "hallgen-manifest 2\ncontent %s\ninputs %s\nfiles %zu\n", m->content,
			    m->inputs, m->files);
}

/*
 * One that cannot be read (an older program's, a damaged one) is no reason to
 * publish nothing: it counts as a release of unknown content.
 */
static struct manifest read_manifest(const struct releases *r, struct str id)
{
	const char *path = path_in(r, id, "manifest");
	struct manifest m = { .id = id }, unknown = m;
	struct str text;
	struct err ignored;
	struct stat st;

	if (stat(path, &st) == 0)
		m.stamp_s = unknown.stamp_s = st.st_mtime;
	if (file_read(path, MANIFEST_MAX_BYTES, r->arena, &text, &ignored) &&
	    sscanf(text.s, "hallgen-manifest 2 content %64[0-9a-f] inputs %64[0-9a-f] files %zu",
		   m.content, m.inputs, &m.files) == 3 &&
	    str_eq(text, manifest_text(&m, r->arena)))
		return m;
	return unknown;
}

/* Anything but a link to a release is replaced by the next one, a folder alone cannot be. */
static bool read_current(struct releases *r, struct err *e)
{
	char id[ID_LEN + 1];
	const char *path = releases_path(r, "current");
	ssize_t len = readlink(path, id, sizeof id);
	struct stat st;

	if (len < 0 && errno == ENOENT)
		return true;
	if (len < 0 && lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return err_set(e, "%s 是文件夹，不是链接；请改名或移走后再试", path);
	r->bad_link = len != ID_LEN || !is_id((struct str){ id, ID_LEN });
	if (!r->bad_link)
		r->current = read_manifest(r, arena_str(r->arena, (struct str){ id, ID_LEN }));
	return true;
}

/* Stamps grow from release to release, so the newest stands in the last one. */
static void find_newest_stamp(struct releases *r)
{
	int64_t last_s = r->n ? read_manifest(r, r->id[r->n - 1]).stamp_s : 0;

	r->newest_stamp_s = last_s > r->current.stamp_s ? last_s : r->current.stamp_s;
}

static bool take_lock(struct releases *r, struct err *e)
{
	const char *path = releases_path(r, ".lock");

	r->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (r->lock_fd < 0)
		return err_errno(e, "%s", path);
	while (flock(r->lock_fd, LOCK_EX) != 0)
		if (errno != EINTR)
			return err_errno(e, "%s", path);
	return true;
}

bool releases_open(struct releases *r, struct str dir, struct arena *a, struct err *e)
{
	*r = (struct releases){ .arena = a, .dir = arena_str(a, dir), .lock_fd = -1 };
	if (!releases_make_folders(AT_FDCWD, releases_path(r, ""), e) || !take_lock(r, e) ||
	    !list_ids(r, true, e) || !read_current(r, e))
		return false;
	find_newest_stamp(r);
	return true;
}

bool releases_peek(struct releases *r, struct str dir, struct arena *a, struct err *e)
{
	*r = (struct releases){ .arena = a, .dir = arena_str(a, dir), .lock_fd = -1 };
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

	return file_read(releases_path(r, "pinned"), 1024, r->arena, &pinned, &ignored) &&
	       str_eq(str_trim(pinned), str_of(content));
}

/* All its files and a catalogue that reads. */
static bool is_whole(const struct releases *r, struct str id, catalogue_reads_fn *reads,
		     struct err *e)
{
	size_t files = read_manifest(r, id).files;

	/* more is no damage: a file that an administrator has put there */
	if (!files || count_files(path_in(r, id, "")) < files)
		return err_set(e, "缺少文件，或 manifest 读不了");
	return reads(path_in(r, id, "catalogue.db"), e);
}

/* Before the current one, or any when that is unknown. */
static bool is_older(const struct releases *r, struct str id)
{
	return r->current.id.len == 0 || str_cmp(id, r->current.id) < 0;
}

/* Its pages may be damaged and its catalogue not; NULL without one. */
static const struct str *newest_that_reads(const struct releases *r, catalogue_reads_fn *reads)
{
	struct err ignored;

	if (r->current.id.len && reads(path_in(r, r->current.id, "catalogue.db"), &ignored))
		return &r->current.id;
	for (size_t i = r->n; i-- > 0;)
		if (is_older(r, r->id[i]) && reads(path_in(r, r->id[i], "catalogue.db"), &ignored))
			return &r->id[i];
	return NULL;
}

struct previous releases_previous(const struct releases *r, catalogue_reads_fn *reads,
				  struct findings *f)
{
	struct previous p = { NULL, false };
	struct str follows = STR("没有完好的旧版可以比较，以前停止办理的事项不再有说明页，"
				 "它们的旧链接会打不开");
	const struct str *id = &r->current.id;
	struct err why;

	if (r->n == 0 && id->len == 0 && !r->bad_link)
		return p;
	if (id->len == 0)
		err_set(&why, "current 没有指向任何一版");
	p.mend = id->len == 0 || !is_whole(r, *id, reads, &why);
	if (p.mend)
		id = newest_that_reads(r, reads);
	if (id)
		p.catalogue = path_in(r, *id, "catalogue.db");
	if (p.mend && id)
		follows = arena_printf(f->arena, "改动与 %.*s 相比", STR_ARG(*id));
	if (p.mend)
		finding_add(f, SEVERITY_WARNING, FINDING_BAD_RELEASE,
			    str_of(releases_path(r, "current")), 0, 0,
			    "正在使用的版本已损坏（%s），重新生成会换成完好的一版；%s", why.text,
			    follows.s);
	return p;
}

/* One atomic step: whoever looks sees the old release or the new one. */
static bool switch_to(struct releases *r, struct str id, struct err *e)
{
	const char *next = releases_path(r, ".current-next");
	int fd;

	unlink(next);
	if (symlink(id.s, next) != 0)
		return err_errno(e, "%s", next);
	if (rename(next, releases_path(r, "current")) != 0)
		return err_errno(e, "%s", releases_path(r, "current"));
	fd = open(r->dir.s, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	return true;
}

bool releases_rollback(struct releases *r, catalogue_reads_fn *reads, struct str *id, struct err *e)
{
	const char *pinned = releases_path(r, "pinned");
	size_t i = r->n;

	while (i && !(is_older(r, r->id[i - 1]) && is_whole(r, r->id[i - 1], reads, e)))
		i--;
	if (i == 0)
		return err_set(e, "没有更早的版本可以退回");
	*id = r->id[i - 1];
	/* A second step back is still away from the content that was pinned first. */
	return (access(pinned, F_OK) == 0 ||
		file_replace(pinned, str_of(r->current.content), 0644, e)) &&
	       switch_to(r, *id, e);
}

struct str releases_next(const struct releases *r, const char inputs[DIGEST_TEXT])
{
	struct str last = r->current.id; /* its folder may be gone: a name is never used again */
	int64_t number = 0;

	if (r->n && str_cmp(r->id[r->n - 1], last) > 0)
		last = r->id[r->n - 1];
	if (last.len)
		str_to_int(str_head(last, ID_DIGITS), 999999, &number);
	return arena_printf(r->arena, "%06lld-%.8s", (long long)number + 1, inputs);
}

bool releases_take(struct releases *r, struct str id, struct err *e)
{
	if (!switch_to(r, id, e))
		return false;
	unlink(releases_path(r, "pinned"));
	for (size_t i = 0; i + RELEASES_KEPT < r->n + 1; i++) /* the new one is not among them */
		releases_remove(releases_path(r, r->id[i].s));
	return true;
}

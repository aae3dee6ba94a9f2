#include "desk/versions.h"

#include "desk/hallfiles.h"
#include "desk/tablefile.h"
#include "deskfolder.h"
#include "publish/releases.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int64_t versions_newest(const char *desk)
{
	char path[4096];
	int64_t newest = 0, top;

	snprintf(path, sizeof path, "%s/versions", desk);
	deskfolder_numbers(path, &newest, 1, &top);
	return newest;
}

const char *versions_path(const char *desk, int64_t no, const char *name, struct arena *a)
{
	return arena_printf(a, "%s/versions/%lld/%s", desk, (long long)no, name).s;
}

/* All that is in the folder's file system, once. */
static bool sync_all(const char *folder, struct err *e)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && syncfs(fd) == 0;

	if (!ok)
		err_errno(e, "%s", folder);
	if (fd >= 0)
		close(fd);
	return ok;
}

/* hallbook reads no workbooks: what is kept as one stands beside it as CSV, row by row. */
static bool put_tables(const char *folder, struct arena *a, struct err *e)
{
	const struct content c = { .dir = arena_printf(a, "%s/content", folder) };

	for (size_t i = 0; read_tables[i]; i++) {
		struct str name = str_of(read_tables[i]->name);
		struct tablefile t;

		if (hallfiles_read(c.dir.s, name, a).s || !content_workbook(&c, name.s, a).s ||
		    !tablefile_load(&t, read_tables[i], c.dir.s, a))
			continue;
		if (!hallfiles_put(arena_printf(a, "%s/tables", folder).s, name,
				   tablefile_csv(&t, true), a, e))
			return false;
	}
	return true;
}

static bool fill(const char *folder, const char *from, struct str by, const struct report *r,
		 bool pending, struct arena *a, struct err *e)
{
	return hallfiles_copy(from, arena_printf(a, "%s/content", folder).s, a, e) &&
	       put_tables(folder, a, e) && hallfiles_put(folder, STR("by.txt"), by, a, e) &&
	       (!pending || hallfiles_put(folder, STR("pending"), STR(""), a, e)) &&
	       answer_write(arena_printf(a, "%s/report.db", folder).s, r, a, e) &&
	       sync_all(folder, e);
}

static const char *part_of(const char *desk, struct arena *a)
{
	return arena_printf(a, "%s/versions/.new", desk).s;
}

int64_t versions_begin(const char *desk, const char *from, struct str by, struct report *r,
		       bool pending, struct arena *a, struct err *e)
{
	r->version = versions_newest(desk) + 1;
	releases_remove(part_of(desk, a));
	if (fill(part_of(desk, a), from, by, r, pending, a, e))
		return r->version;
	releases_remove(part_of(desk, a));
	return 0;
}

bool versions_end(const char *desk, int64_t no, bool good, struct arena *a, struct err *e)
{
	const char *part = part_of(desk, a), *folder = versions_path(desk, no, "", a);
	bool ok = !good || rename(part, folder) == 0 || err_errno(e, "%s", folder);

	if (!good || !ok)
		releases_remove(part);
	else if (no > DESKFOLDER_VERSIONS)
		releases_remove(versions_path(desk, no - DESKFOLDER_VERSIONS, "", a));
	return ok;
}

/* Whether nobody has edited the file since the version before. */
static bool is_ours(struct str now, struct str before, struct str after)
{
	if (!now.s)
		return true;
	return (before.s && str_eq(now, before)) || (after.s && str_eq(now, after));
}

static bool follow(const char *content, const char *before, const char *after, struct str name,
		   struct arena *a, struct err *e)
{
	struct str now = hallfiles_read(content, name, a), was = hallfiles_read(before, name, a);
	struct str is = hallfiles_read(after, name, a);
	const char *path = arena_printf(a, "%s/%.*s", content, STR_ARG(name)).s;

	if (!is_ours(now, was, is) || (now.s && is.s && str_eq(now, is)) || (!now.s && !is.s))
		return true;
	if (is.s)
		return hallfiles_put(content, name, is, a, e);
	return unlink(path) == 0 || err_errno(e, "%s", path);
}

static bool follow_all(const char *content, const char *before, const char *after, struct arena *a,
		       struct err *e)
{
	struct hallfiles old = hallfiles_list(before, a), new = hallfiles_list(after, a);

	for (size_t i = 0; i < new.n; i++)
		if (!follow(content, before, after, new.name[i], a, e))
			return false;
	for (size_t i = 0; i < old.n; i++)
		if (!follow(content, before, after, old.name[i], a, e))
			return false;
	return true;
}

bool versions_settle(const char *desk, const char *content, struct arena *a, struct err *e)
{
	int64_t no = versions_newest(desk);
	const char *pending = versions_path(desk, no, "pending", a);

	if (no == 0 || access(pending, F_OK) != 0)
		return true;
	return follow_all(content, versions_path(desk, no - 1, "content", a),
			  versions_path(desk, no, "content", a), a, e) &&
	       (unlink(pending) == 0 || err_errno(e, "%s", pending));
}

int64_t versions_of(const char *desk, int64_t proposal, struct arena *a)
{
	int64_t newest = versions_newest(desk);

	for (int64_t no = newest; no > 0 && no > newest - DESKFOLDER_VERSIONS; no--) {
		struct str by = said_read(versions_path(desk, no, "by.txt", a), a);

		if (said_number(by, "proposal") == proposal)
			return no;
	}
	return 0;
}

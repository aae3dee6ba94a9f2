#include "store/restore.h"

#include "base/file.h"
#include "date.h"
#include "store/backup.h"
#include "store/chain.h"
#include "store/check.h"
#include "store/key.h"
#include "store/log.h"
#include "store/store.h"
#include "store/storefile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* LEDGER.new, and what a log that begins with it needs. */
struct place {
	struct arena arena;
	const char *copy;
	const char *base, *segment; /* made for that; NULL: not yet */
};

static void place_begin(struct place *p, struct restore *r)
{
	int64_t first, last;

	p->copy = arena_printf(&p->arena, "%s.new", r->ledger).s;
	segment_range(r->ledger, &first, &last);
	r->alone = last == 0;
	storefile_remove(p->copy); /* of one that was killed */
}

static void place_end(struct place *p, bool done)
{
	storefile_remove(p->copy);
	if (!done && p->segment)
		unlink(p->segment);
	if (!done && p->base)
		unlink(p->base);
}

/* ---- whose it is ---- */

/* A ledger that cannot be read says nothing; then the key and the log may. */
static bool same_hall(const char *copy, const char *ledger, struct err *e)
{
	unsigned char ours[HALL_NUMBER_BYTES], theirs[HALL_NUMBER_BYTES];
	struct err ignored;

	if (!key_hall(copy, theirs, e))
		return false;
	return !key_hall(ledger, ours, &ignored) || memcmp(ours, theirs, sizeof ours) == 0 ||
	       err_set(e, "这是别的大厅的备份，没有恢复");
}

/* A key that is there and another: it is of another hall, or newer than the backup. */
static bool same_key(struct restore *r, struct store *s, struct err *e)
{
	struct arena a = ARENA_INIT;
	const char *path = key_path(r->ledger, &a).s;
	bool ok;

	store_key_of(s, r->ledger);
	r->key_is_right = store_key(s)->right;
	ok = r->key_is_right || access(path, F_OK) != 0 ||
	     err_set(e,
		     "%s 不是这份备份的密钥：是别的大厅的，或是后来换的；"
		     "要不用密钥恢复，请先把它移到别处",
		     path);
	arena_release(&a);
	return ok;
}

/* ---- the log ---- */

struct extent {
	int64_t bookings, notes, newest_s;
};

static bool extent_read(struct store *s, struct extent *x, struct err *e)
{
	struct stmt *st = store_stmt(s, LEDGER_LEDGER_EXTENT);
	bool found = stmt_step(st) == DB_ROW;

	if (found)
		*x = (struct extent){ stmt_int(st, 0), stmt_int(st, 1), stmt_int(st, 2) };
	stmt_reset(st);
	return found || db_error(store_db(s), e);
}

/*
 * Without the log the backup alone would count, and what the ledger that is there
 * has since then be gone. One that cannot be read (`live` is NULL) says nothing.
 */
static bool loses_nothing(struct restore *r, struct store *s, struct store *live, struct err *e)
{
	struct extent is, was;
	struct err ignored;
	struct arena a = ARENA_INIT;
	bool ok = extent_read(s, &is, e);

	r->newest_s = ok ? is.newest_s : 0;
	if (ok && live && extent_read(live, &was, &ignored) && was.notes > is.notes)
		ok = err_set(e,
			     "变更日志不在（%s）：现在的台帐比备份多 %lld 个预约、%lld 条记录，"
			     "为了不丢失，没有恢复。请把日志放回原处（另一块磁盘接好了吗）；找不回"
			     "来，请运行 "
			     "hallbook restore %s；只要备份的，请先把现在的台帐移到别处",
			     segment_folder(r->ledger, &a).s,
			     (long long)(was.bookings - is.bookings),
			     (long long)(was.notes - is.notes), r->ledger);
	arena_release(&a);
	return ok;
}

/* The backup where the next check finds it, and a segment behind its mark. */
static bool begin_log(struct place *p, struct restore *r, struct store *s, struct err *e)
{
	const struct segment_head like = { .made_s = r->now_s,
					   .version = LEDGER_SCHEMA_VERSION,
					   .anew = 1 };
	struct log_mark m;

	if (!log_mark_of(store_db(s), &m, e) ||
	    !backup_put(store_db(s), r->ledger, "restored", r->now_s, &p->arena, &p->base, e))
		return false;
	p->segment = segment_path(r->ledger, m.at.segment + 1, &p->arena).s;
	return segment_make(r->ledger, &like, store_key(s), &m, e);
}

/*
 * What the log can no longer give, while the ledger that is there has it, is no torn
 * end that nobody was answered for.
 */
static bool has_all(struct store *s, struct store *live, struct err *e)
{
	struct log_mark is, was;
	struct err ignored;
	bool ok = log_mark_of(store_db(s), &is, e);

	if (ok && live && log_mark_of(store_db(live), &was, &ignored) &&
	    (was.at.segment > is.at.segment ||
	     (was.at.segment == is.at.segment && was.at.bytes > is.at.bytes)))
		ok = err_set(
			e,
			"变更日志只能读到第 %lld 段第 %lld 字节，现在的台帐到第 %lld 段第 %lld "
			"字节，没有恢复；只要备份的，请先把日志和现在的台帐移到别处",
			(long long)is.at.segment, (long long)is.at.bytes, (long long)was.at.segment,
			(long long)was.at.bytes);
	return ok;
}

/* ---- the new file ---- */

/* Without a log. */
static bool migrate(const char *file, struct err *e)
{
	struct db *db = db_open(file, DB_WRITE, e);
	bool ok = db && db_exec(db, "BEGIN IMMEDIATE", e) &&
		  storefile_migrate(db, LEDGER_SCHEMA_VERSION, e) && db_exec(db, "COMMIT", e);

	db_close(db);
	return ok;
}

static bool end_sessions(struct store *s, struct err *e)
{
	return store_run(s, LEDGER_END_OLD_SESSIONS, ARG(":now_s", INT64_MAX)) ||
	       db_error(store_db(s), e);
}

static bool fill(struct place *p, struct restore *r, struct err *e)
{
	struct err ignored;
	struct store *s = NULL, *live = store_open(r->ledger, NULL, STORE_LOOK, &ignored);
	bool ok =
		same_hall(p->copy, r->ledger, e) &&
		(r->alone ? migrate(p->copy, e) : log_rebuild(p->copy, r->ledger, NULL, NULL, e)) &&
		(s = store_open(p->copy, NULL, STORE_LOOK, e)) != NULL && same_key(r, s, e) &&
		(r->alone ? loses_nothing(r, s, live, e) && begin_log(p, r, s, e)
			  : has_all(s, live, e)) &&
		end_sessions(s, e);

	store_close(live);
	store_close(s);
	return ok;
}

static bool check_copy(struct place *p, struct restore *r, struct err *e)
{
	struct check c = {
		.file = p->copy,
		.ledger = r->ledger,
		.base = r->file,
		.again = arena_printf(&p->arena, "%s.check", p->copy).s,
		.say = r->say,
		.ctx = r->ctx,
	};

	/* without the right key check says so, and that alone */
	return check_run(&c, e) &&
	       (c.found.faults == !r->key_is_right ||
		err_set(e, "%s：和变更日志合起来有错，没有恢复，什么都没有改", r->file));
}

/* All of it in one file, on disk, with the mode of the ledger. */
static bool finish(struct place *p, const char *ledger, struct err *e)
{
	struct stat st;

	if (stat(arena_printf(&p->arena, "%s-wal", p->copy).s, &st) == 0)
		return err_set(e, "%s：没有写完", p->copy);
	if (stat(ledger, &st) == 0 && chmod(p->copy, st.st_mode & 07777) != 0)
		return err_errno(e, "%s", p->copy);
	return file_sync(p->copy, e);
}

/* ---- in its place ---- */

/* A name that is free, with the time in it. */
static void name_kept(struct restore *r)
{
	char now[MINUTE_TEXT];
	struct stat st;
	int n = 1, len;

	minute_format(hall_min_of_utc(r->now_s), now);
	len = snprintf(r->kept, sizeof r->kept, "%s.old-%.13s%s", r->ledger, now, now + 14);
	while (lstat(r->kept, &st) == 0 && len > 0 && (size_t)len + 12 < sizeof r->kept)
		snprintf(r->kept + len, sizeof r->kept - (size_t)len, ".%d", ++n);
}

/* What stands beside a ledger that could not be opened goes with it; `back` undoes it. */
static bool move_beside(struct restore *r, struct arena *a, bool back)
{
	for (size_t i = 0; i < STOREFILE_BESIDE; i++) {
		const char *live = arena_printf(a, "%s%s", r->ledger, storefile_beside[i]).s;
		const char *kept = arena_printf(a, "%s%s", r->kept, storefile_beside[i]).s;

		if (rename(back ? kept : live, back ? live : kept) != 0 && errno != ENOENT)
			return false;
	}
	return true;
}

/* The old file keeps a second name, so that there is a ledger at each moment. */
static bool swap(struct place *p, struct restore *r, struct err *e)
{
	bool was = true;

	name_kept(r);
	if (link(r->ledger, r->kept) != 0) {
		if (errno != ENOENT)
			return err_errno(e, "%s", r->kept);
		was = false;
	}
	if (!move_beside(r, &p->arena, false) || rename(p->copy, r->ledger) != 0) {
		err_errno(e, "%s", r->ledger);
		move_beside(r, &p->arena, true);
		if (was)
			rename(r->kept, r->ledger); /* the same file: then it loses the name */
		unlink(r->kept);
		return false;
	}
	if (!was)
		r->kept[0] = '\0';
	return file_sync(r->ledger, e);
}

static bool note(const struct restore *r, struct err *e)
{
	const struct audit_event event = {
		.at_s = r->now_s,
		.address = STR("command"),
		.action = AUDIT_RESTORED,
		.object = str_of(r->file),
		.detail = STR(""),
	};
	struct store *s;
	struct err why;
	bool ok;

	if (!r->key_is_right)
		return true;
	s = store_open(r->ledger, NULL, STORE_WRITE, &why);
	ok = s && chain_write_alone(s, &event, &why);
	store_close(s);
	return ok || err_set(e, "已经恢复，但没有记入操作记录：%s", why.text);
}

bool restore_backup(struct restore *r, struct err *e)
{
	struct place p = { .arena = ARENA_INIT };
	bool ok;

	r->kept[0] = '\0';
	place_begin(&p, r);
	r->newest_s = 0;
	ok = backup_unpack(r->ledger, r->file, p.copy, e) && fill(&p, r, e) &&
	     check_copy(&p, r, e) && finish(&p, r->ledger, e) && swap(&p, r, e);
	place_end(&p, ok);
	ok = ok && note(r, e);
	arena_release(&p.arena);
	return ok;
}

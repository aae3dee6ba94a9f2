#include "store/restore.h"

#include "base/file.h"
#include "date.h"
#include "store/backup.h"
#include "store/chain.h"
#include "store/inspect.h"
#include "store/key.h"
#include "store/migrate.h"
#include "store/replay.h"
#include "store/storefile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What SQLite keeps beside a database. */
static const char *const beside[] = { "-wal", "-shm", "-journal" };

/* LEDGER.new, and its journal where the hall's is gone. */
struct place {
	struct arena arena;
	const char *copy, *copy_log, *copy_keys;
	const char *log, *keys;
	bool anew; /* there is no journal */
};

static void remove_all(const char *file, struct arena *a)
{
	unlink(file);
	for (size_t i = 0; i < COUNT(beside); i++)
		unlink(arena_printf(a, "%s%s", file, beside[i]).s);
}

static void place_clear(struct place *p)
{
	remove_all(p->copy, &p->arena);
	unlink(p->copy_log);
	unlink(p->copy_keys);
}

static void place_begin(struct place *p, const char *ledger)
{
	struct arena *a = &p->arena;
	struct stat st;

	p->copy = arena_printf(a, "%s.new", ledger).s;
	p->copy_log = journal_path(p->copy, ".log", a).s;
	p->copy_keys = journal_path(p->copy, ".keys", a).s;
	p->log = journal_path(ledger, ".log", a).s;
	p->keys = journal_path(ledger, ".keys", a).s;
	/* an empty one was made by a start without its disk; or there is nothing in it yet */
	p->anew = stat(p->log, &st) != 0 || st.st_size == 0;
	place_clear(p); /* of one that was killed */
}

static bool copy_backup(const char *ledger, const char *file, const char *to, struct err *e)
{
	struct db *db;
	bool ok;

	if (backup_is_encrypted(file))
		return backup_decrypt(ledger, file, to, e);
	db = db_open(file, DB_READ, e);
	ok = db && storefile_copy(db, to, e);
	db_close(db);
	return ok;
}

/* ---- whose it is ---- */

static bool hall_of(const char *file, const char *ledger, unsigned char number[HALL_NUMBER_BYTES])
{
	struct err ignored;
	struct store *s = store_look(file, ledger, &ignored);
	bool ok = s && key_hall(s, number, &ignored);

	store_close(s);
	return ok;
}

/* A ledger that cannot be read says nothing; then the key and the journal may. */
static bool same_hall(struct store *s, const char *ledger, struct err *e)
{
	unsigned char ours[HALL_NUMBER_BYTES], theirs[HALL_NUMBER_BYTES];

	if (!key_hall(s, theirs, e))
		return false;
	return !hall_of(ledger, ledger, ours) || memcmp(ours, theirs, sizeof ours) == 0 ||
	       err_set(e, "这是别的大厅的备份，没有恢复");
}

/* A key that is there and another: it is of another hall, or newer than the backup. */
static bool same_key(struct restore *r, struct store *s, struct err *e)
{
	struct arena a = ARENA_INIT;
	const char *path = token_key_path(r->ledger, &a).s;
	struct ledger_key k;
	bool ok;

	key_know(s, r->ledger, &k); /* anew: the journal may have brought a newer one */
	r->key_is_right = k.right;
	ok = k.right || access(path, F_OK) != 0 ||
	     err_set(e,
		     "%s 不是这份备份的密钥：是别的大厅的，或是后来换的；"
		     "要不用密钥恢复，请先把它移到别处",
		     path);
	explicit_bzero(&k, sizeof k);
	arena_release(&a);
	return ok;
}

/* ---- the journal ---- */

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
 * Without the journal the backup alone would count, and what the ledger that is there
 * has since then be gone. One that cannot be read says nothing.
 */
static bool loses_nothing(struct place *p, struct restore *r, struct store *s, struct err *e)
{
	struct extent is, was;
	struct err ignored;
	struct store *live = store_look(r->ledger, r->ledger, &ignored);
	bool ok = extent_read(s, &is, e);

	r->newest_s = ok ? is.newest_s : 0;
	if (ok && live && extent_read(live, &was, &ignored) && was.notes > is.notes)
		ok = err_set(e,
			     "变更日志不在（%s）：现在的台帐比备份多 %lld 个预约、%lld 条记录，"
			     "为了不丢失，没有恢复。请把日志放回原处（另一块磁盘接好了吗）；找不回"
			     "来，请运行 "
			     "hallbook restore %s；只要备份的，请先把现在的台帐移到别处",
			     p->log, (long long)(was.bookings - is.bookings),
			     (long long)(was.notes - is.notes), r->ledger);
	store_close(live);
	return ok;
}

static bool write_all_rows(struct store *s, struct arena *a, struct err *e)
{
	struct stmt *st = store_stmt(s, LEDGER_JOURNAL_ALL);
	bool ok = true;

	while (ok && stmt_step(st) == DB_ROW)
		ok = db_exec(store_db(s), arena_cstr(a, stmt_text(st, 0)), e);
	stmt_reset(st);
	return ok && db_error(store_db(s), e);
}

/* Every row is its first transaction. */
static bool begin_journal(struct place *p, struct store *s, struct journal *j, struct err *e)
{
	const struct journal_mark start = { .lines = 0 };

	return db_exec(store_db(s), "BEGIN IMMEDIATE", e) &&
	       (journal_mark_set(s, &start) || db_error(store_db(s), e)) &&
	       write_all_rows(s, &p->arena, e) && journal_write(j, s, e) &&
	       db_exec(store_db(s), "COMMIT", e);
}

/*
 * What the journal can no longer give, while the ledger that is there has it, is no
 * torn tail that nobody was answered for.
 */
static bool has_all(struct store *s, const char *ledger, struct err *e)
{
	struct err ignored;
	struct store *live = store_look(ledger, ledger, &ignored);
	struct journal_mark is, was;
	bool ok = journal_mark_read(s, &is, e);

	if (ok && live && journal_mark_read(live, &was, &ignored) && was.lines > is.lines)
		ok = err_set(e,
			     "变更日志只能读到第 %lld 行，现在的台帐有 %lld 行，没有恢复；"
			     "只要备份的，请先把日志和现在的台帐移到别处",
			     (long long)is.lines, (long long)was.lines);
	store_close(live);
	return ok;
}

static bool meet_journal(struct place *p, struct restore *r, struct store *s, struct err *e)
{
	struct journal j;
	bool ok = journal_open(&j, p->anew ? p->copy : r->ledger, false, e);

	if (!ok)
		return false;
	j.uncut = true; /* the next to open the ledger cuts it */
	ok = p->anew ? loses_nothing(p, r, s, e) && begin_journal(p, s, &j, e)
		     : replay_run(s, &j, INT64_MAX, e) && has_all(s, r->ledger, e);
	journal_close(&j);
	return ok;
}

/* ---- the new file ---- */

static bool end_sessions(struct store *s, struct err *e)
{
	return store_run(s, LEDGER_END_OLD_SESSIONS, ARG(":before_s", INT64_MAX)) ||
	       db_error(store_db(s), e);
}

static bool fill(struct place *p, struct restore *r, struct err *e)
{
	struct store *s = store_look(p->copy, r->ledger, e);
	bool ok = s && same_hall(s, r->ledger, e) && meet_journal(p, r, s, e) &&
		  same_key(r, s, e) && end_sessions(s, e);

	store_close(s);
	return ok;
}

static bool check_copy(struct place *p, struct restore *r, struct err *e)
{
	struct inspect c = {
		.file = p->copy,
		.ledger = r->ledger,
		.journal = p->anew ? p->copy : r->ledger,
		.again = arena_printf(&p->arena, "%s.check", p->copy).s,
		.say = r->say,
		.ctx = r->ctx,
	};

	/* without the right key check says so, and that alone */
	return inspect_run(&c, e) &&
	       (c.faults == !r->key_is_right ||
		err_set(e, "%s：和变更日志合起来有错，没有恢复，什么都没有改", r->file));
}

/* All of it in one file, on disk, and owned as the ledger is. */
static bool finish(struct place *p, const char *ledger, struct err *e)
{
	struct stat st;

	if (stat(arena_printf(&p->arena, "%s-wal", p->copy).s, &st) == 0)
		return err_set(e, "%s：没有写完", p->copy);
	if (!file_like(p->copy, ledger, e))
		return false;
	if (stat(ledger, &st) == 0 && chmod(p->copy, st.st_mode & 07777) != 0)
		return err_errno(e, "%s", p->copy);
	if (p->anew && (!file_like(journal_folder(ledger, &p->arena).s, ledger, e) ||
			!file_like(p->copy_log, ledger, e) || !file_like(p->copy_keys, ledger, e)))
		return false;
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
	for (size_t i = 0; i < COUNT(beside); i++) {
		const char *live = arena_printf(a, "%s%s", r->ledger, beside[i]).s;
		const char *kept = arena_printf(a, "%s%s", r->kept, beside[i]).s;

		if (rename(back ? kept : live, back ? live : kept) != 0 && errno != ENOENT)
			return false;
	}
	return true;
}

static bool move_in(struct place *p, struct restore *r)
{
	return move_beside(r, &p->arena, false) && rename(p->copy, r->ledger) == 0 &&
	       (!p->anew ||
		(rename(p->copy_keys, p->keys) == 0 && rename(p->copy_log, p->log) == 0));
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
	if (!move_in(p, r)) {
		err_errno(e, "%s", r->ledger);
		move_beside(r, &p->arena, true);
		if (was)
			rename(r->kept, r->ledger); /* the same file: then it loses the name */
		unlink(r->kept);
		return false;
	}
	if (!was)
		r->kept[0] = '\0';
	return file_sync(r->ledger, e) && (!p->anew || file_sync(p->log, e));
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
	s = store_open(r->ledger, NULL, &why);
	ok = s && chain_write_alone(s, &event, &why);
	store_close(s);
	return ok || err_set(e, "已经恢复，但没有记入操作记录：%s", why.text);
}

bool restore_backup(struct restore *r, struct err *e)
{
	struct place p = { .arena = ARENA_INIT };
	bool ok;

	r->kept[0] = '\0';
	place_begin(&p, r->ledger);
	r->alone = p.anew;
	r->newest_s = 0;
	/* migrated before the journal is put back, whose later lines need the tables of today */
	ok = copy_backup(r->ledger, r->file, p.copy, e) && migrate_copy(p.copy, e) &&
	     fill(&p, r, e) && check_copy(&p, r, e) && finish(&p, r->ledger, e) && swap(&p, r, e);
	place_clear(&p);
	ok = ok && note(r, e);
	arena_release(&p.arena);
	return ok;
}

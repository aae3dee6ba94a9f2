#include "store/log.h"

#include "sqlfile.h"
#include "store/ledger.sql.h"
#include "store/storefile.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

bool log_keeps(const char *table)
{
	static const char *const left_out[] = { "session", "source", "log_mark", "hall" };

	for (size_t i = 0; i < COUNT(left_out); i++)
		if (strcmp(table, left_out[i]) == 0)
			return false;
	return true;
}

/* ---- the mark ---- */

static bool mark_read(struct db *db, struct stmt *st, struct log_mark *m, struct err *e)
{
	bool found = stmt_step(st) == DB_ROW;

	*m = (struct log_mark){ .sealed = false };
	if (found) {
		m->at.segment = stmt_int(st, 0);
		m->at.bytes = stmt_int(st, 1);
		m->sealed = stmt_blob(st, 3, m->seal, sizeof m->seal);
		found = stmt_blob(st, 2, m->at.mac, sizeof m->at.mac);
	}
	stmt_reset(st);
	if (!found && db_error(db, e))
		err_set(e, "台帐里没有写明变更日志到哪里");
	db_clear_error(db);
	return found;
}

bool log_mark_of(struct db *db, struct log_mark *m, struct err *e)
{
	struct stmt *st = sqlfile_prepare(db, ledger_sql, "log_mark", e);
	bool ok = st && mark_read(db, st, m, e);

	stmt_finalize(db, st);
	return ok;
}

static bool mark_set(struct log *l, const struct log_mark *m, struct err *e)
{
	stmt_bind_args(l->advance, ARGS(ARG(":segment", m->at.segment), ARG(":bytes", m->at.bytes),
					ARG_BLOB(":mac", m->at.mac, sizeof m->at.mac),
					m->sealed ? ARG_BLOB(":seal", m->seal, sizeof m->seal)
						  : ARG_NULL(":seal")));
	if (stmt_run(l->advance))
		return true;
	db_error(l->db, e);
	db_clear_error(l->db);
	return false;
}

bool log_missing(int64_t number, const char *ledger, struct err *e)
{
	struct arena a = ARENA_INIT;

	err_set(e, "变更日志缺第 %lld 段（%s）", (long long)number,
		segment_path(ledger, number, &a).s);
	arena_release(&a);
	return false;
}

bool log_needs_segment(const struct log_mark *m, const char *ledger, const struct ledger_key *k)
{
	struct segment_head next;
	bool follows = segment_look(ledger, m->at.segment + 1, k, &next) &&
		       memcmp(next.before, m->at.mac, sizeof next.before) == 0;

	return m->at.segment > 0 && !follows;
}

bool log_init(struct log *l, struct db *db, const char *ledger, const struct ledger_key *k,
	      struct err *e)
{
	*l = (struct log){ .db = db, .ledger = ledger, .key = *k, .segment.fd = -1 };
	l->mark = sqlfile_prepare(db, ledger_sql, "log_mark", e);
	l->advance = l->mark ? sqlfile_prepare(db, ledger_sql, "log_advance", e) : NULL;
	return l->advance != NULL;
}

void log_close(struct log *l)
{
	db_session_close(l->session);
	segment_close(&l->segment);
	buf_release(&l->changes);
	buf_release(&l->frame);
	explicit_bzero(&l->key, sizeof l->key);
	explicit_bzero(&l->at, sizeof l->at);
	l->session = NULL;
}

/* ---- read again ---- */

static bool is_at_end(const struct log *l)
{
	const struct log_place *upto = l->upto;

	return upto && l->at.at.segment == upto->segment && l->at.at.bytes >= upto->bytes;
}

static bool damaged(const struct log *l, struct err *e)
{
	return err_set(e, "变更日志第 %lld 段第 %lld 字节起：和前面的接不上",
		       (long long)l->segment.number, (long long)l->at.at.bytes);
}

/* Of the ledger itself; of a backup it is said which segment is missing. */
static bool too_short(const struct log *l, struct err *e)
{
	struct arena a = ARENA_INIT;

	err_set(e,
		"变更日志比台帐记的短：请把原来的日志（%s）放回原处（另一块磁盘接好了吗）；找不"
		"回来，请把这里的日志移到别处，再运行 hallbook restore 加上台帐的文件名",
		segment_path(l->ledger, l->at.at.segment, &a).s);
	arena_release(&a);
	return false;
}

static bool there_is(const struct log *l, int64_t number)
{
	int64_t first, last;

	segment_range(l->ledger, &first, &last);
	return number <= last;
}

/*
 * Only the key of before, and only where a new one was made, cannot be verified. The
 * last segment is of the key at hand, or `hallbook key` has not come to its end.
 */
static bool may_be_read(struct log *l, const struct segment *s, struct err *e)
{
	if (s->ours) {
		l->known = true;
		return true;
	}
	if (l->any_key || !l->key.right)
		return true;
	if (!l->known && l->key.since > 0 && there_is(l, s->number + 1))
		return true;
	return err_set(
		e,
		"变更日志第 %lld 段不是用 %s.key 写的；如果换密钥时中断了，请再运行 hallbook key",
		(long long)s->number, l->ledger);
}

/* The segment in which the mark is, when it is there. */
static enum segment_opened open_marked(struct log *l, struct err *e)
{
	enum segment_opened how = segment_open(&l->segment, l->ledger, l->at.at.segment, &l->key,
					       l->at.sealed ? l->at.seal : NULL, e);

	if (how == SEGMENT_OPEN && segment_bytes(&l->segment) < l->at.at.bytes) {
		too_short(l, e);
		how = SEGMENT_BAD;
	}
	if (how == SEGMENT_OPEN && !may_be_read(l, &l->segment, e))
		how = SEGMENT_BAD;
	return how;
}

static bool apply_frames(struct log *l, enum segment_read *end, struct err *e)
{
	struct log_place at = l->at.at;
	struct err why;

	while (!is_at_end(l) &&
	       (*end = segment_next(&l->segment, &l->key, &at, &l->changes)) == SEGMENT_FRAME) {
		enum db_applied how = db_apply(l->db, buf_str(&l->changes), &why);

		*end = how == DB_APPLIED ? SEGMENT_END : SEGMENT_TORN;
		if (how != DB_APPLIED) /* torn, where nobody can verify it */
			return (how == DB_MISFIT && !l->segment.ours) ||
			       err_set(e, "变更日志第 %lld 段第 %lld 字节起：%s",
				       (long long)l->segment.number, (long long)l->at.at.bytes,
				       why.text);
		l->at.at = at;
	}
	return *end != SEGMENT_FAILED || err_errno(e, "变更日志");
}

/* To the end of the segment, or of what can be read of the last one. */
static bool read_segment(struct log *l, struct err *e)
{
	enum segment_read end = SEGMENT_END;

	if (!apply_frames(l, &end, e))
		return false;
	if (end == SEGMENT_TORN && (there_is(l, l->segment.number + 1) || l->upto ||
				    segment_goes_on(&l->segment, &l->key, l->at.at.bytes)))
		return damaged(l, e);
	return true;
}

static bool follows(const struct log *l, const struct segment *s)
{
	return memcmp(s->head.before, l->at.at.mac, sizeof s->head.before) == 0;
}

/*
 * The segment behind the one at hand: OPEN, MISSING where the log ends here, BAD and *e.
 * One that a killed command has only begun, and nobody has written to, is none: its head
 * does not follow, or is of a key that was then not taken.
 */
static enum segment_opened open_next(const struct log *l, struct segment *s, struct err *e)
{
	int64_t next = l->at.at.segment + 1;
	enum segment_opened how = segment_open(s, l->ledger, next, &l->key, NULL, e);
	bool last = !there_is(l, next + 1);

	if (how == SEGMENT_MISSING && there_is(l, next)) {
		log_missing(next, l->ledger, e);
		return SEGMENT_BAD;
	}
	if (how == SEGMENT_OPEN && last && segment_bytes(s) == SEGMENT_HEAD_BYTES &&
	    (!follows(l, s) || (!s->ours && l->key.right && !l->any_key))) {
		segment_close(s);
		return SEGMENT_MISSING;
	}
	return how;
}

/* The ledger becomes one of the schema version of the segment. */
static bool meet_schema(struct log *l, const struct segment *s, struct err *e)
{
	struct err why;

	if (s->head.version != l->version && !storefile_migrate(l->db, s->head.version, &why))
		return err_set(e, "变更日志里下一段是另一个版本的台帐写的：%s", why.text);
	l->version = s->head.version;
	return true;
}

/* Goes on to the next segment; *more: there is one. */
static bool read_next(struct log *l, bool *more, struct err *e)
{
	struct segment s;
	enum segment_opened how = open_next(l, &s, e);

	*more = how == SEGMENT_OPEN;
	if (!*more)
		return how == SEGMENT_MISSING;
	segment_close(&l->segment);
	l->segment = s;
	if (!may_be_read(l, &s, e))
		return false;
	if (!follows(l, &s))
		return err_set(e, "变更日志第 %lld 段：和前面的接不上", (long long)s.number);
	if (!meet_schema(l, &s, e))
		return false;
	segment_enter(&s, &l->at);
	return read_segment(l, e);
}

static bool read_all(struct log *l, struct err *e)
{
	enum segment_opened how = open_marked(l, e);
	bool more = true, ok = how != SEGMENT_BAD;

	if (how == SEGMENT_MISSING && log_needs_segment(&l->at, l->ledger, &l->key))
		return l->copy ? log_missing(l->at.at.segment, l->ledger, e) : too_short(l, e);
	if (how == SEGMENT_OPEN)
		ok = read_segment(l, e);
	while (ok && more && !is_at_end(l))
		ok = read_next(l, &more, e);
	return ok;
}

/* What another process has not synced any more is now; what is no frame goes. */
static bool settle(const struct log *l, struct err *e)
{
	if (l->copy || l->segment.fd < 0 || l->segment.number != l->at.at.segment)
		return true;
	if (segment_bytes(&l->segment) == l->at.at.bytes ? fdatasync(l->segment.fd) == 0
							 : segment_cut(&l->segment, l->at.at.bytes))
		return true;
	return err_errno(e, "变更日志");
}

static bool replay(struct log *l, struct err *e)
{
	if (!db_get_int(l->db, "PRAGMA user_version", &l->version, e) ||
	    !mark_read(l->db, l->mark, &l->at, e) || !read_all(l, e))
		return false;
	if (l->upto && memcmp(l->at.at.mac, l->upto->mac, sizeof l->at.at.mac) != 0)
		return damaged(l, e);
	if (l->copy && !storefile_migrate(l->db, LEDGER_SCHEMA_VERSION, e))
		return false;
	/* before COMMIT gives up the lock: behind it others write where this would cut */
	return settle(l, e) && mark_set(l, &l->at, e);
}

/* One that leaves a segment behind is to be on disk when it ends, not only in the log. */
#define BEGIN "BEGIN IMMEDIATE"
#define BEGIN_SYNCED "PRAGMA synchronous = FULL; " BEGIN

/* COMMIT, or ROLLBACK when it did not go well; what comes next is synced by the log. */
static bool end_synced(struct log *l, bool ok, struct err *e)
{
	struct err ignored;

	ok = ok && db_exec(l->db, "COMMIT", e);
	db_rollback(l->db);
	return db_exec(l->db, "PRAGMA synchronous = NORMAL", ok ? e : &ignored) && ok;
}

bool log_replay(struct log *l, const struct log_place *upto, struct err *e)
{
	l->upto = upto;
	l->known = false;
	segment_close(&l->segment);
	return end_synced(l, db_exec(l->db, BEGIN_SYNCED, e) && replay(l, e), e);
}

bool log_rebuild(const char *copy, const char *ledger, const struct ledger_key *k,
		 const struct log_place *upto, struct err *e)
{
	struct db *db = db_open(copy, DB_WRITE, e);
	struct ledger_key own;
	struct log l;
	bool ok;

	if (!db)
		return false;
	key_know(db, ledger, &own);
	ok = log_init(&l, db, ledger, k ? k : &own, e);
	l.copy = true;
	ok = ok && log_replay(&l, upto, e);
	log_close(&l);
	explicit_bzero(&own, sizeof own);
	db_close(db);
	return ok;
}

/* ---- written ---- */

void log_watch(struct log *l)
{
	struct err ignored;

	db_session_close(l->session);
	l->session =
		db_session_open(l->db, log_keeps, &ignored); /* NULL: log_begin() tries again */
}

bool log_catch_up(struct log *l, struct err *e)
{
	bool ok = log_replay(l, NULL, e);

	db_clear_error(l->db);
	log_watch(l);
	l->caught_up = true;
	return ok;
}

/* The segment of the mark, which another process may have begun. */
static bool at_marked(struct log *l, struct err *e)
{
	enum segment_opened how = SEGMENT_OPEN;

	if (l->segment.fd < 0 || l->segment.number != l->at.at.segment) {
		segment_close(&l->segment);
		how = open_marked(l, e);
	}
	if (how == SEGMENT_MISSING)
		log_missing(l->at.at.segment, l->ledger, e);
	if (how != SEGMENT_OPEN || !l->segment.read_only)
		return how == SEGMENT_OPEN;
	errno = EROFS;
	return err_errno(e, "变更日志");
}

/*
 * Whether the log ends where the ledger's mark is. The rest of a frame that could not be
 * taken back goes first: reading it again would not tell whether it is on disk.
 */
static bool is_level(struct log *l, struct err *e)
{
	int64_t bytes;

	if (!mark_read(l->db, l->mark, &l->at, e) || !at_marked(l, e))
		return false;
	if (l->unsure && !segment_cut(&l->segment, l->at.at.bytes))
		return err_errno(e, "变更日志");
	l->unsure = false;
	bytes = segment_bytes(&l->segment);
	if (bytes < 0) {
		err_errno(e, "变更日志");
		segment_close(&l->segment); /* removed or replaced: the next look is at the path */
		return false;
	}
	return bytes == l->at.at.bytes || err_set(e, "变更日志和台帐不一致");
}

/* A transaction in which the ledger is up to the log. */
static bool begin_level(struct log *l, const char *begin, struct err *e)
{
	if (!l->session)
		log_watch(l);
	if (!l->session)
		return err_set(e, "内存不足");
	for (int i = 0; i < 2; i++) {
		if (!db_exec(l->db, begin, e))
			return false;
		if (is_level(l, e))
			return true;
		db_rollback(l->db);
		if (l->unsure || (i == 0 && !log_catch_up(l, e)))
			return false;
	}
	return false;
}

bool log_begin(struct log *l, struct err *e)
{
	return begin_level(l, BEGIN, e);
}

/* Takes back what was written behind the mark. */
static bool take_back(struct log *l, struct err *e)
{
	err_errno(e, "变更日志");
	l->unsure = !segment_cut(&l->segment, l->at.at.bytes);
	return false;
}

bool log_write(struct log *l, bool *wrote, struct err *e)
{
	struct log_mark next = l->at;

	buf_clear(&l->changes);
	*wrote = false;
	if (!db_session_changes(l->session, &l->changes, e))
		return false;
	if (l->changes.len == 0)
		return true;
	segment_frame(&l->segment, &l->key, &next.at, buf_str(&l->changes), &l->frame);
	/* first what can fail without a trace */
	if (!mark_set(l, &next, e))
		return false;
	if (!segment_write(&l->segment, l->at.at.bytes, buf_str(&l->frame)))
		return take_back(l, e);
	*wrote = true;
	return true;
}

/* The ledger says so for good, so that the key of the segment is never lost. */
bool log_next(struct log *l, int64_t now_s, struct err *e)
{
	const struct segment_head like = { .made_s = now_s, .version = LEDGER_SCHEMA_VERSION };
	bool ok = begin_level(l, BEGIN_SYNCED, e);

	/* nobody asks what a migration changes; log_begin() opens the next one */
	db_session_close(l->session);
	l->session = NULL;
	ok = end_synced(l,
			ok && storefile_migrate(l->db, LEDGER_SCHEMA_VERSION, e) &&
				segment_make(l->ledger, &like, &l->key, &l->at, e) &&
				mark_set(l, &l->at, e),
			e);
	db_clear_error(l->db);
	return ok;
}

bool log_try(struct log *l, struct err *e)
{
	char torn[4096]; /* no frame, if this is cut short */

	memset(torn, '-', sizeof torn);
	if (!segment_write(&l->segment, l->at.at.bytes, (struct str){ torn, sizeof torn }))
		return take_back(l, e);
	l->unsure = !segment_cut(&l->segment, l->at.at.bytes);
	if (l->unsure)
		return err_errno(e, "变更日志");
	return mark_set(l, &l->at, e);
}

bool log_open(struct log *l, struct db *db, const char *ledger, const struct ledger_key *k,
	      bool any_key, struct err *e)
{
	if (!log_init(l, db, ledger, k, e))
		return false;
	l->any_key = any_key;
	if (!log_catch_up(l, e))
		return false;
	l->caught_up = false; /* nobody has seen it before */
	return l->at.at.segment > 0 || log_missing(1, ledger, e);
}

#include "store/replay.h"

#include "sqlfile.h"
#include "store/ledger.sql.h"

#include <string.h>
#include <unistd.h>

struct reader {
	const struct replay *r;
	struct segment segment; /* in which the mark is */
	struct log_mark at;
	int64_t version; /* of the ledger's schema */
	bool known;	 /* a segment of the key at hand has been read */
	struct buf changes;
};

static bool is_at_end(const struct reader *in)
{
	const struct log_place *upto = in->r->upto;

	return upto && in->at.at.segment == upto->segment && in->at.at.bytes >= upto->bytes;
}

static bool damaged(const struct reader *in, struct err *e)
{
	return err_set(e, "变更日志第 %lld 段第 %lld 字节起：和前面的接不上",
		       (long long)in->segment.number, (long long)in->at.at.bytes);
}

/* Of the ledger itself; of a backup it is said which segment is missing. */
static void too_short(const struct reader *in, struct err *e)
{
	struct arena a = ARENA_INIT;

	err_set(e,
		"变更日志比台帐记的短：请把原来的日志（%s）放回原处（另一块磁盘接好了吗）；找不"
		"回来，请把这里的日志移到别处，再运行 hallbook restore 加上台帐的文件名",
		segment_path(in->r->ledger, in->at.at.segment, &a).s);
	arena_release(&a);
}

static bool there_is(const struct reader *in, int64_t number)
{
	int64_t first, last;

	segment_range(in->r->ledger, &first, &last);
	return number <= last;
}

/*
 * Only the key of before, and only where a new one was made, cannot be verified. The
 * last segment is of the key at hand, or `hallbook key` has not come to its end.
 */
static bool may_be_read(struct reader *in, const struct segment *s, struct err *e)
{
	const struct replay *r = in->r;

	if (s->ours) {
		in->known = true;
		return true;
	}
	if (r->any_key || !r->key->right)
		return true;
	if (!in->known && r->key->since > 0 && there_is(in, s->number + 1))
		return true;
	return err_set(
		e,
		"变更日志第 %lld 段不是用 %s.key 写的；如果换密钥时中断了，请再运行 hallbook key",
		(long long)s->number, r->ledger);
}

/* The segment in which the mark is, when it is there. */
static enum segment_opened open_marked(struct reader *in, struct err *e)
{
	const struct replay *r = in->r;
	enum segment_opened how = SEGMENT_MISSING;

	if (in->at.at.segment > 0)
		how = segment_open(&in->segment, r->ledger, in->at.at.segment, r->key,
				   in->at.sealed ? in->at.seal : NULL, e);
	if (how == SEGMENT_BEGUN) {
		damaged(in, e);
		how = SEGMENT_BAD;
	}
	if (how == SEGMENT_OPEN && segment_bytes(&in->segment) < in->at.at.bytes) {
		too_short(in, e);
		how = SEGMENT_BAD;
	}
	if (how == SEGMENT_OPEN && !may_be_read(in, &in->segment, e))
		how = SEGMENT_BAD;
	return how;
}

static bool apply_frames(struct reader *in, enum segment_read *end, struct err *e)
{
	struct log_place at = in->at.at;
	struct err why;

	while (!is_at_end(in) && (*end = segment_next(&in->segment, in->r->key, &at,
						      &in->changes)) == SEGMENT_FRAME) {
		enum db_applied how = db_apply(in->r->db, buf_str(&in->changes), &why);

		*end = how == DB_APPLIED ? SEGMENT_END : SEGMENT_TORN;
		if (how != DB_APPLIED) /* torn, where nobody can verify it */
			return (how == DB_MISFIT && !in->segment.ours) ||
			       err_set(e, "变更日志第 %lld 段第 %lld 字节起：%s",
				       (long long)in->segment.number, (long long)in->at.at.bytes,
				       why.text);
		in->at.at = at;
	}
	return *end != SEGMENT_FAILED || err_errno(e, "变更日志");
}

/* To the end of the segment, or of what can be read of the last one. */
static bool read_segment(struct reader *in, struct err *e)
{
	enum segment_read end = SEGMENT_END;

	if (!apply_frames(in, &end, e))
		return false;
	if (end == SEGMENT_TORN && (there_is(in, in->segment.number + 1) || in->r->upto ||
				    segment_goes_on(&in->segment, in->r->key, in->at.at.bytes)))
		return damaged(in, e);
	return true;
}

static bool follows(const struct reader *in, const struct segment *s)
{
	return memcmp(s->head.before, in->at.at.mac, sizeof s->head.before) == 0;
}

/*
 * The segment behind the one at hand: OPEN, MISSING where the log ends here, BAD and *e.
 * One that a killed command has only begun, and nobody has written to, is none: its head
 * is cut, does not follow, or is of a key that was then not taken.
 */
static enum segment_opened open_next(const struct reader *in, struct segment *s, struct err *e)
{
	const struct replay *r = in->r;
	int64_t next = in->at.at.segment + 1;
	enum segment_opened how = segment_open(s, r->ledger, next, r->key, NULL, e);
	bool last = !there_is(in, next + 1);

	if (how == SEGMENT_MISSING && there_is(in, next)) {
		mark_missing(next, r->ledger, e);
		return SEGMENT_BAD;
	}
	if (how == SEGMENT_BEGUN && !last)
		err_set(e, "变更日志第 %lld 段：开头不完整", (long long)next);
	if (how == SEGMENT_BEGUN)
		return last ? SEGMENT_MISSING : SEGMENT_BAD;
	if (how == SEGMENT_OPEN && last && segment_bytes(s) == SEGMENT_HEAD_BYTES &&
	    (!follows(in, s) || (!s->ours && r->key->right && !r->any_key))) {
		segment_close(s);
		return SEGMENT_MISSING;
	}
	return how;
}

/* Goes on to the next segment, if there is one. */
static enum replayed enter_next(struct reader *in, bool *entered, struct err *e)
{
	struct segment s;
	enum segment_opened how = open_next(in, &s, e);

	*entered = false;
	if (how != SEGMENT_OPEN)
		return how == SEGMENT_MISSING ? REPLAYED : REPLAY_FAILED;
	segment_close(&in->segment);
	in->segment = s;
	if (!may_be_read(in, &s, e))
		return REPLAY_FAILED;
	if (!follows(in, &s)) {
		err_set(e, "变更日志第 %lld 段：和前面的接不上", (long long)s.number);
		return REPLAY_FAILED;
	}
	if (s.head.version != in->version)
		return REPLAY_MEETS_SCHEMA;
	in->at.at.segment = s.number;
	in->at.at.bytes = SEGMENT_HEAD_BYTES;
	memcpy(in->at.at.mac, s.head.mac, sizeof s.head.mac);
	mark_move_to(&in->at, &s);
	*entered = true;
	return REPLAYED;
}

static enum replayed read_all(struct reader *in, struct err *e)
{
	enum segment_opened how = open_marked(in, e);
	enum replayed result = REPLAYED;
	bool entered = how == SEGMENT_OPEN;

	if (how == SEGMENT_BAD)
		return REPLAY_FAILED;
	if (how == SEGMENT_MISSING && mark_needs_segment(&in->at, in->r->ledger, in->r->key)) {
		if (in->r->look)
			mark_missing(in->at.at.segment, in->r->ledger, e);
		else
			too_short(in, e);
		return REPLAY_FAILED;
	}
	do {
		if (entered && !read_segment(in, e))
			return REPLAY_FAILED;
		if (is_at_end(in))
			break;
		result = enter_next(in, &entered, e);
	} while (result == REPLAYED && entered);
	return result;
}

/* What another process has not synced any more is now; what is no frame goes. */
static bool settle(const struct reader *in, struct err *e)
{
	if (in->r->look || in->segment.fd < 0 || in->segment.number != in->at.at.segment)
		return true;
	if (segment_bytes(&in->segment) == in->at.at.bytes
		    ? fdatasync(in->segment.fd) == 0
		    : segment_cut(&in->segment, in->at.at.bytes))
		return true;
	return err_errno(e, "变更日志");
}

static enum replayed run(struct reader *in, struct err *e)
{
	struct db *db = in->r->db;
	struct stmt *mark = sqlfile_prepare(db, ledger_sql, "log_mark", e);
	struct stmt *advance = mark ? sqlfile_prepare(db, ledger_sql, "log_advance", e) : NULL;
	enum replayed result = REPLAY_FAILED;
	struct err why;

	if (advance && mark_read(db, mark, &in->at, e))
		result = read_all(in, e);
	if (result != REPLAY_FAILED && in->r->upto &&
	    memcmp(in->at.at.mac, in->r->upto->mac, sizeof in->at.at.mac) != 0 &&
	    result == REPLAYED) {
		damaged(in, e);
		result = REPLAY_FAILED;
	}
	/* before COMMIT gives up the lock: behind it others write where this would cut */
	if (result != REPLAY_FAILED &&
	    (!settle(in, &why) || !mark_set(db, advance, &in->at, &why))) {
		*e = why;
		result = REPLAY_FAILED;
	}
	stmt_finalize(db, mark);
	stmt_finalize(db, advance);
	return result;
}

enum replayed replay_log(const struct replay *r, struct err *e)
{
	struct reader in = { .r = r, .segment.fd = -1 };
	enum replayed result = REPLAY_FAILED;
	struct err ignored;

	/* a segment is left behind for good */
	if (db_exec(r->db, "PRAGMA synchronous = FULL", e) &&
	    db_get_int(r->db, "PRAGMA user_version", &in.version, e) &&
	    db_exec(r->db, "BEGIN IMMEDIATE", e))
		result = run(&in, e);
	if (result != REPLAY_FAILED && !db_exec(r->db, "COMMIT", e))
		result = REPLAY_FAILED;
	if (db_in_transaction(r->db))
		db_exec(r->db, "ROLLBACK", &ignored);
	if (!db_exec(r->db, "PRAGMA synchronous = NORMAL", result == REPLAY_FAILED ? &ignored : e))
		result = REPLAY_FAILED;
	segment_close(&in.segment);
	buf_release(&in.changes);
	return result;
}

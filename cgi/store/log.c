#include "store/log.h"

#include "sqlfile.h"
#include "store/ledger.sql.h"

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

void log_watch(struct log *l)
{
	struct err ignored;

	db_session_close(l->session);
	l->session =
		db_session_open(l->db, log_keeps, &ignored); /* NULL: log_begin() tries again */
}

bool log_catch_up(struct log *l, struct err *e)
{
	const struct replay r = {
		.db = l->db, .ledger = l->ledger, .key = &l->key, .any_key = l->any_key
	};
	enum replayed result = replay_log(&r, e);

	db_clear_error(l->db);
	log_watch(l);
	l->caught_up = true;
	if (result == REPLAY_MEETS_SCHEMA)
		err_set(e, "变更日志里下一段是另一个版本的台帐写的");
	return result == REPLAYED;
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

/* Opens the segment of the mark, which another process may have begun. */
static bool open_segment(struct log *l, struct err *e)
{
	enum segment_opened how;

	if (l->segment.fd >= 0 && l->segment.number == l->at.at.segment)
		return true;
	segment_close(&l->segment);
	how = segment_open(&l->segment, l->ledger, l->at.at.segment, &l->key,
			   l->at.sealed ? l->at.seal : NULL, e);
	if (how == SEGMENT_MISSING || how == SEGMENT_BEGUN)
		mark_missing(l->at.at.segment, l->ledger, e);
	if (how != SEGMENT_OPEN || !l->segment.read_only)
		return how == SEGMENT_OPEN;
	segment_close(&l->segment);
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

	if (!mark_read(l->db, l->mark, &l->at, e) || !open_segment(l, e))
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

bool log_begin(struct log *l, struct err *e)
{
	struct err ignored;

	if (!l->session)
		log_watch(l);
	if (!l->session)
		return err_set(e, "内存不足");
	for (int i = 0; i < 2; i++) {
		if (!db_exec(l->db, "BEGIN IMMEDIATE", e))
			return false;
		if (is_level(l, e))
			return true;
		if (db_in_transaction(l->db))
			db_exec(l->db, "ROLLBACK", &ignored);
		if (l->unsure || (i == 0 && !log_catch_up(l, e)))
			return false;
	}
	return false;
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
	if (!mark_set(l->db, l->advance, &next, e))
		return false;
	if (!segment_write(&l->segment, l->at.at.bytes, buf_str(&l->frame)))
		return take_back(l, e);
	*wrote = true;
	return true;
}

static int64_t version_of(struct db *db)
{
	struct err ignored;
	int64_t version = 0;

	db_get_int(db, "PRAGMA user_version", &version, &ignored);
	return version;
}

/* Behind what is at hand; the ledger says so for good, so that its key is never lost. */
static bool begin_segment(struct log *l, int64_t now_s, struct err *e)
{
	const struct segment_head like = { .made_s = now_s, .version = version_of(l->db) };
	struct segment s;

	if (!segment_make(&s, l->ledger, &like, &l->key, &l->at.at, e))
		return false;
	segment_close(&l->segment);
	l->segment = s;
	mark_move_to(&l->at, &s);
	return mark_set(l->db, l->advance, &l->at, e) && db_exec(l->db, "COMMIT", e);
}

/*
 * On disk, not only in the log: behind a segment nobody goes back. `begins`: there is none
 * yet, so that there is nothing to be level with.
 */
static bool next_segment(struct log *l, bool begins, int64_t now_s, struct err *e)
{
	struct err ignored;
	int64_t last = l->at.at.segment;
	bool ok = db_exec(l->db, "PRAGMA synchronous = FULL", e) &&
		  (begins ? db_exec(l->db, "BEGIN IMMEDIATE", e) &&
				    mark_read(l->db, l->mark, &l->at, e)
			  : log_begin(l, e));

	/* two may come to begin it */
	if (ok && !(begins && l->at.at.segment > last))
		ok = begin_segment(l, now_s, e);

	if (db_in_transaction(l->db))
		db_exec(l->db, "ROLLBACK", &ignored);
	db_clear_error(l->db);
	db_exec(l->db, "PRAGMA synchronous = NORMAL", &ignored);
	return ok;
}

bool log_next(struct log *l, int64_t now_s, struct err *e)
{
	return next_segment(l, false, now_s, e);
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
	return mark_set(l->db, l->advance, &l->at, e);
}

/* At the empty ledger, and where a restored one has lost its log (restore.h). */
static bool begin_where_none(struct log *l, struct err *e)
{
	struct arena a = ARENA_INIT;
	bool ok = mark_read(l->db, l->mark, &l->at, e);

	if (ok && l->key.there &&
	    access(segment_path(l->ledger, l->at.at.segment, &a).s, F_OK) != 0)
		ok = next_segment(l, true, 0, e);
	arena_release(&a);
	return ok;
}

bool log_open(struct log *l, struct db *db, const char *ledger, const struct ledger_key *k,
	      bool any_key, struct err *e)
{
	*l = (struct log){
		.db = db, .ledger = ledger, .key = *k, .any_key = any_key, .segment.fd = -1
	};
	l->mark = sqlfile_prepare(db, ledger_sql, "log_mark", e);
	l->advance = l->mark ? sqlfile_prepare(db, ledger_sql, "log_advance", e) : NULL;
	if (!l->advance || !log_catch_up(l, e))
		return false;
	l->caught_up = false; /* nobody has seen it before */
	return begin_where_none(l, e);
}

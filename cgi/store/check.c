#include "store/check.h"

#include "base/file.h"
#include "base/utf8.h"
#include "sqlfile.h"
#include "store/backup.h"
#include "store/chain.h"
#include "store/log.h"
#include "store/store.h"
#include "store/storefile.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static void tell(void *ctx, struct str line)
{
	struct check *c = ctx;
	struct checked *f = &c->found;

	if (!f->what[0])
		snprintf(f->what, sizeof f->what, "%.*s",
			 STR_ARG(utf8_head(line, sizeof f->what - 1)));
	c->say(c->ctx, line);
}

static void fault(struct check *c, struct str text)
{
	tell(c, text);
	c->found.faults++;
}

static void fault_of(struct check *c, const char *what, const struct err *why)
{
	char text[sizeof why->text + 100];

	snprintf(text, sizeof text, "%s%s", what, why->text);
	fault(c, str_of(text));
}

/* ---- the rules, as they are written in the file ---- */

/* Without comments and blanks, which a migration need not keep. */
static struct str plain(struct str sql, struct arena *a)
{
	char *p = arena_alloc(a, sql.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < sql.len; i++) {
		if (str_starts(str_from(sql, i), STR("--")))
			while (i + 1 < sql.len && sql.s[i] != '\n')
				i++;
		if (!strchr(" \t\r\n", sql.s[i]))
			p[n++] = sql.s[i];
	}
	return (struct str){ p, n };
}

/* A row of the statement schema_differs. */
static void compare_rule(struct check *c, struct stmt *st, struct arena *a)
{
	bool gone = stmt_is_null(st, 1), more = stmt_is_null(st, 2);
	char text[200];

	if (!gone && !more && str_eq(plain(stmt_text(st, 1), a), plain(stmt_text(st, 2), a)))
		return;
	snprintf(text, sizeof text, "%.*s：%s", STR_ARG(stmt_text(st, 0)),
		 gone	? "不见了"
		 : more ? "多出来的，新台帐里没有"
			: "被改过");
	fault(c, str_of(text));
}

static bool compare_rules(struct check *c, struct db *db, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct stmt *st = sqlfile_prepare(db, ledger_sql, "schema_differs", e);
	bool ok;

	while (st && stmt_step(st) == DB_ROW)
		compare_rule(c, st, &a);
	ok = st && db_error(db, e);
	stmt_finalize(db, st);
	arena_release(&a);
	return ok;
}

/* An older ledger has rules of its own, until it is migrated. */
static bool check_rules(struct check *c, struct db *db, struct err *e)
{
	int64_t version;

	if (!db_get_int(db, "PRAGMA user_version", &version, e))
		return false;
	return version != LEDGER_SCHEMA_VERSION ||
	       (db_attach(db, c->again, "again", e) && compare_rules(c, db, e) &&
		db_exec(db, "DETACH again", e));
}

/* ---- rows ---- */

static bool check_rows(struct check *c, struct store *s, struct err *e)
{
	for (int i = LEDGER_CHECK_HISTORY; i <= LEDGER_CHECK_REFERENCES; i++) {
		struct stmt *st = store_stmt(s, (enum ledger_stmt)i);

		while (stmt_step(st) == DB_ROW)
			fault(c, stmt_text(st, 0));
		stmt_reset(st);
	}
	return db_error(store_db(s), e);
}

/* ---- rows against the log ---- */

static bool count_table(struct db *db, const char *table, struct db_changed *n, struct err *e)
{
	struct db_session *session = db_session_open(db, log_keeps, e);
	struct buf changes = BUF_INIT;
	bool ok = session && db_session_compare(session, "again", table, e) &&
		  db_session_changes(session, &changes, e);

	ok = ok && db_count_changes(buf_str(&changes), n, e);
	buf_release(&changes);
	db_session_close(session);
	return ok;
}

static void compare_table(struct check *c, struct db *db, const char *table)
{
	struct db_changed n;
	struct err why;
	char text[200];

	if (!count_table(db, table, &n, &why)) {
		fault_of(c, "", &why);
		return;
	}
	if (n.deleted + n.updated) {
		snprintf(text, sizeof text, "%s：变更日志里有、台帐里没有的 %d 行", table,
			 n.deleted + n.updated);
		fault(c, str_of(text));
	}
	if (n.inserted + n.updated) {
		snprintf(text, sizeof text, "%s：台帐里有、变更日志里没有的 %d 行", table,
			 n.inserted + n.updated);
		fault(c, str_of(text));
	}
}

static bool compare_all(struct check *c, struct store *s, struct err *e)
{
	struct stmt *st = store_stmt(s, LEDGER_TABLES);
	struct arena a = ARENA_INIT;

	while (stmt_step(st) == DB_ROW) {
		const char *table = arena_cstr(&a, stmt_text(st, 0));

		if (log_keeps(table))
			compare_table(c, store_db(s), table);
	}
	stmt_reset(st);
	arena_release(&a);
	return db_error(store_db(s), e);
}

/* ---- what the log goes on from ---- */

/* By when they were made, then by name: 20 digits, a blank, a name. NULL: none is behind `after`.
 */
static const char *next_oldest(const char *folder, const char *after, struct arena *a)
{
	DIR *d = opendir(folder);
	const char *best = NULL;
	struct dirent *entry;
	struct stat st;

	while (d && (entry = readdir(d))) {
		const char *name = entry->d_name, *key;

		if (stat(arena_printf(a, "%s/%s", folder, name).s, &st) != 0 ||
		    !S_ISREG(st.st_mode) || backup_is_leftover(str_of(name)))
			continue;
		key = arena_printf(a, "%020lld %s", (long long)st.st_mtime, name).s;
		if (strcmp(key, after) > 0 && (!best || strcmp(key, best) < 0))
			best = key;
	}
	if (d)
		closedir(d);
	return best;
}

/* A ledger of this backup and the log; false and *e, which is empty when it is no backup of ours.
 */
static bool made_of(const struct check *c, const char *file, const struct log_mark *m,
		    const struct ledger_key *k, struct err *e)
{
	unsigned char number[HALL_NUMBER_BYTES];

	storefile_remove(c->again);
	if (!backup_unpack(c->ledger, file, c->again, e) || !key_hall(c->again, number, e) ||
	    memcmp(number, k->number, sizeof number) != 0)
		return err_set(e, "%s", "");
	return log_rebuild(c->again, c->ledger, k, &m->at, e);
}

/*
 * Of the oldest backup of which one can be made; that of a night must be such a one, unless the
 * log begins `anew`: restore has said then that what was before is lost.
 */
static bool make_of_backup(struct check *c, bool anew, const struct log_mark *m,
			   const struct ledger_key *k)
{
	struct arena a = ARENA_INIT;
	const char *folder = backup_folder(c->ledger, &a).s;
	const char *key = "";
	struct err why;
	bool ok = false;

	while (!ok && (key = next_oldest(folder, key, &a))) {
		const char *name = strchr(key, ' ') + 1;

		ok = made_of(c, arena_printf(&a, "%s/%s", folder, name).s, m, k, &why);
		if (!ok && why.text[0] && str_starts(str_of(name), STR("ledger-")) && !anew)
			fault_of(c, arena_printf(&a, "变更日志和备份 %s 接不上：", name).s, &why);
	}
	ok = ok || (c->base && made_of(c, c->base, m, k, &why));
	if (!ok)
		fault(c, STR("没有变更日志能接上的备份，台帐里的内容没有核对"));
	arena_release(&a);
	return ok;
}

/* ---- the log ---- */

/* Whether frames stand behind the segment; a head alone was begun and not gone on with. */
static bool goes_on(int64_t number, const char *ledger)
{
	int64_t first, last;
	struct arena a = ARENA_INIT;
	struct stat st;
	bool more;

	segment_range(ledger, &first, &last);
	more = last > number + 1 || (stat(segment_path(ledger, number + 1, &a).s, &st) == 0 &&
				     st.st_size > SEGMENT_HEAD_BYTES);
	arena_release(&a);
	return more;
}

/* Where the log ends, against the ledger's mark. */
static void compare_mark(struct check *c, const struct log_mark *m, const struct ledger_key *k)
{
	struct segment s;
	struct err why;
	int64_t bytes = m->at.bytes;
	enum segment_opened how = segment_open(&s, c->ledger, m->at.segment, k, m->seal, &why);

	if (how == SEGMENT_OPEN)
		bytes = segment_bytes(&s);
	segment_close(&s);
	if (how == SEGMENT_MISSING && log_needs_segment(m, c->ledger, k)) {
		log_missing(m->at.segment, c->ledger, &why);
		how = SEGMENT_BAD;
	}
	if (how == SEGMENT_BAD)
		fault_of(c, "变更日志打不开：", &why);
	else if (bytes < m->at.bytes)
		fault(c, STR("变更日志比台帐短：被清空、截断或换过"));
	else if (bytes > m->at.bytes || goes_on(m->at.segment, c->ledger))
		fault(c, STR("变更日志比台帐长：台帐里缺最近的变更"));
}

/* Under the writer's lock, where no transaction is on its way. */
static bool log_fits(struct check *c, struct store *s, struct err *e)
{
	struct db *db = store_db(s);
	struct log_mark m;
	bool ok = db_exec(db, "BEGIN IMMEDIATE", e) && log_mark_of(db, &m, e);

	if (ok)
		compare_mark(c, &m, store_key(s));
	db_rollback(db);
	return ok;
}

/*
 * A ledger as log and backup say that it is; what is wrong with them is a fault. What is
 * older than the schema of this program cannot be made of the log alone.
 */
static bool make_again(struct check *c, const struct log_mark *m, const struct ledger_key *k)
{
	struct segment_head head;
	int64_t first, last;
	struct err wrong;
	bool there;

	segment_range(c->ledger, &first, &last);
	there = segment_look(c->ledger, first, k, &head);
	if (m->at.segment > 0 && !(there && first == 1 && head.version == LEDGER_SCHEMA_VERSION))
		return make_of_backup(c, there && head.anew, m, k);
	if (!log_rebuild(c->again, c->ledger, k, &m->at, &wrong))
		fault_of(c, "变更日志接不上：", &wrong);
	return true;
}

static bool check_log(struct check *c, struct store *s, struct err *e)
{
	struct db *db = store_db(s);
	struct log_mark m;
	bool ok = log_fits(c, s, e) && db_exec(db, "BEGIN", e) &&
		  log_mark_of(db, &m, e); /* from here on all is read of one moment */

	if (ok && make_again(c, &m, store_key(s)))
		ok = db_attach(db, c->again, "again", e) && compare_all(c, s, e) &&
		     db_exec(db, "COMMIT", e) && db_exec(db, "DETACH again", e);
	db_rollback(db);
	return ok;
}

static bool check_store(struct check *c, struct store *s, struct err *e)
{
	if (!check_rules(c, store_db(s), e) || !check_rows(c, s, e))
		return false;
	chain_check(s, tell, c, &c->found.faults);
	return db_error(store_db(s), e) && check_log(c, s, e);
}

/* Where a rule is gone that our statements need, all that can be told is which. */
static bool check_rest(struct check *c, struct err *e)
{
	struct err ignored;
	struct db *db = db_open(c->file, DB_WRITE, &ignored);
	int64_t application = 0;
	bool ok = db && db_get_int(db, "PRAGMA application_id", &application, &ignored) &&
		  application == LEDGER_APPLICATION_ID && check_rules(c, db, &ignored) &&
		  c->found.faults > 0;

	db_close(db);
	if (ok)
		fault_of(c, "其余没有核对：", e);
	return ok;
}

/* For the second ledger; what failed without it would look like a fault of the log. */
static bool has_room(const struct check *c, struct err *e)
{
	const uint64_t wal_max = 4 << 20, wal_index = 64 << 10;
	struct statvfs disk;
	struct stat st;
	uint64_t size, need;

	if (stat(c->file, &st) != 0 || statvfs(c->file, &disk) != 0)
		return true; /* which opening it says */
	size = (uint64_t)st.st_size;
	need = size + (size < wal_max ? size : wal_max) + wal_index;
	return disk.f_bavail * disk.f_frsize >= need ||
	       err_set(e, "%s：磁盘满了，核对要空出 %llu KB", c->file,
		       (unsigned long long)(need >> 10));
}

bool check_run(struct check *c, struct err *e)
{
	struct store *s;
	bool ok = false;
	struct err why;

	c->found.faults = 0;
	c->found.what[0] = '\0';
	storefile_remove(c->again);
	if (!has_room(c, e))
		return false;
	s = store_open(c->file, NULL, STORE_LOOK, e);
	if (!s) {
		ok = storefile_make(c->again, NULL, &why) && check_rest(c, e);
	} else if (storefile_make(c->again, NULL, e)) {
		store_key_of(s, c->ledger);
		if (!store_key(s)->right)
			fault_of(c, "密钥：", &store_key(s)->why);
		ok = check_store(c, s, e);
	}
	store_close(s);
	storefile_remove(c->again);
	return ok;
}

/* ---- kept ---- */

/* Seconds, faults and words, with blanks between. */
bool check_keep(const char *ledger, const struct checked *c, struct err *e)
{
	struct arena a = ARENA_INIT;
	const char *path = arena_printf(&a, "%s.checked", ledger).s;
	struct str text = arena_printf(&a, "%lld %lld %s\n", (long long)c->at_s,
				       (long long)c->faults, c->what);
	bool ok = file_replace(path, text, 0600, e);

	arena_release(&a);
	return ok;
}

void check_kept(const char *ledger, struct checked *out)
{
	struct arena a = ARENA_INIT;
	const char *path = arena_printf(&a, "%s.checked", ledger).s;
	struct str text;
	struct err ignored;

	*out = (struct checked){ .at_s = 0 };
	if (file_read(path, 2 * sizeof out->what, &a, &text, &ignored) && utf8_valid(text) &&
	    !(str_to_int(str_cut(&text, ' '), INT64_MAX, &out->at_s) &&
	      str_to_int(str_cut(&text, ' '), INT64_MAX, &out->faults)))
		out->at_s = 0;
	if (out->at_s)
		snprintf(out->what, sizeof out->what, "%.*s", STR_ARG(str_trim(text)));
	arena_release(&a);
}

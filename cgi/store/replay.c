#include "store/replay.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COLUMNS_MAX = 64, TABLES_MAX = 64 };

/* How lines are put into one table. */
struct target {
	struct str table;
	struct stmt *put;
	struct stmt *remove;
	int columns;
	struct str sealed; /* a 1 for each column that is */
};

struct replay {
	struct store *s;
	struct journal *j;
	struct arena arena; /* targets */
	struct arena lines; /* of the transaction at hand */
	struct target target[TABLES_MAX];
	size_t ntargets;
	struct str *line;
	size_t nlines, cap;
	struct journal_mark done; /* behind the last whole transaction */
	struct journal_mark at;	  /* behind the last line */
};

static bool prepare_targets(struct replay *r, struct err *e)
{
	struct stmt *st = store_stmt(r->s, LEDGER_JOURNAL_APPLY);
	struct db *db = store_db(r->s);
	bool ok = true;

	while (ok && stmt_step(st) == DB_ROW) {
		struct target *t = &r->target[r->ntargets++];

		assert(r->ntargets < TABLES_MAX);
		t->table = arena_str(&r->arena, stmt_text(st, 0));
		t->put = db_prepare(db, stmt_text(st, 1), e);
		t->remove = t->put ? db_prepare(db, stmt_text(st, 2), e) : NULL;
		t->columns = (int)stmt_int(st, 3);
		t->sealed = arena_str(&r->arena, stmt_text(st, 4));
		ok = t->remove != NULL && t->columns <= COLUMNS_MAX;
	}
	stmt_reset(st);
	return ok && db_error(db, e);
}

static struct str unescaped(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		char c = s.s[i];

		if (c == '\\' && i + 1 < s.len) {
			c = s.s[++i];
			c = c == 't' ? '\t' : c == 'n' ? '\n' : c;
		}
		p[n++] = c;
	}
	return (struct str){ p, n };
}

/* The text of a literal whose first quote has been read; *rest moves behind it. */
static bool read_quoted(struct arena *a, struct str *rest, struct str *out)
{
	char *p = arena_alloc(a, rest->len + 1);
	size_t n = 0, i = 0;

	for (; i < rest->len; i++) {
		if (rest->s[i] == '\'' && (i + 1 == rest->len || rest->s[i + 1] != '\''))
			break;
		i += rest->s[i] == '\'';
		p[n++] = rest->s[i];
	}
	if (i == rest->len)
		return false;
	*rest = str_from(*rest, i + 1);
	*out = (struct str){ p, n };
	return true;
}

/* Binds the literal at the head of *rest and the comma behind it. */
static bool bind_literal(struct arena *a, struct stmt *st, int param, struct str *rest)
{
	bool blob = str_starts(*rest, STR("X'"));
	struct str text;

	if (blob || str_starts(*rest, STR("'"))) {
		unsigned char *bytes;

		*rest = str_from(*rest, blob ? 2 : 1);
		if (!read_quoted(a, rest, &text))
			return false;
		bytes = arena_alloc(a, text.len / 2 + 1);
		if (!blob)
			stmt_bind_text(st, param, text);
		else if (crypto_from_hex(text, bytes, text.len / 2))
			stmt_bind_blob(st, param, bytes, text.len / 2);
		else
			return false;
		return rest->len == 0 || str_cut(rest, ',').len == 0;
	}
	text = str_cut(rest, ',');
	if (str_eq(text, STR("NULL")))
		stmt_bind_null(st, param);
	else if (text.len)
		stmt_bind_int(st, param, strtoll(arena_cstr(a, text), NULL, 10));
	return text.len > 0;
}

/* What was sealed; empty texts when the key is erased. */
static bool unsealed(struct replay *r, struct str hex, int64_t booking, int64_t number,
		     struct str *out)
{
	unsigned char salt[SALT_BYTES], *bytes = arena_alloc(&r->lines, hex.len / 2 + 1);
	struct buf text = BUF_INIT;
	bool ok = true;

	*out = STR("");
	if (!hex.len || !journal_salt(r->j, booking, salt))
		return true;
	ok = crypto_from_hex(hex, bytes, hex.len / 2) &&
	     crypto_unseal(&text, salt, (uint64_t)number,
			   (struct str){ (char *)bytes, hex.len / 2 });
	*out = arena_str(&r->lines, buf_str(&text));
	buf_release(&text);
	return ok;
}

static bool bind_all(struct replay *r, const struct target *t, struct stmt *st, struct str values,
		     struct str sealed)
{
	bool ok = true;

	for (int i = 0; ok && i < t->columns; i++) {
		struct str erased = STR("''");
		bool personal = t->sealed.s[i] == '1';

		if (personal)
			str_cut(&values, ','); /* its NULL */
		ok = bind_literal(&r->lines, st, i + 1,
				  !personal    ? &values
				  : sealed.len ? &sealed
					       : &erased);
	}
	return ok && values.len == 0;
}

/* A line whose hash is right, without it. */
static bool apply(struct replay *r, struct str line, struct err *e)
{
	struct str rest = line, number = str_cut(&rest, '\t'), op, table, values, booking, sealed;
	const struct target *t = NULL;
	int64_t n = 0, id = 0;
	struct stmt *st;

	str_cut(&rest, '\t');
	op = str_cut(&rest, '\t');
	table = str_cut(&rest, '\t');
	values = unescaped(&r->lines, str_cut(&rest, '\t'));
	booking = str_cut(&rest, '\t');
	for (size_t i = 0; i < r->ntargets; i++)
		if (str_eq(r->target[i].table, table))
			t = &r->target[i];
	if (!t || !rest.s || !str_to_int(number, INT64_MAX, &n) ||
	    !str_to_int(booking, INT64_MAX, &id) || !unsealed(r, rest, id, n, &sealed))
		return err_set(e, "变更日志第 %.*s 行：看不懂", STR_ARG(number));
	st = str_eq(op, STR("-")) ? t->remove : t->put;
	if (!bind_all(r, t, st, values, sealed)) {
		stmt_reset(st);
		return err_set(e, "变更日志第 %.*s 行：不是 %.*s 的一行", STR_ARG(number),
			       STR_ARG(table));
	}
	if (!stmt_run(st))
		return db_error(store_db(r->s), e);
	/* an erasing line whose key was not overwritten yet when the power went */
	return r->j->looking || rest.len || id == 0 || journal_forget(r->j, id) ||
	       err_errno(e, "变更日志的密钥");
}

static bool apply_transaction(struct replay *r, struct err *e)
{
	for (size_t i = 0; i < r->nlines; i++)
		if (!apply(r, r->line[i], e))
			return false;
	r->nlines = r->cap = 0;
	arena_reset(&r->lines);
	r->done = r->at;
	return true;
}

/* The text of a line without its hash, when number and hash follow the one before it. */
static bool line_follows(struct replay *r, struct str line, struct str *text)
{
	enum { HEX = 2 * DIGEST_BYTES };
	unsigned char hash[DIGEST_BYTES], said[DIGEST_BYTES];
	struct str rest;
	int64_t n;

	if (line.len < HEX + 1 ||
	    !crypto_from_hex(str_from(line, line.len - HEX), said, sizeof said))
		return false;
	*text = rest = str_head(line, line.len - HEX - 1);
	journal_hash(r->at.hash, *text, hash);
	if (memcmp(hash, said, sizeof hash) != 0 ||
	    !str_to_int(str_cut(&rest, '\t'), INT64_MAX, &n) || n != r->at.lines + 1)
		return false;
	memcpy(r->at.hash, hash, sizeof hash);
	r->at.lines = n;
	r->at.bytes += (int64_t)line.len + 1;
	return true;
}

/* Whether it says that it is the last of its transaction. */
static bool is_last(struct str line)
{
	str_cut(&line, '\t');
	return str_eq(str_cut(&line, '\t'), STR("1"));
}

/* A line that follows, without hash and end: keeps it, and applies when it is the last. */
static bool take_line(struct replay *r, struct str text, struct err *e)
{
	struct str *kept = arena_push(&r->lines, &r->line, &r->nlines, &r->cap, sizeof *kept);

	*kept = arena_str(&r->lines, text);
	return !is_last(text) || apply_transaction(r, e);
}

/* A file that is read by lines; `line` is without its end. */
struct reader {
	FILE *file;
	char *buffer;
	size_t cap;
	struct str line;
};

/* False at the end, also at one in the middle of a line. */
static bool next_line(struct reader *in)
{
	ssize_t n = getline(&in->buffer, &in->cap, in->file);

	if (n <= 0 || in->buffer[n - 1] != '\n')
		return false;
	in->line = (struct str){ in->buffer, (size_t)n - 1 };
	return true;
}

/* Whether it begins as a line does; *last: it says that it ends a transaction. */
static bool has_head(struct str line, bool *last)
{
	struct str number = str_cut(&line, '\t'), end = str_cut(&line, '\t');
	int64_t n;

	*last = str_eq(end, STR("1"));
	return str_to_int(number, INT64_MAX, &n) && (*last || str_eq(end, STR("0")));
}

/*
 * Whether all from this line on can be what a power cut left of the one
 * transaction that was being written: no line begins behind one that ends it.
 * What was on the disk before may stand in the middle of it, line ends included.
 */
static bool is_torn_tail(struct reader *in)
{
	bool ended = false, last;

	do {
		if (!has_head(in->line, &last))
			continue;
		if (ended)
			return false;
		ended = last;
	} while (next_line(in));
	return true;
}

static bool read_lines(struct replay *r, int64_t upto_bytes, struct err *e)
{
	int fd = dup(r->j->log_fd);
	struct reader in = { .file = fd < 0 ? NULL : fdopen(fd, "r") };
	bool ok = in.file != NULL && fseeko(in.file, r->at.bytes, SEEK_SET) == 0;
	struct str text;

	if (!ok)
		err_errno(e, "变更日志");
	while (ok && r->at.bytes < upto_bytes && next_line(&in)) {
		if (line_follows(r, in.line, &text)) {
			ok = take_line(r, text, e);
		} else {
			ok = (upto_bytes == INT64_MAX && is_torn_tail(&in)) ||
			     err_set(e, "变更日志第 %lld 行：和前一行接不上",
				     (long long)r->at.lines + 1);
			break;
		}
	}
	free(in.buffer);
	if (in.file)
		fclose(in.file);
	else if (fd >= 0)
		close(fd);
	return ok;
}

struct own_triggers {
	struct str drop, make;
};

/* In the transaction: they are as they were when it commits. */
static bool without_triggers(struct replay *r, int64_t upto_bytes, struct err *e)
{
	struct stmt *st = store_stmt(r->s, LEDGER_JOURNAL_OWN_TRIGGERS);
	struct db *db = store_db(r->s);
	struct own_triggers *list = NULL, *t;
	size_t n = 0, cap = 0;
	bool ok = true;

	while (stmt_step(st) == DB_ROW) {
		t = arena_push(&r->arena, &list, &n, &cap, sizeof *t);
		t->drop = arena_str(&r->arena, stmt_text(st, 0));
		t->make = arena_str(&r->arena, stmt_text(st, 1));
	}
	stmt_reset(st);
	for (size_t i = 0; ok && i < n; i++)
		ok = db_exec(db, list[i].drop.s, e);
	ok = ok && prepare_targets(r, e) && read_lines(r, upto_bytes, e);
	for (size_t i = 0; i < r->ntargets; i++) {
		stmt_finalize(db, r->target[i].put);
		stmt_finalize(db, r->target[i].remove);
	}
	for (size_t i = 0; ok && i < n; i++)
		ok = db_exec(db, list[i].make.s, e);
	return ok && (journal_mark_set(r->s, &r->done) || db_error(db, e));
}

/* The transaction is begun by the caller, and ended here. */
static bool replay_in(struct store *s, struct journal *j, int64_t upto_bytes, struct err *e)
{
	struct replay *r = calloc(1, sizeof *r);
	struct err ignored;
	bool ok;

	if (!r)
		abort();
	r->s = s;
	r->j = j;
	ok = journal_mark_read(s, &r->at, e);
	r->done = r->at;
	/* lines of a killed process may not be on disk yet */
	if (ok && !j->looking && fdatasync(j->log_fd) != 0)
		ok = err_errno(e, "变更日志");
	ok = ok && without_triggers(r, upto_bytes, e);
	/* before COMMIT gives up the lock: behind it others write where this would cut */
	if (ok && !j->looking && !j->uncut && !journal_cut(j, r->done.bytes))
		ok = err_errno(e, "变更日志");
	ok = ok && db_exec(store_db(s), "COMMIT", e);
	if (!ok && db_in_transaction(store_db(s)))
		db_exec(store_db(s), "ROLLBACK", &ignored);
	arena_release(&r->arena);
	arena_release(&r->lines);
	free(r);
	return ok;
}

/* Rows in the middle of a replay may name others that come later, or break a CHECK of erasing. */
static bool rules(struct store *s, bool on, struct err *e)
{
	return db_exec(store_db(s),
		       on ? "PRAGMA foreign_keys = ON; PRAGMA ignore_check_constraints = OFF"
			  : "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON",
		       e);
}

bool replay_run(struct store *s, struct journal *j, int64_t upto_bytes, struct err *e)
{
	struct err ignored;
	bool ok = rules(s, false, e) && db_exec(store_db(s), "BEGIN IMMEDIATE", e) &&
		  replay_in(s, j, upto_bytes, e);

	return rules(s, true, ok ? e : &ignored) && ok;
}

/* The mark first: what is written in between only adds. */
bool replay_ahead_by(struct store *s, struct journal *j, int64_t *bytes, struct err *e)
{
	struct journal_mark m;
	struct stat st;

	if (!journal_mark_read(s, &m, e))
		return false;
	if (fstat(j->log_fd, &st) != 0)
		return err_errno(e, "变更日志");
	*bytes = st.st_size - m.bytes;
	return true;
}

bool replay_catch_up(struct store *s, struct journal *j, struct err *e)
{
	int64_t bytes = 0;

	if (!replay_ahead_by(s, j, &bytes, e))
		return false;
	if (bytes > 0 && !replay_run(s, j, INT64_MAX, e))
		return false;
	return bytes >= 0 ||
	       err_set(e, "变更日志比台帐记的短：请把原来的日志放回原处（另一块磁盘接好了吗）；找不"
			  "回来，请把这里的日志移到别处，再运行 hallbook restore 加上台帐的文件名");
}

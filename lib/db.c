#include "db.h"

#include "db_handle.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STEPS = 10000 }; /* of SQLite's machine between two looks at a flag: under a ms */

struct stmt {
	struct stmt *next;
	struct db *db;
	struct str sql;
	sqlite3_stmt *handle; /* NULL: at rest */
	int asked;	      /* the parameter that param_of() found last */
};

struct db {
	sqlite3 *handle;
	struct stmt *stmts;
	enum db_reason reason;
	char text[300];
	int wal_pages;
};

/* What SQLite's codes mean, in words that whoever reads them can act on. */
static const struct meaning {
	int code;
	enum db_reason reason;
	const char *words;
} meanings[] = {
	{ SQLITE_OK, DB_OK, "" },
	{ SQLITE_ROW, DB_OK, "" },
	{ SQLITE_DONE, DB_OK, "" },
	{ SQLITE_BUSY, DB_BUSY, "正被别的程序使用" },
	{ SQLITE_LOCKED, DB_BUSY, "正被别的程序使用" },
	{ SQLITE_CONSTRAINT, DB_CONSTRAINT, "数据库出错" },
	{ SQLITE_FULL, DB_FULL, "磁盘满了" },
	{ SQLITE_NOTADB, DB_OTHER, "不是数据库文件，或者已损坏" },
	{ SQLITE_CORRUPT, DB_OTHER, "数据库已损坏" },
	{ SQLITE_READONLY, DB_OTHER, "只能读，不能写" },
	{ SQLITE_CANTOPEN, DB_OTHER, "打不开" },
	{ SQLITE_IOERR, DB_OTHER, "磁盘读写出错" },
	{ SQLITE_NOMEM, DB_OTHER, "内存不足" },
};

static const struct meaning *meaning_of(int code)
{
	static const struct meaning other = { SQLITE_ERROR, DB_OTHER, "数据库出错" };

	for (size_t i = 0; i < COUNT(meanings); i++)
		if (meanings[i].code == (code & 0xff))
			return &meanings[i];
	return &other;
}

bool db_code(struct err *e, int code)
{
	return code == SQLITE_OK ||
	       err_set(e, "%s（SQLite: %s）", meaning_of(code)->words, sqlite3_errstr(code));
}

/* Keeps the first failure. Returns whether code is one. */
static bool note(struct db *db, int code)
{
	bool no_room = (code & 0xff) == SQLITE_IOERR && sqlite3_system_errno(db->handle) == ENOSPC;
	const struct meaning *m = meaning_of(no_room ? SQLITE_FULL : code);

	if (m->reason == DB_OK)
		return false;
	if (db->reason == DB_OK) {
		db->reason = m->reason;
		snprintf(db->text, sizeof db->text, "%s（SQLite: %s (%d)）", m->words,
			 sqlite3_errmsg(db->handle), code);
	}
	return true;
}

enum db_reason db_failed(const struct db *db)
{
	return db->reason;
}

bool db_error(const struct db *db, struct err *e)
{
	if (db->reason == DB_OK)
		return true;
	return err_set(e, "%s", db->text);
}

void db_clear_error(struct db *db)
{
	db->reason = DB_OK;
	db->text[0] = '\0';
}

/* file: URI of a path; ?, # and % would otherwise end or change it. */
static char *uri_of(const char *path, const char *query)
{
	size_t n = strlen(path);
	char *uri = malloc(3 * n + strlen(query) + 6), *p = uri;

	if (!uri)
		abort();
	p += sprintf(p, "file:");
	for (size_t i = 0; i < n; i++) {
		if (strchr("?#%", path[i]))
			p += sprintf(p, "%%%02X", (unsigned)(unsigned char)path[i]);
		else
			*p++ = path[i];
	}
	strcpy(p, query);
	return uri;
}

static void harden(sqlite3 *h)
{
	sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	sqlite3_limit(h, SQLITE_LIMIT_LENGTH, 8 * 1024 * 1024);
	sqlite3_limit(h, SQLITE_LIMIT_SQL_LENGTH, 256 * 1024);
	sqlite3_limit(h, SQLITE_LIMIT_ATTACHED, 2);
	sqlite3_limit(h, SQLITE_LIMIT_WORKER_THREADS, 0);
}

static int note_wal(void *ctx, sqlite3 *h, const char *name, int pages)
{
	struct db *db = ctx;

	(void)h, (void)name;
	db->wal_pages = pages;
	return SQLITE_OK;
}

/*
 * A connection belongs to one thread, so that its lock would guard nothing; that and
 * the count of memory in use took a tenth of a booking's time.
 */
static void without_locks(void)
{
	static bool done; /* by the first thread, before there are others */

	if (!done) {
		sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
		done = true;
	}
}

struct db *db_open(const char *path, enum db_mode mode, struct err *e)
{
	int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
		    (mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
		    (mode == DB_CREATE ? SQLITE_OPEN_CREATE : 0);
	struct db *db = calloc(1, sizeof *db);
	char *uri = uri_of(path, mode == DB_READ ? "?mode=ro" : "");
	int code;
	bool ok;

	if (!db)
		abort();
	without_locks();
	code = sqlite3_open_v2(uri, &db->handle, flags, NULL);
	free(uri);
	if (code != SQLITE_OK || !db->handle) {
		errno = sqlite3_system_errno(db->handle);
		ok = errno ? err_errno(e, "%s", path)
			   : err_set(e, "%s：%s（SQLite: %s）", path, meaning_of(code)->words,
				     sqlite3_errstr(code));
	} else if (mode != DB_READ && sqlite3_db_readonly(db->handle, "main") == 1) {
		/* SQLite opens a file that it may not write for reading, and stays with that */
		ok = err_set(e, "%s：这个文件不能写", path);
	} else {
		harden(db->handle);
		sqlite3_wal_hook(db->handle, note_wal, db);
		/* temporary files would be out of the sandbox's reach */
		ok = db_exec(db, "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY", e);
	}
	if (ok)
		return db;
	db_close(db);
	return NULL;
}

bool db_attach(struct db *db, const char *path, const char *name, struct err *e)
{
	/* else each statement locks it and looks for a journal beside it: 6 system calls */
	char *uri = uri_of(path, "?mode=ro&immutable=1");
	char *sql = sqlite3_mprintf("ATTACH %Q AS %Q", uri, name);
	struct err why;
	bool ok = db_exec(db, sql, &why) || err_set(e, "%s: %s", path, why.text);

	sqlite3_free(sql);
	free(uri);
	return ok;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	while (db->stmts)
		stmt_finalize(db, db->stmts);
	sqlite3_close(db->handle);
	free(db);
}

/* The versions of reading and writing, in the file itself: SQLite's own way asks for the WAL. */
static int deny_wal(sqlite3 *h)
{
	sqlite3_file *f;
	int code = sqlite3_file_control(h, "main", SQLITE_FCNTL_FILE_POINTER, &f);

	return code == SQLITE_OK ? f->pMethods->xWrite(f, "\1\1", 2, 18) : code;
}

static int copy_pages(sqlite3 *from, sqlite3 *to)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
	int code = SQLITE_OK;

	if (!b)
		return sqlite3_errcode(to);
	do
		code = sqlite3_backup_step(b, -1);
	while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED);
	sqlite3_backup_finish(b);
	return code == SQLITE_DONE ? deny_wal(to) : code;
}

bool db_copy(struct db *from, const char *to, bool nameless, const char *sql, struct err *e)
{
	struct db *copy = db_open(to, DB_CREATE, e);
	bool ok = copy &&
		  db_exec(copy, "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY", e) &&
		  (!nameless || unlink(to) == 0 || err_errno(e, "%s", to)) &&
		  db_code(e, copy_pages(from->handle, copy->handle)) &&
		  /* what it remembers of the header is older */
		  db_exec(copy, "PRAGMA shrink_memory; PRAGMA secure_delete = ON", e) &&
		  (!sql || db_exec(copy, sql, e));

	db_close(copy);
	return ok;
}

bool db_exec(struct db *db, const char *sql, struct err *e)
{
	if (note(db, sqlite3_exec(db->handle, sql, NULL, NULL, NULL))) {
		db_error(db, e);
		db_clear_error(db);
		return false;
	}
	return true;
}

/* Prepares, steps once and leaves the row in *s; false without one. */
static bool first_row(struct db *db, const char *sql, struct stmt **s, struct err *e)
{
	*s = db_prepare(db, str_of(sql), e);
	if (!*s)
		return false;
	if (stmt_step(*s) == DB_ROW)
		return true;
	if (db_error(db, e))
		err_set(e, "no row: %s", sql);
	db_clear_error(db);
	stmt_finalize(db, *s);
	return false;
}

bool db_get_int(struct db *db, const char *sql, int64_t *out, struct err *e)
{
	struct stmt *s;

	if (!first_row(db, sql, &s, e))
		return false;
	*out = stmt_int(s, 0);
	stmt_finalize(db, s);
	return true;
}

bool db_get_text(struct db *db, const char *sql, char *out, size_t size, struct err *e)
{
	struct stmt *s;

	if (!first_row(db, sql, &s, e))
		return false;
	snprintf(out, size, "%.*s", STR_ARG(stmt_text(s, 0)));
	stmt_finalize(db, s);
	return true;
}

int db_wal_pages(const struct db *db)
{
	return db->wal_pages;
}

void db_checkpoint(struct db *db)
{
	/* when this fails, the pages stay in the WAL, where they are as safe */
	sqlite3_wal_checkpoint_v2(db->handle, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	db->wal_pages = 0;
}

void db_busy_timeout(struct db *db, int ms)
{
	sqlite3_busy_timeout(db->handle, ms);
}

static int look_at(void *flag)
{
	return atomic_load((atomic_bool *)flag);
}

void db_give_up_when(struct db *db, atomic_bool *flag)
{
	sqlite3_progress_handler(db->handle, flag ? STEPS : 0, look_at, flag);
}

bool db_in_transaction(const struct db *db)
{
	return !sqlite3_get_autocommit(db->handle);
}

void db_rollback(struct db *db)
{
	struct err ignored;

	if (db_in_transaction(db))
		db_exec(db, "ROLLBACK", &ignored);
}

int64_t db_last_rowid(const struct db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

int db_changes(const struct db *db)
{
	return sqlite3_changes(db->handle);
}

static int prepare(struct stmt *s)
{
	return sqlite3_prepare_v3(s->db->handle, s->sql.s, (int)s->sql.len,
				  SQLITE_PREPARE_PERSISTENT, &s->handle, NULL);
}

struct stmt *db_prepare(struct db *db, struct str sql, struct err *e)
{
	struct stmt *s = calloc(1, sizeof *s);
	int code;

	if (!s)
		abort();
	s->db = db;
	s->sql = sql;
	code = prepare(s);
	if (code != SQLITE_OK || !s->handle) {
		err_set(e, "%s in: %.*s", code ? sqlite3_errmsg(db->handle) : "no statement",
			STR_ARG(str_head(str_trim(sql), 120)));
		free(s);
		return NULL;
	}
	s->next = db->stmts;
	db->stmts = s;
	return s;
}

void stmt_rest(struct stmt *s)
{
	sqlite3_finalize(s->handle);
	s->handle = NULL;
}

/* What is done to one that could not be prepared again does nothing. */
static sqlite3_stmt *ready(struct stmt *s)
{
	if (!s->handle)
		note(s->db, prepare(s));
	return s->handle;
}

void stmt_finalize(struct db *db, struct stmt *s)
{
	struct stmt **link = &db->stmts;

	if (!s)
		return;
	while (*link != s)
		link = &(*link)->next;
	*link = s->next;
	sqlite3_finalize(s->handle);
	free(s);
}

int stmt_params(struct stmt *s)
{
	return sqlite3_bind_parameter_count(ready(s));
}

const char *stmt_param_name(struct stmt *s, int param)
{
	return sqlite3_bind_parameter_name(ready(s), param);
}

/* 0 when there is none of that name. Fastest when asked in the order of the statement. */
static int param_of(struct stmt *s, const char *name)
{
	const char *next = sqlite3_bind_parameter_name(s->handle, s->asked + 1);
	bool in_order = next && strcmp(next, name) == 0;

	s->asked = in_order ? s->asked + 1 : sqlite3_bind_parameter_index(s->handle, name);
	return s->asked;
}

void stmt_bind_text(struct stmt *s, int param, struct str value)
{
	assert(value.len <= INT32_MAX);
	note(s->db, sqlite3_bind_text(ready(s), param, value.s, (int)value.len, SQLITE_STATIC));
}

struct arg arg_text(const char *name, struct str value)
{
	return (struct arg){ name, ARG_KIND_TEXT, value.s ? value : STR(""), 0 };
}

struct arg arg_int(const char *name, int64_t value)
{
	return (struct arg){ name, ARG_KIND_INT, STR(""), value };
}

void stmt_bind(struct stmt *s, int param, const struct arg *a)
{
	assert(a->bytes.len <= INT32_MAX);
	switch (a->kind) {
	case ARG_KIND_TEXT:
		stmt_bind_text(s, param, a->bytes);
		break;
	case ARG_KIND_BLOB:
		note(s->db, sqlite3_bind_blob(ready(s), param, a->bytes.s, (int)a->bytes.len,
					      SQLITE_STATIC));
		break;
	case ARG_KIND_INT:
		note(s->db, sqlite3_bind_int64(ready(s), param, a->number));
		break;
	case ARG_KIND_NULL:
		note(s->db, sqlite3_bind_null(ready(s), param));
		break;
	}
}

void stmt_bind_args(struct stmt *s, const struct arg *arg)
{
	uint64_t bound = 0;
	int n = 0;

	if (!ready(s))
		return;
	for (; arg[n].name; n++) {
		int param = param_of(s, arg[n].name);

		assert(param > 0 && param < 64 && !(bound >> param & 1));
		bound |= (uint64_t)1 << param;
		stmt_bind(s, param, &arg[n]);
	}
	assert(n == stmt_params(s));
}

enum db_step stmt_step(struct stmt *s)
{
	int code;

	if (s->db->reason != DB_OK && s->db->reason != DB_CONSTRAINT)
		return DB_FAILED;
	code = sqlite3_step(ready(s));
	if (code == SQLITE_ROW)
		return DB_ROW;
	if (code == SQLITE_DONE)
		return DB_DONE;
	note(s->db, code);
	return DB_FAILED;
}

bool stmt_run(struct stmt *s)
{
	enum db_step step = stmt_step(s);

	stmt_reset(s);
	return step != DB_FAILED;
}

bool stmt_exists(struct stmt *s)
{
	bool found = stmt_step(s) == DB_ROW;

	stmt_reset(s);
	return found;
}

int64_t stmt_get_int(struct stmt *s)
{
	int64_t n = stmt_step(s) == DB_ROW ? stmt_int(s, 0) : 0;

	stmt_reset(s);
	return n;
}

struct str stmt_get_text(struct stmt *s, struct arena *a)
{
	struct str text = stmt_step(s) == DB_ROW ? arena_str(a, stmt_text(s, 0)) : STR("");

	stmt_reset(s);
	return text;
}

void stmt_reset(struct stmt *s)
{
	s->asked = 0;
	if (!s->handle)
		return;
	sqlite3_reset(s->handle);
	sqlite3_clear_bindings(s->handle);
}

bool stmt_is_busy(const struct stmt *s)
{
	return sqlite3_stmt_busy(s->handle);
}

int stmt_columns(struct stmt *s)
{
	return sqlite3_column_count(ready(s));
}

const char *stmt_column_name(const struct stmt *s, int column)
{
	return sqlite3_column_name(s->handle, column);
}

struct str stmt_text(struct stmt *s, int column)
{
	const unsigned char *text = sqlite3_column_text(s->handle, column);

	if (!text) {
		/* not NULL, but no memory for it */
		if (sqlite3_errcode(s->db->handle) == SQLITE_NOMEM)
			note(s->db, SQLITE_NOMEM);
		return (struct str){ NULL, 0 };
	}
	return (struct str){ (const char *)text, (size_t)sqlite3_column_bytes(s->handle, column) };
}

int64_t stmt_int(struct stmt *s, int column)
{
	return sqlite3_column_int64(s->handle, column);
}

bool stmt_blob(struct stmt *s, int column, void *out, size_t len)
{
	const void *bytes = sqlite3_column_blob(s->handle, column);
	bool fits = bytes && (size_t)sqlite3_column_bytes(s->handle, column) == len;

	memset(out, 0, len);
	if (fits)
		memcpy(out, bytes, len);
	return fits;
}

bool stmt_is_null(struct stmt *s, int column)
{
	return sqlite3_column_type(s->handle, column) == SQLITE_NULL;
}

sqlite3 *db_handle(struct db *db)
{
	return db->handle;
}

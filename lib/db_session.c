#include "db.h"

#include "db_handle.h"

#include <stdlib.h>

struct db_session {
	sqlite3_session *handle;
	bool (*wants)(const char *table);
};

static int wants_table(void *ctx, const char *table)
{
	struct db_session *s = ctx;

	return s->wants(table);
}

struct db_session *db_session_open(struct db *db, bool (*wants)(const char *table), struct err *e)
{
	struct db_session *s = calloc(1, sizeof *s);
	int code;

	if (!s)
		abort();
	s->wants = wants;
	code = sqlite3session_create(db_handle(db), "main", &s->handle);
	if (code == SQLITE_OK) {
		sqlite3session_table_filter(s->handle, wants_table, s);
		code = sqlite3session_attach(s->handle, NULL);
	}
	if (db_code(e, code))
		return s;
	db_session_close(s);
	return NULL;
}

void db_session_close(struct db_session *s)
{
	if (s && s->handle)
		sqlite3session_delete(s->handle);
	free(s);
}

bool db_session_compare(struct db_session *s, const char *other, const char *table, struct err *e)
{
	char *why = NULL;
	int code = sqlite3session_diff(s->handle, other, table, &why);

	if (code != SQLITE_OK)
		err_set(e, "%s：%s", table, why ? why : sqlite3_errstr(code));
	sqlite3_free(why);
	return code == SQLITE_OK;
}

bool db_session_changes(struct db_session *s, struct buf *out, struct err *e)
{
	void *bytes = NULL;
	int len = 0, code = sqlite3session_changeset(s->handle, &len, &bytes);

	if (code == SQLITE_OK)
		buf_add(out, (struct str){ bytes, (size_t)len });
	sqlite3_free(bytes);
	return db_code(e, code);
}

static int never_overwrite(void *ctx, int why, sqlite3_changeset_iter *at)
{
	(void)ctx, (void)why, (void)at;
	return SQLITE_CHANGESET_ABORT;
}

enum db_applied db_apply(struct db *db, struct str changes, struct err *e)
{
	int code;

	sqlite3_db_config(db_handle(db), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	/* it reads them only */
	code = sqlite3changeset_apply(db_handle(db), (int)changes.len, (void *)(uintptr_t)changes.s,
				      NULL, never_overwrite, NULL);
	sqlite3_db_config(db_handle(db), SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL);
	if (db_code(e, code))
		return DB_APPLIED;
	code &= 0xff;
	return code == SQLITE_ABORT || code == SQLITE_CONSTRAINT || code == SQLITE_CORRUPT ||
			       code == SQLITE_SCHEMA
		       ? DB_MISFIT
		       : DB_NOT_APPLIED;
}

bool db_count_changes(struct str changes, struct db_changed *n, struct err *e)
{
	sqlite3_changeset_iter *at;
	int code = sqlite3changeset_start(&at, (int)changes.len, (void *)(uintptr_t)changes.s);
	const char *table;
	int columns, how, indirect;

	*n = (struct db_changed){ 0, 0, 0 };
	while (code == SQLITE_OK && sqlite3changeset_next(at) == SQLITE_ROW) {
		code = sqlite3changeset_op(at, &table, &columns, &how, &indirect);
		n->inserted += how == SQLITE_INSERT;
		n->updated += how == SQLITE_UPDATE;
		n->deleted += how == SQLITE_DELETE;
	}
	if (code == SQLITE_OK)
		code = sqlite3changeset_finalize(at);
	return db_code(e, code);
}

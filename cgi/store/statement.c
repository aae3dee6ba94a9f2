#include "store/statement.h"

#include "sqlfile.h"

#include <assert.h>

extern const char ledger_sql[];

struct stmt *statement_prepare(struct db *db, struct str name, struct err *e)
{
	const struct sqlfile_entry *entry;
	struct arena a = ARENA_INIT;
	struct stmt *st = NULL;
	struct sqlfile f;

	if (sqlfile_parse(str_of(ledger_sql), "ledger.sql", &a, &f, e)) {
		entry = sqlfile_find(&f, STR("name"), name);
		assert(entry);
		st = db_prepare(db, entry->sql, e);
	}
	arena_release(&a);
	return st;
}

struct arg arg_text(const char *name, struct str value)
{
	return (struct arg){ name, ARG_KIND_TEXT, value.s ? value : STR(""), 0 };
}

struct arg arg_int(const char *name, int64_t value)
{
	return (struct arg){ name, ARG_KIND_INT, STR(""), value };
}

static void bind(struct stmt *st, int param, const struct arg *a)
{
	switch (a->kind) {
	case ARG_KIND_TEXT:
		stmt_bind_text(st, param, a->bytes);
		break;
	case ARG_KIND_BLOB:
		stmt_bind_blob(st, param, a->bytes.s, a->bytes.len);
		break;
	case ARG_KIND_INT:
		stmt_bind_int(st, param, a->number);
		break;
	case ARG_KIND_NULL:
		stmt_bind_null(st, param);
		break;
	}
}

void bind_args(struct stmt *st, const struct arg *arg)
{
	uint64_t bound = 0;
	int n = 0;

	for (; arg[n].name; n++) {
		int param = stmt_param(st, arg[n].name);

		assert(param > 0 && param < 64 && !(bound >> param & 1));
		bound |= (uint64_t)1 << param;
		bind(st, param, &arg[n]);
	}
	assert(n == stmt_params(st));
}

#include "insert.h"

#include <assert.h>
#include <string.h>

bool insert_open(struct insert *in, struct db *db, const struct sqlfile *sql, const char *name,
		 struct err *e)
{
	const struct sqlfile_entry *entry = sqlfile_find(sql, STR("name"), str_of(name));

	assert(entry);
	*in = (struct insert){ .db = db, .stmt = db_prepare(db, entry->sql, e) };
	return in->stmt;
}

static int next_param(struct insert *in, const char *name)
{
	in->param++;
	assert(in->known || (in->param <= stmt_params(in->stmt) &&
			     strcmp(stmt_param_name(in->stmt, in->param) + 1, name) == 0));
	return in->param;
}

void insert_text(struct insert *in, const char *name, struct str value)
{
	stmt_bind_text(in->stmt, next_param(in, name), value.s ? value : STR(""));
}

void insert_int(struct insert *in, const char *name, int64_t value)
{
	stmt_bind_int(in->stmt, next_param(in, name), value);
}

void insert_int_or_null(struct insert *in, const char *name, int64_t value)
{
	if (value)
		insert_int(in, name, value);
	else
		stmt_bind_null(in->stmt, next_param(in, name));
}

void insert_row(struct insert *in)
{
	assert(in->known || in->param == stmt_params(in->stmt));
	stmt_run(in->stmt);
	in->param = 0;
	in->known = true;
}

bool insert_close(struct insert *in, struct err *e)
{
	stmt_finalize(in->db, in->stmt);
	return db_error(in->db, e);
}

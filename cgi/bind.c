#include "bind.h"

#include <assert.h>

static int param(struct stmt *st, const char *name)
{
	int i = stmt_param(st, name);

	assert(i > 0);
	return i;
}

void store_bind_text(struct stmt *st, const char *name, struct str value)
{
	/* an empty view may have no pointer, which would bind NULL */
	stmt_bind_text(st, param(st, name), value.s ? value : STR(""));
}

void store_bind_int(struct stmt *st, const char *name, int64_t value)
{
	stmt_bind_int(st, param(st, name), value);
}

void store_bind_blob(struct stmt *st, const char *name, const void *bytes, size_t len)
{
	stmt_bind_blob(st, param(st, name), bytes, len);
}

bool store_exists(struct stmt *st)
{
	bool found = stmt_step(st) == DB_ROW;

	stmt_reset(st);
	return found;
}

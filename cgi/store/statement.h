/*
 * statement.h - statements of the .sql files, and their parameters by name.
 */
#ifndef CGI_STATEMENT_H
#define CGI_STATEMENT_H

#include "base/arena.h"
#include "db.h"

/*
 * Prepares the one of that name, which must exist, for a database that is no store
 * (store.h). NULL and *e on failure.
 */
struct stmt *statement_prepare(struct db *db, struct str name, struct err *e);

/* A parameter's value; made by ARG, ARG_BLOB and ARG_NULL. */
struct arg {
	const char *name; /* with the colon */
	enum arg_kind { ARG_KIND_TEXT, ARG_KIND_BLOB, ARG_KIND_INT, ARG_KIND_NULL } kind;
	struct str bytes; /* must live until the statement is reset */
	int64_t number;
};

/* A text or a number; no other type compiles. A view without a pointer is the empty text. */
/* clang-format off */
#define ARG(name, value) \
	_Generic((value), \
		struct str: arg_text, \
		int: arg_int, int64_t: arg_int, bool: arg_int)((name), (value))
#define ARG_BLOB(name, bytes, len) \
	((struct arg){ (name), ARG_KIND_BLOB, { (const char *)(bytes), (len) }, 0 })
#define ARG_NULL(name) ((struct arg){ (name), ARG_KIND_NULL, { NULL, 0 }, 0 })
/* clang-format on */

struct arg arg_text(const char *name, struct str value);
struct arg arg_int(const char *name, int64_t value);

/* The array of them that a function takes: one without a name ends it. */
#define ARGS(...) ((const struct arg[]){ __VA_ARGS__, { .name = NULL } })

/* Binds each of the statement's parameters once: none may be missing and none unknown. */
void bind_args(struct stmt *st, const struct arg *arg);

#endif

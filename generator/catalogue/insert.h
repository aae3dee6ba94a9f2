/*
 * insert.h - rows into tables; each INSERT is made from the columns of the
 * table's first row:
 *
 *	INSERT(&in, "window", INT("no", 4), TEXT("name", name));
 *
 * SQLite says so when the table has no such column, or wants another one too.
 */
#ifndef GENERATOR_INSERT_H
#define GENERATOR_INSERT_H

#include "db.h"

enum { INSERT_TABLES_MAX = 24 };

struct inserts {
	struct db *db;
	struct {
		const char *table;
		struct stmt *stmt; /* NULL when it could not be prepared */
	} of[INSERT_TABLES_MAX];
	size_t n;
	struct err err; /* of the first that could not */
	bool failed;
};

/* The cell of a column. An empty text is stored as one, never as NULL. */
#define TEXT(name, value) arg_text((name), (value))
#define INT(name, value) arg_int((name), (value))
/* 0 stands for nothing. */
#define INT_OR_NULL(name, value) ((value) ? arg_int((name), (value)) : ARG_NULL(name))
/* All rows of a table have the same columns in the same order; one of no name ends them. */
#define INSERT(in, table, ...) insert_row((in), (table), ARGS(__VA_ARGS__))

/* A failure is kept and told by insert_end; `table` must live until then. */
void insert_row(struct inserts *in, const char *table, const struct arg *cell);
/* Ends the statements. False and *e when a row is missing. */
bool insert_end(struct inserts *in, struct err *e);

#endif

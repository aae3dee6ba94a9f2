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

struct cell {
	const char *column;
	struct str text;
	int64_t number;
	enum { CELL_TEXT, CELL_INT, CELL_NULL } kind;
};

/* An empty text is stored as one, never as NULL. */
#define TEXT(name, value) ((struct cell){ .column = (name), .text = (value), .kind = CELL_TEXT })
#define INT(name, value) ((struct cell){ .column = (name), .number = (value), .kind = CELL_INT })
/* 0 stands for nothing. */
#define INT_OR_NULL(name, value)                                                                   \
	((struct cell){                                                                            \
		.column = (name), .number = (value), .kind = (value) ? CELL_INT : CELL_NULL })
#define CELLS(...) ((const struct cell[]){ __VA_ARGS__ })
/* All rows of a table have the same columns in the same order. */
#define INSERT(in, table, ...)                                                                     \
	insert_row(in, table, CELLS(__VA_ARGS__), sizeof CELLS(__VA_ARGS__) / sizeof(struct cell))

/* A failure is kept and told by insert_end; `table` must live until then. */
void insert_row(struct inserts *in, const char *table, const struct cell *cell, size_t n);
/* Ends the statements. False and *e when a row is missing. */
bool insert_end(struct inserts *in, struct err *e);

#endif

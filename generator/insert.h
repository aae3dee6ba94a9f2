/*
 * insert.h - one prepared INSERT of catalogue.sql and its rows.
 *
 * Values are put in the order of its parameters, each with the parameter's
 * name, which the first row compares with the statement (asserted): a slot
 * table has many thousand values, too many to look names up.
 */
#ifndef GENERATOR_INSERT_H
#define GENERATOR_INSERT_H

#include "db.h"
#include "sqlfile.h"

struct insert {
	struct db *db;
	struct stmt *stmt;
	int param;  /* the last one put into the row at work */
	bool known; /* a row has been written: the names are right */
};

/* `name` must be one of sql (asserted). False and *e when it cannot be prepared. */
bool insert_open(struct insert *in, struct db *db, const struct sqlfile *sql, const char *name,
		 struct err *e);
/* An empty value is an empty text, never NULL. It must live until insert_row. */
void insert_text(struct insert *in, const char *name, struct str value);
void insert_int(struct insert *in, const char *name, int64_t value);
/* 0 stands for nothing. */
void insert_int_or_null(struct insert *in, const char *name, int64_t value);
/* A failure is kept by the connection and looked at by insert_close. */
void insert_row(struct insert *in);
bool insert_close(struct insert *in, struct err *e);

#endif

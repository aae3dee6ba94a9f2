/*
 * err.h - what went wrong in the system (disk, SQLite, a template), carried
 * up to the one who can tell somebody. Functions return bool and fill it.
 * A citizen's input is never an err: it is a message beside a field.
 */
#ifndef LIB_ERR_H
#define LIB_ERR_H

#include <stdbool.h>

struct err {
	char text[400];
	char file[160]; /* the source the text is about, or "" */
	int line;	/* 1-based; 0 = no place known */
	int column;	/* 1-based, in characters */
};

/* Fills *e and returns false, so that callers write: return err_set(e, ...). */
bool err_set(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The same, with ": ", what errno means in Chinese, and strerror(errno) behind it. */
bool err_errno(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The same, with the place in a source file. */
bool err_at(struct err *e, const char *file, int line, int column, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

#endif

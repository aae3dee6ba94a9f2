/*
 * option.h - a program's options in one table, for its parser and its --help.
 */
#ifndef LIB_OPTION_H
#define LIB_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { OPTIONS_MAX = 16 };

/* One of text and flag is set. */
struct option_row {
	const char *name;  /* "site" for --site */
	const char **text; /* where its value goes */
	bool *flag;	   /* set to true */
	const char *value; /* "DIR", of those with a text */
	const char *help;  /* NULL: not in option_help */
};

/*
 * The index of the first argument behind the options, to which argv is
 * reordered; *bad is NULL, or the word that is no option or lacks its value, of which an empty one is none.
 */
int option_parse(const struct option_row *row, size_t n, int argc, char **argv, const char **bad);
/* "  --site DIR      pages.sql, ...", a line a row; the help begins behind width bytes. */
void option_help(const struct option_row *row, size_t n, int width, FILE *out);

#endif

/*
 * differ.h - what one folder of the hall's files says otherwise than another: cell by cell
 * in tables, by the lines that are other in all else.
 */
#ifndef GENERATOR_DIFFER_H
#define GENERATOR_DIFFER_H

#include "read/read.h"

enum { DIFFERENCES_MAX = 2000, DIFFERENCE_BYTES = 4000 };

struct difference {
	enum difference_kind { ADDED, CHANGED, REMOVED, DIFFERENCE_KIND__MAX } kind;
	struct str file, key, label, heading, before, after;
	int window; /* whose it is alone; 0: the hall's, or of several */
};

struct differences {
	struct arena *arena;
	struct difference *list;
	size_t n, cap;
	bool told[READ_TABLES];		 /* cell by cell, by the place in read_tables */
	size_t of[DIFFERENCE_KIND__MAX]; /* all; the list ends at DIFFERENCES_MAX */
	/* what both folders hold, for the windows that rows are of */
	const struct content *before, *after;
};

void differ(struct differences *d, const char *before, const char *after);

#endif

/*
 * said.h - by.txt, approved and the like: lines `key: value`, of who did it.
 */
#ifndef GENERATOR_SAID_H
#define GENERATOR_SAID_H

#include "base/arena.h"

struct said {
	struct str text; /* the null view when there is none */
};

struct said said_read(const char *path, struct arena *a);
/* The value of the first line of that key; empty without one. */
struct str said_value(const struct said *by, const char *key);

#endif

/*
 * guesses.h - failed look-ups of each reference, over all addresses (trust.md
 * 6). Every reference has a count of its own, in use or not: with addresses in
 * any number nobody can make one forgotten, and nobody learns which exist.
 */
#ifndef CGI_GUESSES_H
#define CGI_GUESSES_H

#include "base/str.h"

enum {
	GUESSES_SPAN_S = 3600,
	GUESSES_MAX = 255, /* the highest limit */
	GUESSES_BLOCK = 1000,
	GUESSES_BLOCKS = 10000, /* of the seven digits before the check digit */
};

/* All zero at first; counts are of the hour that begins with a full hour. */
struct guesses {
	int64_t hour;
	unsigned char *block[GUESSES_BLOCKS]; /* made when one of its references is counted */
};

/* Seconds to wait after `limit` failures in this hour; 0 = go on. */
int guesses_wait_s(const struct guesses *g, struct str reference, int64_t limit, int64_t now_s);
/* Counts one; the reference is 8 digits. */
void guesses_fail(struct guesses *g, struct str reference, int64_t now_s);
/* Forgets all. */
void guesses_clear(struct guesses *g);

#endif

#include "page/guesses.h"

#include <stdlib.h>

void guesses_clear(struct guesses *g)
{
	for (int i = 0; i < GUESSES_BLOCKS; i++) {
		free(g->block[i]);
		g->block[i] = NULL;
	}
}

static size_t number_of(struct str reference)
{
	int64_t n = 0;

	str_to_int(str_head(reference, 7), GUESSES_BLOCK * GUESSES_BLOCKS - 1, &n);
	return (size_t)n;
}

int guesses_wait_s(const struct guesses *g, struct str reference, int64_t limit, int64_t now_s)
{
	size_t n = number_of(reference);
	const unsigned char *block = g->block[n / GUESSES_BLOCK];

	if (g->hour != now_s / GUESSES_SPAN_S || !block || block[n % GUESSES_BLOCK] < limit)
		return 0;
	return (int)(GUESSES_SPAN_S - now_s % GUESSES_SPAN_S);
}

void guesses_fail(struct guesses *g, struct str reference, int64_t now_s)
{
	size_t n = number_of(reference);
	unsigned char **block = &g->block[n / GUESSES_BLOCK];

	if (g->hour != now_s / GUESSES_SPAN_S)
		guesses_clear(g);
	g->hour = now_s / GUESSES_SPAN_S;
	if (!*block)
		*block = calloc(GUESSES_BLOCK, 1);
	if (!*block)
		abort(); /* see the head of arena.h */
	if ((*block)[n % GUESSES_BLOCK] < GUESSES_MAX)
		(*block)[n % GUESSES_BLOCK]++;
}

/*
 * diff.h - what the new list changes against the one before, in words.
 */
#ifndef GENERATOR_DIFF_H
#define GENERATOR_DIFF_H

#include "base/err.h"
#include "content.h"

struct diff {
	size_t added, changed, removed;
	struct str text; /* one line an item: 新增/修改/删除 第 N 项 … */
};

/*
 * Items are compared by number with those of the catalogue at the path `old`; without one (NULL)
 * nothing is said to be added.
 */
bool diff_items(struct diff *d, const struct content *c, const char *old, struct arena *a,
		struct err *e);

#endif

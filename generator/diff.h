/*
 * diff.h - what the new list changes against the current release, in words.
 */
#ifndef GENERATOR_DIFF_H
#define GENERATOR_DIFF_H

#include "content.h"
#include "previous.h"

struct diff {
	size_t added, changed, removed;
	struct str text; /* one line an item: 新增/修改/删除 第 N 项 … */
};

/* Items are compared by number; without a previous release nothing is said to be added. */
bool diff_items(struct diff *d, const struct content *c, const struct previous *p, struct arena *a,
		struct err *e);

#endif

/*
 * diff.h - what the new list changes against the current release, in words.
 */
#ifndef GENERATOR_DIFF_H
#define GENERATOR_DIFF_H

#include "content.h"
#include "release.h"

struct diff {
	size_t added, changed, removed;
	struct str text; /* one line an item: 新增/修改/删除 第 N 项 … */
};

/* Without a current release every item is added. Items are compared by number. */
bool diff_items(struct diff *d, const struct content *c, const struct releases *r, struct arena *a,
		struct err *e);

#endif

/*
 * previous.h - the new list against the one that is published, whose catalogue
 * `old` is a path; NULL: there is none, and nothing is said to be new.
 */
#ifndef GENERATOR_PREVIOUS_H
#define GENERATOR_PREVIOUS_H

#include "content.h"
#include "db.h"

struct diff {
	size_t added, changed, removed;
	struct str text; /* one line an item, by number: 新增/修改/删除 第 N 项 … */
};

/* Whether the file is a whole catalogue; else why not, in *e. */
bool previous_reads(const char *old, struct err *e);
/*
 * A number that an item had which is gone, and that the list now gives to
 * another, is a warning (REUSED_NO).
 */
bool previous_check(const char *old, const struct content *c, struct findings *f, struct err *e);
/* The closures that it tells, from `today` on, into c; one of an older program tells none. */
void previous_closures(const char *old, struct content *c, int32_t today, struct arena *a);
/*
 * Compares the items of a new catalogue, by number, with the old ones. Then
 * those that are no longer in the list, gone ones too, keep their address with
 * gone = 1: a printed link or an old booking still leads
 * to a page that says so and names what the window does now. An item whose
 * window is gone as well goes to the 综合窗口.
 */
bool previous_join(struct db *new, const char *old, struct diff *d, struct arena *a, struct err *e);

#endif

/*
 * hallfiles.h - the files of a folder like content/: which there are, whether two folders
 * hold the same, and whole copies.
 */
#ifndef GENERATOR_HALLFILES_H
#define GENERATOR_HALLFILES_H

#include "base/arena.h"
#include "base/err.h"

enum { HALLFILES_MAX_BYTES = 64 << 20 };

struct hallfiles {
	struct str *name; /* sorted: items.csv, pages/notice.md */
	size_t n;
};

/* Those of the folder, its pages/ and pages/items/, without hidden ones; none when it is not there.
 */
struct hallfiles hallfiles_list(const char *folder, struct arena *a);
/* The bytes; the null view when it is not there or cannot be read. */
struct str hallfiles_read(const char *folder, struct str name, struct arena *a);
bool hallfiles_same(const char *one, const char *other, struct arena *a);
/* One file, by rename; the folder of items' texts is made for it. */
bool hallfiles_put(const char *folder, struct str name, struct str bytes, struct arena *a,
		   struct err *e);
/* Makes the folder and all files in it, which are not synced to disk. */
bool hallfiles_copy(const char *from, const char *to, struct arena *a, struct err *e);

#endif

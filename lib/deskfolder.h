/*
 * deskfolder.h - desk/, the folder where hallbook and hallgen meet, as both read it: folders
 * named by a number, small files of lines `key: value` that say who did it.
 */
#ifndef LIB_DESKFOLDER_H
#define LIB_DESKFOLDER_H

#include "base/arena.h"

#include <stdint.h>

enum {
	DESKFOLDER_VERSIONS = 20,    /* kept below versions/ */
	DESKFOLDER_FILE_MODE = 0660, /* shared: both programs are of the folder's group */
};

/*
 * The numbers of the folders in a folder, the highest first, at most `max`; returns how many.
 * *top: the highest, also of one that is only being made (.N).
 */
size_t deskfolder_numbers(const char *path, int64_t *list, size_t max, int64_t *top);

/* What by.txt, approved and the like say; the null view when there is no such file. */
struct str said_read(const char *path, struct arena *a);
/* The value of the first line of that key; empty without one. */
struct str said_value(struct str said, const char *key);
/* The same as a number; 0 when it is none. */
int64_t said_number(struct str said, const char *key);

#endif

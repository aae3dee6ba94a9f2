/*
 * pagename.h - the names of the hall's pages below content/, which become addresses.
 */
#ifndef LIB_PAGENAME_H
#define LIB_PAGENAME_H

#include "base/str.h"

enum { PAGENAME_MAX_BYTES = 64 };

/* pages/NAME.md of a to z, digits and -; pages/items/N.md, N as the list has the item: 9. */
bool pagename_is(struct str file);

#endif

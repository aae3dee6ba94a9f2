/*
 * check_list.h - the lint of the rows of items.csv; a part of check_content.
 */
#ifndef GENERATOR_CHECK_LIST_H
#define GENERATOR_CHECK_LIST_H

#include "content.h"

/* Linear in the number of items. */
void check_list(const struct content *c, struct findings *f);

#endif

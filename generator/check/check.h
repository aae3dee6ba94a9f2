/*
 * check.h - the lint of the list and of everything else in content/: faults
 * of the official list (rows out of place, names twice, numbers that differ in a digit) and
 * the consistency of the files with each other. Nothing is changed, everything is said.
 */
#ifndef GENERATOR_CHECK_H
#define GENERATOR_CHECK_H

#include "content.h"

/* `today` as hall day: CALENDAR_MISSING is a note, from 1 November a warning. */
void check_content(const struct content *c, int32_t today, struct findings *f);
/*
 * Marks what acknowledged.csv accepts, errors never. After everything else
 * that may be acknowledged has been found.
 */
void check_acknowledge(const struct content *c, struct findings *f);

/* The rest is between check.c and check_list.c: the lint of the rows of items.csv, linear in them.
 */
void check_list(const struct content *c, struct findings *f);

#endif

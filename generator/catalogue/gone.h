/*
 * gone.h - items that are no longer in the list keep their address (pages.md,
 * A37 and E8): a printed link, a saved one or an old booking still leads to a
 * page that says so and names what the window does now.
 *
 * `old` is the path of the catalogue before; NULL: there is none, nothing to do.
 */
#ifndef GENERATOR_GONE_H
#define GENERATOR_GONE_H

#include "content.h"
#include "db.h"
#include "finding.h"

/*
 * A number that an item had which is gone, and that the list now gives to
 * another, is a warning (REUSED_NO, E8). False and *e on failure.
 */
bool gone_check(const char *old, const struct content *c, struct findings *f, struct err *e);

/*
 * Adds to the new catalogue, with gone = 1, every item of the old catalogue whose
 * number is not in the list, gone ones too. An item whose window is gone as
 * well goes to the 综合窗口. False and *e on failure.
 */
bool gone_carry(struct db *db, const char *old, struct arena *a, struct err *e);

#endif

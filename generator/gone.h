/*
 * gone.h - items that are no longer in the list keep their address (pages.md,
 * A37 and E8): a printed link, a saved one or an old booking still leads to a
 * page that says so and names what the window does now.
 */
#ifndef GENERATOR_GONE_H
#define GENERATOR_GONE_H

#include "content.h"
#include "db.h"
#include "previous.h"

/*
 * A number that an item had which is gone, and that the list now gives to
 * another, is a warning (REUSED_NO, E8). False and *e on failure.
 */
bool gone_check(const struct previous *p, const struct content *c, struct findings *f,
		struct err *e);

/*
 * Adds to the new catalogue, with gone = 1, every item of the previous
 * release's catalogue whose number is not in the list, gone ones too. An item
 * whose window is gone as well goes to the 综合窗口. Nothing to do without a
 * previous release. False and *e on failure.
 */
bool gone_carry(struct db *db, const struct previous *p, struct arena *a, struct err *e);

#endif

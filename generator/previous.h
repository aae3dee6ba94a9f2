/*
 * previous.h - the release that a new one is compared with: the current one,
 * or, when that is damaged, the newest older one that can still be read. So a
 * damaged release is mended by the next, and never stands in its way.
 */
#ifndef GENERATOR_PREVIOUS_H
#define GENERATOR_PREVIOUS_H

#include "db.h"
#include "finding.h"
#include "publish/release.h"

struct previous {
	const char *catalogue; /* path of its catalogue; NULL: nothing to compare with */
	bool mend; /* the current release is damaged: publish what has not changed too */
};

/* Looks for it. What is damaged is a warning, BAD_RELEASE, that says what follows from it. */
void previous_find(struct previous *p, const struct releases *r, struct findings *f);
/* Whether a release is whole: all its files, a catalogue that can be read; else why not, in *e. */
bool previous_whole(const struct releases *r, struct str id, struct err *e);

#endif

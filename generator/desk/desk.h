/*
 * desk.h - what is proposed on the desk (hallbook's /staff/list): looked at, answered in
 * report.db, published when it is approved. Each call is one process of hallgen --watch.
 */
#ifndef GENERATOR_DESK_H
#define GENERATOR_DESK_H

#include "base/err.h"
#include "content.h"

/* What the generator does for it. */
struct desk {
	const char *dir, *content, *releases;
	int64_t now_s;
	struct arena *a;
	struct findings *f;
	void *ctx;
	/* Reads and checks the folder, its pages' address being `below` the site's. */
	const struct content *(*read)(void *ctx, const char *dir, const char *below);
	/* Makes releases/NAME of what was read. */
	bool (*preview)(void *ctx, const char *name, struct err *e);
	int64_t made;	   /* a version of content/ that waits for desk_built(); 0: none */
	struct err unmade; /* why it could not be made; the site is built all the same */
};

enum desk_result { DESK_NOTHING, DESK_DONE, DESK_PUBLISHED, DESK_FAILED };

/* The next step of one. DESK_PUBLISHED: a version is made, and content/ has to follow. */
enum desk_result desk_step(const struct desk *d, int64_t id, struct err *e);
/*
 * Before content/ is read: what was approved is in it, and a version of it as it is, if it is
 * another, waits for the build, which may not read workbooks any more.
 */
bool desk_settle(struct desk *d, struct err *e);
/* After a build: that version is there if it was good, and what is to be said of content/. */
bool desk_built(const struct desk *d, bool good, struct err *e);

#endif

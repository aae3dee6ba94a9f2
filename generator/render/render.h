/*
 * render.h - every page of the site, from pages.sql, templates and catalogue.
 */
#ifndef GENERATOR_RENDER_H
#define GENERATOR_RENDER_H

#include "content.h"
#include "db.h"
#include "render/site.h"

struct release; /* release.h */

/*
 * Renders all page kinds into the release (under public/), copies assets and templates,
 * writes csp.txt. Faults of SQL and templates and dead links become findings; the release
 * must then not be published. Without a release nothing is written. False and *e when the system
 * fails.
 */
bool render_site(struct site *s, const struct content *c, struct db *db, struct release *to,
		 struct findings *f, struct err *e);

#endif

/*
 * render.h - every page of the site, from pages.sql, templates and catalogue.
 */
#ifndef GENERATOR_RENDER_H
#define GENERATOR_RENDER_H

#include "catalogue.h"
#include "site.h"

/*
 * Renders all page kinds into the release (under public/), with .gz beside
 * them, copies assets and templates, writes csp.txt. Faults of SQL and templates
 * and dead links become findings; the release must then not be published.
 * False and *e when the system fails.
 */
bool render_site(const struct site *s, const struct content *c, struct db *db, struct release *b,
		 struct findings *f, struct err *e);

/* Derived settings made of assets: css_NAME and js_NAME, for catalogue_write. */
struct derived *render_inline_settings(const struct site *s, struct arena *a, size_t *n);

#endif

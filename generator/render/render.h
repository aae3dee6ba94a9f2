/*
 * render.h - every page of the site, from pages.sql, templates and catalogue.
 */
#ifndef GENERATOR_RENDER_H
#define GENERATOR_RENDER_H

#include "content.h"
#include "db.h"
#include "render/site.h"

/* Where the files go: each is added once, with `gzip` also as path.gz. */
struct render_out {
	bool (*add)(void *to, struct str path, struct str content, bool gzip, struct err *e);
	void *to;
	const char *dir; /* DIR/path can be read once it is added */
};

/*
 * Renders all page kinds (under public/), copies assets and templates, writes
 * csp.txt. Faults of SQL and templates and dead links become findings; what was
 * added must then not be published. False and *e when the system fails.
 */
bool render_site(struct site *s, const struct content *c, struct db *db,
		 const struct render_out *out, struct findings *f, struct err *e);

/*
 * Style sheets and scripts: their text as the setting css_NAME or js_NAME, for pages in which
 * it stands; of one that a template links to by {{href_css_NAME}}, that address below the root.
 */
void render_asset_settings(const struct site *s, struct content *c, struct arena *a);

#endif

/*
 * sitepage.h - the two outermost frames that every page of both programs has.
 *
 * "site": one field per row of the catalogue's table setting, so {{hall_name}}
 * is hall.conf's hall.name and {{site_today}} is what hallgen derived.
 * "page": where this page is, for links.
 */
#ifndef LIB_SITEPAGE_H
#define LIB_SITEPAGE_H

#include "db.h"
#include "template/template.h"

enum page_field {
	PAGE_ROOT,  /* to the home page of this variant: "../../", in hallbook "/zwfw/" */
	PAGE_TOP,   /* to the site's root, for assets, /book and /data; = root but in large pages */
	PAGE_PATH,  /* within the variant: "items/9/", "book" */
	PAGE_URL,   /* absolute address of the normal variant; empty in hallbook */
	PAGE_LARGE, /* "1" in the large-type twin */
	PAGE_TWIN,  /* to the same page in the other variant; empty when there is none */
	PAGE_LIVE,  /* "1" in pages that hallbook makes */
	PAGE_FIELD__MAX
};

/* root top path url large twin live; its name is "page". */
extern const struct view_type page_view;

/*
 * Reads the settings of `schema` ("main" or the name it is attached under)
 * into a frame of type "site" with no outer frame; memory from a.
 */
bool site_frame_load(struct db *db, const char *schema, struct arena *a, struct view_frame *out,
		     struct err *e);
/* The value of a setting; the null view when there is no such key. */
struct str site_setting(const struct view_frame *site, struct str key);

#endif

/*
 * site.h - the map of the site as data: pages.sql, templates and assets, which
 * render.h renders from the catalogue.
 *
 * Each `page` entry of pages.sql is a page kind, each of its rows one file:
 *	-- page: items/{no}/index.html   template: public/item.html
 * {column} stands for a column of the row. Further attributes:
 *	large: no      no large-type twin under large/
 *	gz: no         no .gz beside it
 *	index: no      not in sitemap.xml
 *	anywhere: yes  shown at any address (404, 503): links begin with the base path
 *	qr: COLUMN     no template; the file is a PNG of a QR code of that column
 * Lists of a page hang on the template's name up to its first dot, without its folder:
 * item.siblings for public/item.html and public/item.gone.html.
 * What they may ask beside the catalogue stands in pagedata.sql.
 */
#ifndef GENERATOR_SITE_H
#define GENERATOR_SITE_H

#include "content.h"
#include "crypto.h"
#include "db.h"
#include "finding.h"
#include "qr.h"
#include "sqlfile.h"
#include "template/template.h"

/* A file of site/assets or site/templates. */
struct site_file {
	struct str name;
	struct str content; /* as it is sent: text without comments, indentation, needless blanks */
	bool text;	    /* a style sheet or a script */
	struct str path;    /* of an asset, below the root; empty: it stands in pages */
};

struct site {
	struct str dir;
	struct str base_url;  /* without a last slash */
	struct str base_path; /* "" or "/zwfw"; of a preview, where it is shown */
	struct str pages_sql_path;
	struct sqlfile pages;
	struct site_file *asset;
	size_t nassets;
	struct site_file *template_file;
	size_t ntemplates;
	unsigned char digest[DIGEST_BYTES]; /* over all files of dir that are read */
	struct site_code *code;		    /* QR codes that were asked for */
	size_t ncodes, codes_cap;
};

/* Reads everything; faults are findings (BAD_FILE, TEMPLATE). */
void site_read(struct site *s, struct str dir, struct arena *a, struct findings *f);

/*
 * Style sheets and scripts: their text as the setting css_NAME or js_NAME, for pages in which
 * it stands; of one that a template links to by {{href_css_NAME}}, that address below the root.
 */
void site_add_settings(const struct site *s, struct content *c, struct arena *a);

/* An address that conf_url_valid() takes; the last slash is cut off. */
bool site_set_base_url(struct site *s, struct str url, struct arena *a);

/*
 * What a window's code holds (0: the hall's): BASE/W/NN, in capitals throughout
 * when the base has no path (a smaller code), else as written.
 */
struct str site_code_url(const struct site *s, int window, struct arena *a);
/* A QR code, encoded when it is first asked for; a must live as long as s. NULL and *e: too long.
 */
const struct qr *site_code(struct site *s, struct str text, struct arena *a, struct err *e);

#endif

/*
 * pagedata.h - the temporary tables page_path, code, clock and here (pagedata.sql).
 */
#ifndef GENERATOR_PAGEDATA_H
#define GENERATOR_PAGEDATA_H

#include "catalogue/insert.h"
#include "content.h"
#include "render/site.h"

/* Makes them and fills all but page_path, which is the caller's. */
bool pagedata_make(struct inserts *in, struct site *s, const struct content *c, struct arena *a,
		   struct err *e);

#endif

/*
 * catalogue.h - writes checked content and the calendar into the release's
 * catalogue.db (catalogue.sql), byte for byte the same for the same input.
 */
#ifndef GENERATOR_CATALOGUE_H
#define GENERATOR_CATALOGUE_H

#include "catalogue/calendar.h"
#include "content.h"
#include "db.h"

/*
 * Creates the file at path (it must not exist) and leaves it open for reading
 * and writing; the caller closes it. NULL and *e on failure. Markdown bodies
 * are rendered by markdown.h.
 */
struct db *catalogue_write(const char *path, const struct content *c, const struct calendar *cal,
			   struct arena *a, struct err *e);

#endif

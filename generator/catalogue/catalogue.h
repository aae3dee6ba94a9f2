/*
 * catalogue.h - writes checked content and the calendar into the release's
 * catalogue.db (catalogue.sql), byte for byte the same for the same input.
 */
#ifndef GENERATOR_CATALOGUE_H
#define GENERATOR_CATALOGUE_H

#include "content.h"
#include "db.h"

/*
 * Creates the file at path (it must not exist; ":memory:" is none), with the
 * calendar as seen from the hall day `today`, and leaves it open for reading
 * and writing; the caller closes it. NULL and *e on failure.
 */
struct db *catalogue_write(const char *path, const struct content *c, int32_t today,
			   struct arena *a, struct err *e);

#endif

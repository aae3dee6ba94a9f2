/*
 * catalogue_days.h - the part of the catalogue that calendar.h decides: days,
 * periods and slots.
 */
#ifndef GENERATOR_CATALOGUE_DAYS_H
#define GENERATOR_CATALOGUE_DAYS_H

#include "calendar.h"
#include "db.h"
#include "sqlfile.h"

/* Inside catalogue_write's transaction; `sql` is catalogue.sql. */
bool catalogue_write_days(struct db *db, const struct sqlfile *sql, const struct content *c,
			  const struct calendar *cal, struct arena *a, struct err *e);

#endif

/*
 * catalogue_days.h - the part of the catalogue that calendar.h decides: days,
 * periods and slots.
 */
#ifndef GENERATOR_CATALOGUE_DAYS_H
#define GENERATOR_CATALOGUE_DAYS_H

#include "catalogue/calendar.h"
#include "catalogue/insert.h"

void catalogue_write_days(struct inserts *in, const struct content *c, const struct calendar *cal,
			  struct arena *a);

#endif

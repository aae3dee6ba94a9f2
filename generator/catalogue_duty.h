/*
 * catalogue_duty.h - the part of the catalogue that the roster needs: the
 * categories of the noon duty (notice 二(一), 三(一)) and their windows.
 */
#ifndef GENERATOR_CATALOGUE_DUTY_H
#define GENERATOR_CATALOGUE_DUTY_H

#include "content.h"
#include "db.h"
#include "sqlfile.h"

/* Inside catalogue_write's transaction; `sql` is catalogue.sql. */
bool catalogue_write_duty(struct db *db, const struct sqlfile *sql, const struct content *c,
			  struct err *e);

#endif

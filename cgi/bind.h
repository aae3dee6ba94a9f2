/*
 * bind.h - parameters of statements, by name.
 */
#ifndef CGI_BIND_H
#define CGI_BIND_H

#include "db.h"

/* Bind by name, with the colon; the name must be a parameter of the statement. */
void store_bind_text(struct stmt *st, const char *name, struct str value);
void store_bind_int(struct stmt *st, const char *name, int64_t value);
void store_bind_blob(struct stmt *st, const char *name, const void *bytes, size_t len);
/* Whether a bound SELECT has a row; resets it. */
bool store_exists(struct stmt *st);

#endif

/*
 * account.h - accounts of the hall's staff, as the administrator makes them
 * at the command line.
 */
#ifndef CGI_ACCOUNT_H
#define CGI_ACCOUNT_H

#include "password.h"
#include "store.h"

/* clerk, leader or admin. */
bool account_is_role(struct str role);

/*
 * Adds an account with a random one-time password (100 bits), which must be
 * changed at the first sign-in, and hands it over in clear; only its Argon2id
 * hash is kept. `window` is 0 for none. False and *e when the name is taken or
 * not fit (1 to 40 of A-Z a-z 0-9 . _ -), or the row cannot be written.
 */
bool account_add(struct store *s, struct str name, struct str role, int64_t window, int64_t now_s,
		 char password[ONE_TIME_PASSWORD_TEXT], struct err *e);

#endif

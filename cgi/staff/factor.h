/*
 * factor.h - the second factor of an account: the codes of totp.h and what the
 * ledger keeps of them. What changes something runs inside a job.
 */
#ifndef CGI_FACTOR_H
#define CGI_FACTOR_H

#include "page/call.h"
#include "staff/totp.h"

enum factor_state { FACTOR_OFF, FACTOR_BEGUN, FACTOR_ON };

/* *secret is filled unless it is FACTOR_OFF. */
enum factor_state factor_state(struct call *c, struct str account,
			       unsigned char secret[TOTP_SECRET_BYTES]);

/*
 * At the sign-in: whether the account is not asked for a second factor, or the
 * code is right: a number of its secret, or a recovery code. It is then used up.
 */
bool factor_accepts(struct call *c, struct str account, struct str code);

/* A new secret, which is not asked for until factor_confirm(). */
bool factor_begin(struct call *c, struct str account);
/* Whether the code is a number of the secret begun; from now on it is asked for. */
bool factor_confirm(struct call *c, struct str account, struct str code);
bool factor_stop(struct call *c, struct str account);
/* New recovery codes in the place of the old, as a JSON array. */
bool factor_codes(struct call *c, struct str account, struct str *json);

#endif

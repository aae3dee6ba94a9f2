/*
 * factor.h - the second factor of an account: codes by the clock (RFC 6238: HMAC-SHA-1, 30 s,
 * 6 digits, which is what every common app can do), recovery codes, and what the ledger keeps of
 * them (owner of oath.h). What changes something runs inside a job.
 *
 * SHA-1 stands here for this alone; RFC 6238 1.2 and NIST SP 800-131A let HMAC
 * use it. Secrets are not kept: each is made of the key beside the ledger.
 */
#ifndef CGI_FACTOR_H
#define CGI_FACTOR_H

#include "crypto.h"
#include "page/call.h"

enum {
	TOTP_SECRET_BYTES = 20,
	TOTP_SECRET_TEXT = 33, /* base32 and a NUL */
	TOTP_STEP_S = 30,
	TOTP_CODE_TEXT = 7, /* six digits and a NUL */
	RECOVERY_CODES = 10,
	RECOVERY_TEXT = 12, /* xxxxx-xxxxx and a NUL */
};

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

/* ---- the codes themselves ---- */

/* The secret of an account; another nonce is another secret. */
void totp_secret(const unsigned char key[MAC_KEY_BYTES], struct str account, int64_t nonce,
		 unsigned char out[TOTP_SECRET_BYTES]);
/* RFC 4648 base32 without padding, as apps take it. */
void totp_secret_text(const unsigned char secret[TOTP_SECRET_BYTES], char out[TOTP_SECRET_TEXT]);

/* The code of a step (UTC seconds / 30). */
void totp_code(const unsigned char secret[TOTP_SECRET_BYTES], int64_t step,
	       char out[TOTP_CODE_TEXT]);
/*
 * Whether the code is that of now or of one step beside it, and of a step
 * after `last`, so that none is used twice; *step is then the one. Blanks in
 * the code do not count.
 */
bool totp_check(const unsigned char secret[TOTP_SECRET_BYTES], struct str code, int64_t now_s,
		int64_t last, int64_t *step);

/* A recovery code: 49 bits. */
void recovery_make(char out[RECOVERY_TEXT]);
/* What the ledger keeps of it; case, blanks and dashes do not count. */
void recovery_mac(const unsigned char key[MAC_KEY_BYTES], struct str account, struct str code,
		  unsigned char out[MAC_BYTES]);

#endif

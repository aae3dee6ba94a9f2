/*
 * profile.h - /staff/account: one's own password, second factor and sessions.
 */
#ifndef CGI_PROFILE_H
#define CGI_PROFILE_H

#include "page/call.h"

/* The values of profile.html. */
enum profile_field {
	PROFILE_ERROR,
	PROFILE_SAID,  /* what has been done */
	PROFILE_TYPED, /* the one-time password, when the new one alone is unfit */
	PROFILE_MUST_CHANGE,
	PROFILE_MUST_TOTP,
	PROFILE_TOTP_ON,
	PROFILE_TOTP_BEGUN, /* the code is shown and waits for a number from it */
	PROFILE_SECRET,	    /* for typing instead of the picture */
	PROFILE_NEW_CODES,  /* JSON array, once */
	PROFILE_THIS,	    /* for profile.sessions: the session asking */
	PROFILE_ALIVE_MADE, /* and those made and seen later than these are alive */
	PROFILE_ALIVE_SEEN,
	PROFILE__MAX
};
extern const struct page_type profile_page;

bool profile_show(struct call *c);

/* Hands the present password to the helper thread, and the new one when it is fit. */
bool profile_ask(struct call *c);
/* POST /staff/account/password: a new session, all others end; 422 with what is wrong. */
bool profile_password(struct call *c);

/*
 * POST /staff/account/totp, `do`: begin (with the password), confirm (with a
 * number of the new secret; shows the recovery codes), codes (new ones) and stop
 * (both with a number or a recovery code).
 */
bool profile_totp(struct call *c);
/* GET /staff/account/totp.png: the secret as a QR code, while it is set up. */
bool profile_qr(struct call *c);
/* POST /staff/account/sessions: ends session `id`, or all others without it. */
bool profile_sessions(struct call *c);

#endif

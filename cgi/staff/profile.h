/*
 * profile.h - /staff/account: one's own password, second factor and sessions.
 */
#ifndef CGI_PROFILE_H
#define CGI_PROFILE_H

#include "page/call.h"

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

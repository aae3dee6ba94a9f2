/*
 * device.h - browsers that somebody has signed in with before (OWASP, "device
 * cookies"): guesses from elsewhere do not lock them out. The cookie is no
 * session and opens nothing.
 */
#ifndef CGI_DEVICE_H
#define CGI_DEVICE_H

#include "page/call.h"

enum { DEVICE_NONCE_BYTES = 16 };

/* Whether the account has signed in with this browser; its nonce then. */
bool device_knows(const struct call *c, struct str account,
		  unsigned char nonce[DEVICE_NONCE_BYTES]);
/* The Set-Cookie by which the browser is known for this account and up to three before it. */
struct str device_cookie(struct call *c, struct str account);

#endif

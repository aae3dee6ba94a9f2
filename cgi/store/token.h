/*
 * token.h - numbers and links that cannot be guessed or made up: references
 * (预约编号), private links, form tokens.
 */
#ifndef CGI_TOKEN_H
#define CGI_TOKEN_H

#include "base/arena.h"
#include "base/err.h"
#include "crypto.h"

enum {
	REFERENCE_DIGITS = 8,
	REFERENCE_TEXT = REFERENCE_DIGITS + 1,
	LINK_TEXT = 28, /* 27 characters and a NUL */
	NONCE_BYTES = 16,
	FORM_TOKEN_TEXT = 55, /* 54 characters and a NUL */
};

/* ISO 7064 mod 11,10: the check digit of a row of digits. */
char reference_check_digit(struct str digits);
/* A random one; the caller looks whether it is in use. */
void reference_make(char out[REFERENCE_TEXT]);
/*
 * Reads what a person typed or copied: blanks, dashes, words beside them and full-width digits are
 * understood. False unless 8 digits with the right check digit are left.
 */
bool reference_parse(struct str in, char out[REFERENCE_TEXT]);

/* A booking as its private link names it. */
struct link_of {
	int64_t id;
	int64_t generation;
	struct str reference; /* 8 digits; empty once retention has ended */
};

/*
 * TOKEN of /booking/TOKEN: the reference, by which the row is found, and 128
 * bits of a keyed MAC over id and generation. Base64url. False, and empty, for
 * a booking without a reference: it has no page any more.
 */
bool link_make(const unsigned char key[MAC_KEY_BYTES], const struct link_of *b,
	       char out[LINK_TEXT]);
/* The reference in a TOKEN; false when it has not the form of one. */
bool link_reference(struct str token, char out[REFERENCE_TEXT]);
/* Whether the TOKEN is that booking's; constant time. */
bool link_matches(const unsigned char key[MAC_KEY_BYTES], struct str token,
		  const struct link_of *b);

/* The hidden field of a form: when it was made and a nonce that makes it one. */
void form_token_make(const unsigned char key[MAC_KEY_BYTES], int64_t now_s,
		     char out[FORM_TOKEN_TEXT]);
/* False when it is not ours. *made_s: when it was made, UTC seconds. */
bool form_token_read(const unsigned char key[MAC_KEY_BYTES], struct str token, int64_t *made_s,
		     unsigned char nonce[NONCE_BYTES]);

#endif

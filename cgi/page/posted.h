/*
 * posted.h - what a citizen's form was: ours or not, fresh or old, sent before
 * or not. The hidden field of it is the form token of token.h.
 */
#ifndef CGI_POSTED_H
#define CGI_POSTED_H

#include "page/call.h"
#include "store/token.h"

struct posted {
	bool ours;
	bool fresh; /* booking.form_hours have not passed */
	unsigned char nonce[NONCE_BYTES];
};

struct posted posted_read(struct call *c);

/* For the next form: a fresh token, or the posted one when that can be kept. */
struct str posted_token(struct call *c, bool keep);

/* 303 to the private page of a booking. */
void posted_lead_to(struct call *c, const struct link_of *booking);

/*
 * The form was sent before and made a booking: true, and that one is the answer
 * (B5, B6). One whose retention has ended has no page: the form counts as old.
 */
bool posted_before(struct call *c, struct posted *p);

#endif

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

/* Shows the form a fresh token, or the posted one when that can be kept; and returns it. */
struct str posted_token(struct call *c, bool keep);

/*
 * The booking of a statement whose columns are id, generation and reference, which is
 * the null view once retention has ended: it has no page then. False without a row.
 */
bool posted_link(struct call *c, struct stmt *st, struct link_of *out);
/* 303 to its private page. */
bool posted_lead_to(struct call *c, const struct link_of *booking);

/* The booking that the form has made before. */
bool posted_made(struct call *c, const struct posted *p, struct link_of *out);

#endif

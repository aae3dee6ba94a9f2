/*
 * key.h - the key beside the ledger (LEDGER.key): private links, form tokens, second
 * factors and the chain of the audit are made of it. Its print, a MAC over the
 * hall's number, stands in the ledger, so that another key, or none, is noticed.
 */
#ifndef CGI_KEY_H
#define CGI_KEY_H

#include "crypto.h"
#include "store/store.h"
#include "store/token.h"

/* What a store knows of its key. */
struct ledger_key {
	bool right;
	struct err why;			    /* it is not: what is wrong with it */
	unsigned char chain[MAC_KEY_BYTES]; /* of the audit, made of it */
	int64_t since;			    /* the first row of the audit that it made; 0 = all */
};

enum { HALL_NUMBER_BYTES = 16 };

/* Reads LEDGER.key, and whether the ledger that `s` has open goes by it. */
void key_know(struct store *s, const char *ledger, struct ledger_key *k);
/* The number of the hall whose ledger it is. False and *e. */
bool key_hall(struct store *s, unsigned char number[HALL_NUMBER_BYTES], struct err *e);
/* What stands in the ledger. */
void key_print(const unsigned char key[MAC_KEY_BYTES],
	       const unsigned char number[HALL_NUMBER_BYTES], unsigned char out[MAC_BYTES]);

/* What key_change() has made and moved; the paths are the arena's. */
struct key_changed {
	const char *backup; /* the ledger as it was */
	const char *old;    /* the key that was there; NULL = none was */
};

/*
 * `hallbook key`, while nothing serves: a backup; then a new key, a row of the audit
 * from which it counts, and no second factor any more, as these were made of the
 * old one. False and *e: run it again.
 */
bool key_change(const char *ledger, int64_t now_s, struct arena *a, struct key_changed *out,
		struct err *e);

#endif

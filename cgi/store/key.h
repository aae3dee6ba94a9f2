/*
 * key.h - the key beside the ledger (LEDGER.key): private links, form tokens, second
 * factors, the chain of the audit and that of the log are made of it. Its print, a MAC
 * over the hall's number, stands in the ledger, so that another key, or none, is noticed.
 */
#ifndef CGI_KEY_H
#define CGI_KEY_H

#include "base/arena.h"
#include "crypto.h"
#include "db.h"

enum { HALL_NUMBER_BYTES = 16 };

/* What is known of it. */
struct ledger_key {
	bool right;
	struct err why; /* it is not: what is wrong with it */
	int64_t since;	/* the first row of the audit that it made; 0 = all */
	unsigned char number[HALL_NUMBER_BYTES]; /* of the hall, as the ledger says */
	/* of the key that is in the file; `there` false: nothing */
	bool there;
	unsigned char print[MAC_BYTES];
	unsigned char chain[MAC_KEY_BYTES]; /* of the audit */
	unsigned char log[MAC_KEY_BYTES];
};

/* LEDGER.key */
struct str key_path(const char *ledger, struct arena *a);
/* Makes a key file of mode 0600, on disk when it returns; it must not exist. */
bool key_make(const char *path, struct err *e);
/* False when it is missing, of the wrong length or open to others. */
bool key_read(const char *path, unsigned char key[MAC_KEY_BYTES], struct err *e);

/* Reads LEDGER.key, and whether the ledger that `db` has open goes by it. */
void key_know(struct db *db, const char *ledger, struct ledger_key *k);
/* What is made of the key in a file, right or not. False and *e. */
bool key_take(const char *file, struct ledger_key *k, struct err *e);
/* The number of the hall whose ledger the file is. False and *e. */
bool key_hall(const char *file, unsigned char number[HALL_NUMBER_BYTES], struct err *e);
/* What stands in the ledger. */
void key_print(const unsigned char key[MAC_KEY_BYTES],
	       const unsigned char number[HALL_NUMBER_BYTES], unsigned char out[MAC_BYTES]);

#endif

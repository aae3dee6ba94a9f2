/*
 * password.h - which passwords are taken, and one-time ones.
 *
 * At least 15 characters, no rules of composition, all of up to 256 bytes
 * count, at least 50 bits by zxcvbn (owner of zxcvbn.h), which knows the common
 * ones and is told what this hall suggests (NIST SP 800-63B 3.1.1.2).
 */
#ifndef CGI_PASSWORD_H
#define CGI_PASSWORD_H

#include "crypto.h"
#include "page/call.h"

enum { PASSWORD_MIN_CHARS = 15, PASSWORD_MAX_BYTES = 256, ONE_TIME_PASSWORD_TEXT = 24 };

/*
 * What is wrong with a new password; MSG__MAX when it fits. `words`, a line each, are those
 * that would be tried first here: the account's name, the hall's names and telephones.
 */
enum message password_look(struct arena *a, struct str password, struct str words);

/* Four groups of five letters and digits that are not mistaken for each other: 99 bits. */
void password_make(char out[ONE_TIME_PASSWORD_TEXT]);

/*
 * Done by a thread (worker.h), since each of both takes a tenth of a second. It reads these
 * texts, and touches nothing else of the exchange.
 */
struct password_work {
	struct str password; /* to be checked against `hash`; a null view is right */
	struct str hash;
	struct str fresh; /* to be hashed when that was right; a null view: no */
	bool right;
	char made[PASSWORD_HASH_TEXT]; /* hash of `fresh`; "" = none (or no memory for it) */
	struct password_work *next;    /* done behind it, in the arena too; or NULL */
};
/*
 * Hands over a copy of it with the call's exchange; its views must live in the request or
 * its arena. call.work is what came of it when the POST follows. False when too many wait.
 */
bool password_ask(struct call *c, const struct password_work *work);

/* The hash of nobody's password, checked for accounts that do not exist: it takes as long. */
struct str password_nobodys_hash(void);

#endif

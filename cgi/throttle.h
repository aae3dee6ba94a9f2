/*
 * throttle.h - failed attempts, counted in a table of fixed size.
 */
#ifndef CGI_THROTTLE_H
#define CGI_THROTTLE_H

#include "crypto.h"

enum {
	THROTTLE_FAILURES = 5,	   /* the usual limit */
	THROTTLE_WAIT_S = 15 * 60, /* C4 */
	THROTTLE_SLOTS = 4096,
	THROTTLE_WAYS = 8, /* places that one key may take */
};

struct throttle_entry {
	uint64_t key;
	int64_t last_s; /* when the latest failure was */
	int failures;
};

struct throttle {
	struct throttle_entry entry[THROTTLE_SLOTS];
};

/*
 * A key of two texts, such as a reference and an address; secret, so that
 * nobody can choose what falls together.
 */
uint64_t throttle_key(const unsigned char secret[MAC_KEY_BYTES], struct str a, struct str b);

/* How many seconds to wait after `limit` failures; 0 = go on. */
int throttle_wait_s(const struct throttle *t, uint64_t key, int limit, int64_t now_s);
/*
 * Counts a failure, and says how many there are now; the oldest of the places
 * for the key is forgotten when all are taken. Failures older than the wait do
 * not count.
 */
int throttle_fail(struct throttle *t, uint64_t key, int64_t now_s);
/* Forgets what was counted for the key. */
void throttle_forget(struct throttle *t, uint64_t key);

#endif

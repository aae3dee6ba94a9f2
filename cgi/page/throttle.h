/*
 * throttle.h - failed attempts and refusals, counted in a table of fixed size.
 */
#ifndef CGI_THROTTLE_H
#define CGI_THROTTLE_H

#include "base/arena.h"
#include "crypto.h"

enum {
	THROTTLE_FAILURES = 5,	   /* the usual limit */
	THROTTLE_SPAN_S = 15 * 60, /* and span */
	THROTTLE_HOUR_S = 60 * 60,
	THROTTLE_SLOTS = 4096,
	THROTTLE_WAYS = 8, /* places that one key may take */
	FLOOD_PERIOD_S = THROTTLE_SPAN_S,
	FLOOD_EACH = THROTTLE_FAILURES, /* of one kind: all of these in a period */
	FLOOD_ALL = 500,		/* of all kinds together */
};

struct throttle_entry {
	uint64_t key;
	int64_t first_s; /* when the span began: with the first failure */
	int failures;
};

/*
 * Who counts as one sender: the address itself for IPv4, also written as ::ffff:192.0.2.1;
 * for IPv6 its /64, since a household or an attacker has all of that: 2001:db8:0:1::/64.
 * What is no address stays as it is. Memory from a.
 */
struct str throttle_sender(struct arena *a, struct str address);

/* A table is always asked with the same span. */
struct throttle {
	struct throttle_entry entry[THROTTLE_SLOTS];
};

/*
 * A key of two texts, such as an account and an address; secret, so that
 * nobody can choose what falls together.
 */
uint64_t throttle_key(const unsigned char secret[MAC_KEY_BYTES], struct str a, struct str b);

/* How many failures there were in the span at hand. */
int throttle_failures(struct throttle *t, uint64_t key, int span_s, int64_t now_s);
/* How many seconds to wait after `limit` of them, until the span ends; 0 = go on. */
int throttle_wait_s(struct throttle *t, uint64_t key, int64_t limit, int span_s, int64_t now_s);
/*
 * Counts a failure, and says how many there are now. When all places for the
 * key are taken the one with the fewest failures is forgotten, so that whoever
 * tries much is not forgotten for many who try once.
 */
int throttle_fail(struct throttle *t, uint64_t key, int span_s, int64_t now_s);
/* Takes one failure back that was none. */
void throttle_take_back(struct throttle *t, uint64_t key);
/* Forgets what was counted for the key. */
void throttle_forget(struct throttle *t, uint64_t key);

/* Which of many like events are worth a row, so that what is refused fills no ledger. */
struct flood {
	int64_t period;
	int all;
	struct throttle same;
};
/*
 * Counts an event of the kind `key`. How many there were of it in this period when it is
 * worth a row, else 0: the first FLOOD_EACH are, then the 10th, the 100th and so on; behind
 * the first FLOOD_ALL of all kinds, of these the 1000th, the 10000th and so on.
 */
int flood_count(struct flood *f, uint64_t key, int64_t now_s);

#endif

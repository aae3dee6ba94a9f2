#include "tries.h"

enum { PER_ADDRESS = 30, PER_ACCOUNT = 50, GUARDS = 3 };

struct guard {
	uint64_t key;
	int limit;
};

static void guards(const struct call *c, struct str account, struct guard out[GUARDS])
{
	const unsigned char *secret = c->app->key;
	struct str address = c->q->remote_addr;

	/* a blank stands in no name of an account */
	out[0] = (struct guard){ throttle_key(secret, account, address), THROTTLE_FAILURES };
	out[1] = (struct guard){ throttle_key(secret, STR("any account"), address), PER_ADDRESS };
	out[2] = (struct guard){ throttle_key(secret, account, STR("any address")), PER_ACCOUNT };
}

int tries_wait_s(const struct call *c, struct str account)
{
	struct guard guard[GUARDS];
	int longest_s = 0;

	guards(c, account, guard);
	for (int i = 0; i < GUARDS; i++) {
		int its_s = throttle_wait_s(&c->app->signins, guard[i].key, guard[i].limit,
					    c->q->now_utc_s);

		if (its_s > longest_s)
			longest_s = its_s;
	}
	return longest_s;
}

void tries_count(struct call *c, struct str account)
{
	struct guard guard[GUARDS];

	guards(c, account, guard);
	for (int i = 0; i < GUARDS; i++)
		throttle_fail(&c->app->signins, guard[i].key, c->q->now_utc_s);
}

void tries_forget(struct call *c, struct str account)
{
	struct guard guard[GUARDS];

	guards(c, account, guard);
	for (int i = 0; i < GUARDS; i++)
		throttle_forget(&c->app->signins, guard[i].key);
}

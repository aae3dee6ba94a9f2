#include "staff/tries.h"

#include "staff/device.h"

enum { PER_ADDRESS = 30, PER_ACCOUNT = 50, GUARDS = 3 };

struct guard {
	uint64_t key;
	int limit;
};

/* How many guards there are: for a browser that the account has signed in with, its own alone. */
static int guards(const struct call *c, struct str account, struct guard out[GUARDS])
{
	const unsigned char *secret = c->app->key;
	struct str address = throttle_sender(c->arena, c->q->remote_addr);
	unsigned char nonce[DEVICE_NONCE_BYTES];

	/* a blank stands in no name of an account, and a nonce, being random, is no address */
	if (device_knows(c, account, nonce)) {
		struct str device = { (const char *)nonce, sizeof nonce };

		out[0] = (struct guard){ throttle_key(secret, account, device), THROTTLE_FAILURES };
		return 1;
	}
	out[0] = (struct guard){ throttle_key(secret, account, address), THROTTLE_FAILURES };
	out[1] = (struct guard){ throttle_key(secret, STR("any account"), address), PER_ADDRESS };
	out[2] = (struct guard){ throttle_key(secret, account, STR("any address")), PER_ACCOUNT };
	return GUARDS;
}

int tries_wait_s(const struct call *c, struct str account)
{
	struct guard guard[GUARDS];
	int longest_s = 0, n = guards(c, account, guard);

	for (int i = 0; i < n; i++) {
		int its_s = throttle_wait_s(&c->app->signins, guard[i].key, guard[i].limit,
					    THROTTLE_SPAN_S, c->q->now_utc_s);

		if (its_s > longest_s)
			longest_s = its_s;
	}
	return longest_s;
}

bool tries_ask(struct call *c, struct str account, struct password_work *work)
{
	struct stmt *st = store_bind(c->store, LEDGER_ACCOUNT, ARG(":name", account));

	work->hash = stmt_step(st) == DB_ROW && work->password.len <= PASSWORD_MAX_BYTES
			     ? arena_str(c->arena, stmt_text(st, 1))
			     : password_nobodys_hash();
	stmt_reset(st);
	if (tries_wait_s(c, account) > 0 || !password_ask(c, work))
		return false;
	tries_count(c, account);
	return true;
}

void tries_count(struct call *c, struct str account)
{
	struct guard guard[GUARDS];
	int n = guards(c, account, guard);

	for (int i = 0; i < n; i++)
		throttle_fail(&c->app->signins, guard[i].key, THROTTLE_SPAN_S, c->q->now_utc_s);
}

void tries_forget(struct call *c, struct str account)
{
	struct guard guard[GUARDS];
	int n = guards(c, account, guard);

	throttle_forget(&c->app->signins, guard[0].key);
	for (int i = 1; i < n; i++)
		throttle_take_back(&c->app->signins, guard[i].key);
}

#include "staff/tries.h"

#include "staff/session.h"

#include <string.h>

/*
 * ---- browsers that somebody has signed in with before (OWASP, "device cookies"). The cookie
 * is no session and opens nothing ----
 */

enum { ACCOUNTS_MAX = 4, TEXT_MAX = (1 + ACCOUNTS_MAX) * MAC_BYTES * 4 / 3 + 3 };

/* A nonce, and behind it a MAC for each account, the newest first. */
struct device {
	unsigned char part[1 + ACCOUNTS_MAX][MAC_BYTES];
	size_t n; /* of them; 0: no cookie of ours */
};

static struct device read_cookie(const struct call *c)
{
	struct str value = session_cookie(c->q->cookie, session_cookie_name(c, true));
	struct device d = { .n = 0 };

	for (d.n = 2; d.n <= COUNT(d.part); d.n++)
		if (crypto_from_base64url(value, d.part[0], d.n * MAC_BYTES))
			return d;
	d.n = 0;
	return d;
}

static struct str nonce_of(const struct device *d)
{
	return (struct str){ (const char *)d->part[0], MAC_BYTES };
}

static void mac_of(const struct call *c, const struct device *d, struct str account,
		   unsigned char mac[MAC_BYTES])
{
	crypto_mac(c->app->key, PARTS(STR("device"), nonce_of(d), account), mac, MAC_BYTES);
}

/* Which of the parts is the account's; d->n when none is. */
static size_t find(const struct call *c, const struct device *d, struct str account)
{
	unsigned char mac[MAC_BYTES];
	size_t i = 1;

	mac_of(c, d, account, mac);
	while (i < d->n && !crypto_equal(d->part[i], mac, MAC_BYTES))
		i++;
	return i;
}

struct str tries_cookie(struct call *c, struct str account)
{
	struct device d = read_cookie(c);
	char text[TEXT_MAX];
	size_t at;

	if (d.n == 0) {
		crypto_random(d.part[0], MAC_BYTES);
		d.n = 1;
	}
	at = find(c, &d, account);
	if (at == d.n && d.n < COUNT(d.part))
		d.n++;
	if (at == COUNT(d.part))
		at--;
	memmove(d.part[2], d.part[1], (at - 1) * MAC_BYTES);
	mac_of(c, &d, account, d.part[1]);
	crypto_base64url(text, sizeof text, d.part[0], d.n * MAC_BYTES);
	return session_cookie_make(c, true, text, "; Max-Age=34560000");
}

/* ---- who is counted ---- */

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
	struct device d = read_cookie(c);

	/* a blank stands in no name of an account, and a nonce, being random, is no address */
	if (find(c, &d, account) < d.n) {
		out[0] = (struct guard){ throttle_key(secret, account, nonce_of(&d)),
					 THROTTLE_FAILURES };
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
			     ? arena_str(c->arena, stmt_text(st, 2))
			     : password_nobodys_hash();
	stmt_reset(st);
	if (tries_wait_s(c, account) > 0 || !password_ask(c, work))
		return false;
	tries_count(c, account);
	return true;
}

int tries_refusal(struct call *c, struct str account)
{
	c->limited_s = tries_wait_s(c, account);
	call_say(c, FORM_FORM, message_plain(c->limited_s ? MSG_SIGNIN_WAIT : MSG_SIGNIN_BUSY));
	return c->limited_s ? 429 : 503;
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

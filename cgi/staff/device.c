#include "staff/device.h"

#include "staff/session.h"

#include <string.h>

/* A nonce, and behind it a MAC for each account, the newest first. */
enum {
	ACCOUNTS_MAX = 4,
	BYTES_MAX = DEVICE_NONCE_BYTES + ACCOUNTS_MAX * MAC_BYTES,
	TEXT_MAX = BYTES_MAX * 4 / 3 + 3,
};

struct device {
	unsigned char bytes[BYTES_MAX];
	size_t accounts; /* 0: no cookie of ours */
};

static struct device read_cookie(const struct call *c)
{
	struct str value = session_cookie(c->q->cookie, session_cookie_name(c, true));
	struct device d;

	for (d.accounts = 1; d.accounts <= ACCOUNTS_MAX; d.accounts++)
		if (crypto_from_base64url(value, d.bytes,
					  DEVICE_NONCE_BYTES + d.accounts * MAC_BYTES))
			return d;
	d.accounts = 0;
	return d;
}

static void mac_of(const struct call *c, const unsigned char nonce[DEVICE_NONCE_BYTES],
		   struct str account, unsigned char mac[MAC_BYTES])
{
	const struct str browser = { (const char *)nonce, DEVICE_NONCE_BYTES };

	crypto_mac(c->app->key, PARTS(STR("device"), browser, account), mac, MAC_BYTES);
}

/* Which of the MACs is the account's; d->accounts when none is. */
static size_t find(const struct call *c, const struct device *d, struct str account)
{
	unsigned char mac[MAC_BYTES];
	size_t i = 0;

	mac_of(c, d->bytes, account, mac);
	while (i < d->accounts &&
	       !crypto_equal(d->bytes + DEVICE_NONCE_BYTES + i * MAC_BYTES, mac, MAC_BYTES))
		i++;
	return i;
}

bool device_knows(const struct call *c, struct str account, unsigned char nonce[DEVICE_NONCE_BYTES])
{
	struct device d = read_cookie(c);

	if (d.accounts == 0 || find(c, &d, account) == d.accounts)
		return false;
	memcpy(nonce, d.bytes, DEVICE_NONCE_BYTES);
	return true;
}

struct str device_cookie(struct call *c, struct str account)
{
	struct device d = read_cookie(c);
	unsigned char *macs = d.bytes + DEVICE_NONCE_BYTES;
	char text[TEXT_MAX];
	size_t at;

	if (d.accounts == 0)
		crypto_random(d.bytes, DEVICE_NONCE_BYTES);
	at = find(c, &d, account);
	if (at == d.accounts && d.accounts < ACCOUNTS_MAX)
		d.accounts++;
	if (at == ACCOUNTS_MAX)
		at--;
	memmove(macs + MAC_BYTES, macs, at * MAC_BYTES);
	mac_of(c, d.bytes, account, macs);
	crypto_base64url(text, sizeof text, d.bytes, DEVICE_NONCE_BYTES + d.accounts * MAC_BYTES);
	return session_cookie_make(c, true, text, "; Max-Age=34560000");
}

#include "throttle.h"

#include <string.h>

uint64_t throttle_key(const unsigned char secret[MAC_KEY_BYTES], struct str a, struct str b)
{
	unsigned char digest[DIGEST_BYTES], mac[MAC_BYTES];
	uint64_t key;

	crypto_digest_parts((const struct str[]){ a, b }, 2, digest);
	crypto_mac(secret, (struct str){ (const char *)digest, sizeof digest }, mac);
	memcpy(&key, mac, sizeof key);
	return key;
}

static size_t first_way(uint64_t key)
{
	return key % (THROTTLE_SLOTS / THROTTLE_WAYS) * THROTTLE_WAYS;
}

static bool is_current(const struct throttle_entry *entry, int64_t now_s)
{
	/* also when the clock was set back */
	return entry->failures > 0 && now_s - entry->last_s < THROTTLE_WAIT_S &&
	       now_s >= entry->last_s;
}

int throttle_wait_s(const struct throttle *t, uint64_t key, int limit, int64_t now_s)
{
	const struct throttle_entry *entry = &t->entry[first_way(key)];

	for (int i = 0; i < THROTTLE_WAYS; i++, entry++)
		if (entry->key == key && entry->failures >= limit && is_current(entry, now_s))
			return (int)(entry->last_s + THROTTLE_WAIT_S - now_s);
	return 0;
}

int throttle_fail(struct throttle *t, uint64_t key, int64_t now_s)
{
	struct throttle_entry *way = &t->entry[first_way(key)], *use = way;

	for (int i = 0; i < THROTTLE_WAYS; i++) {
		if (way[i].key == key && is_current(&way[i], now_s)) {
			use = &way[i];
			break;
		}
		if (!is_current(&way[i], now_s) ||
		    (is_current(use, now_s) && way[i].last_s < use->last_s))
			use = &way[i];
	}
	if (use->key != key || !is_current(use, now_s))
		*use = (struct throttle_entry){ .key = key };
	use->last_s = now_s;
	return ++use->failures;
}

void throttle_forget(struct throttle *t, uint64_t key)
{
	struct throttle_entry *entry = &t->entry[first_way(key)];

	for (int i = 0; i < THROTTLE_WAYS; i++, entry++)
		if (entry->key == key)
			*entry = (struct throttle_entry){ 0 };
}

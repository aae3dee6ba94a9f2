#include "page/throttle.h"

#include <arpa/inet.h>
#include <string.h>

struct str throttle_sender(struct arena *a, struct str address)
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };
	char text[INET6_ADDRSTRLEN] = "";
	unsigned char ip[16];

	if (address.len >= sizeof text)
		return address;
	memcpy(text, address.s ? address.s : "", address.len);
	if (inet_pton(AF_INET6, text, ip) != 1)
		return address;
	if (memcmp(ip, mapped, sizeof mapped) == 0)
		return arena_printf(a, "%d.%d.%d.%d", ip[12], ip[13], ip[14], ip[15]);
	memset(ip + 8, 0, 8);
	inet_ntop(AF_INET6, ip, text, sizeof text);
	return arena_printf(a, "%s/64", text);
}

uint64_t throttle_key(const unsigned char secret[MAC_KEY_BYTES], struct str a, struct str b)
{
	unsigned char mac[MAC_BYTES];
	uint64_t key;

	crypto_mac(secret, PARTS(STR("throttle"), a, b), mac, MAC_BYTES);
	memcpy(&key, mac, sizeof key);
	return key;
}

static size_t first_way(uint64_t key)
{
	return key % (THROTTLE_SLOTS / THROTTLE_WAYS) * THROTTLE_WAYS;
}

static bool is_current(const struct throttle_entry *entry, int span_s, int64_t now_s)
{
	/* also when the clock was set back */
	return entry->failures > 0 && now_s - entry->first_s < span_s && now_s >= entry->first_s;
}

/* The key's, perhaps of a span that has ended; NULL when there is none. */
static struct throttle_entry *entry_of(struct throttle *t, uint64_t key)
{
	struct throttle_entry *entry = &t->entry[first_way(key)];

	for (int i = 0; i < THROTTLE_WAYS; i++, entry++)
		if (entry->key == key && entry->failures > 0)
			return entry;
	return NULL;
}

int throttle_failures(struct throttle *t, uint64_t key, int span_s, int64_t now_s)
{
	const struct throttle_entry *entry = entry_of(t, key);

	return entry && is_current(entry, span_s, now_s) ? entry->failures : 0;
}

int throttle_wait_s(struct throttle *t, uint64_t key, int64_t limit, int span_s, int64_t now_s)
{
	const struct throttle_entry *entry = entry_of(t, key);

	return entry && is_current(entry, span_s, now_s) && entry->failures >= limit
		       ? (int)(entry->first_s + span_s - now_s)
		       : 0;
}

/* The one whose loss is least: an old one, else of the fewest failures the oldest. */
static struct throttle_entry *least(struct throttle_entry *way, int span_s, int64_t now_s)
{
	struct throttle_entry *use = way;

	for (int i = 0; i < THROTTLE_WAYS; i++) {
		if (!is_current(&way[i], span_s, now_s))
			return &way[i];
		if (way[i].failures < use->failures ||
		    (way[i].failures == use->failures && way[i].first_s < use->first_s))
			use = &way[i];
	}
	return use;
}

int throttle_fail(struct throttle *t, uint64_t key, int span_s, int64_t now_s)
{
	struct throttle_entry *entry = entry_of(t, key);

	if (!entry)
		entry = least(&t->entry[first_way(key)], span_s, now_s);
	if (entry->key != key || !is_current(entry, span_s, now_s))
		*entry = (struct throttle_entry){ .key = key, .first_s = now_s };
	return ++entry->failures;
}

void throttle_take_back(struct throttle *t, uint64_t key)
{
	struct throttle_entry *entry = entry_of(t, key);

	if (entry)
		entry->failures--;
}

void throttle_forget(struct throttle *t, uint64_t key)
{
	struct throttle_entry *entry = entry_of(t, key);

	if (entry)
		*entry = (struct throttle_entry){ 0 };
}

static bool is_power_of_ten(int n)
{
	while (n >= 10 && n % 10 == 0)
		n /= 10;
	return n == 1;
}

int flood_count(struct flood *f, uint64_t key, int64_t now_s)
{
	int n;

	if (now_s / FLOOD_PERIOD_S != f->period && f->all > 0)
		memset(f, 0, sizeof *f);
	f->period = now_s / FLOOD_PERIOD_S;
	n = throttle_fail(&f->same, key, FLOOD_PERIOD_S, now_s);
	if (++f->all > FLOOD_ALL)
		return is_power_of_ten(f->all) ? n : 0;
	return n <= FLOOD_EACH || is_power_of_ten(n) ? n : 0;
}

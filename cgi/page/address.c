#include "page/address.h"

#include <arpa/inet.h>
#include <string.h>

struct str address_group(struct arena *a, struct str address)
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

void address_source(const unsigned char key[MAC_KEY_BYTES], struct str group,
		    unsigned char out[MAC_BYTES])
{
	crypto_mac(key, PARTS(STR("source"), group), out, MAC_BYTES);
}

/*
 * address.h - who counts as one sender where limits count by address.
 */
#ifndef CGI_ADDRESS_H
#define CGI_ADDRESS_H

#include "base/arena.h"
#include "base/str.h"
#include "crypto.h"

/*
 * The address itself for IPv4, also written as ::ffff:192.0.2.1; for IPv6 its
 * /64, since a household or an attacker has all of that: 2001:db8:0:1::/64.
 * What is no address stays as it is. Memory from a.
 */
struct str address_group(struct arena *a, struct str address);

/* What the table source keeps of a group (schema.sql): a keyed hash, no address. */
void address_source(const unsigned char key[MAC_KEY_BYTES], struct str group,
		    unsigned char out[MAC_BYTES]);

#endif

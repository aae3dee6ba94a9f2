#include "store/token.h"

#include "base/utf8.h"
#include "unicode.h"

#include <stdio.h>
#include <string.h>

enum {
	LINK_BYTES = 4 + MAC_BYTES,
	FORM_SAID_BYTES = 8 + NONCE_BYTES, /* what the MAC covers */
	FORM_BYTES = FORM_SAID_BYTES + MAC_BYTES,
};

/* ISO/IEC 7064, MOD 11,10. */
char reference_check_digit(struct str digits)
{
	int product = 10;

	for (size_t i = 0; i < digits.len; i++) {
		int sum = (product + digits.s[i] - '0') % 10;

		product = 2 * (sum ? sum : 10) % 11;
	}
	return (char)('0' + (11 - product) % 10);
}

void reference_make(char out[REFERENCE_TEXT])
{
	snprintf(out, REFERENCE_TEXT, "%07u", (unsigned)crypto_random_below(10 * 1000 * 1000));
	out[REFERENCE_DIGITS - 1] =
		reference_check_digit((struct str){ out, REFERENCE_DIGITS - 1 });
	out[REFERENCE_DIGITS] = '\0';
}

static bool is_reference(const char digits[REFERENCE_DIGITS])
{
	return reference_check_digit((struct str){ digits, REFERENCE_DIGITS - 1 }) ==
	       digits[REFERENCE_DIGITS - 1];
}

/* Blanks, dashes of all kinds, and what is copied along with the digits: 预约编号：, 。 */
static bool is_beside_digits(int32_t cp)
{
	return cp > 0x7F || unicode_is_blank(cp) || cp == '-' || cp == ':';
}

bool reference_parse(struct str in, char out[REFERENCE_TEXT])
{
	size_t n = 0;

	while (in.len) {
		int32_t cp = unicode_narrow(utf8_next(&in));

		if (is_beside_digits(cp))
			continue;
		if (cp < '0' || cp > '9' || n == REFERENCE_DIGITS)
			return false;
		out[n++] = (char)cp;
	}
	out[n] = '\0';
	return n == REFERENCE_DIGITS && is_reference(out);
}

static void link_mac(const unsigned char key[MAC_KEY_BYTES], const struct link_of *b,
		     unsigned char mac[MAC_BYTES])
{
	const struct str id = { (const char *)&b->id, sizeof b->id };
	const struct str generation = { (const char *)&b->generation, sizeof b->generation };

	crypto_mac(key, PARTS(STR("link"), id, generation), mac, MAC_BYTES);
}

bool link_make(const unsigned char key[MAC_KEY_BYTES], const struct link_of *b, char out[LINK_TEXT])
{
	unsigned char bytes[LINK_BYTES];
	int64_t number;
	uint32_t said;

	out[0] = '\0';
	if (b->reference.len != REFERENCE_DIGITS || !str_to_int(b->reference, 99999999, &number))
		return false;
	said = (uint32_t)number;
	/* as the machine has it, which is how MACs take numbers */
	memcpy(bytes, &said, sizeof said);
	link_mac(key, b, bytes + 4);
	crypto_base64url(out, LINK_TEXT, bytes, sizeof bytes);
	return true;
}

bool link_reference(struct str token, char out[REFERENCE_TEXT])
{
	unsigned char bytes[LINK_BYTES];
	uint32_t number;

	if (!crypto_from_base64url(token, bytes, sizeof bytes))
		return false;
	memcpy(&number, bytes, sizeof number);
	if (number > 99999999)
		return false;
	snprintf(out, REFERENCE_TEXT, "%08u", (unsigned)number);
	return true;
}

bool link_matches(const unsigned char key[MAC_KEY_BYTES], struct str token, const struct link_of *b)
{
	char right[LINK_TEXT];

	return link_make(key, b, right) && token.len == LINK_TEXT - 1 &&
	       crypto_equal(token.s, right, LINK_TEXT - 1);
}

static void form_mac(const unsigned char key[MAC_KEY_BYTES],
		     const unsigned char bytes[FORM_SAID_BYTES], unsigned char mac[MAC_BYTES])
{
	crypto_mac(key, PARTS(STR("form"), { (const char *)bytes, FORM_SAID_BYTES }), mac,
		   MAC_BYTES);
}

void form_token_make(const unsigned char key[MAC_KEY_BYTES], int64_t now_s,
		     char out[FORM_TOKEN_TEXT])
{
	unsigned char bytes[FORM_BYTES];

	memcpy(bytes, &now_s, sizeof now_s);
	crypto_random(bytes + 8, NONCE_BYTES);
	form_mac(key, bytes, bytes + FORM_SAID_BYTES);
	crypto_base64url(out, FORM_TOKEN_TEXT, bytes, sizeof bytes);
}

bool form_token_read(const unsigned char key[MAC_KEY_BYTES], struct str token, int64_t *made_s,
		     unsigned char nonce[NONCE_BYTES])
{
	unsigned char bytes[FORM_BYTES], mac[MAC_BYTES];

	if (!crypto_from_base64url(token, bytes, sizeof bytes))
		return false;
	form_mac(key, bytes, mac);
	if (!crypto_equal(mac, bytes + FORM_SAID_BYTES, MAC_BYTES))
		return false;
	memcpy(made_s, bytes, sizeof *made_s);
	memcpy(nonce, bytes + 8, NONCE_BYTES);
	return true;
}

#include "totp.h"

#include "password.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK = 64, INPUT_MAX = 4096, HMAC_MAX = 2048, DIGITS = 6, AROUND = 1 };

static uint32_t rotate(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

static uint32_t get_be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put_be64(unsigned char *p, uint64_t v)
{
	for (int i = 7; i >= 0; i--, v >>= 8)
		p[i] = (unsigned char)v;
}

/* RFC 3174 5: f and K of round t. */
static uint32_t mix(int t, uint32_t b, uint32_t c, uint32_t d)
{
	if (t < 20)
		return ((b & c) | (~b & d)) + 0x5A827999;
	if (t < 40)
		return (b ^ c ^ d) + 0x6ED9EBA1;
	if (t < 60)
		return ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC;
	return (b ^ c ^ d) + 0xCA62C1D6;
}

static void sha1_block(uint32_t h[5], const unsigned char block[BLOCK])
{
	uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];

	for (int t = 0; t < 16; t++)
		w[t] = get_be32(block + 4 * t);
	for (int t = 16; t < 80; t++)
		w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
	for (int t = 0; t < 80; t++) {
		uint32_t next = rotate(a, 5) + mix(t, b, c, d) + e + w[t];

		e = d;
		d = c;
		c = rotate(b, 30);
		b = a;
		a = next;
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

void totp_sha1(const void *bytes, size_t len, unsigned char out[SHA1_BYTES])
{
	uint32_t h[5] = { 0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0 };
	unsigned char padded[INPUT_MAX + 2 * BLOCK] = { 0 };
	size_t blocks = (len + 8) / BLOCK + 1;

	assert(len <= INPUT_MAX);
	if (len)
		memcpy(padded, bytes, len);
	padded[len] = 0x80;
	put_be64(padded + blocks * BLOCK - 8, (uint64_t)len * 8);
	for (size_t i = 0; i < blocks; i++)
		sha1_block(h, padded + i * BLOCK);
	for (int i = 0; i < SHA1_BYTES; i++)
		out[i] = (unsigned char)(h[i / 4] >> (24 - 8 * (i % 4)));
}

void totp_hmac(struct str key, struct str text, unsigned char out[SHA1_BYTES])
{
	unsigned char block[BLOCK] = { 0 }, said[BLOCK + HMAC_MAX];
	unsigned char inner[SHA1_BYTES];

	assert(key.len <= HMAC_MAX && text.len <= HMAC_MAX);
	if (key.len > BLOCK)
		totp_sha1(key.s, key.len, block);
	else if (key.len)
		memcpy(block, key.s, key.len);
	for (int i = 0; i < BLOCK; i++)
		said[i] = block[i] ^ 0x36;
	if (text.len)
		memcpy(said + BLOCK, text.s, text.len);
	totp_sha1(said, BLOCK + text.len, inner);
	for (int i = 0; i < BLOCK; i++)
		said[i] = block[i] ^ 0x5C;
	memcpy(said + BLOCK, inner, sizeof inner);
	totp_sha1(said, BLOCK + sizeof inner, out);
}

void totp_secret(const unsigned char key[MAC_KEY_BYTES], struct str account, int64_t nonce,
		 unsigned char out[TOTP_SECRET_BYTES])
{
	unsigned char digest[DIGEST_BYTES], said[5 + DIGEST_BYTES] = { 't', 'o', 't', 'p' };
	unsigned char halves[2 * MAC_BYTES], number[8];
	const struct str part[] = { account, { (const char *)number, sizeof number } };

	put_be64(number, (uint64_t)nonce);
	crypto_digest_parts(part, 2, digest);
	memcpy(said + 5, digest, sizeof digest);
	for (unsigned char half = 0; half < 2; half++) {
		said[4] = half;
		crypto_mac(key, (struct str){ (const char *)said, sizeof said },
			   halves + half * MAC_BYTES);
	}
	memcpy(out, halves, TOTP_SECRET_BYTES);
}

void totp_secret_text(const unsigned char secret[TOTP_SECRET_BYTES], char out[TOTP_SECRET_TEXT])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

	for (int i = 0; i < TOTP_SECRET_TEXT - 1; i++) {
		int bit = 5 * i, byte = bit / 8;
		int two = secret[byte] << 8 | (byte + 1 < TOTP_SECRET_BYTES ? secret[byte + 1] : 0);

		out[i] = letters[two >> (11 - bit % 8) & 31];
	}
	out[TOTP_SECRET_TEXT - 1] = '\0';
}

int totp_code(const unsigned char secret[TOTP_SECRET_BYTES], int64_t step)
{
	unsigned char number[8], mac[SHA1_BYTES];

	put_be64(number, (uint64_t)step);
	totp_hmac((struct str){ (const char *)secret, TOTP_SECRET_BYTES },
		  (struct str){ (const char *)number, sizeof number }, mac);
	/* RFC 4226 5.3 */
	return (int)((get_be32(mac + (mac[SHA1_BYTES - 1] & 15)) & 0x7FFFFFFF) % 1000000);
}

/* Exactly six digits, blanks apart. */
static bool read_code(struct str in, char out[DIGITS])
{
	size_t n = 0;

	for (size_t i = 0; i < in.len; i++) {
		if (in.s[i] == ' ')
			continue;
		if (in.s[i] < '0' || in.s[i] > '9' || n == DIGITS)
			return false;
		out[n++] = in.s[i];
	}
	return n == DIGITS;
}

bool totp_check(const unsigned char secret[TOTP_SECRET_BYTES], struct str code, int64_t now_s,
		int64_t last, int64_t *step)
{
	char given[DIGITS], right[DIGITS + 1];
	bool found = false;

	if (!read_code(code, given))
		return false;
	for (int64_t s = now_s / TOTP_STEP_S - AROUND; s <= now_s / TOTP_STEP_S + AROUND; s++) {
		snprintf(right, sizeof right, "%06u", (unsigned)totp_code(secret, s) % 1000000);
		if (crypto_equal(given, right, DIGITS) && s > last && !found) {
			*step = s;
			found = true;
		}
	}
	return found;
}

void recovery_make(char out[RECOVERY_TEXT])
{
	char long_one[ONE_TIME_PASSWORD_TEXT];

	password_make(long_one);
	snprintf(out, RECOVERY_TEXT, "%.11s", long_one); /* its first two groups */
}

void recovery_mac(const unsigned char key[MAC_KEY_BYTES], struct str account, struct str code,
		  unsigned char out[MAC_BYTES])
{
	unsigned char said[4 + DIGEST_BYTES] = { 'c', 'o', 'd', 'e' };
	char plain[RECOVERY_TEXT] = "";
	size_t n = 0;

	for (size_t i = 0; i < code.len && n < sizeof plain - 1; i++) {
		char ch = code.s[i];

		if (ch >= 'A' && ch <= 'Z')
			ch = (char)(ch - 'A' + 'a');
		if (ch != ' ' && ch != '-')
			plain[n++] = ch;
	}
	crypto_digest_parts((const struct str[]){ account, { plain, n } }, 2, said + 4);
	crypto_mac(key, (struct str){ (const char *)said, sizeof said }, out);
}

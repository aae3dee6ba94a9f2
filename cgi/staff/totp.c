#include "staff/totp.h"

#include "staff/password.h"

#include <assert.h>
#include <liboath/oath.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = TOTP_CODE_TEXT - 1, AROUND = 1 };

static void put_be64(unsigned char *p, uint64_t v)
{
	for (int i = 7; i >= 0; i--, v >>= 8)
		p[i] = (unsigned char)v;
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
	char *text = NULL;

	if (oath_base32_encode((const char *)secret, TOTP_SECRET_BYTES, &text, NULL) != OATH_OK)
		abort(); /* no memory: as in arena.h */
	assert(strlen(text) == TOTP_SECRET_TEXT - 1);
	memcpy(out, text, TOTP_SECRET_TEXT);
	free(text);
}

void totp_code(const unsigned char secret[TOTP_SECRET_BYTES], int64_t step,
	       char out[TOTP_CODE_TEXT])
{
	int rc = oath_hotp_generate((const char *)secret, TOTP_SECRET_BYTES, (uint64_t)step, DIGITS,
				    false, OATH_HOTP_DYNAMIC_TRUNCATION, out);

	assert(rc == OATH_OK); /* it fails for another number of digits alone */
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
	char given[DIGITS], right[TOTP_CODE_TEXT];
	bool found = false;

	if (!read_code(code, given))
		return false;
	for (int64_t s = now_s / TOTP_STEP_S - AROUND; s <= now_s / TOTP_STEP_S + AROUND; s++) {
		totp_code(secret, s, right);
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

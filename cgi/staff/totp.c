#include "staff/totp.h"

#include "staff/password.h"

#include <assert.h>
#include <liboath/oath.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = TOTP_CODE_TEXT - 1, AROUND = 1 };

void totp_secret(const unsigned char key[MAC_KEY_BYTES], struct str account, int64_t nonce,
		 unsigned char out[TOTP_SECRET_BYTES])
{
	const struct str number = { (const char *)&nonce, sizeof nonce };
	unsigned char mac[DIGEST_BYTES];

	crypto_mac(key, PARTS(STR("totp"), account, number), mac, DIGEST_BYTES);
	memcpy(out, mac, TOTP_SECRET_BYTES);
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
	char plain[RECOVERY_TEXT] = "";
	size_t n = 0;

	for (size_t i = 0; i < code.len && n < sizeof plain - 1; i++) {
		char ch = code.s[i];

		if (ch >= 'A' && ch <= 'Z')
			ch = (char)(ch - 'A' + 'a');
		if (ch != ' ' && ch != '-')
			plain[n++] = ch;
	}
	crypto_mac(key, PARTS(STR("code"), account, { plain, n }), out, MAC_BYTES);
}

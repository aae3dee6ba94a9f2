#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "totp.h"

#include <stdio.h>
#include <string.h>

static const unsigned char rfc_secret[TOTP_SECRET_BYTES] = "12345678901234567890";

static void assert_hex(const unsigned char *bytes, const char *hex)
{
	char text[2 * SHA1_BYTES + 1];

	crypto_hex(text, bytes, SHA1_BYTES);
	assert_string_equal(text, hex);
}

static void sha1_vectors(void **state)
{
	unsigned char out[SHA1_BYTES];
	char many[640];

	(void)state;
	totp_sha1("", 0, out);
	assert_hex(out, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	totp_sha1("abc", 3, out);
	assert_hex(out, "a9993e364706816aba3e25717850c26c9cd0d89d");
	totp_sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56, out);
	assert_hex(out, "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	for (int i = 0; i < 80; i++)
		memcpy(many + 8 * i, "01234567", 8);
	totp_sha1(many, sizeof many, out);
	assert_hex(out, "dea356a2cddd90c7a7ecedc5ebb563934f460452");
}

static void hmac_vectors(void **state)
{
	unsigned char out[SHA1_BYTES], key[80];

	(void)state;
	memset(key, 0x0b, 20);
	totp_hmac((struct str){ (const char *)key, 20 }, STR("Hi There"), out);
	assert_hex(out, "b617318655057264e28bc0b6fb378c8ef146be00");
	totp_hmac(STR("Jefe"), STR("what do ya want for nothing?"), out);
	assert_hex(out, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
	memset(key, 0xaa, 80);
	totp_hmac((struct str){ (const char *)key, 80 },
		  STR("Test Using Larger Than Block-Size Key - Hash Key First"), out);
	assert_hex(out, "aa4ae5e15272d00e95705637ce8a3b55ed402112");
}

/* Appendix B of RFC 6238 has eight digits; ours are the last six of them. */
static void rfc6238_vectors(void **state)
{
	static const struct {
		int64_t at_s;
		int code;
	} vectors[] = { { 59, 287082 },	      { 1111111109, 81804 },  { 1111111111, 50471 },
			{ 1234567890, 5924 }, { 2000000000, 279037 }, { 20000000000, 353130 } };

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
		assert_int_equal(totp_code(rfc_secret, vectors[i].at_s / 30), vectors[i].code);
}

static bool check(const char *code, int64_t now_s, int64_t last, int64_t *step)
{
	return totp_check(rfc_secret, str_of(code), now_s, last, step);
}

static void one_step_around(void **state)
{
	int64_t step = 0;
	char code[8];

	(void)state;
	snprintf(code, sizeof code, "%06d", totp_code(rfc_secret, 1000));
	assert_false(check(code, 998 * 30 + 29, 0, &step));
	assert_true(check(code, 999 * 30, 0, &step));
	assert_int_equal(step, 1000);
	assert_true(check(code, 1000 * 30 + 29, 0, &step));
	assert_true(check(code, 1001 * 30 + 29, 0, &step));
	assert_false(check(code, 1002 * 30, 0, &step));
}

static void no_second_use(void **state)
{
	int64_t step = 0;
	char code[8];

	(void)state;
	snprintf(code, sizeof code, "%06d", totp_code(rfc_secret, 1000));
	assert_true(check(code, 30000, 999, &step));
	assert_false(check(code, 30000, 1000, &step));
	assert_false(check(code, 30000, 1001, &step));
}

static void only_six_digits(void **state)
{
	static const char *const bad[] = { "",	      "28708",	 "2870820", "28708a",
					   "0287082", "２87082", "287083" };
	int64_t step;

	(void)state;
	assert_true(check("287082", 59, 0, &step));
	assert_true(check(" 287 082 ", 59, 0, &step));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(check(bad[i], 59, 0, &step));
}

static void secrets_differ(void **state)
{
	unsigned char key[MAC_KEY_BYTES] = { 1 }, a[TOTP_SECRET_BYTES], b[TOTP_SECRET_BYTES];
	char text[TOTP_SECRET_TEXT];

	(void)state;
	totp_secret_text(rfc_secret, text);
	assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	totp_secret(key, STR("hz04"), 7, a);
	totp_secret(key, STR("hz04"), 7, b);
	assert_memory_equal(a, b, sizeof a);
	totp_secret(key, STR("hz04"), 8, b);
	assert_memory_not_equal(a, b, sizeof a);
	totp_secret(key, STR("hz05"), 7, b);
	assert_memory_not_equal(a, b, sizeof a);
	key[31] = 1;
	totp_secret(key, STR("hz04"), 7, b);
	assert_memory_not_equal(a, b, sizeof a);
}

static void recovery_as_typed(void **state)
{
	unsigned char key[MAC_KEY_BYTES] = { 1 }, a[MAC_BYTES], b[MAC_BYTES];
	char code[RECOVERY_TEXT];

	(void)state;
	recovery_make(code);
	assert_int_equal(strlen(code), RECOVERY_TEXT - 1);
	recovery_mac(key, STR("hz04"), STR("abcde-23456"), a);
	recovery_mac(key, STR("hz04"), STR(" ABCDE 23456"), b);
	assert_memory_equal(a, b, sizeof a);
	recovery_mac(key, STR("hz05"), STR("abcde-23456"), b);
	assert_memory_not_equal(a, b, sizeof a);
	recovery_mac(key, STR("hz04"), STR("abcde-234567"), b);
	assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "SHA-1: the vectors of RFC 3174", sha1_vectors, NULL, NULL, NULL },
		{ "HMAC-SHA-1: the vectors of RFC 2202", hmac_vectors, NULL, NULL, NULL },
		{ "TOTP: the vectors of RFC 6238", rfc6238_vectors, NULL, NULL, NULL },
		{ "a code holds 30 s and one step to either side", one_step_around, NULL, NULL,
		  NULL },
		{ "a code is taken once, and none from before it", no_second_use, NULL, NULL,
		  NULL },
		{ "a code is six digits, blanks apart", only_six_digits, NULL, NULL, NULL },
		{ "secrets differ by account, nonce and key; base32 as apps read it",
		  secrets_differ, NULL, NULL, NULL },
		{ "recovery codes: case, blanks and dashes do not count, the account does",
		  recovery_as_typed, NULL, NULL, NULL },
	};
	struct err e;

	if (!crypto_init(&e))
		return 1;
	return cmocka_run_group_tests_name("totp", tests, NULL, NULL);
}

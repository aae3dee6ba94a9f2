#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "staff/factor.h"

#include <string.h>

static const unsigned char rfc_secret[TOTP_SECRET_BYTES] = "12345678901234567890";

/* Appendix B of RFC 6238 has eight digits; ours are the last six of them. */
static void rfc6238_vectors(void **state)
{
	static const struct {
		int64_t at_s;
		const char *code;
	} vectors[] = { { 59, "287082" },	  { 1111111109, "081804" },
			{ 1111111111, "050471" }, { 1234567890, "005924" },
			{ 2000000000, "279037" }, { 20000000000, "353130" } };
	char code[TOTP_CODE_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		totp_code(rfc_secret, vectors[i].at_s / 30, code);
		assert_string_equal(code, vectors[i].code);
	}
}

static bool check(const char *code, int64_t now_s, int64_t last, int64_t *step)
{
	return totp_check(rfc_secret, str_of(code), now_s, last, step);
}

static void one_step_around(void **state)
{
	int64_t step = 0;
	char code[TOTP_CODE_TEXT];

	(void)state;
	totp_code(rfc_secret, 1000, code);
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
	char code[TOTP_CODE_TEXT];

	(void)state;
	totp_code(rfc_secret, 1000, code);
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
	return cmocka_run_group_tests_name("factor", tests, NULL, NULL);
}

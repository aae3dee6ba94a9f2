#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "page/throttle.h"
#include "store/key.h"
#include "store/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned char key[MAC_KEY_BYTES] = "a key for tests";

static int start(void **state)
{
	struct err e;

	(void)state;
	return crypto_init(&e) ? 0 : -1;
}

static void check_digits(void **state)
{
	(void)state;
	/* ISO/IEC 7064 MOD 11,10: the standard's example and German tax numbers */
	assert_int_equal(reference_check_digit(STR("0794")), '5');
	assert_int_equal(reference_check_digit(STR("8609574271")), '9');
	assert_int_equal(reference_check_digit(STR("4703689281")), '6');
}

static void one_digit_and_neighbours(void **state)
{
	char made[REFERENCE_TEXT], wrong[REFERENCE_TEXT], out[REFERENCE_TEXT];

	(void)state;
	for (int round = 0; round < 50; round++) {
		reference_make(made);
		assert_true(reference_parse(str_of(made), out));
		assert_string_equal(out, made);
		for (int i = 0; i < REFERENCE_DIGITS; i++) {
			for (char d = '0'; d <= '9'; d++) {
				strcpy(wrong, made);
				wrong[i] = d;
				assert_int_equal(reference_parse(str_of(wrong), out), d == made[i]);
			}
		}
	}
}

static void typed(void **state)
{
	char made[REFERENCE_TEXT] = "1234567", out[REFERENCE_TEXT];
	char text[80];

	(void)state;
	made[7] = reference_check_digit(STR("1234567"));
	made[8] = '\0';
	snprintf(text, sizeof text, "123-456-7%c", made[7]);
	assert_true(reference_parse(str_of(text), out));
	assert_string_equal(out, made);
	snprintf(text, sizeof text, " １２３　45—67 %c ", made[7]);
	assert_true(reference_parse(str_of(text), out));
	assert_string_equal(out, made);
	/* as chats and pages give it: unseen marks, narrow blanks, a line end */
	snprintf(text, sizeof text, "\u200B123\u202F456\u00AD-7%c\u2060\n", made[7]);
	assert_true(reference_parse(str_of(text), out));
	assert_string_equal(out, made);
	snprintf(text, sizeof text, "%s0", made);
	assert_false(reference_parse(str_of(text), out));
	snprintf(text, sizeof text, "预约编号：%s。", made);
	assert_true(reference_parse(str_of(text), out));
	assert_string_equal(out, made);
	assert_false(reference_parse(STR("1234567"), out));
	assert_false(reference_parse(STR("1234567a"), out));
	assert_false(reference_parse(STR(""), out));
}

static void links(void **state)
{
	struct link_of b = { 7, 1, STR("00000017") };
	char token[LINK_TEXT], other[LINK_TEXT], reference[REFERENCE_TEXT];
	unsigned char other_key[MAC_KEY_BYTES] = "another";

	(void)state;
	assert_true(link_make(key, &b, token));
	assert_int_equal(strlen(token), LINK_TEXT - 1);
	assert_true(link_reference(str_of(token), reference));
	assert_string_equal(reference, "00000017");
	assert_true(link_matches(key, str_of(token), &b));
	link_make(other_key, &b, other);
	assert_false(link_matches(key, str_of(other), &b));
	b.generation = 2; /* older links end */
	assert_false(link_matches(key, str_of(token), &b));
	b = (struct link_of){ 8, 1, STR("00000017") };
	assert_false(link_matches(key, str_of(token), &b));
	assert_false(link_reference(STR("short"), reference));
	token[3] = '.';
	assert_false(link_reference(str_of(token), reference));
	b.reference = (struct str){ NULL, 0 }; /* retention has ended */
	assert_false(link_make(key, &b, token));
	assert_string_equal(token, "");
	assert_false(link_matches(key, STR(""), &b));
}

static void forms(void **state)
{
	char token[FORM_TOKEN_TEXT], second[FORM_TOKEN_TEXT];
	unsigned char nonce[NONCE_BYTES], nonce2[NONCE_BYTES];
	int64_t made_s;

	(void)state;
	form_token_make(key, 1795744800, token);
	form_token_make(key, 1795744800, second);
	assert_int_equal(strlen(token), FORM_TOKEN_TEXT - 1);
	assert_true(form_token_read(key, str_of(token), &made_s, nonce));
	assert_int_equal(made_s, 1795744800);
	assert_true(form_token_read(key, str_of(second), &made_s, nonce2));
	assert_memory_not_equal(nonce, nonce2, NONCE_BYTES);
	for (size_t i = 0; token[i]; i++) {
		char right = token[i];

		token[i] = right == 'A' ? 'B' : 'A';
		assert_false(form_token_read(key, str_of(token), &made_s, nonce));
		token[i] = right;
	}
	assert_false(form_token_read(key, STR(""), &made_s, nonce));
}

static void key_file(void **state)
{
	unsigned char read[MAC_KEY_BYTES];
	char dir[] = "/tmp/token-test-XXXXXX", path[64];
	struct stat st;
	struct err e;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/key", dir);
	assert_true(key_make(path, &e));
	assert_false(key_make(path, &e));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(key_read(path, read, &e));
	assert_int_equal(chmod(path, 0640), 0);
	assert_false(key_read(path, read, &e));
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(truncate(path, 31), 0);
	assert_false(key_read(path, read, &e));
	unlink(path);
	rmdir(dir);
}

enum { SPAN = THROTTLE_SPAN_S };

static void throttling(void **state)
{
	static struct throttle t;
	uint64_t a = throttle_key(key, STR("12345678"), STR("192.0.2.1"));
	uint64_t b = throttle_key(key, STR("12345678"), STR("192.0.2.2"));

	(void)state;
	memset(&t, 0, sizeof t);
	for (int i = 0; i < 4; i++)
		throttle_fail(&t, a, SPAN, 1000 + i);
	assert_int_equal(throttle_wait_s(&t, a, THROTTLE_FAILURES, SPAN, 1004), 0);
	throttle_fail(&t, a, SPAN, 1004);
	assert_int_equal(throttle_failures(&t, a, SPAN, 1004), 5);
	assert_int_equal(throttle_wait_s(&t, a, THROTTLE_FAILURES, SPAN, 1004), SPAN - 4);
	assert_int_equal(throttle_wait_s(&t, b, THROTTLE_FAILURES, SPAN, 1004), 0);
	assert_int_equal(throttle_wait_s(&t, a, THROTTLE_FAILURES, SPAN, 1000 + SPAN - 1), 1);
	assert_int_equal(throttle_wait_s(&t, a, THROTTLE_FAILURES, SPAN, 1000 + SPAN), 0);
	/* old failures do not count with new ones */
	assert_int_equal(throttle_fail(&t, a, SPAN, 1000 + SPAN), 1);
	throttle_take_back(&t, a);
	assert_int_equal(throttle_failures(&t, a, SPAN, 1000 + SPAN), 0);
}

/* An attacker who tries many numbers fills the table, and makes it no larger. */
static void throttle_is_bounded(void **state)
{
	static struct throttle t;
	uint64_t late = THROTTLE_SLOTS / THROTTLE_WAYS * 99;

	(void)state;
	memset(&t, 0, sizeof t);
	for (int i = 0; i < 5; i++)
		throttle_fail(&t, late, SPAN, 1000);
	for (uint64_t i = 0; i < 98; i++)
		throttle_fail(&t, i * THROTTLE_SLOTS / THROTTLE_WAYS, SPAN, 1001 + (int64_t)i);
	assert_true(throttle_wait_s(&t, late, THROTTLE_FAILURES, SPAN, 1100) > 0);
	/* and takes part itself */
	assert_int_equal(throttle_fail(&t, 77 * THROTTLE_SLOTS / THROTTLE_WAYS, SPAN, 1200) > 0, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "预约编号: ISO 7064 mod 11,10", check_digits, NULL, NULL, NULL },
		{ "预约编号: every single wrong digit is found", one_digit_and_neighbours, NULL,
		  NULL, NULL },
		{ "预约编号: blanks, dashes and full-width digits are understood", typed, NULL,
		  NULL, NULL },
		{ "a link belongs to one booking, generation and key", links, NULL, NULL, NULL },
		{ "a form token says when it was made and cannot be changed", forms, NULL, NULL,
		  NULL },
		{ "the key file is 0600 and whole, or refused", key_file, NULL, NULL, NULL },
		{ "five failures wait 15 minutes, each address for itself", throttling, NULL, NULL,
		  NULL },
		{ "the table of failures keeps its size and whoever fails most",
		  throttle_is_bounded, NULL, NULL, NULL },
	};

	return cmocka_run_group_tests_name("token", tests, start, NULL);
}

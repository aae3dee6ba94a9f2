#include "phone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

struct vector {
	const char *given;
	enum phone_fault fault;
	const char *text; /* the normal form; "" with a fault */
	size_t digits;
};

static void check(const struct vector *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct phone p;
		enum phone_fault fault = phone_parse(str_of(v[i].given), &p);

		if (fault != v[i].fault)
			print_error("# %s: fault %d\n", v[i].given, (int)fault);
		assert_int_equal(fault, v[i].fault);
		assert_string_equal(p.text, v[i].text);
		assert_int_equal(p.digits, v[i].digits);
	}
}

#define CHECK(vectors) check(vectors, sizeof(vectors) / sizeof((vectors)[0]))

static void mobile_forms(void **state)
{
	static const struct vector v[] = {
		{ "13812345678", PHONE_OK, "13812345678", 11 },
		{ " 138 1234 5678 ", PHONE_OK, "13812345678", 11 },
		{ "138-1234-5678", PHONE_OK, "13812345678", 11 },
		{ "１３８１２３４５６７８", PHONE_OK, "13812345678", 11 },
		{ "+86 138 1234 5678", PHONE_OK, "13812345678", 11 },
		{ "＋86　13812345678", PHONE_OK, "13812345678", 11 },
		{ "(+86)13812345678", PHONE_OK, "13812345678", 11 },
		{ "0086-13812345678", PHONE_OK, "13812345678", 11 },
		{ "19912345678", PHONE_OK, "19912345678", 11 },
		{ "013812345678", PHONE_OK, "13812345678", 11 }, /* as dialled from elsewhere */
		{ "0 138 1234 5678", PHONE_OK, "13812345678", 11 },
		{ "012812345678", PHONE_FIXED, "", 12 },
		/* the blanks and dashes at the ends of their ranges */
		{ "138\t1234\u00A05678", PHONE_OK, "13812345678", 11 },
		{ "138\u20021234\u200A5678", PHONE_OK, "13812345678", 11 },
		{ "138\u20101234\u20155678", PHONE_OK, "13812345678", 11 },
		{ "138\u22121234\uFE635678", PHONE_OK, "13812345678", 11 },
	};

	(void)state;
	CHECK(v);
}

static void fixed_forms(void **state)
{
	static const struct vector v[] = {
		{ "0797-6827737", PHONE_OK, "0797-6827737", 11 },
		{ "07976827737", PHONE_OK, "0797-6827737", 11 },
		{ "（0797）6827737", PHONE_OK, "0797-6827737", 11 },
		{ "0797—6939272", PHONE_OK, "0797-6939272", 11 },
		{ "０７９７－６８２７７３７", PHONE_OK, "0797-6827737", 11 },
		{ "+86 797 6827737", PHONE_OK, "0797-6827737", 11 },
		{ "0086 0797 6827737", PHONE_OK, "0797-6827737", 11 },
		{ "010-12345678", PHONE_OK, "010-12345678", 11 },
		{ "02112345678", PHONE_OK, "021-12345678", 11 },
		{ "0755-12345678", PHONE_OK, "0755-12345678", 12 },
		{ "0797-682773", PHONE_FIXED_LENGTH, "", 6 },
		{ "0797-682773712", PHONE_FIXED_LENGTH, "", 9 },
		{ "7976827737", PHONE_FIXED, "", 10 },
		{ "0138-1234567", PHONE_FIXED, "", 11 },
		{ "0097-6827737", PHONE_FIXED, "", 11 },
		{ "0", PHONE_FIXED, "", 1 },
		{ "01112345", PHONE_FIXED, "", 8 },
		{ "12345678901234567890", PHONE_FIXED, "", 20 },
	};

	(void)state;
	CHECK(v);
}

static void local_numbers(void **state)
{
	static const struct vector v[] = {
		{ "6827737", PHONE_OK, "0797-6827737", 7 },
		{ "682 7737", PHONE_OK, "0797-6827737", 7 },
		{ "+866827737", PHONE_OK, "0797-6827737", 7 },
		{ "2234567", PHONE_OK, "0797-2234567", 7 },
		{ "1234567", PHONE_FIXED, "", 7 },
		{ "682773", PHONE_FIXED, "", 6 },
		{ "68277371", PHONE_FIXED, "", 8 },
		{ "+8668277371", PHONE_FIXED, "", 8 }, /* no area code was left out */
		{ "0086 6827 7371", PHONE_FIXED, "", 8 },
		{ "110", PHONE_FIXED, "", 3 },
	};

	(void)state;
	CHECK(v);
}

static void mobile_length(void **state)
{
	static const struct vector v[] = {
		{ "1381234567", PHONE_MOBILE_LENGTH, "", 10 },
		{ "138123456789", PHONE_MOBILE_LENGTH, "", 12 },
		{ "+86 1381234567", PHONE_MOBILE_LENGTH, "", 10 },
		{ "13", PHONE_MOBILE_LENGTH, "", 2 },
		{ "1381234567813812345678999", PHONE_MOBILE_LENGTH, "", 25 },
		{ "12012345678", PHONE_MOBILE_START, "", 11 },
		{ "+86 138123456781381234", PHONE_MOBILE_LENGTH, "", 18 },
		{ "+86 1381234567813812345", PHONE_FOREIGN, "", 21 },
	};

	(void)state;
	CHECK(v);
}

static void other_characters(void **state)
{
	static const struct vector v[] = {
		{ "0797-6827737转8001", PHONE_CHARS, "", 15 },
		{ "13812345678a", PHONE_CHARS, "", 11 },
		{ "138+12345678", PHONE_CHARS, "", 11 },
		{ "++8613812345678", PHONE_CHARS, "", 11 },
		{ "138\xFF"
		  "12345678",
		  PHONE_CHARS, "", 11 },
		{ "+07976827737", PHONE_FOREIGN, "", 11 }, /* no country begins with 0 */
		/* what stands beside blanks, dashes and full-width digits */
		{ "138\u00A112345678", PHONE_CHARS, "", 11 },
		{ "138\xC2\x9F"
		  "12345678",
		  PHONE_CHARS, "", 11 },
		{ "138\u201612345678", PHONE_CHARS, "", 11 },
		{ "138\u221112345678", PHONE_CHARS, "", 11 },
		{ "138\u221312345678", PHONE_CHARS, "", 11 },
		{ "138\uFE6212345678", PHONE_CHARS, "", 11 },
		{ "138\uFE6412345678", PHONE_CHARS, "", 11 },
		{ "138\uFF0F12345678", PHONE_CHARS, "", 11 },
		{ "138\uFF1A12345678", PHONE_CHARS, "", 11 },
	};

	(void)state;
	CHECK(v);
}

static void passed_over(void **state)
{
	static const struct vector v[] = {
		{ "138\u200B1234\u200F5678\u2060", PHONE_OK, "13812345678", 11 },
		{ "\u202A13812345678\u202C", PHONE_OK, "13812345678", 11 },
		{ "\uFEFF138\u00AD12345678", PHONE_OK, "13812345678", 11 },
		{ "138\u20011234\u30005678", PHONE_OK, "13812345678", 11 },
		{ "138.1234.5678", PHONE_OK, "13812345678", 11 },
		{ "138·1234•5678", PHONE_OK, "13812345678", 11 },
		{ "86 138 1234 5678", PHONE_OK, "13812345678", 11 },
		{ "867976827737", PHONE_OK, "0797-6827737", 11 },
	};

	(void)state;
	CHECK(v);
}

static void other_countries(void **state)
{
	static const struct vector v[] = {
		{ "+852 9123 4567", PHONE_OK, "+852-91234567", 8 },
		{ "00852 9123 4567", PHONE_OK, "+852-91234567", 8 },
		{ "＋852-9123-456", PHONE_FOREIGN, "", 7 },
		{ "+853 6612 3456", PHONE_OK, "+853-66123456", 8 },
		{ "+886 912 345 678", PHONE_OK, "+886-912345678", 9 },
		{ "+886 0912345678", PHONE_OK, "+886-912345678", 9 },
		{ "+1 212 555 0100", PHONE_OK, "+12125550100", 11 },
		{ "+44 20 7946 0958", PHONE_OK, "+442079460958", 12 },
		{ "+12345", PHONE_FOREIGN, "", 5 },
		{ "+1234567890123456", PHONE_FOREIGN, "", 16 },
	};

	(void)state;
	CHECK(v);
}

static void two_numbers(void **state)
{
	static const struct vector v[] = {
		{ "13812345678/13912345678", PHONE_TWO, "", 22 },
		{ "13812345678、0797-6827737", PHONE_TWO, "", 22 },
		{ "6827737或6827738", PHONE_TWO, "", 14 },
	};

	(void)state;
	CHECK(v);
}

/* What an office's cell gives: normal forms and tel: links. */
static void offices(void **state)
{
	static const char *const v[][2] = {
		{ "12345", "12345=12345" },
		{ "0797-12345", "0797-12345=079712345" },
		{ "12366、12333,12329", "12366=12366 12333=12333 12329=12329" },
		{ "95598", "95598=95598" },
		{ "0797-96333", "0797-96333=079796333" },
		{ "400 123 4567", "400-123-4567=4001234567" },
		{ "8001234567", "800-123-4567=8001234567" },
		{ "0797-6827737转8001", "0797-6827737转8001=+867976827737,8001" },
		{ "0797-6827737-8001", "0797-6827737转8001=+867976827737,8001" },
		{ "（0797）6827737 ext. 8001", "0797-6827737转8001=+867976827737,8001" },
		{ "0797-6827737 0797-6827738",
		  "0797-6827737=+867976827737 0797-6827738=+867976827738" },
		{ "6827737/13812345678", "0797-6827737=+867976827737 13812345678=+8613812345678" },
		{ "138 1234 5678", "13812345678=+8613812345678" },
		{ "122", "122=122" },
		{ "0797 6827737", "0797-6827737=+867976827737" },
		{ "0797-682773", "!5" },
		{ "7976827737", "!4" },
		{ "123", "!4" },
		{ "转8001", "!8" },
		{ "13812345678转80011234", "!8" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof v[0]; i++) {
		struct str rest = str_of(v[i][0]), part;
		char got[200] = "", tel[PHONE_TEXT];
		size_t n = 0;

		while (phone_split(&rest, &part)) {
			struct phone p;
			enum phone_fault fault = phone_parse_office(part, &p);

			phone_tel(&p, tel);
			if (fault == PHONE_OK)
				n += (size_t)snprintf(got + n, sizeof got - n, "%s%s=%s",
						      n ? " " : "", p.text, tel);
			else
				n += (size_t)snprintf(got + n, sizeof got - n, "!%d", (int)fault);
		}
		assert_string_equal(got, v[i][1]);
	}
}

static void nothing_given(void **state)
{
	static const struct vector v[] = {
		{ "", PHONE_EMPTY, "", 0 },	{ "  \t", PHONE_EMPTY, "", 0 },
		{ "　-", PHONE_EMPTY, "", 0 },	{ "+86", PHONE_EMPTY, "", 0 },
		{ "0086", PHONE_EMPTY, "", 0 },
	};

	(void)state;
	CHECK(v);
}

static void is_mobile(void **state)
{
	struct phone p;

	(void)state;
	phone_parse(STR("13812345678"), &p);
	assert_true(p.mobile);
	phone_parse(STR("0797-6827737"), &p);
	assert_false(p.mobile);
}

static void mask(void **state)
{
	static const char *const v[][2] = {
		{ "13812345678", "138****5678" },
		{ "0797-6827737", "0797-***7737" },
		{ "010-12345678", "010-****5678" },
		{ "13812345", "138*2345" },
		{ "1381234", "***1234" }, /* something is hidden always */
		{ "0797-1234", "*****1234" },
		{ "12345", "*2345" },
		{ "1234", "****" },
		{ "", "" },
	};
	char out[PHONE_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof v[0]; i++) {
		phone_mask(str_of(v[i][0]), out);
		assert_string_equal(out, v[i][1]);
	}
	phone_mask(STR("123456789012345678901234567890"), out); /* too long: cut, not overrun */
	assert_int_equal(str_of(out).len, PHONE_TEXT - 1);
}

static void tel(void **state)
{
	static const char *const v[][2] = {
		{ "0797-6827737", "+867976827737" },
		{ "010-12345678", "+861012345678" },
		{ "13170848274", "+8613170848274" },
	};
	char out[PHONE_TEXT];
	struct phone p;

	(void)state;
	for (size_t i = 0; i < sizeof v / sizeof v[0]; i++) {
		assert_int_equal(phone_parse(str_of(v[i][0]), &p), PHONE_OK);
		phone_tel(&p, out);
		assert_string_equal(out, v[i][1]);
	}
	memset(p.text, '1', PHONE_TEXT - 1); /* too long: cut, not overrun */
	p.text[PHONE_TEXT - 1] = '\0';
	phone_tel(&p, out);
	assert_int_equal(str_of(out).len, PHONE_TEXT - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "mobile: blanks, dashes, full-width digits, +86, 0086", mobile_forms, 0, 0, 0 },
		{ "fixed line: 0 and 2 or 3 digits, then 7 or 8", fixed_forms, 0, 0, 0 },
		{ "seven digits alone get Ningdu's 0797", local_numbers, 0, 0, 0 },
		{ "a mobile number of wrong length says how many digits", mobile_length, 0, 0, 0 },
		{ "letters, signs and hidden characters are refused", other_characters, 0, 0, 0 },
		{ "what clipboards and people put between the figures", passed_over, 0, 0, 0 },
		{ "+852, +853, +886 and other countries", other_countries, 0, 0, 0 },
		{ "two numbers where one is asked for", two_numbers, 0, 0, 0 },
		{ "offices: hotlines, 400-, extensions, several in a cell", offices, 0, 0, 0 },
		{ "nothing but signs is empty", nothing_given, 0, 0, 0 },
		{ "mobile or fixed is told", is_mobile, 0, 0, 0 },
		{ "tel: links are E.164", tel, 0, 0, 0 },
		{ "masked: 138****5678, 0797-***7737", mask, 0, 0, 0 },
	};

	return cmocka_run_group_tests(tests, 0, 0);
}

/* What is hidden and what is wide, by Unicode's own tables. */
#include "unicode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void hidden(void **state)
{
	static const int32_t carried[] = {
		0,	0x09,	0x1F,	0x7F,	0x9F,	0xA0,	 0xAD,	  0x34F,   0x61C,   0x115F,
		0x1160, 0x180B, 0x180E, 0x200B, 0x200C, 0x200D,	 0x200F,  0x2028,  0x2029,  0x202A,
		0x202E, 0x2060, 0x2066, 0x2069, 0x206F, 0x3164,	 0xFE00,  0xFE0E,  0xFEFF,  0xFFA0,
		0xFFF0, 0xFFF9, 0xFFFB, 0xFFFE, 0xFFFF, 0x1D173, 0xE0001, 0xE0020, 0xE0100, 0xE0FFF,
	};

	(void)state;
	for (size_t i = 0; i < COUNT(carried); i++)
		if (!unicode_is_hidden(carried[i]))
			fail_msg("U+%04X is not hidden", (unsigned)carried[i]);
}

static void seen(void **state)
{
	/* an Arabic sign of format that is drawn, an accent, a blank, an emoji and its style */
	static const int32_t plain[] = { ' ',	  'A',	   0xB7,     0x301,    0x600,  0x2003,
					 0x3000,  0x4E00,  0xFE0F,   0xFF01,   0xFFFC, 0xFFFD,
					 0x1F600, 0x20000, 0x10FFFF, 0x110000, -1 };

	(void)state;
	for (size_t i = 0; i < COUNT(plain); i++)
		if (unicode_is_hidden(plain[i]))
			fail_msg("U+%04X is hidden", (unsigned)plain[i]);
}

static void narrow(void **state)
{
	/* of half width, a digit in a circle, a small sign, Han, nothing */
	static const int32_t others[] = { 0xFF00, 0xFF65, 0xFF76, 0x2460, 0xB2, 0xFE63,
					  0x3001, 0x5F20, 0xF900, 'a',	  0,	-1 };

	(void)state;
	for (int32_t cp = '!'; cp <= '~'; cp++)
		assert_int_equal(unicode_narrow(cp + 0xFEE0), cp);
	assert_int_equal(unicode_narrow(0x3000), ' ');
	assert_int_equal(unicode_narrow(0xFFE5), 0xA5); /* the yuan */
	for (size_t i = 0; i < COUNT(others); i++)
		assert_int_equal(unicode_narrow(others[i]), others[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "hidden: controls, bidi, zero width, fillers, tags, what is no character", hidden,
		  NULL, NULL, NULL },
		{ "not hidden: what is seen, blanks, the style of an emoji", seen, NULL, NULL,
		  NULL },
		{ "full width is half width: every sign of ASCII, the blank; nothing else changes",
		  narrow, NULL, NULL, NULL },
	};

	return cmocka_run_group_tests_name("unicode", tests, NULL, NULL);
}

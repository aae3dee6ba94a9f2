/* Pinyin for the finder. */
#include "pinyin.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena arena;
static struct pinyin *pinyin;

static int open_pinyin(void **state)
{
	(void)state;
	pinyin = pinyin_open(&arena);
	return 0;
}

static int close_pinyin(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static void expect(const char *text, const char *initials)
{
	struct str got = pinyin_initials(pinyin, str_of(text), &arena);

	if (!str_eq(got, str_of(initials)))
		fail_msg("%s: %.*s, not %s", text, STR_ARG(got), initials);
}

static void test_names(void **state)
{
	(void)state;
	expect("居民身份证申、补、换领", "jmsfzsbhl");
	expect("存量房转移登记", "clfzydj");
	expect("往来台湾通行证核发及签注", "wltwtxzhfjqz wltwthzhfjqz");
	expect("《农药经营许可证》延续、变更、新办", "nyjyxkzyxbgxb");
	expect("鑫源商砼", "xyst");
	expect("企业设立/变更/注销登记材料受理", "qyslbgzxdjclsl");
	expect("", "");
	expect("、（）", "");
}

/* Characters of each letter: the first and the last of its syllables. */
static void test_letters(void **state)
{
	(void)state;
	expect("啊澳芭怖擦错搭堕蛾贰发", "aabbccddeef");
	expect("咐噶过哈祸击骏喀廓垃络", "fgghhjjkkll");
	expect("妈穆拿诺哦沤啪曝期群", "mmnnooppqq");
	expect("然弱撒所塌唾挖误昔迅压孕匝座", "rrssttwwxxyyzz");
}

static void test_ascii(void **state)
{
	(void)state;
	expect("Wi-Fi 5G号", "wifi5gh");
	expect("社保卡A1", "sbka1");
}

static void test_two_readings(void **state)
{
	(void)state;
	expect("银行", "yx yh");
	expect("重大", "zd cd");
	expect("长期", "cq zq");
	expect("调整", "dz tz");
	expect("收藏", "sc sz");
	expect("音乐", "yl yy");
	expect("查单", "cd"); /* zha and shan are surnames */
	expect("还款", "hk");
	expect("都市", "ds");
	expect("行长", "xc hc xz hz");
}

static void test_bounded(void **state)
{
	(void)state;
	expect("行行行行", "xxxx hxxx xhxx hhxx xxhx hxhx xhhx hhhx");
	expect("行重长调藏乐", "xzcdcl hzcdcl xccdcl hccdcl xzzdcl hzzdcl xczdcl hczdcl");
}

static void test_left_out(void **state)
{
	(void)state;
	expect("犇身犇份", "sf");
	expect("\xff身\xe4\xbd份", "sf");
	expect("身\xe4", "s");
	expect("身𠀀份", "sf");
}

/* The rows of a table that knows only text. */
static struct pinyin_row *rows_of(const char *text, size_t *n)
{
	struct pinyin *p = pinyin_open(&arena);

	pinyin_note(p, str_of(text));
	return pinyin_rows(p, &arena, n);
}

static void test_rows(void **state)
{
	size_t n;
	struct pinyin_row *row = rows_of("女略办申银行伴、A身办", &n);
	static const char *const expected[][2] = {
		{ "ban", "伴办" }, { "lue", "略" }, { "nv", "女" },   { "shen", "申身" },
		{ "xing", "行" },  { "yin", "银" }, { "hang", "行" },
	};

	(void)state;
	assert_int_equal(n, COUNT(expected));
	for (size_t i = 0; i < n; i++)
		if (!str_eq(row[i].syllable, str_of(expected[i][0])) ||
		    !str_eq(row[i].characters, str_of(expected[i][1])))
			fail_msg("%zu: %.*s %.*s", i, STR_ARG(row[i].syllable),
				 STR_ARG(row[i].characters));
}

static void test_unread(void **state)
{
	(void)state;
	assert_true(str_eq(pinyin_unread(pinyin, STR("《商犇》证")), STR("犇")));
	assert_true(str_eq(pinyin_unread(pinyin, STR("身𠀀份")), STR("𠀀")));
	assert_int_equal(pinyin_unread(pinyin, STR("居民身份证（A、B）")).len, 0);
}

/* Letters as they are, ü as v, other vowels without their tone; anything else ends a word. */
static void plain(const char *reading, char *out, size_t size)
{
	static const char *const vowels[] = { "aāáǎà", "eēéěè",	 "iīíǐì", "oōóǒò",
					      "uūúǔù", "vüǖǘǚǜ", "nńňǹ",  "mḿ" };
	struct str rest = str_of(reading);
	size_t n = 0;

	while (rest.len && n + 1 < size) {
		struct str at = rest, c;
		int32_t cp = utf8_next(&rest);

		c = str_head(at, at.len - rest.len);
		out[n] = cp >= 'a' && cp <= 'z' ? (char)cp : ' ';
		for (size_t i = 0; cp > 0x7F && i < COUNT(vowels); i++)
			if (str_contains(str_of(vowels[i]), c))
				out[n] = vowels[i][0];
		n++;
	}
	out[n] = '\0';
}

static bool has_word(const char *words, struct str word)
{
	struct str rest = str_of(words);

	while (rest.s)
		if (str_eq(str_cut(&rest, ' '), word))
			return true;
	return false;
}

/* Every reading that Unihan gives a character, by code point: " shen shen juan ". */
static char (*unihan(void))[256]
{
	static char all[0xA000][256];
	FILE *f = popen("bzcat /usr/share/unicode/Unihan_Readings.txt.bz2", "r");
	char line[1024], text[256];

	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		char key[32], value[900];
		unsigned cp;
		size_t used;

		if (sscanf(line, "U+%X\t%31s\t%899[^\n]", &cp, key, value) != 3 || cp >= 0xA000 ||
		    (strcmp(key, "kMandarin") != 0 && strcmp(key, "kHanyuPinlu") != 0 &&
		     strcmp(key, "kXHC1983") != 0))
			continue;
		plain(value, text, sizeof text);
		used = strlen(all[cp]);
		snprintf(all[cp] + used, sizeof all[cp] - used, " %s", text);
	}
	assert_int_equal(pclose(f), 0);
	return all;
}

static struct str in_unihan(struct str syllable)
{
	return str_eq(syllable, STR("lue"))   ? STR("lve")
	       : str_eq(syllable, STR("nue")) ? STR("nve")
					      : syllable;
}

/* All of pinyin.txt at once: every row's syllable is a reading of each of its characters. */
static void test_unihan(void **state)
{
	char(*readings)[256] = unihan();
	struct buf text = BUF_INIT;
	struct pinyin_row *row;
	size_t n, characters = 0;
	char utf8[4];

	(void)state;
	for (int32_t cp = 0x4E00; cp < 0xA000; cp++)
		buf_add(&text, (struct str){ utf8, utf8_put(utf8, cp) });
	buf_add_char(&text, '\0');
	row = rows_of(text.s, &n);
	for (size_t i = 0; i < n; i++) {
		struct str rest = row[i].characters;

		while (rest.len) {
			int32_t cp = utf8_next(&rest);

			characters++;
			if (!has_word(readings[cp], in_unihan(row[i].syllable)))
				fail_msg("U+%04X: %.*s, in Unihan%s", (unsigned)cp,
					 STR_ARG(row[i].syllable), readings[cp]);
		}
	}
	assert_int_equal(characters, 3755 + 2 + 3006 + 7 + 8 + 3);
	buf_release(&text);
}

/* The readings that only names have, in the file itself: no function tells them. */
static void test_surnames(void **state)
{
	extern const char pinyin_txt[];
	char(*readings)[256] = unihan();
	struct str rest = str_of(strstr(pinyin_txt, "\nsurnames\n") + strlen("\nsurnames\n"));
	size_t lines = 0;

	(void)state;
	for (; rest.len; lines++) {
		struct str characters = str_cut(&rest, '\n'), syllable = str_cut(&characters, ' ');
		int32_t cp = utf8_next(&characters);

		if (characters.len || !has_word(readings[cp], syllable))
			fail_msg("%.*s, in Unihan%s", STR_ARG(syllable), readings[cp]);
	}
	assert_int_equal(lines, 13);
}

static void test_typed(void **state)
{
	static const struct {
		const char *text, *letters;
		bool typed;
	} cases[] = {
		{ "欧阳小明", "oyxm", true },
		{ "欧阳小明", "ouyangxiaoming", true },
		{ "欧阳小明", "xiaom", true },
		{ "欧阳小明", "yangx", true },
		{ "欧阳小明", "ouxm", false },
		{ "欧阳小明", "oyxmm", false },
		{ "长乐", "zhangyue", true },
		{ "长乐", "cl", true },
		{ "欧·阳 Anna", "ouyanganna", true },
		{ "欧阳7", "yang7", true },
		{ "", "a", false },
		{ "西安", "xian", true },
		{ "单解查区", "djcq", true },
		{ "单解查区", "shanxiezhaou", true },
		{ "先", "xian", true },
		{ "先", "xia", true },
	};
	char longest[PINYIN_TYPED_MAX + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (pinyin_is_typed(pinyin, str_of(cases[i].text), str_of(cases[i].letters)) !=
		    cases[i].typed)
			fail_msg("%s %s", cases[i].text, cases[i].letters);
	memset(longest, 'n', PINYIN_TYPED_MAX);
	longest[PINYIN_TYPED_MAX] = '\0';
	assert_false(pinyin_is_typed(pinyin, STR("南南南南"), str_of(longest)));
	memset(longest, 'a', PINYIN_TYPED_MAX);
	assert_true(pinyin_is_typed(pinyin, str_of(longest), str_of(longest)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "拼音首字母: names of the list", test_names, NULL, NULL, NULL },
		{ "拼音首字母: first and last character of every letter", test_letters, NULL, NULL,
		  NULL },
		{ "拼音首字母: digits and ASCII letters stay, lower case", test_ascii, NULL, NULL,
		  NULL },
		{ "拼音首字母: 行 重 长 调 藏 乐 take both readings", test_two_readings, NULL, NULL,
		  NULL },
		{ "拼音首字母: at most eight strings, then the usual reading", test_bounded, NULL,
		  NULL, NULL },
		{ "全拼: characters by syllable, second readings behind", test_rows, NULL, NULL,
		  NULL },
		{ "全拼: the first character without a reading is named", test_unread, NULL, NULL,
		  NULL },
		{ "全拼: all characters are read as Unihan says", test_unihan, NULL, NULL, NULL },
		{ "全拼: surnames' own readings are Unihan's too", test_surnames, NULL, NULL,
		  NULL },
		{ "全拼、首字母: any part of a name, as it is typed", test_typed, NULL, NULL,
		  NULL },
		{ "拼音首字母: characters without a letter and bad bytes are left out",
		  test_left_out, NULL, NULL, NULL },
	};

	return cmocka_run_group_tests_name("pinyin", tests, open_pinyin, close_pinyin);
}

/* Pinyin initials for the finder (pages.md, Finder; A13). */
#include "pinyin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct arena arena;
static struct pinyin pinyin;

static int open_pinyin(void **state)
{
	struct err e;

	(void)state;
	return pinyin_open(&pinyin, &e) ? 0 : -1;
}

static int close_pinyin(void **state)
{
	(void)state;
	pinyin_close(&pinyin);
	arena_release(&arena);
	return 0;
}

static void expect(const char *text, const char *initials)
{
	struct str got = pinyin_initials(&pinyin, str_of(text), &arena);

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
	expect("企业设立/变更/注销登记材料受理", "qyslbgzxdjclsl");
	expect("", "");
	expect("、（）", "");
}

/* The first and the last character of each letter in GB 2312 level 1. */
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
		{ "拼音首字母: characters without a letter and bad bytes are left out",
		  test_left_out, NULL, NULL, NULL },
	};

	return cmocka_run_group_tests_name("pinyin", tests, open_pinyin, close_pinyin);
}

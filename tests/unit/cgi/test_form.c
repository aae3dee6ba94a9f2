#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "page/field.h"
#include "page/form.h"

#include <stdio.h>
#include <string.h>

static struct arena arena;

static int drop(void **state)
{
	(void)state;
	arena_reset(&arena);
	return 0;
}

static bool parse(const char *text, struct form *out)
{
	return form_parse(str_of(text), &arena, out);
}

static void assert_str(struct str got, const char *want)
{
	if (!str_eq(got, str_of(want)))
		fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(got), want);
}

static void decodes(void **state)
{
	struct form f;

	(void)state;
	assert_true(parse("item=9&name=%E5%BC%A0+%e4%b8%89&note=a%3Db%26c&tail", &f));
	assert_str(f.value[FORM_ITEM], "9");
	assert_str(f.value[FORM_NAME], "张 三");
	assert_str(f.value[FORM_NOTE], "a=b&c");
	assert_non_null(f.value[FORM_TAIL].s);
	assert_int_equal(f.value[FORM_TAIL].len, 0);
	assert_null(f.value[FORM_PHONE].s);
	assert_true(parse("", &f));
	assert_true(parse("note=1%0D%0A2%093", &f));
	assert_str(f.value[FORM_NOTE], "1\r\n2\t3");
}

static void refuses(void **state)
{
	static const char *const bad[] = {
		"item=1&item=1", "item=%",    "item=%4",     "item=%4g",
		"item=%E5%BC",	 "name=\xff", "name=%C0%80", "name=%F4%90%80%80",
		"name=%00",	 "name=%07",  "name=%7F",    "name=%C2%85",
		"x=%00",	 "%00=x",     "x=%ff",	     "%zz",
	};
	struct form f;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (parse(bad[i], &f))
			fail_msg("%s was taken", bad[i]);
}

static void limits(void **state)
{
	char text[6000];
	struct form f;
	size_t n = 0;

	(void)state;
	snprintf(text, sizeof text, "name=%01024d", 0);
	assert_true(parse(text, &f));
	snprintf(text, sizeof text, "name=%01025d", 0);
	assert_false(parse(text, &f));
	for (int i = 0; i < 64; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%sx=%d", i ? "&" : "", i);
	assert_true(parse(text, &f));
	snprintf(text + n, sizeof text - n, "&x=64");
	assert_false(parse(text, &f));
	for (int i = 0, k = 0; i < 200; i++)
		k += snprintf(text + k, sizeof text - (size_t)k, "%sgrid.%d=%%E7%%94%%B2",
			      i ? "&" : "", i);
	assert_true(parse(text, &f));
	assert_true(str_starts(f.value[FORM_GRID], STR("0\t甲\n1\t甲\n")));
	assert_false(parse("grid.1=a%00", &f));
}

static void boxes(void **state)
{
	char text[6000];
	struct form f;
	size_t n = 0;

	(void)state;
	assert_true(parse("windows=4&windows=15&do=close&windows=2", &f));
	assert_str(f.value[FORM_WINDOWS], "4,15,2");
	for (int i = 0; i < 60; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "windows=1000000&");
	assert_false(parse(text, &f));
}

static void unknown_fields(void **state)
{
	struct form f;

	(void)state;
	assert_true(parse("fbclid=x&isappinstalled=0&item=3&Item=4", &f));
	assert_str(f.value[FORM_ITEM], "3");
	for (int i = 0; i < FORM__MAX; i++)
		assert_true(i == FORM_ITEM || !f.value[i].s);
}

static void queries(void **state)
{
	static const char *const foreign[] = {
		"fbclid=%",
		"%",
		"%zz=1",
		"&&&",
		"q=%B9%AB",
		"id=a-very-long-number-of-a-shop-or-of-a-part-of-it",
		"from=timeline&from=groupmessage",
		"x=%00",
		"\xff",
		"item=%&item=%B9",
		"grid.x=1",
		"=",
	};
	char text[2000] = "";
	struct form f;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
		snprintf(text, sizeof text, "%s&item=9&%s&item=10", foreign[i], foreign[i]);
		form_parse_query(str_of(text), &arena, &f);
		assert_str(f.value[FORM_ITEM], "9");
		assert_null(f.value[FORM_ID].s);
	}
	for (int i = 0; i < 64; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "x=%d&", i);
	snprintf(text + n, sizeof text - n, "item=9");
	form_parse_query(str_of(text), &arena, &f);
	assert_null(f.value[FORM_ITEM].s);
	form_parse_query((struct str){ NULL, 0 }, &arena, &f);
	assert_null(f.value[FORM_ITEM].s);
}

/* The normal form, or the message in square brackets. */
static const char *name_of(const char *in)
{
	struct str out, message = field_name(&arena, str_of(in), &out);

	return message.s ? arena_printf(&arena, "[%.*s]", STR_ARG(message)).s
			 : arena_cstr(&arena, out);
}

static void names(void **state)
{
	char fifty[3 * 51 + 1] = "";

	(void)state;
	assert_string_equal(name_of("  张　三 "), "张 三");
	assert_string_equal(name_of("买买提•艾力"), "买买提·艾力");
	assert_string_equal(name_of("买‧提∙艾⋅力・古･丽"), "买·提·艾·力·古·丽");
	assert_string_equal(name_of("𠮷野〇"), "𠮷野〇");
	assert_string_equal(name_of("José O'Neil"), "José O'Neil");
	assert_string_equal(name_of("宁都县（某某）有限公司 李四"), "宁都县（某某）有限公司 李四");
	assert_string_equal(name_of(" 　"), "[请填写申请人姓名]");
	assert_string_equal(name_of("张<三"), "[姓名里有不能使用的符号“<”，请改正]");
	assert_string_equal(name_of("张\xE2\x80\x8B三"), "[姓名里有看不见的符号，请删掉重新输入]");
	assert_string_equal(name_of("\xE2\x80\xAE三\xE2\x80\xAC"), "三");
	assert_string_equal(name_of("张😀"), "[姓名里有不能使用的符号“😀”，请改正]");
	for (int i = 0; i < 50; i++)
		strcat(fifty, "好");
	assert_string_equal(name_of(fifty), fifty);
	strcat(fifty, "好");
	assert_string_equal(name_of(fifty), "[姓名请不要超过 50 个字]");
}

static void notes(void **state)
{
	char long_note[121] = "";
	struct str out;

	(void)state;
	assert_null(field_note(&arena, STR(""), &out).s);
	assert_null(field_note(&arena, STR(" 带小孩\r\n 两个 😀<b> "), &out).s);
	assert_str(out, "带小孩 两个 😀<b>");
	memset(long_note, 'a', 120);
	assert_str(field_note(&arena, str_of(long_note), &out),
		   "说明请不要超过 100 个字，现在是 120 个字");
	assert_null(field_note(&arena, STR("a\xEF\xBB\xBF"), &out).s);
	assert_str(out, "a");
	assert_str(field_note(&arena, STR("a\u034Fb"), &out),
		   "说明里有看不见的符号，请删掉重新输入");
	/* staff: 备注, 原因, an address */
	assert_str(field_line(&arena, str_of(long_note), &out),
		   "请不要超过 100 个字，现在是 120 个字");
	assert_str(field_line(&arena, STR("a\u034Fb"), &out), "里面有看不见的符号，请删掉重新输入");
	assert_null(field_note(&arena, STR("谢谢\u2764\uFE0F"), &out).s);
	assert_null(field_note(&arena, STR("a\u00A0\u3000b"), &out).s);
	assert_str(out, "a b");
}

static void phones(void **state)
{
	struct str out;

	(void)state;
	assert_null(field_phone(&arena, STR("１３８ 1234-5678"), &out).s);
	assert_str(out, "13812345678");
	assert_null(field_phone(&arena, STR("6827737"), &out).s);
	assert_str(out, "0797-6827737");
	assert_str(field_phone(&arena, STR("1381234567"), &out),
		   "手机号码应为 11 位，您填了 10 位");
	assert_str(out, "1381234567");
	assert_str(field_phone(&arena, STR(""), &out), "请填写联系电话");
	assert_str(field_phone(&arena, STR("abc"), &out), "“abc”里有不是号码的字，请检查");
}

static void masks(void **state)
{
	(void)state;
	assert_str(field_name_masked(&arena, STR("张三")), "张*");
	assert_str(field_name_masked(&arena, STR("𠮷野")), "𠮷*");
	assert_str(field_name_masked(&arena, STR("曾春兰")), "曾*兰");
	assert_str(field_name_masked(&arena, STR("欧阳春兰")), "欧阳*兰");
	assert_str(field_name_masked(&arena, STR("李")), "李*");
	assert_str(field_name_masked(&arena, STR("𠮷野𠮷𠮷")), "𠮷野*𠮷");
	assert_str(field_name_masked(&arena, STR("宁都县某某公司")), "宁都*司");
	assert_str(field_name_masked(&arena, STR("")), "");
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, NULL, drop, NULL                                                         \
	}
	const struct CMUnitTest tests[] = {
		T("fields are decoded; absent and empty differ", decodes),
		T("a known field twice, bad escapes, bad UTF-8 and controls are malformed",
		  refuses),
		T("lengths and the number of fields are bounded", limits),
		T("boxes of one name are one text, bounded", boxes),
		T("unknown fields are forgotten", unknown_fields),
		T("queries: what others add and what is malformed counts as not given", queries),
		T("names: Han of all planes, dots made one, hidden characters named", names),
		T("notes: one line, 100 characters, nothing hidden", notes),
		T("phones: normal form, or what is wrong", phones),
		T("masked names show their ends, so that one can check", masks),
	};

	return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}

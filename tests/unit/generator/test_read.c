#include "content_dir.h"

#include <iconv.h>

#define ROW_1 "1,户政大队,居民身份证申领,错时、延时服务,服务大厅一楼,0797-6827737,\n"
#define NUL_VIEW ((struct str){ NULL, 0 })

static struct str base_items(void)
{
	for (size_t i = 0; i < COUNT(content_files); i++)
		if (strcmp(content_files[i][0], "items.csv") == 0)
			return str_of(content_files[i][1]);
	fail();
	return NUL_VIEW;
}

/* The three items of the base list, however their file was written. */
static void assert_base_items(const struct content *c)
{
	assert_int_equal(c->nitems, 3);
	assert_true(str_eq(c->item[0].name, STR("居民身份证申领")));
	assert_true(str_eq(c->item[1].department, STR("户政大队")));
	assert_true(str_eq(c->item[2].phone, STR("0797-6939271")));
	assert_int_equal(c->item[0].mode, MODE_NOON_WEEKEND);
	assert_int_equal(c->item[1].mode, MODE_APPOINTMENT);
	assert_int_equal(c->item[1].window, 1);
	assert_int_equal(c->item[2].window, 2);
	assert_int_equal(c->item[2].line, 4);
}

static void small_content(void **state)
{
	struct content_dir *d = *state;

	content_load(d);
	assert_string_equal(content_findings(d, true), "");
	assert_base_items(&d->c);
	assert_int_equal(d->c.nwindows, 2);
	assert_int_equal(d->c.window[1].places, 4);
	assert_true(d->c.window[1].general);
	assert_int_equal(d->c.nhours, 2);
	assert_int_equal(d->c.hours[1].days, HOURS_WEEKENDS | HOURS_HOLIDAYS);
	assert_int_equal(d->c.nholidays, 2);
	assert_false(d->c.holiday[1].off);
	assert_int_equal(d->c.naliases, 3); /* as written, each with its rank in its item */
	assert_int_equal(d->c.alias[0].item, 2);
	assert_int_equal(d->c.alias[0].rank, 1);
	assert_true(str_eq(d->c.alias[1].word, STR("身份证丢了")));
	assert_int_equal(d->c.alias[1].rank, 1);
	assert_true(str_eq(d->c.alias[2].word, STR("补证")));
	assert_int_equal(d->c.alias[2].rank, 2);
	assert_true(str_eq(content_setting(&d->c, "hall.name"), STR("测试大厅")));
	assert_int_equal(content_setting_int(&d->c, "booking.places"), 3);
	assert_true(str_eq(d->c.page[2].body, STR("保存 180 天。\n\n")));
	assert_int_equal(d->c.page[1].body_line, 5);
}

static struct str convert(struct str s, const char *encoding, const char *mark, char out[4096])
{
	char in[4096], *from = in, *to = out;
	size_t left = s.len, room = 4096;
	iconv_t cd = iconv_open(encoding, "UTF-8");

	assert_true(s.len < sizeof in);
	memcpy(in, s.s, s.len);
	while (*mark) {
		*to++ = *mark++;
		room--;
	}
	assert_int_equal(iconv(cd, &from, &left, &to, &room), 0);
	iconv_close(cd);
	return (struct str){ out, (size_t)(to - out) };
}

static void encodings(void **state)
{
	static const struct {
		const char *encoding, *mark, *findings;
	} v[] = {
		{ "UTF-8", "", "" },
		{ "UTF-8", "\xEF\xBB\xBF", "" },
		{ "GB18030", "", "GB18030" },
		{ "GBK", "", "GB18030" },
		{ "UTF-16LE", "\xFF\xFE", "UTF-16" },
		{ "UTF-16BE", "\xFE\xFF", "UTF-16" },
	};
	struct content_dir *d = *state;
	char bytes[4096], expected[200];

	for (size_t i = 0; i < COUNT(v); i++) {
		content_put(d, "items.csv", convert(base_items(), v[i].encoding, v[i].mark, bytes));
		content_load(d);
		snprintf(expected, sizeof expected,
			 "content/items.csv:1:1: note: ENCODING: 文件编码：%s，已自动转换\n",
			 v[i].findings);
		assert_string_equal(content_findings(d, true), *v[i].findings ? expected : "");
		assert_base_items(&d->c);
	}
}

/* Every `from` as `to` (at most two characters). */
static struct str replaced(struct str s, char from, const char *to, char out[4096])
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.s[i] != from)
			out[n++] = s.s[i];
		else
			for (const char *t = to; *t; t++)
				out[n++] = *t;
	}
	return (struct str){ out, n };
}

static void line_ends_and_tabs(void **state)
{
	struct content_dir *d = *state;
	char text[4096];

	for (int i = 0; i < 3; i++) {
		const char *const to[] = { "\r\n", "\r", "\t" };

		content_put(d, "items.csv",
			    replaced(base_items(), i < 2 ? '\n' : ',', to[i], text));
		content_load(d);
		assert_string_equal(content_findings(d, true), "");
		assert_base_items(&d->c);
	}
}

static void promised_days(void **state)
{
	static const struct {
		const char *written;
		int days; /* 0: an error */
	} cases[] = { { "5", 5 },	{ "5个工作日", 5 },  { "10 个工作日", 10 },
		      { "3工作日", 3 }, { "五个工作日", 0 }, { "5天", 0 },
		      { "个工作日", 0 } };
	struct content_dir *d = *state;
	char text[1024];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(text, sizeof text,
			 "序号,责任部门,事项名称,服务方式,地址,电话,办件类型,承诺时限\n"
			 "7,户政大队,迁户口,预约服务,服务大厅一楼,0797-6827737,承诺件,%s\n",
			 cases[i].written);
		content_put(d, "items.csv", str_of(text));
		content_put(d, "aliases.csv", NUL_VIEW);
		content_load(d);
		if (cases[i].days)
			assert_int_equal(d->c.item[0].promise_days, cases[i].days);
		else
			assert_non_null(
				strstr(content_findings(d, true), "items.csv:2:8: error: "));
	}
}

static void header_words(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "items.csv",
		    STR("预约咨询电话,地址, 服务方式 ,事项名称,责任部门(窗口单位),序号,可邮寄,"
			"办件类型,承诺时限,别名,备注\n"
			"0797-6827737,服务大厅一楼,预约服务,迁户口,户政大队,7,是,承诺件,5,"
			"搬家、迁入|迁出,带户口簿\n"));
	content_put(d, "aliases.csv", NUL_VIEW);
	content_load(d);
	assert_string_equal(content_findings(d, true), "");
	assert_int_equal(d->c.item[0].no, 7);
	assert_int_equal(d->c.item[0].kind, KIND_PROMISE);
	assert_int_equal(d->c.item[0].promise_days, 5);
	assert_true(d->c.item[0].mailable);
	assert_true(str_eq(d->c.item[0].remark, STR("带户口簿")));
	assert_int_equal(d->c.naliases, 3);
	assert_true(str_eq(d->c.alias[2].word, STR("迁出")));
	assert_int_equal(d->c.item_column[ITEM_NO], 6);
	assert_int_equal(d->c.item_column[ITEM_PHONE], 1);
}

static void rows_and_newlines(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "items.csv",
		    STR(ITEMS_HEADER
			"1,户政大队,\"居民身份证\n申领\",预约服务,服务大厅一楼,0797-6827737,"
			"\"a\nb\",,,\n"
			",,,,,,\n"
			"\n"
			"2,,落户,预约服务,服务大厅一楼,0797-68277,\n"
			",,,,,,,,,\n"));
	content_load(d);
	assert_string_equal(content_findings(d, true),
			    "content/items.csv:5:6: error: PHONE_FORMAT: 第 5 行 第 6 列（F列 "
			    "预约、咨询电话）：“0797-68277”位数不对，固定电话应为区号加 7 位\n");
	assert_int_equal(d->c.nitems, 2);
	assert_true(str_eq(d->c.item[0].name, STR("居民身份证申领")));
	assert_true(str_eq(d->c.item[0].remark, STR("a；b")));
}

static void bad_headers(void **state)
{
	(void)state;
	CASES({ "items.csv", "序号,责任部门（窗口单位）,服务方式,地址,预约、咨询电话\n" ROW_1,
		"content/items.csv:1:1: error: BAD_FILE: 第 1 行缺少“事项名称”这一列\n" },
	      { "aliases.csv", "序号,别名,经办,别名\n1,补证,张三\n",
		"content/aliases.csv:1:3: warning: UNKNOWN_COLUMN: "
		"第 1 行的“经办”不认识，这一列没有使用；请核对表头的写法\n"
		"content/aliases.csv:1:4: error: BAD_FILE: 第 1 行有两列“别名”，请删去一列\n" },
	      { "aliases.csv", "序号，别名\n1，补证\n",
		"content/aliases.csv:1:1: error: BAD_FILE: 第 1 行“序号，别名”里有中文逗号“，”，"
		"分隔各列要用英文逗号“,”\n" },
	      { "aliases.csv", "1,补证\n2,上户口\n",
		"content/aliases.csv:1:1: error: BAD_FILE: "
		"没有找到表头，应有一行写着“序号”“别名”\n" },
	      { "aliases.csv", "", "content/aliases.csv:1:1: error: EMPTY: 文件是空的\n" },
	      { "items.csv", NULL, "content/items.csv:1:1: error: BAD_FILE: 缺少这个文件\n" },
	      { "windows.csv", WINDOWS_HEADER,
		"content/windows.csv:1:1: error: EMPTY: 一行内容也没有\n" });
}

#define PHONE_CELL(phone) ITEMS_HEADER "1,户政大队,居民身份证申领,预约服务,服务大厅一楼," phone "\n"
#define PHONE_AT "content/items.csv:2:6: error: "
#define PHONE_LABEL "第 2 行 第 6 列（F列 预约、咨询电话）："

static void spoiled_phones(void **state)
{
	(void)state;
	CASES({ "items.csv", PHONE_CELL("1.3171E+10"),
		PHONE_AT "SPOILED_CELL: " PHONE_LABEL
			 "“1.3171E+10”变成了科学计数，请把该列设为“文本”后重新填写\n" },
	      { "items.csv", PHONE_CELL("7976827737"),
		PHONE_AT "SPOILED_CELL: " PHONE_LABEL "“7976827737”像是丢了开头的 0\n" },
	      { "items.csv", PHONE_CELL("0797-682773"),
		PHONE_AT "PHONE_FORMAT: " PHONE_LABEL
			 "“0797-682773”位数不对，固定电话应为区号加 7 位\n" },
	      { "items.csv", PHONE_CELL("1317084827"),
		PHONE_AT "PHONE_FORMAT: " PHONE_LABEL
			 "“1317084827”位数不对，手机号码应为 11 位，这里是 10 位\n" },
	      { "items.csv", PHONE_CELL("0797-6827737 找小李"),
		PHONE_AT
		"PHONE_FORMAT: " PHONE_LABEL "“0797-6827737 "
		"找小李”里有不是号码的字，请检查；几个号码之间用“、”，分机写成“转8001”\n" },
	      { "items.csv", PHONE_CELL("０７９７-6827737"),
		"content/aliases.csv:2:1: warning: BAD_VALUE: 第 2 行 第 1 列（A列 序号）："
		"清单里没有序号 2，它的别名没有使用\n"
		"content/items.csv:2:6: warning: HIDDEN_CHAR: " PHONE_LABEL
		"“０７９７-6827737”里有全角数字或符号，已按半角读；请改成半角\n" },
	      { "items.csv", PHONE_CELL("#REF!"),
		PHONE_AT "SPOILED_CELL: " PHONE_LABEL "“#REF!”是表格软件算错的公式，请改成文字\n" },
	      { "items.csv", PHONE_CELL(""), PHONE_AT "EMPTY: " PHONE_LABEL "不能空着\n" });
}

static void aliases_of_none(void **state)
{
	(void)state;
	CASES({ "aliases.csv", "序号,别名\n1,户口\n7,补证\n7,丢了\n8,过户\n7,换证\n",
		"content/aliases.csv:3:1: warning: BAD_VALUE: 第 3 行 第 1 列（A列 序号）："
		"清单里没有序号 7，它的别名没有使用\n"
		"content/aliases.csv:5:1: warning: BAD_VALUE: 第 5 行 第 1 列（A列 序号）："
		"清单里没有序号 8，它的别名没有使用\n"
		"content/aliases.csv:6:1: warning: BAD_VALUE: 第 6 行 第 1 列（A列 序号）："
		"清单里没有序号 7，它的别名没有使用\n" });
}

#define NO_CELL(no) ITEMS_HEADER no ",户政大队,居民身份证申领,预约服务,服务大厅一楼,0797-6827737\n"
#define NO_AT "content/items.csv:2:1: error: "
#define NO_LABEL "第 2 行 第 1 列（A列 序号）："

static void spoiled_numbers(void **state)
{
	static const char *const dates[] = { "1月2日",	 "2-Jan",      "Jan-02",
					     "2026/1/2", "2026-01-02", "1/2" };
	static const struct {
		const char *cell, *finding;
	} v[] = {
		{ "1E+05", "SPOILED_CELL: " NO_LABEL
			   "“1E+05”变成了科学计数，请把该列设为“文本”后重新填写\n" },
		{ "0", "BAD_VALUE: " NO_LABEL "“0”不对，应是 1 到 999999 的整数\n" },
		{ "1.5", "BAD_VALUE: " NO_LABEL "“1.5”不对，应是 1 到 999999 的整数\n" },
		{ "", "EMPTY: " NO_LABEL "不能空着\n" },
	};
	struct content_dir *d = *state;
	char text[500], expected[500];

	content_put(d, "aliases.csv", NUL_VIEW);
	for (size_t i = 0; i < COUNT(dates) + COUNT(v); i++) {
		bool date = i < COUNT(dates);
		const char *cell = date ? dates[i] : v[i - COUNT(dates)].cell;

		snprintf(text, sizeof text,
			 NO_CELL("%s") "9,综合窗口,生鲜乳收购站许可,预约服务,"
				       "服务大厅二楼,0797-6939271\n",
			 cell);
		content_put(d, "items.csv", str_of(text));
		content_load(d);
		if (date)
			snprintf(expected, sizeof expected,
				 NO_AT "SPOILED_CELL: " NO_LABEL
				       "“%s”被表格软件改成了日期，请改回数字\n",
				 cell);
		else
			snprintf(expected, sizeof expected, NO_AT "%s",
				 v[i - COUNT(dates)].finding);
		assert_string_equal(content_findings(d, true), expected);
	}
}

#define NAME_CELL(name)                                                                            \
	ITEMS_HEADER "1,户政大队," name ",预约服务,服务大厅一楼,0797-6827737\n"          \
		     "2,户政大队,入户,预约服务,服务大厅一楼,0797-6827737\n"
#define NAME_AT "content/items.csv:2:3: error: "
#define NAME_LABEL "第 2 行 第 3 列（C列 事项名称）："

static void spoiled_texts(void **state)
{
	(void)state;
	CASES({ "items.csv", NAME_CELL("居民\xC2\xA0身份证"),
		NAME_AT "HIDDEN_CHAR: " NAME_LABEL "有看不见的字符 U+00A0，请删去后重新填写\n" },
	      { "items.csv", NAME_CELL("居民\xE2\x80\x8B身份证"),
		NAME_AT "HIDDEN_CHAR: " NAME_LABEL "有看不见的字符 U+200B，请删去后重新填写\n" },
	      { "items.csv", NAME_CELL("居民\xEF\xBB\xBF身份证"),
		NAME_AT "HIDDEN_CHAR: " NAME_LABEL "有看不见的字符 U+FEFF，请删去后重新填写\n" },
	      { "items.csv", NAME_CELL("居民\u3164身份证"),
		NAME_AT "HIDDEN_CHAR: " NAME_LABEL "有看不见的字符 U+3164，请删去后重新填写\n" },
	      { "items.csv", NAME_CELL("居民\U000E0020身份证"),
		NAME_AT "HIDDEN_CHAR: " NAME_LABEL "有看不见的字符 U+E0020，请删去后重新填写\n" },
	      { "items.csv", NAME_CELL("\x1B[31m身份证"),
		NAME_AT "HIDDEN_CHAR: " NAME_LABEL "有看不见的字符 U+001B，请删去后重新填写\n" },
	      { "items.csv", NAME_CELL("锟斤拷锟斤拷"),
		NAME_AT "ENCODING: " NAME_LABEL
			"有乱码，请在 WPS 或 Excel 中另存为“CSV UTF-8”后再试\n" },
	      { "items.csv", NAME_CELL("居民身份\xEF\xBF\xBD"),
		NAME_AT "ENCODING: " NAME_LABEL
			"有乱码，请在 WPS 或 Excel 中另存为“CSV UTF-8”后再试\n" },
	      { "items.csv", NAME_CELL("居民身份\xE8\xAF"),
		NAME_AT "ENCODING: " NAME_LABEL
			"有乱码，请在 WPS 或 Excel 中另存为“CSV UTF-8”后再试\n" },
	      { "items.csv", NAME_CELL("#N/A"),
		NAME_AT "SPOILED_CELL: " NAME_LABEL "“#N/A”是表格软件算错的公式，请改成文字\n" });
}

static void bad_items(void **state)
{
	(void)state;
	CASES({ "items.csv",
		ITEMS_HEADER ROW_1 "2,户政大队,入户,延时,服务大厅3楼,0797-6827737,\n"
				   "2,户政大队,落户,预约服务,服务大厅一楼,0797-6827737,\n"
				   "2,户政大队,迁户,,,0797-6827737,\n",
		"content/items.csv:3:4: error: UNKNOWN_MODE: 第 3 行 第 4 列（D列 服务方式）："
		"“延时”不在清单里，只能填“错时、延时服务”或“预约服务”\n"
		"content/items.csv:3:5: error: BAD_VALUE: 第 3 行 第 5 列（E列 地址）："
		"“服务大厅3楼”没有见过，请核对；应以窗口清单里的楼层结尾，例如“服务大厅一楼”\n"
		"content/items.csv:4:1: error: DUP_NO: 第 4 行 第 1 列（A列 序号）："
		"序号 2 已在第 3 行用过\n"
		"content/items.csv:5:1: error: DUP_NO: 第 5 行 第 1 列（A列 序号）："
		"序号 2 已在第 3 行用过\n"
		"content/items.csv:5:4: error: EMPTY: 第 5 行 第 4 列（D列 服务方式）：不能空着\n"
		"content/items.csv:5:5: error: EMPTY: 第 5 行 第 5 列（E列 地址）：不能空着\n" },
	      { "items.csv",
		ITEMS_HEADER "1,,身份证,预约服务,服务大厅一楼,0797-6827737\n"
			     "2,户政大队,入户,预约服务,服务大厅一楼,0797-6827737,,x,y\n",
		"content/items.csv:2:2: error: EMPTY: 第 2 行 第 2 列（B列 责任部门（窗口单位））："
		"不能空着：上面没有可以沿用的部门\n"
		"content/items.csv:3:8: error: BAD_FILE: 第 3 行："
		"有 9 格，比表头多 2 格；内容里有逗号的，请用英文引号括起来\n" },
	      { "items.csv",
		ITEMS_HEADER ROW_1 "2,户政大队,\"入户,预约服务,服务大厅一楼,0797-6827737\n3,\n",
		"content/items.csv:3:1: error: BAD_FILE: 第 3 行："
		"这一行的英文引号只有一半，后面的内容都被当成一格了，请补上或删去\n" },
	      { "items.csv",
		ITEMS_HEADER ROW_1
		",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,x\n",
		"content/items.csv:3:8: error: BAD_FILE: 第 3 行："
		"有 68 格，比表头多 61 格；内容里有逗号的，请用英文引号括起来\n" },
	      { "items.csv", ITEMS_HEADER,
		"content/items.csv:1:1: error: EMPTY: 一行内容也没有\n" },
	      { "items.csv", "PK\x03\x04 what Excel saves, and the name was changed",
		"content/items.csv:1:1: error: BAD_FILE: 这是 Excel 工作簿，不是 CSV；"
		"请把文件名的结尾改回 .xlsx 或 .xls\n" });
}

/* Equal cells are looked at once, but only good ones. */
static void repeated_faults(void **state)
{
	(void)state;
	CASES({ "items.csv",
		ITEMS_HEADER "1,户政大队,入\xE2\x80\x8B户,预约服务,服务大厅一楼,0797\n"
			     "2,户政大队,入\xE2\x80\x8B户,预约服务,服务大厅一楼,0797\n",
		"content/items.csv:2:3: error: HIDDEN_CHAR: 第 2 行 第 3 列（C列 事项名称）："
		"有看不见的字符 U+200B，请删去后重新填写\n"
		"content/items.csv:2:6: error: PHONE_FORMAT: 第 2 行 第 6 列（F列 "
		"预约、咨询电话）："
		"“0797”位数不对，固定电话应为区号加 7 位\n"
		"content/items.csv:3:3: error: HIDDEN_CHAR: 第 3 行 第 3 列（C列 事项名称）："
		"有看不见的字符 U+200B，请删去后重新填写\n"
		"content/items.csv:3:6: error: PHONE_FORMAT: 第 3 行 第 6 列（F列 "
		"预约、咨询电话）："
		"“0797”位数不对，固定电话应为区号加 7 位\n" });
}

static void shifted_rows(void **state)
{
	(void)state;
	CASES({ "items.csv",
		ITEMS_HEADER ROW_1
		"2,,综合窗口,驾驶证补、换领,错时、延时服务,服务大厅二楼,0797-6939271\n"
		"3,核发免检标志,,错时、延时服务,服务大厅一楼,0797-6827737\n",
		"content/items.csv:3:3: error: CELL_SHIFT: 第 3 行 第 3 列（C列 事项名称）："
		"像是错了一格：“综合窗口”应在责任部门一栏，请把这一行各格挪回原位\n"
		"content/items.csv:4:2: error: CELL_SHIFT: "
		"第 4 行 第 2 列（B列 责任部门（窗口单位））："
		"像是错了一格：“核发免检标志”应在事项名称一栏，请把这一行各格挪回原位\n" });
}

static void duplicates(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "items.csv",
		    STR(ITEMS_HEADER "1,户政大队,入户,预约服务,服务大厅一楼,0797-6827737\n"
				     "2,综合窗口,入户,预约服务,服务大厅二楼,0797-6939271\n"
				     "3,户政大队,入户,预约服务,服务大厅一楼,0797-6827737\n"
				     "4,,入户,预约服务,服务大厅一楼,0797-6827737\n"));
	content_load(d);
	assert_int_equal(d->c.item[0].duplicate_of, 0);
	assert_int_equal(d->c.item[1].duplicate_of, 0);
	assert_int_equal(d->c.item[2].duplicate_of, 1);
	assert_int_equal(d->c.item[3].duplicate_of, 1);
}

#define WINDOW_2 "2,综合窗口,二楼,0797-6939271,是,4,3\n"

static void bad_windows(void **state)
{
	(void)state;
	CASES({ "windows.csv", WINDOWS_HEADER "1,户政大队,一楼,、,,,\n" WINDOW_2,
		"content/windows.csv:2:4: error: EMPTY: 第 2 行 第 4 列（D列 电话）：不能空着\n" },
	      { "windows.csv",
		WINDOWS_HEADER "1,户政大队,一楼,0797-6827737,,2,3\n" WINDOW_2
			       "2,综合窗口,,0797-6939271|797,是,,\n"
			       "100,别的,一楼,0797-6827737,对,,\n",
		"content/windows.csv:2:7: error: BAD_VALUE: 第 2 行 第 7 列（G列 公开名额）："
		"公开名额 3 不能大于总名额 2\n"
		"content/windows.csv:4:1: error: DUP_NO: 第 4 行 第 1 列（A列 窗口序号）："
		"窗口序号 2 已在第 3 行用过\n"
		"content/windows.csv:4:2: error: BAD_VALUE: "
		"第 4 行 第 2 列（B列 责任部门（窗口单位））：“综合窗口”已在第 3 行写过\n"
		"content/windows.csv:4:3: error: EMPTY: 第 4 行 第 3 列（C列 楼层）：不能空着\n"
		"content/windows.csv:4:4: error: PHONE_FORMAT: 第 4 行 第 4 列（D列 电话）："
		"“797”位数不对，固定电话应为区号加 7 位\n"
		"content/windows.csv:5:1: error: BAD_VALUE: 第 5 行 第 1 列（A列 窗口序号）："
		"“100”不对，应是 1 到 99 的整数\n"
		"content/windows.csv:5:5: error: BAD_VALUE: 第 5 行 第 5 列（E列 综合窗口）："
		"“对”不在清单里，只能填“是”或“否”\n" },
	      { "windows.csv",
		WINDOWS_HEADER
		"1,户政大队,一楼,0797-6827737,否,,\n2,综合窗口,二楼,0797-6939271,,,\n",
		"content/windows.csv:1:1: warning: BAD_VALUE: "
		"综合窗口应有而且只有一个，现在是 0 个\n" });
}

static void bad_hours(void **state)
{
	(void)state;
	CASES({ "hours.csv",
		HOURS_HEADER ",工作日,,,,8:30,12:00,正常,是,已确认,\n"
			     ",工作日,,,,11:30,14:00,错时,是,已确认,\n"
			     "1,工作日,,,,11:30,14:00,错时,是,已确认,\n"
			     "3,工作日,,,,17:00,14:00,正常,是,,\n"
			     "大队,周一,5月1日,,,八点,14:00,上班,也许,定了,\n"
			     ",,2026/5/2,,,8:00,,休息,,,\n"
			     ",,,2026-6-1,2026-5-1,8:00,9:00,延时,,,\n",
		"content/hours.csv:3:6: error: BAD_VALUE: 第 3 行 第 6 列（F列 开始）："
		"与第 2 行的时间重叠，请改成前后相接\n"
		"content/hours.csv:5:1: error: UNKNOWN_WINDOW: 第 5 行 第 1 列（A列 窗口）："
		"窗口清单里没有“3”\n"
		"content/hours.csv:5:7: error: BAD_VALUE: 第 5 行 第 7 列（G列 结束）："
		"结束时间 14:00 应晚于开始时间 17:00\n"
		"content/hours.csv:6:1: error: UNKNOWN_WINDOW: 第 6 行 第 1 列（A列 窗口）："
		"窗口清单里没有“大队”\n"
		"content/hours.csv:6:2: error: BAD_VALUE: 第 6 行 第 2 列（B列 适用）："
		"“周一”不在清单里，只能填“工作日”“双休日”“节假日”\n"
		"content/hours.csv:6:3: error: BAD_VALUE: 第 6 行 第 3 列（C列 日期）："
		"“5月1日”不是日期，应写成 2026-01-31 这样\n"
		"content/hours.csv:6:6: error: BAD_VALUE: 第 6 行 第 6 列（F列 开始）："
		"“八点”不是时间，应写成 8:30 这样\n"
		"content/hours.csv:6:8: error: BAD_VALUE: 第 6 行 第 8 列（H列 类别）："
		"“上班”不在清单里，只能填“正常”“错时”“延时”或“休息”\n"
		"content/hours.csv:6:9: error: BAD_VALUE: 第 6 行 第 9 列（I列 可预约）："
		"“也许”不在清单里，只能填“是”或“否”\n"
		"content/hours.csv:6:10: error: BAD_VALUE: 第 6 行 第 10 列（J列 状态）："
		"“定了”不在清单里，只能填“待确认”或“已确认”\n"
		"content/hours.csv:7:6: error: BAD_VALUE: 第 7 行 第 6 列（F列 开始）："
		"“休息”的一行不填开始和结束时间\n"
		"content/hours.csv:8:5: error: BAD_VALUE: 第 8 行 第 5 列（E列 结束日期）："
		"结束日期应不早于开始日期\n" },
	      { "hours.csv", HOURS_HEADER,
		"content/hours.csv:1:1: error: EMPTY: 一行内容也没有\n" });
}

static void hours_as_saved_by_excel(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "hours.csv",
		    STR(HOURS_HEADER "综合窗口,,2026/5/2,,,8：30,12:00:00,延时,否,,\n"
				     "2,,2026/5/3,,,,,休息,,,\n"));
	content_load(d);
	assert_string_equal(content_findings(d, true), "");
	assert_int_equal(d->c.hours[0].window, 2);
	assert_int_equal(d->c.hours[0].start_min, 510);
	assert_int_equal(d->c.hours[0].end_min, 720);
	assert_int_equal(d->c.hours[1].day, d->c.hours[0].day + 1);
	assert_false(d->c.hours[0].bookable || d->c.hours[0].confirmed);
	assert_int_equal(d->c.hours[0].days, HOURS_ALL_DAYS);
	assert_int_equal(d->c.hours[1].kind, PERIOD_CLOSED);
}

static void digest(void **state)
{
	struct content_dir *d = *state;
	unsigned char first[32];

	content_load(d);
	memcpy(first, d->c.digest, sizeof first);
	content_load(d);
	assert_memory_equal(d->c.digest, first, sizeof first);
	content_put(d, "pages/guide.md", STR("---\ntitle: 怎么预约\n---\n打电话！\n"));
	content_load(d);
	assert_memory_not_equal(d->c.digest, first, sizeof first);
	content_put(d, "pages/guide.md", STR("---\ntitle: 怎么预约\n---\n打电话。\n"));
	content_load(d);
	assert_memory_equal(d->c.digest, first, sizeof first);
	content_put(d, "acknowledged.csv", STR("file,code,key,reason\n"));
	content_load(d);
	assert_memory_not_equal(d->c.digest, first, sizeof first);
}

static void one_line_each(void **state)
{
	struct content_dir *d = *state;

	content_load(d);
	finding_add(&d->findings, SEVERITY_NOTE, FINDING_ENCODING, STR("content/b"), 0, 0,
		    "a\nb\x1B");
	finding_add(&d->findings, SEVERITY_ERROR, FINDING_EMPTY, STR("content/a"), 9, 2, "c");
	finding_add(&d->findings, SEVERITY_ERROR, FINDING_EMPTY, STR("content/a"), 9, 1, "d");
	assert_string_equal(content_findings(d, true), "content/a:9:1: error: EMPTY: d\n"
						       "content/a:9:2: error: EMPTY: c\n"
						       "content/b:1:1: note: ENCODING: a b \n");
	assert_int_equal(finding_count(&d->findings, SEVERITY_ERROR), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST("a small content is read without findings", small_content),
		TEST("UTF-8, BOM, GBK, GB18030, UTF-16 give the same items", encodings),
		TEST("CRLF, CR and tabs give the same items", line_ends_and_tabs),
		TEST("承诺时限: a number of working days, with its unit or without", promised_days),
		TEST("header words in any order, brackets and 、 do not matter", header_words),
		TEST("rows count as in a spreadsheet; the lines of a cell are joined",
		     rows_and_newlines),
		TEST("missing, unknown and doubled headers", bad_headers),
		TEST("what spreadsheets do to telephone numbers", spoiled_phones),
		TEST("aliases of an item that is not there: told once", aliases_of_none),
		TEST("what spreadsheets do to numbers", spoiled_numbers),
		TEST("hidden characters, mojibake and #REF! in names", spoiled_texts),
		TEST("modes, floors, numbers: all errors at once", bad_items),
		TEST("the same fault in two rows is told twice", repeated_faults),
		TEST("a row that stands one cell off is told as such", shifted_rows),
		TEST("the same window and name: duplicate_of the first", duplicates),
		TEST("windows.csv: numbers, names, phones, places", bad_windows),
		TEST("hours.csv: every kind of fault", bad_hours),
		TEST("hours.csv: dates and times as Excel saves them", hours_as_saved_by_excel),
		TEST("the digest changes with any byte of any file", digest),
		TEST("findings: sorted, one a line, no control characters", one_line_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

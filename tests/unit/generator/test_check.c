#include "content_dir.h"

#include "check/check.h"
#include "date.h"

static int32_t day_of(const char *text)
{
	int32_t day;

	assert_true(date_parse(str_of(text), &day));
	return day;
}

static void check(struct content_dir *d, const char *today)
{
	content_load(d);
	check_content(&d->c, day_of(today), &d->findings);
	check_acknowledge(&d->c, &d->findings);
}

/* The findings of one code only, as printed; acknowledged ones with their reason. */
static const char *said(struct content_dir *d, enum finding_code code)
{
	struct findings only = { .arena = &d->arena };

	for (size_t i = 0; i < d->findings.n; i++)
		if (d->findings.list[i].code == code)
			*(struct finding *)arena_push(only.arena, &only.list, &only.n, &only.cap,
						      sizeof *only.list) = d->findings.list[i];
	buf_clear(&d->out);
	finding_print(&only, true, &d->out);
	buf_add_char(&d->out, '\0');
	return d->out.s;
}

#define WINDOW_1 ",户政大队,"
#define ONE_STOP ",预约服务,服务大厅一楼,0797-6827737\n"
#define ITEM(no, name) no WINDOW_1 name ONE_STOP
#define AT_NAME(row, code)                                                                         \
	"content/items.csv:" row ":3: warning: " code ": 第 " row " 行 第 3 列（C列 事项名称）："
#define AT_PHONE(row, code)                                                                        \
	"content/items.csv:" row ":6: warning: " code ": 第 " row                                  \
	" 行 第 6 列（F列 预约、咨询电话）："

static void put_items(struct content_dir *d, const char *rows)
{
	struct buf text = BUF_INIT;

	buf_add(&text, STR(ITEMS_HEADER));
	buf_add(&text, str_of(rows));
	content_put(d, "items.csv", buf_str(&text));
	buf_release(&text);
	check(d, "2026-06-01");
	assert_int_equal(finding_count(&d->findings, SEVERITY_ERROR), 0);
}

static void real_content(void **state)
{
	static const size_t expected[FINDING_CODE__MAX] = {
		[FINDING_DUP_ITEM] = 2,	    [FINDING_TYPO_SUSPECT] = 2,
		[FINDING_CELL_SHIFT] = 4,   [FINDING_MOBILE_PHONE] = 2,
		[FINDING_PHONE_NEAR] = 2,   [FINDING_PHONE_IS_COMPLAINT] = 1,
		[FINDING_NO_ITEM_KIND] = 1, [FINDING_HOURS_UNCONFIRMED] = 1,
		[FINDING_ITEM_MISSING] = 1, [FINDING_VAGUE_NAME] = 5,
		[FINDING_MISSING_FACT] = 2,
	};
	size_t found[FINDING_CODE__MAX] = { 0 };
	struct arena a = ARENA_INIT;
	struct findings f = { .arena = &a };
	struct content c;

	(void)state;
	read_content(&c, STR("tests/data/hall"), &a, &f);
	check_content(&c, day_of("2026-06-01"), &f);
	assert_int_equal(c.nitems, 82);
	assert_int_equal(c.nwindows, 16);
	assert_int_equal(finding_count(&f, SEVERITY_ERROR), 0);
	for (size_t i = 0; i < f.n; i++)
		found[f.list[i].code] += f.list[i].severity == SEVERITY_WARNING;
	for (int i = 0; i < FINDING_CODE__MAX; i++) {
		if (found[i] != expected[i])
			print_error("# %s\n", finding_code_name((enum finding_code)i));
		assert_int_equal(found[i], expected[i]);
	}
	arena_release(&a);
}

/* The rows of the spreadsheet: number in the list and one. */
static void real_rows(void **state)
{
	static const struct {
		enum finding_code code;
		int line;
	} v[] = {
		{ FINDING_DUP_ITEM, 43 },	    { FINDING_DUP_ITEM, 44 },
		{ FINDING_TYPO_SUSPECT, 73 },	    { FINDING_TYPO_SUSPECT, 16 },
		{ FINDING_CELL_SHIFT, 20 },	    { FINDING_CELL_SHIFT, 23 },
		{ FINDING_MOBILE_PHONE, 2 },	    { FINDING_MOBILE_PHONE, 14 },
		{ FINDING_PHONE_NEAR, 31 },	    { FINDING_PHONE_NEAR, 35 },
		{ FINDING_VAGUE_NAME, 13 },	    { FINDING_VAGUE_NAME, 75 },
		{ FINDING_PHONE_IS_COMPLAINT, 51 },
	};
	struct arena a = ARENA_INIT;
	struct findings f = { .arena = &a };
	struct content c;

	(void)state;
	read_content(&c, STR("tests/data/hall"), &a, &f);
	check_content(&c, day_of("2026-06-01"), &f);
	for (size_t i = 0; i < COUNT(v); i++) {
		size_t n = 0;

		for (size_t k = 0; k < f.n; k++)
			n += f.list[k].code == v[i].code && f.list[k].line == v[i].line;
		assert_int_equal(n, 1);
	}
	arena_release(&a);
}

static void duplicates(void **state)
{
	struct content_dir *d = *state;

	put_items(d, ITEM("5", "入户") ITEM("1", "迁户") ITEM("2", "入户"));
	assert_string_equal(said(d, FINDING_DUP_ITEM),
			    AT_NAME("4", "DUP_ITEM") "与第 2 行（序号 5）的窗口和事项相同；"
						     "网站只列一次，请核对是否应为别的事项\n");
}

static void typos(void **state)
{
	struct content_dir *d = *state;

	put_items(d,
		  ITEM("1", "林木种子许可以证") ITEM("2", "户口、、迁移") ITEM("3", "户口登记登记")
			  ITEM("4", "落户（出生") ITEM("5", "2020年《户口》（人人有，补）"));
	assert_string_equal(
		said(d, FINDING_TYPO_SUSPECT),
		AT_NAME("2",
			"TYPO_SUSPECT") "“林木种子许可以证”疑有错字：“许可以证”是否应为“许可证"
					"”？\n" AT_NAME(
						"3",
						"TYPO_SUSPECT") "“户口、、迁移”疑"
								"有错字：“、”连写"
								"了两次"
								"\n" AT_NAME("4", "TYPO_SUSPECT") "“户口登记登记”疑有错字：“登记”连写了两次\n" AT_NAME(
									"5", "TYP"
									     "O_"
									     "SUS"
									     "PEC"
									     "T") "“落户（出生”疑有"
										  "错字：“（”和“）”"
										  "没有配对\n");
}

static void vague_names(void **state)
{
	struct content_dir *d = *state;

	put_items(d, ITEM("1", "证明办理") ITEM("2", "户籍证明办理") ITEM("3", "变更、登记"));
	assert_string_equal(
		said(d, FINDING_VAGUE_NAME),
		AT_NAME("2", "VAGUE_NAME") "“证明办理”离开部门看不出办什么；请考虑写全，或在别名里"
					   "补上群众的说法\n" AT_NAME(
						   "4", "VAGUE_NAME") "“变更、登记”离开部门看不出办"
								      "什么；请考虑写全，或在别名里"
								      "补上群众的说法\n");
}

static void phones(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "hall.conf", STR("hall.complaint = 0797-6939271\n"));
	put_items(d, "1,户政大队,甲事,预约服务,服务大厅一楼,0797-6827737\n"
		     "2,户政大队,乙事,预约服务,服务大厅一楼,6827738\n"
		     "3,户政大队,丙事,预约服务,服务大厅一楼,13812345678\n"
		     "4,户政大队,丁事,预约服务,服务大厅一楼,13812345678\n"
		     "5,综合窗口,戊事,预约服务,服务大厅二楼,0797-6939271\n");
	assert_string_equal(
		said(d, FINDING_PHONE_NEAR),
		AT_PHONE("3",
			 "PHONE_NEAR") "0797-6827738（序号 2）与同一窗口的 0797-6827737（序号 1）"
				       "只差一个数字，请核对是否抄错\n");
	assert_string_equal(
		said(d, FINDING_MOBILE_PHONE),
		AT_PHONE("4", "MOBILE_PHONE") "“户政大队”2 项用手机号码 13812345678 作窗口电话；"
					      "建议换成固定电话，换人时号码不变\n");
	assert_string_equal(
		said(d, FINDING_PHONE_IS_COMPLAINT),
		AT_PHONE(
			"6",
			"PHONE_IS_COMPLAINT") "“综合窗口”1 项的电话 0797-6939271 也是监督投诉电话；"
					      "建议投诉另用一个号码\n");
	assert_string_equal(
		said(d, FINDING_BAD_VALUE),
		AT_PHONE("4", "BAD_VALUE") "13812345678 不在窗口清单“户政大队”的电话里，请核对\n");
}

static void windows(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "items.csv",
		    STR(ITEMS_HEADER "1,户政,甲事,预约服务,服务大厅一楼,0797-6827737\n"
				     "2,,乙事,预约服务,服务大厅一楼,0797-6827737\n"
				     "3,户政大队,丙事,预约服务,服务大厅二楼,0797-6827737\n"));
	check(d, "2026-06-01");
	assert_string_equal(said(d, FINDING_UNKNOWN_WINDOW),
			    "content/items.csv:2:2: error: UNKNOWN_WINDOW: "
			    "第 2 行 第 2 列（B列 责任部门（窗口单位））："
			    "“户政”不在窗口清单里；请改正，或在 windows.csv 里增加一行\n");
	assert_string_equal(said(d, FINDING_BAD_VALUE),
			    "content/items.csv:4:5: warning: BAD_VALUE: "
			    "第 4 行 第 5 列（E列 地址）：“服务大厅二楼”：窗口清单里“户政大队”"
			    "在一楼，请核对\n");
}

static void kinds(void **state)
{
	struct content_dir *d = *state;

	check(d, "2026-06-01");
	assert_string_equal(said(d, FINDING_NO_ITEM_KIND),
			    "content/items.csv:1:1: warning: NO_ITEM_KIND: 3 项没有写明即办件还是"
			    "承诺件，网页只写“要等几天的，窗口会告诉您”；请在“办件类型”一列填“即办"
			    "件”或“承诺件”\n");
	content_put(d, "items.csv",
		    STR("序号,责任部门（窗口单位）,事项名称,服务方式,地址,预约、咨询电话,办件类型\n"
			"1,户政大队,入户,预约服务,服务大厅一楼,0797-6827737,即办件\n"));
	check(d, "2026-06-01");
	assert_string_equal(said(d, FINDING_NO_ITEM_KIND), "");
}

static void list_notes(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "list-notes.csv",
		    STR("序号,代码,词,说明,建议\n"
			"2,CELL_SHIFT,,原表错了一格,请更正\n"
			",ITEM_MISSING,临时身份证,通知写了临时身份证,请确认\n"
			"99,CELL_SHIFT,,没有的事项,请更正\n"));
	check(d, "2026-06-01");
	assert_string_equal(said(d, FINDING_CELL_SHIFT),
			    AT_NAME("3", "CELL_SHIFT") "原表错了一格。建议：请更正\n");
	assert_string_equal(said(d, FINDING_ITEM_MISSING),
			    "content/items.csv:1:1: warning: ITEM_MISSING: "
			    "通知写了临时身份证。建议：请确认\n");
	put_items(d, ITEM("1", "临时身份证申领"));
	assert_string_equal(said(d, FINDING_ITEM_MISSING), "");
}

static void facts(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "hall.conf", STR("hall.address =\nsite.icp = 赣ICP备1号\n"));
	content_put(d, "pages/notice.md", STR("---\ntitle: 通知\n---\n"));
	check(d, "2026-06-01");
	assert_string_equal(said(d, FINDING_MISSING_FACT),
			    "content/hall.conf:1:1: note: MISSING_FACT: "
			    "没有公安备案号（site.police），页脚不显示；请补上\n"
			    "content/hall.conf:1:1: note: MISSING_FACT: "
			    "没有网站标识码（site.id_code），页脚不显示；请补上\n"
			    "content/hall.conf:1:1: warning: MISSING_FACT: "
			    "没有大厅地址（hall.address），网页上不显示；请补上\n"
			    "content/pages/notice.md:1:1: warning: MISSING_FACT: "
			    "没有成文日期（date），网页上不显示；请补上\n");
}

static void hours(void **state)
{
	struct content_dir *d = *state;

	check(d, "2026-06-01");
	assert_string_equal(said(d, FINDING_HOURS_UNCONFIRMED), "");
	content_put(d, "hours.csv",
		    STR(HOURS_HEADER ",工作日,,,,8:30,12:00,正常,是,已确认,\n"
				     ",工作日,,,,14:30,17:30,正常,是,待确认,\n"
				     ",双休日,,,,8:30,12:00,延时,是,,\n"));
	check(d, "2026-06-01");
	assert_string_equal(
		said(d, FINDING_HOURS_UNCONFIRMED),
		"content/hours.csv:3:1: warning: HOURS_UNCONFIRMED: 2 行作息时间待确认，"
		"网页会注明“以窗口电话为准”；核对后把“状态”改为“已确认”\n");
}

#define MISSING_2027                                                                               \
	"CALENDAR_MISSING: 还没有录入 2027 年放假安排，2026 年 12 月 31 日以后"    \
	"按周末和法定节日推算，页面会注明“以公布后为准”"
#define NOVEMBER "；国务院办公厅一般在 11 月公布，请查收后录入"
#define LATE "；【请马上办理】不录入，调休的日子和预约截止时间会算错"

static void calendar(void **state)
{
	static const char *const v[][2] = {
		{ "2026-01-31", "content/holidays.csv:1:1: note: " MISSING_2027 "\n" },
		{ "2026-10-31", "content/holidays.csv:1:1: note: " MISSING_2027 "\n" },
		{ "2026-11-01", "content/holidays.csv:1:1: warning: " MISSING_2027 NOVEMBER "\n" },
	};
	struct content_dir *d = *state;

	for (size_t i = 0; i < COUNT(v); i++) {
		check(d, v[i][0]);
		assert_string_equal(said(d, FINDING_CALENDAR_MISSING), v[i][1]);
	}
	check(d, "2026-11-30"); /* 13 months reach into December 2027 */
	assert_null(strstr(said(d, FINDING_CALENDAR_MISSING), "2028 年放假安排"));
	check(d, "2026-12-01");
	assert_non_null(strstr(said(d, FINDING_CALENDAR_MISSING),
			       "note: CALENDAR_MISSING: 还没有录入 2028"));
	check(d, "2026-12-19");
	assert_non_null(strstr(said(d, FINDING_CALENDAR_MISSING), MISSING_2027 NOVEMBER "\n"));
	check(d, "2026-12-20");
	assert_non_null(strstr(said(d, FINDING_CALENDAR_MISSING), MISSING_2027 LATE));
	content_put(d, "holidays.csv",
		    STR(HOLIDAYS_HEADER "2026-01-01,off,元旦,announced\n"
					"2027-01-01,off,元旦,provisional\n"));
	check(d, "2026-11-01"); /* provisional is not announced */
	assert_non_null(strstr(said(d, FINDING_CALENDAR_MISSING), MISSING_2027 NOVEMBER));
	check(d, "2036-02-01"); /* never an error, whatever the year */
	assert_int_equal(finding_count(&d->findings, SEVERITY_ERROR), 0);
	assert_non_null(strstr(said(d, FINDING_CALENDAR_MISSING), "2036 年放假安排"));
}

static void acknowledged(void **state)
{
	struct content_dir *d = *state;
	size_t warnings;

	put_items(d, ITEM("7", "入户") ITEM("8", "入户") ITEM("9", "入户"));
	warnings = finding_count(&d->findings, SEVERITY_WARNING);
	content_put(d, "acknowledged.csv",
		    STR("file,code,key,reason\n"
			"items.csv,DUP_ITEM,8,按原清单公布\n"
			"hall.conf,MISSING_FACT,hall.address,发文没有写\n"
			"holidays.csv,CALENDAR_MISSING,2030,不是这一年\n"
			"windows.csv,DUP_ITEM,9,不是这个文件\n"));
	check(d, "2026-06-01");
	assert_int_equal(finding_count(&d->findings, SEVERITY_WARNING), warnings - 2);
	assert_non_null(strstr(
		said(d, FINDING_DUP_ITEM),
		AT_NAME("3", "DUP_ITEM") "与第 2 行（序号 7）的窗口和事项相同；网站只列一次，"
					 "请核对是否应为别的事项（已知晓：按原清单公布）\n" AT_NAME(
						 "4",
						 "DUP_ITEM") "与第 2 行（序号 "
							     "7）的窗口和事项相同；网站只列一次，"
							     "请核对是否应为别的事项\n"));
	assert_null(strstr(said(d, FINDING_CALENDAR_MISSING), "已知晓"));
	buf_clear(&d->out);
	finding_print(&d->findings, false, &d->out);
	assert_false(str_contains(buf_str(&d->out), STR("已知晓")));
	assert_false(str_contains(buf_str(&d->out), STR("hall.address")));
}

static void workbooks_are_the_same_table(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "acknowledged.csv",
		    STR("file,code,key,reason\nhours.csv,HOURS_UNCONFIRMED,,再等\n"
			"noon.xlsx,UNKNOWN_WINDOW,,再等\n"
			"items.csv,TYPO_SUSPECT,,照通知\n"));
	content_load(d);
	finding_add(&d->findings, SEVERITY_WARNING, FINDING_HOURS_UNCONFIRMED,
		    STR("content/hours.xlsx"), 2, 0, "x");
	finding_add(&d->findings, SEVERITY_WARNING, FINDING_UNKNOWN_WINDOW, STR("content/noon.csv"),
		    2, 0, "x");
	finding_add(&d->findings, SEVERITY_WARNING, FINDING_TYPO_SUSPECT, STR("content/items.xls"),
		    2, 0, "x");
	finding_add(&d->findings, SEVERITY_WARNING, FINDING_UNKNOWN_WINDOW,
		    STR("elsewhere/noon.csv"), 2, 0, "x"); /* another folder's */
	check_acknowledge(&d->c, &d->findings);
	assert_int_equal(finding_count(&d->findings, SEVERITY_WARNING), 1);
}

static void errors_stay(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "items.csv",
		    STR(ITEMS_HEADER "1,户政,甲事,预约服务,服务大厅一楼,0797-6827737\n"));
	content_put(d, "acknowledged.csv",
		    STR("file,code,key,reason\nitems.csv,UNKNOWN_WINDOW,,没有关系\n"));
	check(d, "2026-06-01");
	assert_int_equal(finding_count(&d->findings, SEVERITY_ERROR), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "the real content: 0 errors and exactly these warnings", real_content, NULL, NULL,
		  NULL },
		{ "the real content: findings point at the rows of the list", real_rows, NULL, NULL,
		  NULL },
		TEST("DUP_ITEM: the later row of one window and name", duplicates),
		TEST("TYPO_SUSPECT: odd sequences, doubled words, half brackets", typos),
		TEST("VAGUE_NAME: nothing but general words", vague_names),
		TEST("phones: mobile, near, complaint, not the window's", phones),
		TEST("UNKNOWN_WINDOW once for rows that carry it on; other floor", windows),
		TEST("NO_ITEM_KIND: one warning for all", kinds),
		TEST("list-notes.csv: said while true, at the item's row", list_notes),
		TEST("MISSING_FACT: address, date, codes of the footer", facts),
		TEST("HOURS_UNCONFIRMED: one warning, at the first row", hours),
		TEST("CALENDAR_MISSING: note, warning from 1 November, loud from 20 December",
		     calendar),
		TEST("acknowledged: by file, code and number or word", acknowledged),
		TEST("acknowledged: a table kept as a workbook is the same one",
		     workbooks_are_the_same_table),
		TEST("an error cannot be acknowledged", errors_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

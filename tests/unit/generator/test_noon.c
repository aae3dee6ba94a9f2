/* noon.csv and statutory.csv: who must be there at noon, and which days are off by law. */
#include "content_dir.h"

#define NOON_HEADER "类别,序号,窗口,状态\n"

static void bad_noon_rows(void **state)
{
	(void)state;
	CASES({ "noon.csv", NOON_HEADER "户籍,1,户政大队|户籍科,拟\n",
		"content/noon.csv:2:3: error: UNKNOWN_WINDOW: 第 2 行 第 3 列（C列 窗口）："
		"窗口清单里没有“户籍科”\n" },
	      { "noon.csv", NOON_HEADER "户籍,1|9|3,户政大队,拟\n",
		"content/noon.csv:2:2: warning: UNKNOWN_WINDOW: 第 2 行 第 2 列（B列 序号）："
		"序号 3 的事项不在这一行的窗口办理，请核对\n"
		"content/noon.csv:2:2: warning: BAD_VALUE: 第 2 行 第 2 列（B列 序号）："
		"清单里没有序号“9”\n" },
	      { "noon.csv", NOON_HEADER "户籍,1,户政大队,拟\n户籍,1,综合窗口,定\n",
		"content/noon.csv:3:1: error: BAD_VALUE: 第 3 行 第 1 列（A列 类别）："
		"“户籍”已在第 2 行写过\n"
		"content/noon.csv:3:4: error: BAD_VALUE: 第 3 行 第 4 列（D列 状态）："
		"“定”不在清单里，只能填“已确认”或“拟”\n" });
}

/* What is wrong with items.csv is told there, and not once more for each of its numbers. */
static void noon_without_its_items(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "noon.csv", STR(NOON_HEADER "户籍,1|9,户政大队,拟\n"));
	content_expect(d, &(struct content_case){ "items.csv", "",
						  "content/items.csv:1:1: error: EMPTY: "
						  "文件是空的\n" });
	content_put(d, "noon.csv", STR(NOON_HEADER "户籍,1,户政大队,拟\n"));
	content_expect(d, &(struct content_case){
				  "items.csv",
				  ITEMS_HEADER "1,户籍科,居民身份证申领,预约服务,服务大厅一楼,"
					       "0797-6827737,\n"
				  "2,综合窗口,新生儿出生入户,预约服务,服务大厅二楼,0797-6939271,\n",
				  "" });
}

static void noon_rows(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "noon.csv",
		    STR(NOON_HEADER "户籍,1|2,户政大队,拟\n施工,1|3,综合窗口|户政大队,已确认\n"));
	content_load(d);
	assert_string_equal(content_findings(d, false), "");
	assert_int_equal(d->c.nnoon, 2);
	assert_false(d->c.noon[0].confirmed);
	assert_true(d->c.noon[1].confirmed);
	assert_int_equal(d->c.noon[1].nwindows, 2);
	assert_int_equal(d->c.noon[1].window[0], 2);
	assert_int_equal(d->c.noon[1].window[1], 1);
}

static void statutory_days(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "statutory.csv",
		    STR("date,name\n2028-10-03,中秋节\n2028-10-03,国庆节\n2029-01-01,元旦\n"));
	content_load(d);
	assert_string_equal(content_findings(d, false), "");
	assert_int_equal(d->c.nstatutory, 2);
}

static void bad_statutory_day(void **state)
{
	(void)state;
	CASES({ "statutory.csv", "date,name\n2028-02-30,元旦\n",
		"content/statutory.csv:2:1: error: BAD_VALUE: 第 2 行 第 1 列（A列 date）："
		"“2028-02-30”不是日期，应写成 2026-01-31 这样\n" });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_noon_rows),
		cmocka_unit_test_setup_teardown(noon_without_its_items, content_setup,
						content_teardown),
		cmocka_unit_test_setup_teardown(noon_rows, content_setup, content_teardown),
		cmocka_unit_test_setup_teardown(statutory_days, content_setup, content_teardown),
		cmocka_unit_test(bad_statutory_day),
	};
	struct CMUnitTest titled[COUNT(tests)];
	static const char *const title[] = {
		"noon.csv: an unknown window, a foreign item, a category twice are told",
		"noon.csv: what is wrong with items.csv is not told once more for each number",
		"noon.csv: categories with their windows, proposed or confirmed",
		"statutory.csv: two holidays on one day count once",
		"statutory.csv: a day that does not exist is told",
	};

	for (size_t i = 0; i < COUNT(tests); i++) {
		titled[i] = tests[i];
		titled[i].name = title[i];
	}
	return cmocka_run_group_tests_name("noon", titled, NULL, NULL);
}

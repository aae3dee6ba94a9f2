/* A roster pasted or exported: header, rows, quotes, names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "duty/rosterfile.h"

#include <string.h>

static struct arena arena;

static int clean(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static void expect(struct str got, const char *want)
{
	assert_string_equal(arena_cstr(&arena, got), want);
}

static void header_in_any_order(void **state)
{
	struct str cell[ROSTER_COLUMN__MAX];
	enum rosterfile_column missing;
	struct rosterfile f;

	(void)state;
	assert_true(rosterfile_open(&f,
				    STR("\xEF\xBB\xBF人员,备注,日期,岗位,窗口,类别\r\n"
					"张三,x,2026-11-28,值班人员,4,\r\n"),
				    &arena, &missing));
	assert_true(rosterfile_row(&f, cell));
	assert_int_equal(f.line, 2);
	assert_int_equal(f.at[ROSTER_DAY], 3);
	expect(cell[ROSTER_DAY], "2026-11-28");
	expect(cell[ROSTER_PEOPLE], "张三");
	expect(cell[ROSTER_WINDOW], "4");
	expect(cell[ROSTER_CATEGORY], "");
	assert_false(rosterfile_row(&f, cell));
}

static void missing_column(void **state)
{
	static const struct {
		struct str text;
		enum rosterfile_column missing;
	} v[] = {
		{ STR_INIT(""), ROSTER_DAY },
		{ STR_INIT("日期,类别,窗口,人员\n"), ROSTER_ROLE },
		{ STR_INIT("日期，类别，窗口，岗位，人员\n"), ROSTER_DAY },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(v); i++) {
		enum rosterfile_column missing;
		struct rosterfile f;

		assert_false(rosterfile_open(&f, v[i].text, &arena, &missing));
		assert_int_equal(missing, v[i].missing);
	}
}

static void rows_and_quotes(void **state)
{
	struct str cell[ROSTER_COLUMN__MAX];
	enum rosterfile_column missing;
	struct rosterfile f;

	(void)state;
	assert_true(rosterfile_open(&f,
				    STR("日期\t类别\t窗口\t岗位\t人员\n"
					"\n"
					"\t\t\t\t\n"
					"a\t\"b \"\"c\"\"\"\t \t d \t\"e\tf\"\n"
					"short\n"
					"x\t\"open\ty\n"
					"last\t\t\t\tz"),
				    &arena, &missing));
	assert_true(rosterfile_row(&f, cell));
	assert_int_equal(f.line, 4);
	expect(cell[ROSTER_CATEGORY], "b \"c\"");
	expect(cell[ROSTER_ROLE], "d");
	expect(cell[ROSTER_PEOPLE], "e\tf");
	assert_true(rosterfile_row(&f, cell));
	expect(cell[ROSTER_DAY], "short");
	expect(cell[ROSTER_PEOPLE], "");
	assert_false(f.bad_quote);
	assert_true(rosterfile_row(&f, cell));
	assert_true(f.bad_quote);
	assert_int_equal(f.line, 6);
	assert_true(rosterfile_row(&f, cell));
	assert_false(f.bad_quote);
	expect(cell[ROSTER_PEOPLE], "z");
	assert_false(rosterfile_row(&f, cell));
}

static void many_cells(void **state)
{
	struct str cell[ROSTER_COLUMN__MAX];
	enum rosterfile_column missing;
	struct rosterfile f;
	char wide[400];

	(void)state;
	memset(wide, ',', sizeof wide);
	assert_true(rosterfile_open(
		&f,
		arena_printf(&arena, "日期,类别,窗口,岗位,人员%.*s\na%.*s", 399, wide, 399, wide),
		&arena, &missing));
	assert_true(rosterfile_row(&f, cell));
	expect(cell[ROSTER_DAY], "a");
}

static void names(void **state)
{
	struct str list = STR(" 张三、李四，王五, 赵六　钱七+孙八\n、"), name;
	static const char *const want[] = { "张三", "李四", "王五", "赵六", "钱七", "孙八" };

	(void)state;
	for (size_t i = 0; i < COUNT(want); i++) {
		assert_true(rosterfile_name(&list, &name));
		expect(name, want[i]);
	}
	assert_false(rosterfile_name(&list, &name));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "roster file: columns by their words, in any order, after a BOM",
		  header_in_any_order, NULL, clean, NULL },
		{ "roster file: the column that is missing is named", missing_column, NULL, clean,
		  NULL },
		{ "roster file: tabs, quotes, empty and short rows, an open quote", rows_and_quotes,
		  NULL, clean, NULL },
		{ "roster file: more cells than are known", many_cells, NULL, clean, NULL },
		{ "roster file: names by every separator that people use", names, NULL, clean,
		  NULL },
	};

	return cmocka_run_group_tests_name("rosterfile", tests, NULL, NULL);
}

/* A roster pasted or exported: a row for each post, or a matrix either way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "date.h"
#include "duty/rosterfile.h"

#include <string.h>

static struct arena arena;
static struct buf out;

static int clean(void **state)
{
	(void)state;
	arena_release(&arena);
	buf_release(&out);
	return 0;
}

static void on_entry(void *ctx, const struct roster_entry *e)
{
	char day[DATE_TEXT];

	(void)ctx;
	date_format(e->day, day);
	buf_printf(&out, "%d:%d %s [%.*s|%.*s|%.*s|%.*s] %.*s\n", e->people_at.line,
		   e->people_at.at, day, STR_ARG(e->category), STR_ARG(e->window), STR_ARG(e->role),
		   STR_ARG(e->post), STR_ARG(e->people));
}

/* The entries, a line each, and what is wrong. */
static const char *read(const char *text)
{
	struct findings findings = { .arena = &arena };
	struct rosterfile f = { .findings = &findings, .arena = &arena, .fn = on_entry };

	buf_clear(&out);
	assert_true(date_parse(STR("2026-11-28"), &f.today));
	rosterfile_read(&f, str_of(text));
	for (size_t i = 0; i < findings.n; i++)
		if (findings.list[i].severity == SEVERITY_ERROR)
			buf_printf(&out, "%.*s\n", STR_ARG(findings.list[i].text));
	return arena_cstr(&arena, buf_str(&out));
}

static void rows(void **state)
{
	(void)state;
	assert_string_equal(read("\xEF\xBB\xBF人员,备注,日期,岗位,窗口,类别\r\n"
				 "张三,x,2026-11-28,值班人员,4,\r\n"),
			    "2:1 2026-11-28 [|4|值班人员|] 张三\n");
	assert_string_equal(read("值班表（11月）\t\t\t\t\n"
				 "日期\t类别\t窗口\t岗位\t人员\n"
				 "\n"
				 "\t\t\t\t\n"
				 "11月28日\t\t户政\t值班人员\t\"张三\n李四\"\n"
				 "2026/12/5\t\"企业 \"\"开办\"\"\"\t\t 前台受理 \t王五\n"
				 "注：以上人员手机保持畅通\t\t\t\t\n"),
			    "5:5 2026-11-28 [|户政|值班人员|] 张三李四\n"
			    "6:5 2026-12-05 [企业 \"开办\"||前台受理|] 王五\n");
}

static void faults(void **state)
{
	(void)state;
	assert_string_equal(read("日期,类别,窗口,人员\n"), "第 1 行缺少“岗位”这一列\n");
	assert_string_equal(
		read("日期,类别,窗口,岗位,人员\n2026-11-31,,4,值班人员,张三\n"),
		"第 2 行 第 1 列（A列 日期）：“2026-11-31”不是日期，应写成 2026-01-31 这样\n");
	assert_string_equal(read(""), "文件是空的\n");
	assert_string_equal(read("张三,李四\n王五,赵六\n"),
			    "没有找到表头，应有一行写着“日期”“类别”“窗口”“岗位”“人员”\n");
}

static void many_cells(void **state)
{
	char wide[400];

	(void)state;
	memset(wide, ',', sizeof wide);
	assert_string_equal(
		read(arena_printf(&arena, "日期,类别,窗口,岗位,人员%.*s\n2026-11-28%.*s", 399, wide,
				  399, wide)
			     .s),
		"2:5 2026-11-28 [|||] \n");
}

static void days_down(void **state)
{
	(void)state;
	assert_string_equal(read("11月值班表\t\t\n"
				 "日期\t4\t户政大队 值班负责人\n"
				 "28日 六\t张三、李四\t王五\n"
				 "11月29日（星期日）\t\t赵六\n"
				 "说明：按时到岗\t\t\n"),
			    "3:2 2026-11-28 [|||4] 张三、李四\n"
			    "3:3 2026-11-28 [|||户政大队 值班负责人] 王五\n"
			    "4:3 2026-11-29 [|||户政大队 值班负责人] 赵六\n");
}

static void days_across(void **state)
{
	(void)state;
	assert_string_equal(read("窗口\t28日 六\t29日 日\n"
				 "4 户政\t\"张三\n负责 王五\"\t李四\n"
				 "5 交管\t—\t未排班\n"),
			    "2:2 2026-11-28 [|||4 户政] 张三\n负责 王五\n"
			    "2:3 2026-11-29 [|||4 户政] 李四\n"
			    "3:2 2026-11-28 [|||5 交管] —\n"
			    "3:3 2026-11-29 [|||5 交管] 未排班\n");
}

/* December's table is made in November. */
static void month_of_title(void **state)
{
	static const char *const titles[] = { "2026年12月值班表\t\t", "十二月份值班安排\t\t",
					      "\t\t12月", "12月\t12月\t12月" };

	(void)state;
	for (size_t i = 0; i < COUNT(titles); i++) {
		assert_string_equal(
			read(arena_printf(&arena, "%s\n窗口\t5日 六\t6日\n4\t张三\t李四\n",
					  titles[i])
				     .s),
			"3:2 2026-12-05 [|||4] 张三\n"
			"3:3 2026-12-06 [|||4] 李四\n");
		assert_string_equal(
			read(arena_printf(&arena, "%s\n日期\t4\t5\n5日\t张三\t李四\n", titles[i])
				     .s),
			"3:2 2026-12-05 [|||4] 张三\n"
			"3:3 2026-12-05 [|||5] 李四\n");
	}
	assert_string_equal(read("窗口/12月\t5日\t6日\n4\t张三\t李四\n注：11月底前报\t\t\n"),
			    "2:2 2026-12-05 [|||4] 张三\n"
			    "2:3 2026-12-06 [|||4] 李四\n");
	assert_string_equal(read("2027年1月\t\n日期\t4\n2日\t张三\n"),
			    "3:2 2027-01-02 [|||4] 张三\n");
}

/* A year of days down, or a quarter of them across, is not read in part. */
static void too_large(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	buf_add(&text, STR("日期\t4\n"));
	for (int i = 0; i < 450; i++)
		buf_add(&text, STR("12月5日\t张三\n"));
	assert_true(str_contains(str_of(read(arena_cstr(&arena, buf_str(&text)))),
				 STR("第 401 行：这张表太长，请按月分开")));
	buf_clear(&text);
	buf_add(&text, STR("窗口"));
	for (int i = 0; i < 90; i++)
		buf_printf(&text, "\t%d月%d日", 10 + i / 30, i % 30 + 1);
	buf_add(&text, STR("\n4\t张三\n"));
	assert_true(str_contains(str_of(read(arena_cstr(&arena, buf_str(&text)))),
				 STR("第 1 行：这张表太长，请按月分开")));
	buf_release(&text);
}

/* Nobody is left out because half a quotation mark makes one cell of the rows behind it. */
static void open_quote(void **state)
{
	(void)state;
	assert_string_equal(read("日期,4\n12月5日,张三\n12月6日,\"李四\n12月7日,王五\n"),
			    "2:2 2026-12-05 [|||4] 张三\n"
			    "第 3 行：这一行的英文引号只有一半，后面的内容都被当成一格了，"
			    "请补上或删去\n");
}

static void semicolons(void **state)
{
	(void)state;
	assert_string_equal(read("日期;4;5\n12月5日;张三;李四\n"),
			    "2:2 2026-12-05 [|||4] 张三\n2:3 2026-12-05 [|||5] 李四\n");
}

/* Nobody is left out because a day cannot be read. */
static void no_day(void **state)
{
	(void)state;
	assert_string_equal(
		read("日期\t4\n12/05/2026\t张三\n"),
		"第 2 行 第 1 列（A列 日期）：“12/05/2026”不是日期，应写成 2026-01-31 这样\n");
	assert_string_equal(
		read("日期\t4\n12月5日\t张三\n12月35日\t李四\n\t王五\n日期\t4\n合计\t2\n"),
		"2:2 2026-12-05 [|||4] 张三\n"
		"第 3 行 第 1 列（A列 日期）：“12月35日”不是日期，应写成 2026-01-31 这样\n"
		"第 4 行 第 1 列（A列 日期）：不能空着\n");
	assert_string_equal(
		read("窗口\t12月5日\t12月6日\t12月32日\t备注\n4\t张三\t李四\t王五\t无\n"),
		"2:2 2026-12-05 [|||4] 张三\n"
		"2:3 2026-12-06 [|||4] 李四\n"
		"第 1 行 第 4 列（D列 日期）：“12月32日”不是日期，应写成 2026-01-31 这样\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "roster file: rows, below a title, with quotes and notes", rows, NULL, clean,
		  NULL },
		{ "roster file: what is wrong is named", faults, NULL, clean, NULL },
		{ "roster file: more cells than are known", many_cells, NULL, clean, NULL },
		{ "roster file: a matrix with the days down", days_down, NULL, clean, NULL },
		{ "roster file: a matrix with the days across", days_across, NULL, clean, NULL },
		{ "roster file: days without a month are of the title's", month_of_title, NULL,
		  clean, NULL },
		{ "roster file: a matrix that is too large is told", too_large, NULL, clean, NULL },
		{ "roster file: half a quotation mark in a matrix is told", open_quote, NULL, clean,
		  NULL },
		{ "roster file: a matrix between semicolons", semicolons, NULL, clean, NULL },
		{ "roster file: people beside what is no day are told", no_day, NULL, clean, NULL },
	};

	return cmocka_run_group_tests_name("rosterfile", tests, NULL, NULL);
}

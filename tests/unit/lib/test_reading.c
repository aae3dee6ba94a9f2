/*
 * tests/data/reading: each file in it is read as its folder says and must give
 * what stands in the file beside it, NAME.expect. Two files dropped in make a
 * test. make.py tells how the workbooks were made.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/file.h"
#include "catalogue/markdown.h"
#include "finding.h"
#include "moment.h"
#include "name.h"
#include "phone.h"
#include "table/cell.h"
#include "table/text.h"
#include "table/workbook.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define ROOT "tests/data/reading"

enum { FILES_MAX = 400, MAX_BYTES = 4 << 20 };

struct reading {
	struct arena arena;
	struct buf out;
	int32_t today;
};

/* ---- tables ---- */

enum { NO, DEPARTMENT, NAME, PHONE, REMARK };
enum { DAY, START, END, HOURS_REMARK };

static const struct column items[] = {
	[NO] = { "序号", true, true, NULL },
	[DEPARTMENT] = { "部门|部门（窗口单位）", true, false, NULL },
	[NAME] = { "事项名称", true, false, NULL },
	[PHONE] = { "电话|预约、咨询电话", true, true, NULL },
	[REMARK] = { "备注", false, false, NULL },
};

static const struct column hours[] = {
	[DAY] = { "日期", true, true, NULL },
	[START] = { "开始", true, true, NULL },
	[END] = { "结束", true, true, NULL },
	[HOURS_REMARK] = { "备注", false, false, NULL },
};

static void on_item(void *ctx, struct row *row)
{
	struct reading *r = ctx;
	int no = 0;

	cell_given(row, NO);
	cell_int(row, NO, 1, 999, &no);
	if (!cell_is_empty(row, PHONE))
		cell_phones(row, PHONE);
	buf_printf(&r->out, "%d: %d|%.*s|%.*s|%.*s|%.*s\n", row->line, no,
		   STR_ARG(row->cell[DEPARTMENT]), STR_ARG(row->cell[NAME]),
		   STR_ARG(row->cell[PHONE]), STR_ARG(row->cell[REMARK]));
}

static void on_hours(void *ctx, struct row *row)
{
	struct reading *r = ctx;
	char day[DATE_TEXT] = "";
	int from = 0, to = 0;
	int32_t date;

	row->table->context = r->today;
	if (cell_day(row, DAY, &date))
		date_format(date, day);
	cell_time(row, START, &from);
	cell_time(row, END, &to);
	buf_printf(&r->out, "%d: %s|%d:%02d|%d:%02d|%.*s\n", row->line, day, from / 60, from % 60,
		   to / 60, to % 60, STR_ARG(row->cell[HOURS_REMARK]));
}

static void read_table(struct reading *r, const char *path, struct str name)
{
	bool is_items = str_starts(name, STR("items"));
	struct findings f = { .arena = &r->arena };
	struct table t = { .findings = &f,
			   .arena = &r->arena,
			   .scratch = &r->arena,
			   .file = name,
			   .column = is_items ? items : hours,
			   .ncolumns = is_items ? COUNT(items) : COUNT(hours),
			   .fn = is_items ? on_item : on_hours,
			   .ctx = r };
	struct workbook book;
	struct str raw;
	struct err e;

	assert_true(file_read(path, MAX_BYTES, &r->arena, &raw, &e));
	if (!workbook_is(name)) {
		table_read(&t, text_decode(raw, &r->arena).s);
	} else if (workbook_read(name, raw, &r->arena, &book, &e)) {
		table_read_book(&t, &book);
	} else {
		buf_printf(&r->out, "%s\n", e.text);
	}
	finding_print(&f, true, &r->out);
}

/* ---- names, numbers, dates: a line each ---- */

static void read_name(struct reading *r, struct str line)
{
	static const char *const fault[] = { [NAME_OK] = "",
					     [NAME_EMPTY] = "!空",
					     [NAME_LONG] = "!太长",
					     [NAME_HIDDEN] = "!看不见",
					     [NAME_CHARS] = "!符号" };
	struct name name;
	enum name_fault is = name_parse(&r->arena, line, &name);

	if (is == NAME_OK)
		buf_printf(&r->out, "%.*s\n", STR_ARG(name.text));
	else
		buf_printf(&r->out, "%s\n", fault[is]);
}

static void read_number(struct reading *r, struct str line, bool office)
{
	static const char *const fault[] = {
		[PHONE_EMPTY] = "!空",
		[PHONE_MOBILE_LENGTH] = "!手机位数",
		[PHONE_MOBILE_START] = "!手机开头",
		[PHONE_FIXED] = "!没有区号",
		[PHONE_FIXED_LENGTH] = "!固话位数",
		[PHONE_FOREIGN] = "!境外位数",
		[PHONE_TWO] = "!两个号码",
		[PHONE_CHARS] = "!字",
	};
	char tel[PHONE_TEXT];
	struct phone p;
	enum phone_fault is = office ? phone_parse_office(line, &p) : phone_parse(line, &p);

	if (is == PHONE_OK) {
		phone_tel(&p, tel);
		buf_printf(&r->out, "%s %s\n", p.text, tel);
	} else {
		buf_printf(&r->out, "%s %zu %s\n", fault[is], p.digits, p.lead);
	}
}

static void read_numbers(struct reading *r, struct str line, bool office)
{
	struct str part;

	if (!office)
		read_number(r, line, false);
	while (office && phone_split(&line, &part))
		read_number(r, part, true);
}

static void read_day(struct reading *r, struct str line)
{
	char day[DATE_TEXT];
	int32_t date;

	if (moment_day(line, r->today, &date))
		date_format(date, day);
	else
		strcpy(day, "!");
	buf_printf(&r->out, "%s\n", day);
}

static void read_time(struct reading *r, struct str line)
{
	int minute;

	if (moment_time(line, &minute))
		buf_printf(&r->out, "%02d:%02d\n", minute / 60, minute % 60);
	else
		buf_add(&r->out, STR("!\n"));
}

static void read_line(struct reading *r, struct str folder, struct str name, struct str line)
{
	if (str_eq(folder, STR("names")))
		read_name(r, line);
	else if (str_eq(folder, STR("numbers")))
		read_numbers(r, line, str_starts(name, STR("office")));
	else if (str_starts(name, STR("day")))
		read_day(r, line);
	else
		read_time(r, line);
}

static void read_lines(struct reading *r, struct str folder, const char *path, struct str name)
{
	struct str rest;
	struct err e;

	assert_true(file_read(path, MAX_BYTES, &r->arena, &rest, &e));
	while (rest.len)
		read_line(r, folder, name, str_cut(&rest, '\n'));
}

/* ---- Markdown ---- */

static void read_markdown(struct reading *r, const char *path)
{
	static const char *const kind[] = { [LOSS_HTML] = "HTML",
					    [LOSS_ADDRESS] = "ADDRESS",
					    [LOSS_PICTURE] = "PICTURE",
					    [LOSS_MARKS] = "MARKS" };
	struct markdown m;
	struct str text;
	struct err e;

	assert_true(file_read(path, MAX_BYTES, &r->arena, &text, &e));
	m = markdown_read(text, &r->arena);
	buf_add(&r->out, m.html);
	for (size_t i = 0; i < m.nlosses; i++)
		buf_printf(&r->out, "%d:%d: %s %.*s\n", m.loss[i].line, m.loss[i].column,
			   kind[m.loss[i].kind], STR_ARG(m.loss[i].text));
}

/* ---- the folders ---- */

static struct str read_file(struct reading *r, struct str folder, struct str name)
{
	const char *path =
		arena_printf(&r->arena, ROOT "/%.*s/%.*s", STR_ARG(folder), STR_ARG(name)).s;

	buf_clear(&r->out);
	if (str_eq(folder, STR("tables")))
		read_table(r, path, name);
	else if (str_eq(folder, STR("markdown")))
		read_markdown(r, path);
	else
		read_lines(r, folder, path, name);
	return buf_str(&r->out);
}

static void file_is_read(void **state)
{
	struct str name = str_of(*state), folder = str_cut(&name, '/'), expected, got;
	struct reading r = { .arena = ARENA_INIT, .out = BUF_INIT };
	struct err e;

	assert_true(date_parse(STR("2026-11-28"), &r.today));
	got = read_file(&r, folder, name);
	if (!file_read(
		    arena_printf(&r.arena, ROOT "/%.*s/%.*s.expect", STR_ARG(folder), STR_ARG(name))
			    .s,
		    MAX_BYTES, &r.arena, &expected, &e))
		expected = STR("");
	assert_string_equal(arena_cstr(&r.arena, got), arena_cstr(&r.arena, expected));
	arena_release(&r.arena);
	buf_release(&r.out);
}

static size_t list_folder(struct arena *a, const char *folder, struct CMUnitTest *tests, size_t n)
{
	DIR *dir = opendir(arena_printf(a, ROOT "/%s", folder).s);
	struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		struct str name = str_of(entry->d_name);

		if (name.s[0] == '.' || str_ends(name, STR(".expect")))
			continue;
		assert_true(n < FILES_MAX);
		name = arena_printf(a, "%s/%.*s", folder, STR_ARG(name));
		tests[n++] = (struct CMUnitTest){ .name = name.s,
						  .test_func = file_is_read,
						  .initial_state = (void *)(uintptr_t)name.s };
	}
	closedir(dir);
	return n;
}

int main(void)
{
	static const char *const folders[] = { "tables", "names", "numbers", "dates", "markdown" };
	static struct CMUnitTest tests[FILES_MAX];
	struct arena a = ARENA_INIT;
	size_t n = 0;
	int failed;

	for (size_t i = 0; i < COUNT(folders); i++)
		n = list_folder(&a, folders[i], tests, n);
	assert_true(n >= 90);
	failed = _cmocka_run_group_tests("reading", tests, n, NULL, NULL);
	arena_release(&a);
	return failed;
}

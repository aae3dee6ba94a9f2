/*
 * content_dir.h - a small content/ in a folder of its own, for tests that
 * replace one of its files and look at the findings.
 */
#ifndef TESTS_UNIT_CONTENT_DIR_H
#define TESTS_UNIT_CONTENT_DIR_H

#include "base/file.h"
#include "read/read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ITEMS_HEADER "序号,责任部门（窗口单位）,事项名称,服务方式,地址,预约、咨询电话,备注\n"
#define WINDOWS_HEADER "窗口序号,责任部门（窗口单位）,楼层,电话,综合窗口,总名额,公开名额\n"
#define HOURS_HEADER "窗口,适用,日期,开始日期,结束日期,开始,结束,类别,可预约,状态,备注\n"
#define HOLIDAYS_HEADER "date,kind,name,status\n"

static const char *const content_files[][2] = {
	{ "hall.conf", "hall.name = 测试大厅\n" },
	{ "windows.csv", WINDOWS_HEADER "1,户政大队,一楼,0797-6827737|0797-6827738,否,,\n"
					"2,综合窗口,二楼,0797-6939271,是,4,3\n" },
	{ "items.csv",
	  ITEMS_HEADER "1,户政大队,居民身份证申领,错时、延时服务,服务大厅一楼,0797-6827737,\n"
		       "2,,新生儿出生入户,预约服务,服务大厅一楼,0797-6827737,\n"
		       "3,综合窗口,生鲜乳收购站许可,预约服务,服务大厅二楼,0797-6939271,\n" },
	{ "hours.csv", HOURS_HEADER ",工作日,,,,8:30,12:00,正常,是,已确认,\n"
				    ",双休日、节假日,,,,8:30,12:00,延时,是,已确认,\n" },
	{ "holidays.csv", HOLIDAYS_HEADER "2026-10-01,off,国庆节,announced\n"
					  "2026-10-10,work,国庆节,announced\n" },
	{ "aliases.csv", "序号,别名\n2,上户口\n1,身份证丢了\n1,补证\n" },
	{ "pages/guide.md", "---\ntitle: 怎么预约\n---\n打电话。\n" },
	{ "pages/notice.md", "---\ntitle: 通知\ndate: 2024-06-01\n---\n全文。\n" },
	{ "pages/privacy.md", "---\ntitle: 个人信息\n---\n保存 {privacy.retention_days} 天。\n" },
};

struct content_dir {
	char path[32];
	int home; /* where the test was started */
	struct arena arena;
	struct findings findings;
	struct content c;
	struct buf out; /* the findings as printed, without "content/" */
};

/* Replaces or adds a file; a null view removes it. */
static inline void content_put(struct content_dir *d, const char *name, struct str text)
{
	char path[256];
	struct err e;

	snprintf(path, sizeof path, "%s/content/%s", d->path, name);
	unlink(path);
	if (text.s)
		assert_true(file_replace(path, text, 0600, &e));
}

static inline void content_make(struct content_dir *d)
{
	char path[64];

	memset(d, 0, sizeof *d);
	strcpy(d->path, "/tmp/hallgen-XXXXXX");
	assert_non_null(mkdtemp(d->path));
	snprintf(path, sizeof path, "%s/content", d->path);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/content/pages", d->path);
	assert_int_equal(mkdir(path, 0700), 0);
	for (size_t i = 0; i < COUNT(content_files); i++)
		content_put(d, content_files[i][0], str_of(content_files[i][1]));
	d->home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(chdir(d->path), 0);
}

/* Reads it anew. */
static inline void content_load(struct content_dir *d)
{
	arena_reset(&d->arena);
	d->findings = (struct findings){ .arena = &d->arena };
	read_content(&d->c, STR("content"), &d->arena, &d->findings);
}

/* The findings so far, one a line, NUL-terminated. */
static inline const char *content_findings(struct content_dir *d, bool verbose)
{
	buf_clear(&d->out);
	finding_print(&d->findings, verbose, &d->out);
	buf_add_char(&d->out, '\0');
	return d->out.s;
}

static inline void content_remove(struct content_dir *d)
{
	static const char *const more[] = { "acknowledged.csv", "list-notes.csv", "noon.csv",
					    "statutory.csv", "pages/Bad.md" };

	for (size_t i = 0; i < COUNT(content_files); i++)
		content_put(d, content_files[i][0], (struct str){ NULL, 0 });
	for (size_t i = 0; i < COUNT(more); i++)
		content_put(d, more[i], (struct str){ NULL, 0 });
	assert_int_equal(rmdir("content/pages"), 0);
	assert_int_equal(rmdir("content"), 0);
	assert_int_equal(fchdir(d->home), 0);
	assert_int_equal(rmdir(d->path), 0);
	close(d->home);
	arena_release(&d->arena);
	buf_release(&d->out);
}

/* One file replaced, and what must be found then, line by line. */
struct content_case {
	const char *file;
	const char *text; /* NULL: the file is missing */
	const char *findings;
};

static inline void content_expect(struct content_dir *d, const struct content_case *v)
{
	content_put(d, v->file, str_of(v->text));
	content_load(d);
	assert_string_equal(content_findings(d, false), v->findings);
}

static inline void content_cases(const struct content_case *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct content_dir d;

		content_make(&d);
		content_expect(&d, &v[i]);
		content_remove(&d);
	}
}

/* Setup and teardown of a test whose *state is a struct content_dir. */
static inline int content_setup(void **state)
{
	struct content_dir *d = test_malloc(sizeof *d);

	content_make(d);
	*state = d;
	return 0;
}

static inline int content_teardown(void **state)
{
	content_remove(*state);
	test_free(*state);
	return 0;
}

/* Each case: a file, its text, the findings it must give. */
#define CASES(...)                                                                                 \
	do {                                                                                       \
		static const struct content_case v[] = { __VA_ARGS__ };                            \
		content_cases(v, COUNT(v));                                                        \
	} while (0)

/* A title that says the behaviour; each test has a small content/ of its own. */
#define TEST(title, function)                                                                      \
	{                                                                                          \
		title, function, content_setup, content_teardown, NULL                             \
	}

#endif

/*
 * Any bytes as a file of content/: byte 0 chooses which. Reading and checking
 * end, findings are UTF-8, one a line, and what is kept holds its ranges.
 */
#include "base/file.h"
#include "base/utf8.h"
#include "check/check.h"
#include "date.h"
#include "read/read.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const files[] = { "items.csv",    "windows.csv",	"hours.csv",
				     "holidays.csv", "aliases.csv",	"acknowledged.csv",
				     "hall.conf",    "pages/notice.md", "list-notes.csv" };

/* What hours and items refer to. */
static const char windows[] = "窗口序号,责任部门（窗口单位）,楼层,电话,综合窗口\n"
			      "1,户政,一楼,0797-6827737,是\n";

static char dir[64];

static void remove_dir(void)
{
	char path[128];

	snprintf(path, sizeof path, "%s/windows.csv", dir);
	unlink(path);
	snprintf(path, sizeof path, "%s/pages", dir);
	rmdir(path);
	rmdir(dir);
}

static void put(const char *name, struct str text)
{
	char path[128];
	struct err e;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	if (!file_replace(path, text, 0600, &e))
		abort();
}

static void make_dir(void)
{
	char path[128];

	snprintf(dir, sizeof dir, "%s", "/dev/shm/fuzz-content-XXXXXX");
	if (!mkdtemp(dir))
		abort();
	snprintf(path, sizeof path, "%s/pages", dir);
	if (mkdir(path, 0700) != 0)
		abort();
	put("windows.csv", str_of(windows));
	atexit(remove_dir);
}

static void check_ranges(const struct content *c)
{
	for (size_t i = 0; i < c->nitems; i++) {
		assert(c->item[i].no >= 1 && c->item[i].no <= 999999);
		assert(utf8_valid(c->item[i].name) && c->item[i].name.len);
		assert(i == 0 || c->item[i].line > c->item[i - 1].line);
	}
	for (size_t i = 0; i < c->nhours; i++) {
		assert(c->hours[i].start_min <= c->hours[i].end_min);
		assert(c->hours[i].end_min <= DAY_MINUTES);
	}
	for (size_t i = 1; i < c->nholidays; i++)
		assert(c->holiday[i - 1].day <= c->holiday[i].day);
	assert(content_setting_int(c, "booking.places") >= 1);
}

static void check_findings(struct findings *f)
{
	struct buf out = BUF_INIT;
	size_t lines = 0;

	finding_print(f, true, &out);
	assert(utf8_valid(buf_str(&out)));
	for (size_t i = 0; i < out.len; i++) {
		assert((unsigned char)out.s[i] >= 0x20 || out.s[i] == '\n');
		lines += out.s[i] == '\n';
	}
	assert(lines == f->n);
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct findings f = { .arena = &a };
	struct content c;
	const char *name;
	char path[128];

	if (size == 0)
		return -1;
	if (!dir[0])
		make_dir();
	name = files[data[0] % COUNT(files)];
	put(name, (struct str){ (const char *)data + 1, size - 1 });
	read_content(&c, str_of(dir), &a, &f);
	check_content(&c, date_of_civil(2026, 11, 23), &f);
	check_acknowledge(&c, &f);
	check_ranges(&c);
	check_findings(&f);
	snprintf(path, sizeof path, "%s/%s", dir, name);
	if (strcmp(name, "windows.csv") == 0)
		put(name, str_of(windows));
	else
		unlink(path);
	arena_release(&a);
	return 0;
}

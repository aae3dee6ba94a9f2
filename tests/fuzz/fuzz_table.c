/*
 * Any bytes as a table whose columns are numbers, days, times and telephones:
 * reading ends, what is read holds its ranges, findings are one line of UTF-8.
 */
#include "base/utf8.h"
#include "moment.h"
#include "table/cell.h"
#include "table/text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NO, NAME, DAY, TIME, PHONE };

static const struct column columns[] = {
	[NO] = { "序号", true, true, NULL },	[NAME] = { "名称", true, false, NULL },
	[DAY] = { "日期", false, true, NULL },	[TIME] = { "时间", false, true, NULL },
	[PHONE] = { "电话", true, true, NULL },
};

static void on_row(void *ctx, struct row *row)
{
	int no = 1, minute = 0;
	int32_t day = 0;

	(void)ctx;
	cell_given(row, NO);
	if (cell_int(row, NO, 1, 999, &no) && (no < 1 || no > 999))
		abort();
	if (cell_time(row, TIME, &minute) && (minute < 0 || minute > DAY_MINUTES))
		abort();
	if (cell_day(row, DAY, &day) && (day < 0 || day > 3000000))
		abort();
	cell_phones(row, PHONE);
	row_keep(row, NAME);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct findings f = { .arena = &a };
	struct table t = { .findings = &f,
			   .arena = &a,
			   .scratch = &a,
			   .file = STR("t.csv"),
			   .column = columns,
			   .ncolumns = COUNT(columns),
			   .fn = on_row,
			   .context = 20000 };
	struct buf out = BUF_INIT;
	size_t lines = 0;

	table_read(&t, text_decode((struct str){ (const char *)data, size }, &a).s);
	finding_print(&f, true, &out);
	for (size_t i = 0; i < out.len; i++)
		lines += out.s[i] == '\n';
	if (lines != f.n || !utf8_valid(buf_str(&out)))
		abort();
	buf_release(&out);
	arena_release(&a);
	return 0;
}

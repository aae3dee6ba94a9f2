#include "date.h"
#include "read/read.h"
#include "table/cell.h"
#include "words.h"

#include <stdlib.h>

#define COLUMNS(X)                                                                                 \
	X(HOLIDAY_DATE, "date|日期", true, true)                                                   \
	X(HOLIDAY_KIND, "kind|类别", true)                                                         \
	X(HOLIDAY_NAME, "name|名称", true)                                                         \
	X(HOLIDAY_STATUS, "status|状态", true)
enum { COLUMNS(COLUMN_INDEX) };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

static const struct choice kinds[] = {
	{ "放假", true }, { "补班", false }, { "off", true }, { "work", false }
};
static const struct choice statuses[] = {
	{ "已公布", true }, { "未公布", false }, { "announced", true }, { "provisional", false }
};

static void on_holiday(void *ctx, struct row *row)
{
	struct reader *r = ctx;
	struct content *c = r->c;
	struct holiday h = { .line = row->line };
	bool dated = cell_given(row, HOLIDAY_DATE) && cell_day(row, HOLIDAY_DATE, &h.day);

	cell_given(row, HOLIDAY_KIND);
	cell_given(row, HOLIDAY_STATUS);
	cell_given(row, HOLIDAY_NAME);
	h.off = cell_choice(row, HOLIDAY_KIND, kinds, COUNT(kinds), COUNT(kinds), true);
	h.announced =
		cell_choice(row, HOLIDAY_STATUS, statuses, COUNT(statuses), COUNT(statuses), false);
	if (dated && !h.off && date_weekday(h.day) <= 5)
		row_warning(row, HOLIDAY_DATE, FINDING_BAD_VALUE, SAY_MAKEUP_WEEKDAY,
			    SAY(row->cell[HOLIDAY_DATE]), date_weekday_zh(h.day));
	if (row->faulty)
		return;
	h.name = row_keep(row, HOLIDAY_NAME);
	*(struct holiday *)arena_push(r->a, &c->holiday, &c->nholidays, &r->cap, sizeof h) = h;
}

static int by_day(const void *va, const void *vb)
{
	const struct holiday *a = va, *b = vb;
	int c = (a->day > b->day) - (a->day < b->day);

	return c ? c : a->line - b->line;
}

static void sort_holidays(struct reader *r)
{
	if (r->c->nholidays)
		qsort(r->c->holiday, r->c->nholidays, sizeof *r->c->holiday, by_day);
	for (size_t i = 1; i < r->c->nholidays; i++) {
		const struct holiday *h = &r->c->holiday[i];
		char day[DATE_TEXT];

		if (h->day != h[-1].day)
			continue;
		date_format(h->day, day);
		finding_add(r->f, SEVERITY_ERROR, FINDING_BAD_VALUE,
			    read_path(r, read_holidays_spec.name), h->line, 1,
			    SAY_ROW SAY_DAY_TWICE, h->line, DATE_TEXT, day, h[-1].line);
	}
}

const struct table_spec read_holidays_spec = {
	TABLE_OF("holidays.csv", READ_MAX_BYTES, columns, on_holiday), .required = true,
	.done = sort_holidays, .label = HOLIDAY_NAME
};

#define STATUTORY_COLUMNS(X)                                                                       \
	X(STATUTORY_DATE, "date|日期", true, true) X(STATUTORY_NAME, "name|名称", true)
enum { STATUTORY_COLUMNS(COLUMN_INDEX) };
static const struct column statutory_columns[] = { STATUTORY_COLUMNS(COLUMN_ROW) };

/* Two holidays may fall on one day; it counts once. */
static void on_statutory(void *ctx, struct row *row)
{
	struct reader *r = ctx;
	struct content *c = r->c;
	int32_t day;

	cell_given(row, STATUTORY_NAME);
	if (!cell_given(row, STATUTORY_DATE) || !cell_day(row, STATUTORY_DATE, &day))
		return;
	if (!content_is_statutory(c, day))
		*(int32_t *)arena_push(r->a, &c->statutory, &c->nstatutory, &r->cap, sizeof day) =
			day;
}

const struct table_spec read_statutory_spec = { TABLE_OF("statutory.csv", READ_MAX_BYTES,
							 statutory_columns, on_statutory) };

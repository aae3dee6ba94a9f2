#include "base/utf8.h"
#include "read/read.h"
#include "table/cell.h"
#include "words.h"

#define COLUMNS(X)                                                                                 \
	X(HOURS_WINDOW, "窗口", true)                                                              \
	X(HOURS_DAYS, "适用", true)                                                                \
	X(HOURS_DAY, "日期", true, true)                                                           \
	X(HOURS_FROM, "开始日期", true, true)                                                      \
	X(HOURS_TO, "结束日期", true, true)                                                        \
	X(HOURS_START, "开始|开始时间", true, true)                                                \
	X(HOURS_END, "结束|结束时间", true, true)                                                  \
	X(HOURS_KIND, "类别", true)                                                                \
	X(HOURS_BOOKABLE, "可预约", true)                                                          \
	X(HOURS_STATUS, "状态", true)                                                              \
	X(HOURS_REMARK, "备注", false)
enum { COLUMNS(COLUMN_INDEX) };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

static const struct choice kinds[] = {
	{ "正常", PERIOD_NORMAL },
	{ "错时", PERIOD_NOON },
	{ "延时", PERIOD_DUTY },
	{ "休息", PERIOD_CLOSED },
};

static const struct choice statuses[] = { { "待确认", false }, { "已确认", true } };

/* Its number or its name; nothing = every window. */
static void read_window(const struct content *c, struct row *row, struct hours *h)
{
	struct str s = row->cell[HOURS_WINDOW];
	const struct window *w = read_window_named(c, s);
	int64_t no;

	if (s.len == 0)
		return;
	if (!w && str_to_int(s, 99, &no))
		w = content_window(c, (int)no);
	if (w)
		h->window = w->no;
	else if (c->nwindows) /* else windows.csv itself is told */
		row_error(row, HOURS_WINDOW, FINDING_UNKNOWN_WINDOW, SAY_NO_WINDOW, SAY(s));
}

/* 双休日、节假日; nothing = all days. */
static void read_days(struct row *row, struct hours *h)
{
	struct str s = row->cell[HOURS_DAYS];
	static const struct {
		struct str word;
		unsigned days;
	} day[] = {
		{ STR_INIT("工作日"), HOURS_WORKDAYS },
		{ STR_INIT("双休日"), HOURS_WEEKENDS },
		{ STR_INIT("周末"), HOURS_WEEKENDS },
		{ STR_INIT("节假日"), HOURS_HOLIDAYS },
	};

	if (s.len == 0)
		h->days = HOURS_ALL_DAYS;
	while (s.len) {
		struct str rest;
		size_t i = 0;

		while (i < COUNT(day) && !str_starts(s, day[i].word))
			i++;
		if (i == COUNT(day)) {
			row_error(row, HOURS_DAYS, FINDING_BAD_VALUE, SAY_CHOICE,
				  SAY(row->cell[HOURS_DAYS]), "工作日”“双休日”“节假日");
			return;
		}
		h->days |= day[i].days;
		rest = s = str_trim(str_from(s, day[i].word.len));
		if (s.len && utf8_has(STR("、，,；;/|和"), utf8_next(&rest)))
			s = str_trim(rest);
	}
}

static bool is_dated(const struct hours *h)
{
	return h->day != INT32_MIN;
}

static void read_season(struct row *row, struct hours *h)
{
	h->day = h->from = INT32_MIN;
	h->to = INT32_MAX;
	if (!cell_is_empty(row, HOURS_DAY))
		cell_day(row, HOURS_DAY, &h->day);
	if (!cell_is_empty(row, HOURS_FROM))
		cell_day(row, HOURS_FROM, &h->from);
	if (!cell_is_empty(row, HOURS_TO))
		cell_day(row, HOURS_TO, &h->to);
	if (h->from > h->to)
		row_error(row, HOURS_TO, FINDING_BAD_VALUE, SAY_SEASON_ORDER);
	else if (is_dated(h) && (h->day < h->from || h->day > h->to))
		row_error(row, HOURS_DAY, FINDING_BAD_VALUE, SAY_DAY_OUTSIDE,
			  SAY(row->cell[HOURS_DAY]));
}

static void read_times(struct row *row, struct hours *h)
{
	if (h->kind == PERIOD_CLOSED) {
		if (!cell_is_empty(row, HOURS_START))
			row_error(row, HOURS_START, FINDING_BAD_VALUE, SAY_CLOSED_TIMES);
		if (!cell_is_empty(row, HOURS_END))
			row_error(row, HOURS_END, FINDING_BAD_VALUE, SAY_CLOSED_TIMES);
		return;
	}
	if (cell_given(row, HOURS_START))
		cell_time(row, HOURS_START, &h->start_min);
	if (cell_given(row, HOURS_END))
		cell_time(row, HOURS_END, &h->end_min);
	if (row_good(row, HOURS_START) && row_good(row, HOURS_END) && h->start_min >= h->end_min)
		row_error(row, HOURS_END, FINDING_BAD_VALUE, SAY_HOURS_ORDER,
			  SAY(row->cell[HOURS_END]), SAY(row->cell[HOURS_START]));
}

/*
 * Two rows of one rank (content.h) that hold together on some day. A row for a
 * single day holds on it whatever its season and kinds of day say.
 */
static bool apply_together(const struct hours *a, const struct hours *b)
{
	if (a->window != b->window || a->day != b->day)
		return false;
	return is_dated(a) || (a->from <= b->to && b->from <= a->to && (a->days & b->days));
}

/* Whether one row closes every day of the other, which then says nothing. */
static bool closes_all(const struct hours *closed, const struct hours *open)
{
	if (closed->kind != PERIOD_CLOSED || open->kind == PERIOD_CLOSED)
		return false;
	return is_dated(open) || (closed->from <= open->from && closed->to >= open->to &&
				  (open->days & ~closed->days) == 0);
}

/* A season may be closed over the hours of the year; one day is either open or closed. */
static void tell_closed(struct row *row, const struct hours *h, const struct hours *other)
{
	if (is_dated(h))
		row_error(row, HOURS_KIND, FINDING_BAD_VALUE, SAY_HOURS_CLOSED_DAY, other->line);
	else if (h->kind == PERIOD_CLOSED)
		row_warning(row, HOURS_KIND, FINDING_BAD_VALUE, SAY_HOURS_CLOSES, other->line);
	else
		row_warning(row, HOURS_KIND, FINDING_BAD_VALUE, SAY_HOURS_CLOSED, other->line);
}

static void check_overlap(const struct content *c, struct row *row, const struct hours *h)
{
	for (size_t i = 0; i < c->nhours; i++) {
		const struct hours *other = &c->hours[i];

		if (!apply_together(h, other))
			continue;
		if (closes_all(h, other) || closes_all(other, h))
			tell_closed(row, h, other);
		else if (h->start_min < other->end_min && other->start_min < h->end_min)
			row_error(row, HOURS_START, FINDING_BAD_VALUE, SAY_HOURS_OVERLAP,
				  other->line);
		else
			continue;
		return;
	}
}

static void on_hours(void *ctx, struct row *row)
{
	struct reader *r = ctx;
	struct content *c = r->c;
	struct hours h = { .line = row->line };

	read_window(c, row, &h);
	read_days(row, &h);
	read_season(row, &h);
	cell_given(row, HOURS_KIND);
	h.kind = (enum period_kind)cell_choice(row, HOURS_KIND, kinds, COUNT(kinds), COUNT(kinds),
					       PERIOD_NORMAL);
	read_times(row, &h);
	h.bookable = h.kind != PERIOD_CLOSED && cell_yes(row, HOURS_BOOKABLE, true);
	h.confirmed = cell_choice(row, HOURS_STATUS, statuses, COUNT(statuses), 2,
				  h.kind == PERIOD_CLOSED);
	if (!row->faulty)
		check_overlap(c, row, &h);
	if (!row->faulty)
		*(struct hours *)arena_push(r->a, &c->hours, &c->nhours, &r->cap, sizeof h) = h;
}

const struct table_spec read_hours_spec = {
	TABLE_OF("hours.csv", READ_MAX_BYTES, columns, on_hours), .required = true, .rows = true,
	.owner = OWNER_WINDOW, .owner_at = HOURS_WINDOW
};

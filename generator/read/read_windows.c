#include "read/read.h"
#include "table/cell.h"
#include "words.h"

#include <stdlib.h>

#define COLUMNS(X)                                                                                 \
	X(WINDOW_NO, "窗口序号|序号", true, true)                                                  \
	X(WINDOW_NAME, "责任部门（窗口单位）|责任部门|窗口单位|窗口", true)                        \
	X(WINDOW_FLOOR, "楼层", true)                                                              \
	X(WINDOW_PHONES, "电话|预约、咨询电话", true, true)                                        \
	X(WINDOW_GENERAL, "综合窗口", true)                                                        \
	X(WINDOW_PLACES, "总名额", false, true)                                                    \
	X(WINDOW_PUBLIC, "公开名额", false, true)                                                  \
	X(WINDOW_LEADER, "窗口负责人|负责人", false)                                               \
	X(WINDOW_ENGLISH, "英文名称", false)
enum { COLUMNS(COLUMN_INDEX) };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

const struct window *read_window_named(const struct content *c, struct str name)
{
	for (size_t i = 0; i < c->nwindows; i++)
		if (str_eq(c->window[i].name, name))
			return &c->window[i];
	return NULL;
}

static void check_unique(struct row *row, const struct content *c, int no)
{
	const struct window *same = content_window(c, no);

	if (same)
		row_error(row, WINDOW_NO, FINDING_DUP_NO, SAY_WINDOW_TWICE, no, same->line);
	same = read_window_named(c, row->cell[WINDOW_NAME]);
	if (same)
		row_error(row, WINDOW_NAME, FINDING_BAD_VALUE, SAY_WINDOW_NAME_TWICE,
			  SAY(same->name), same->line);
}

static void read_places(struct row *row, const struct content *c, struct window *w)
{
	int hall = (int)content_setting_int(c, "booking.places");

	if (!cell_is_empty(row, WINDOW_PLACES))
		cell_int(row, WINDOW_PLACES, 1, 99, &w->places);
	if (!cell_is_empty(row, WINDOW_PUBLIC))
		cell_int(row, WINDOW_PUBLIC, 1, 99, &w->public_places);
	if (w->places)
		hall = w->places;
	if (w->public_places > hall)
		row_error(row, WINDOW_PUBLIC, FINDING_BAD_VALUE, SAY_PLACES, w->public_places,
			  hall);
}

static void on_row(void *ctx, struct row *row)
{
	struct reader *r = ctx;
	struct content *c = r->c;
	struct window w = { .line = row->line };
	bool numbered = cell_given(row, WINDOW_NO) && cell_int(row, WINDOW_NO, 1, 99, &w.no);

	cell_given(row, WINDOW_NAME);
	cell_given(row, WINDOW_FLOOR);
	if (cell_given(row, WINDOW_PHONES))
		cell_phones(row, WINDOW_PHONES);
	w.general = cell_yes(row, WINDOW_GENERAL, false);
	read_places(row, c, &w);
	if (!numbered)
		return;
	check_unique(row, c, w.no);
	if (!row_good(row, WINDOW_NO) || !row_good(row, WINDOW_NAME))
		return;
	w.name = row_keep(row, WINDOW_NAME);
	w.floor = row_keep(row, WINDOW_FLOOR);
	w.phones = row_keep(row, WINDOW_PHONES);
	w.leader = row_keep(row, WINDOW_LEADER);
	w.english = row_keep(row, WINDOW_ENGLISH);
	*(struct window *)arena_push(r->a, &c->window, &c->nwindows, &r->cap, sizeof w) = w;
}

static int by_no(const void *va, const void *vb)
{
	const struct window *a = va, *b = vb;

	return a->no - b->no;
}

static void sort_windows(struct reader *r)
{
	int n = 0;

	if (r->c->nwindows == 0)
		return;
	qsort(r->c->window, r->c->nwindows, sizeof *r->c->window, by_no);
	for (size_t i = 0; i < r->c->nwindows; i++)
		n += r->c->window[i].general;
	if (n != 1)
		finding_add(r->f, SEVERITY_WARNING, FINDING_BAD_VALUE,
			    read_path(r, read_windows_spec.name), 0, 0, SAY_ONE_GENERAL, n);
}

const struct table_spec read_windows_spec = { TABLE_OF("windows.csv", READ_MAX_BYTES, columns,
						       on_row),
					      .required = true,
					      .rows = true,
					      .done = sort_windows,
					      .label = WINDOW_NAME,
					      .owner = OWNER_WINDOW,
					      .owner_at = WINDOW_NO };

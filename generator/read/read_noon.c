#include "read/read.h"
#include "table/cell.h"
#include "words.h"

#define COLUMNS(X)                                                                                 \
	X(NOON_NAME, "类别", true)                                                                 \
	X(NOON_ITEMS, "序号", true)                                                                \
	X(NOON_WINDOWS, "窗口", true)                                                              \
	X(NOON_STATUS, "状态", true)
enum { COLUMNS(COLUMN_INDEX) };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

static const struct choice statuses[] = { { "已确认", true }, { "拟", false } };

static bool has_window(const struct noon_category *n, int no)
{
	for (size_t i = 0; i < n->nwindows; i++)
		if (n->window[i] == no)
			return true;
	return false;
}

static void read_noon_windows(struct reader *r, struct row *row, struct noon_category *n)
{
	struct str rest = row->cell[NOON_WINDOWS];
	size_t cap = 0;

	while (rest.s) {
		struct str name = str_trim(str_cut(&rest, '|'));
		const struct window *w = read_window_named(r->c, name);

		if (!w && r->c->nwindows == 0)
			continue; /* windows.csv itself is told */
		if (!w)
			row_error(row, NOON_WINDOWS, FINDING_UNKNOWN_WINDOW, SAY_NO_WINDOW,
				  SAY(name));
		else if (!has_window(n, w->no))
			*(int *)arena_push(r->a, &n->window, &n->nwindows, &cap, sizeof(int)) =
				w->no;
	}
}

/* The items say what the category means; they must be those of its windows. */
static void check_noon_items(const struct content *c, struct row *row,
			     const struct noon_category *n)
{
	struct str rest = row->cell[NOON_ITEMS];

	while (rest.s) {
		struct str text = str_trim(str_cut(&rest, '|'));
		const struct item *found = NULL;
		int64_t no;

		if (str_to_int(text, INT32_MAX, &no))
			found = content_item(c, (int)no);
		if (!found)
			row_warning(row, NOON_ITEMS, FINDING_BAD_VALUE, SAY_NO_SUCH_ITEM,
				    SAY(text));
		else if (found->window && !has_window(n, found->window))
			row_warning(row, NOON_ITEMS, FINDING_UNKNOWN_WINDOW, SAY_ITEM_ELSEWHERE,
				    found->no);
	}
}

static void on_noon(void *ctx, struct row *row)
{
	struct reader *r = ctx;
	struct content *c = r->c;
	struct noon_category n = { .line = row->line };

	cell_given(row, NOON_NAME);
	for (size_t i = 0; i < c->nnoon; i++)
		if (str_eq(c->noon[i].name, row->cell[NOON_NAME]))
			row_error(row, NOON_NAME, FINDING_BAD_VALUE, SAY_WINDOW_NAME_TWICE,
				  SAY(c->noon[i].name), c->noon[i].line);
	cell_given(row, NOON_STATUS);
	n.confirmed = cell_choice(row, NOON_STATUS, statuses, COUNT(statuses), 2, false);
	if (cell_given(row, NOON_WINDOWS))
		read_noon_windows(r, row, &n);
	if (row->faulty)
		return;
	if (c->nitems && !cell_is_empty(row, NOON_ITEMS)) /* else items.csv itself is told */
		check_noon_items(c, row, &n);
	n.name = row_keep(row, NOON_NAME);
	*(struct noon_category *)arena_push(r->a, &c->noon, &c->nnoon, &r->cap, sizeof n) = n;
}

const struct table_spec read_noon_spec = { TABLE_OF("noon.csv", READ_MAX_BYTES, columns, on_noon),
					   .owner = OWNER_WINDOW, .owner_at = NOON_WINDOWS };

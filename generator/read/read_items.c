/* items.csv and aliases.csv. The list may hold 100,000 rows, so nothing here is quadratic. */
#include "read/read.h"
#include "table/cell.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

enum { ITEM_NO_MAX = 999999, PROMISE_MAX = 999 };

static const struct column columns[] = { ITEM_COLUMNS(COLUMN_ROW) };

static const struct choice modes[] = {
	{ "错时、延时服务", MODE_NOON_WEEKEND },
	{ "预约服务", MODE_APPOINTMENT },
};

static const struct choice kinds[] = {
	{ "即办件", KIND_INSTANT },
	{ "承诺件", KIND_PROMISE },
	{ "待窗口确认", KIND_UNKNOWN },
};

static bool is_mode(struct str s)
{
	return str_eq(s, str_of(modes[0].word)) || str_eq(s, str_of(modes[1].word));
}

/*
 * Rows 19 to 22 of the official table stand one cell too far right or left. In
 * such a row every cell is wrong: one finding says all.
 */
static bool check_shift(const struct reader *r, struct row *row)
{
	struct str department = row->cell[ITEM_DEPARTMENT], name = row->cell[ITEM_NAME];

	if (name.len && !is_mode(row->cell[ITEM_MODE]) && read_window_named(r->c, name))
		row_error(row, ITEM_NAME, FINDING_CELL_SHIFT, SAY_SHIFTED, SAY(name), "责任部门");
	else if (name.len == 0 && department.len && !read_window_named(r->c, department))
		row_error(row, ITEM_DEPARTMENT, FINDING_CELL_SHIFT, SAY_SHIFTED, SAY(department),
			  "事项名称");
	else
		return false;
	return true;
}

static void read_department(struct reader *r, struct row *row, struct item *it)
{
	struct str name = row->cell[ITEM_DEPARTMENT];

	if (name.len && !str_eq(name, r->department)) {
		r->department = row_keep(row, ITEM_DEPARTMENT);
		r->window = read_window_named(r->c, name);
	}
	if (r->department.len == 0)
		row_error(row, ITEM_DEPARTMENT, FINDING_EMPTY, SAY_NO_DEPARTMENT);
	it->department = r->department;
	it->window = r->window ? r->window->no : 0;
}

static void read_mode(struct row *row, struct item *it)
{
	if (cell_given(row, ITEM_MODE) && !is_mode(row->cell[ITEM_MODE]))
		row_error(row, ITEM_MODE, FINDING_UNKNOWN_MODE, SAY_CHOICE,
			  SAY(row->cell[ITEM_MODE]), SAY_MODES);
	it->mode = (enum item_mode)cell_choice(row, ITEM_MODE, modes, COUNT(modes), 2,
					       MODE_NOON_WEEKEND);
	it->mode_text = row_keep(row, ITEM_MODE);
}

/* 服务大厅一楼: whatever the words before it, a floor of the windows' list ends it. */
static void read_place(const struct content *c, struct row *row, struct item *it)
{
	if (!cell_given(row, ITEM_PLACE))
		return;
	it->place = row_keep(row, ITEM_PLACE);
	for (size_t i = 0; i < c->nwindows; i++)
		if (c->window[i].floor.len && str_ends(it->place, c->window[i].floor))
			return;
	if (c->nwindows)
		row_error(row, ITEM_PLACE, FINDING_BAD_VALUE, SAY_FLOOR, SAY(it->place),
			  SAY(c->window[0].floor));
}

/* 5, 5个工作日 or 5 工作日: working days. */
static void read_promise(struct row *row, struct item *it)
{
	static const struct str unit[] = { STR_INIT("工作日"), STR_INIT("个") };
	struct str *cell = &row->cell[ITEM_PROMISE];

	if (cell_is_empty(row, ITEM_PROMISE))
		return;
	for (size_t i = 0; i < COUNT(unit); i++)
		if (str_ends(*cell, unit[i]))
			*cell = str_trim(str_head(*cell, cell->len - unit[i].len));
	cell_int(row, ITEM_PROMISE, 1, PROMISE_MAX, &it->promise_days);
}

static void read_kind(struct row *row, struct item *it)
{
	it->kind =
		(enum item_kind)cell_choice(row, ITEM_KIND, kinds, COUNT(kinds), 2, KIND_UNKNOWN);
	read_promise(row, it);
	it->mailable = cell_yes(row, ITEM_MAILABLE, false);
}

static void check_no(const struct content *c, struct row *row, int no)
{
	const struct item *same = content_item(c, no);

	if (same)
		row_error(row, ITEM_NO, FINDING_DUP_NO, SAY_ITEM_TWICE, no, same->line);
}

/* Numbers may be sparse, so the index grows by doubling. */
static void index_no(struct content *c, int no, struct arena *a)
{
	if (no > c->no_max) {
		int more = no * 2 < ITEM_NO_MAX ? no * 2 : ITEM_NO_MAX;
		size_t *grown = arena_array(a, (size_t)more + 1, sizeof *grown);

		if (c->no_max)
			memcpy(grown, c->item_of_no, ((size_t)c->no_max + 1) * sizeof *grown);
		c->item_of_no = grown;
		c->no_max = more;
	}
	c->item_of_no[no] = c->nitems;
}

static void add_item(struct reader *r, const struct item *it, size_t rows)
{
	struct content *c = r->c;

	if (!c->item)
		c->item = arena_array(r->a, rows, sizeof *c->item);
	c->item[c->nitems++] = *it;
	index_no(c, it->no, r->a);
}

/* The item is there. */
static void add_alias(struct reader *r, int no, struct str word, bool listed)
{
	struct content *c = r->c;
	struct item *it = &c->item[c->item_of_no[no] - 1];
	struct alias *alias =
		arena_push(r->a, &c->alias, &c->naliases, &r->aliases_cap, sizeof *alias);

	*alias = (struct alias){ no, ++it->aliases, word, listed };
}

/* 补证、身份证丢了 */
static void read_item_aliases(struct reader *r, struct row *row, int no)
{
	struct str words;

	if (cell_is_empty(row, ITEM_ALIASES))
		return;
	words = row_keep(row, ITEM_ALIASES);
	while (words.len) {
		size_t comma = str_find(words, STR("、")), bar = str_find(words, STR("|"));
		size_t end = comma < bar ? comma : bar;
		struct str word = str_trim(str_head(words, end));

		if (word.len)
			add_alias(r, no, word, true);
		words = str_from(words, end == SIZE_MAX ? words.len
							: end + (comma < bar ? strlen("、") : 1));
	}
}

static void on_item(void *ctx, struct row *row)
{
	struct reader *r = ctx;
	struct content *c = r->c;
	struct item it = { .line = row->line };

	if (c->nitems == 0)
		c->item_sheet = arena_str(r->a, row->table->sheet);
	memcpy(c->item_column, row->table->at, sizeof c->item_column);
	if (check_shift(r, row))
		return;
	if (cell_given(row, ITEM_NO) && cell_int(row, ITEM_NO, 1, ITEM_NO_MAX, &it.no))
		check_no(c, row, it.no);
	read_department(r, row, &it);
	cell_given(row, ITEM_NAME);
	it.name = row_keep(row, ITEM_NAME);
	read_mode(row, &it);
	read_place(c, row, &it);
	/* The same number as above needs no second look. */
	if (cell_given(row, ITEM_PHONE) &&
	    !str_eq(row->cell[ITEM_PHONE], row->table->kept[ITEM_PHONE]))
		cell_phones(row, ITEM_PHONE);
	if (row_good(row, ITEM_PHONE))
		it.phone = row_keep(row, ITEM_PHONE);
	it.remark = row_keep(row, ITEM_REMARK);
	it.bring = row_keep(row, ITEM_BRING);
	it.fee = row_keep(row, ITEM_FEE);
	it.counter = row_keep(row, ITEM_COUNTER);
	it.english = row_keep(row, ITEM_ENGLISH);
	read_kind(row, &it);
	if (!row_good(row, ITEM_NO) || !row_good(row, ITEM_NAME))
		return;
	add_item(r, &it, row->table->rows);
	read_item_aliases(r, row, it.no);
}

/* By department and name, then in the order of the list. */
static int by_names(const void *va, const void *vb)
{
	const struct item *const *a = va, *const *b = vb;
	int c = str_cmp((*a)->department, (*b)->department);

	if (c == 0)
		c = str_cmp((*a)->name, (*b)->name);
	return c ? c : (*a > *b) - (*a < *b);
}

static void find_duplicates(struct content *c, struct arena *scratch)
{
	struct item **list = arena_array(scratch, c->nitems, sizeof *list), *first;

	if (c->nitems == 0)
		return;
	for (size_t i = 0; i < c->nitems; i++)
		list[i] = &c->item[i];
	qsort(list, c->nitems, sizeof *list, by_names);
	first = list[0];
	for (size_t i = 1; i < c->nitems; i++) {
		if (str_eq(list[i]->department, first->department) &&
		    str_eq(list[i]->name, first->name))
			list[i]->duplicate_of = first->no;
		else
			first = list[i];
	}
}

static void finish_items(struct reader *r)
{
	struct content *c = r->c;

	r->items_whole = c->nitems && finding_count(r->f, SEVERITY_ERROR) == r->errors;
	if (c->nitems > READ_ITEMS_MAX) {
		finding_add(r->f, SEVERITY_ERROR, FINDING_BAD_FILE,
			    read_path(r, read_items_spec.name), 0, 0, SAY_MANY_ITEMS, c->nitems,
			    READ_ITEMS_MAX);
		c->nitems = READ_ITEMS_MAX;
	}
	find_duplicates(c, r->scratch);
}

#define ALIAS_COLUMNS(X)                                                                           \
	X(ALIAS_NO, "序号", true, true)                                                            \
	X(ALIAS_WORD, "别名|同义词", true)
enum { ALIAS_COLUMNS(COLUMN_INDEX) };
static const struct column alias_columns[] = { ALIAS_COLUMNS(COLUMN_ROW) };

static void on_alias(void *ctx, struct row *row)
{
	struct reader *r = ctx;
	int no = 0;

	if (!cell_given(row, ALIAS_NO) || !cell_int(row, ALIAS_NO, 1, ITEM_NO_MAX, &no))
		return;
	if (!cell_given(row, ALIAS_WORD))
		return;
	if (content_item(r->c, no))
		add_alias(r, no, row_keep(row, ALIAS_WORD), false);
	else if (r->items_whole && no != r->alias_no)
		row_warning(row, ALIAS_NO, FINDING_BAD_VALUE, SAY_NO_ITEM, no);
	r->alias_no = no;
}

const struct table_spec read_items_spec = { TABLE_OF("items.csv", READ_ITEMS_MAX_BYTES, columns,
						     on_item),
					    .required = true,
					    .rows = true,
					    .done = finish_items,
					    .label = ITEM_NAME,
					    .owner = OWNER_ITEM,
					    .owner_at = ITEM_NO };
const struct table_spec read_aliases_spec = { TABLE_OF("aliases.csv", READ_ITEMS_MAX_BYTES,
						       alias_columns, on_alias),
					      .owner = OWNER_ITEM, .owner_at = ALIAS_NO };

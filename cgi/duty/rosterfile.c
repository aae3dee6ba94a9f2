#include "duty/rosterfile.h"

#include "moment.h"
#include "table/cell.h"
#include "table/tablewords.h"
#include "table/text.h"

enum { MATRIX_ROWS = 400, HALF_YEAR = 183, DAYS_AT_LEAST = 2 };

#define COLUMNS(X)                                                                                 \
	X(ROSTER_DAY, "日期", true, true)                                                          \
	X(ROSTER_CATEGORY, "类别", true)                                                           \
	X(ROSTER_WINDOW, "窗口", true)                                                             \
	X(ROSTER_ROLE, "岗位", true)                                                               \
	X(ROSTER_PEOPLE, "人员|姓名|值班人员", true)                                               \
	X(ROSTER_WINDOW_NAME, "窗口名称", false)
enum { COLUMNS(COLUMN_INDEX) };
static const struct column columns[] = { COLUMNS(COLUMN_ROW) };

void rosterfile_error(const struct rosterfile *f, const struct roster_spot *at, struct str text)
{
	struct str label = table_cell_label(f->arena, STR(""), at->line, at->at, at->header);

	finding_add(f->findings, SEVERITY_ERROR, FINDING_BAD_VALUE, STR(""), at->line, at->at,
		    "%.*s%.*s", STR_ARG(label), STR_ARG(text));
}

/* ---- a row for each post ---- */

static struct roster_spot spot_of(const struct row *row, size_t column)
{
	return (struct roster_spot){ row->line, row->table->at[column],
				     column_word(&columns[column]) };
}

static void on_row(void *ctx, struct row *row)
{
	struct rosterfile *f = ctx;
	struct roster_entry entry = { .category = row->cell[ROSTER_CATEGORY],
				      .window = row->cell[ROSTER_WINDOW],
				      .role = row->cell[ROSTER_ROLE],
				      .people = row->cell[ROSTER_PEOPLE],
				      .day_at = spot_of(row, ROSTER_DAY),
				      .post_at = spot_of(row, ROSTER_WINDOW),
				      .role_at = spot_of(row, ROSTER_ROLE),
				      .people_at = spot_of(row, ROSTER_PEOPLE) };

	if (cell_day(row, ROSTER_DAY, &entry.day))
		f->fn(f->ctx, &entry);
}

/* ---- a matrix ---- */

struct matrix {
	struct rosterfile *f;
	struct matrix_row {
		int line;
		struct str cell[CSV_CELLS_MAX];
		size_t n;
	} * row;
	size_t n, cap;
};

static void on_matrix_row(void *ctx, int line, const struct str *cell, size_t n)
{
	struct matrix *m = ctx;
	struct matrix_row *row;

	if (m->n == MATRIX_ROWS)
		return;
	row = arena_push(m->f->arena, &m->row, &m->n, &m->cap, sizeof *row);
	*row = (struct matrix_row){ .line = line, .n = n < CSV_CELLS_MAX ? n : CSV_CELLS_MAX };
	for (size_t i = 0; i < row->n; i++)
		row->cell[i] = arena_str(m->f->arena, table_trim(cell[i]));
}

/* Days without a year are near today, those without a month in its month. */
static bool is_whole_day(const struct rosterfile *f, struct str s, int32_t *day)
{
	static const struct str with_month[] = { STR_INIT("月"), STR_INIT("-"), STR_INIT("/"),
						 STR_INIT(".") };
	int year, month, ignored;

	for (size_t i = 0; i < COUNT(with_month); i++)
		if (str_contains(s, with_month[i]))
			return moment_day(s, f->today - HALF_YEAR, day);
	date_to_civil(f->today, &year, &month, &ignored);
	return moment_day(s, date_of_civil(year, month, 1), day);
}

/* A heading that is a day; 5日 六 中秋节 too, but no number, which may be a window's. */
static bool is_day(const struct rosterfile *f, struct str s, int32_t *day)
{
	struct str rest = s, first;
	int64_t number;

	if (s.len == 0 || str_to_int(s, INT64_MAX, &number))
		return false;
	first = str_cut(&rest, ' ');
	first = str_cut(&first, '\n');
	return is_whole_day(f, s, day) ||
	       (!str_to_int(first, INT64_MAX, &number) && is_whole_day(f, first, day));
}

static size_t days_in_row(const struct matrix *m, size_t r)
{
	size_t days = 0;
	int32_t day;

	for (size_t i = 1; i < m->row[r].n; i++)
		days += is_day(m->f, m->row[r].cell[i], &day);
	return days;
}

/* 合计, 备注 and the like stand beside days and are none. */
static bool is_beside_days(struct str s)
{
	static const struct str words[] = { STR_INIT("合计"), STR_INIT("小计"), STR_INIT("总计"),
					    STR_INIT("备注"), STR_INIT("说明"), STR_INIT("注") };

	for (size_t i = 0; i < COUNT(words); i++)
		if (str_starts(s, words[i]))
			return true;
	return false;
}

/* People stand where no day is: an error, since they would be left out in silence. */
static void tell_no_day(const struct matrix *m, struct roster_spot at, struct str cell)
{
	if (!is_beside_days(cell))
		rosterfile_error(m->f, &at,
				 cell.len ? arena_printf(m->f->arena, SAY_DATE, SAY(cell))
					  : STR(SAY_EMPTY));
}

static void hand_over(const struct matrix *m, const struct matrix_row *row, size_t i,
		      struct roster_entry *entry)
{
	entry->people = row->cell[i];
	entry->people_at = (struct roster_spot){ row->line, (int)i + 1, entry->post };
	if (entry->people.len)
		m->f->fn(m->f->ctx, entry);
}

/* Somebody is on a post in the column. */
static bool is_column_filled(const struct matrix *m, size_t head, size_t i)
{
	for (size_t r = head + 1; r < m->n; r++)
		if (i < m->row[r].n && m->row[r].cell[0].len && m->row[r].cell[i].len)
			return true;
	return false;
}

/* Below a row of days: a post a row. */
static void read_days_across(const struct matrix *m, size_t head)
{
	const struct matrix_row *days = &m->row[head];
	int32_t day;

	for (size_t i = 1; i < days->n; i++)
		if (!is_day(m->f, days->cell[i], &day) && is_column_filled(m, head, i))
			tell_no_day(m, (struct roster_spot){ days->line, (int)i + 1, STR("日期") },
				    days->cell[i]);
	for (size_t r = head + 1; r < m->n; r++) {
		const struct matrix_row *row = &m->row[r];
		struct roster_entry entry = { .post = row->cell[0],
					      .post_at = { row->line, 1, days->cell[0] } };

		entry.role_at = entry.post_at;
		for (size_t i = 1; i < row->n && i < days->n; i++) {
			entry.day_at =
				(struct roster_spot){ days->line, (int)i + 1, days->cell[i] };
			if (entry.post.len && is_day(m->f, days->cell[i], &entry.day))
				hand_over(m, row, i, &entry);
		}
	}
}

/* Somebody is on a post of that row, which is not the row of posts again. */
static bool is_row_filled(const struct matrix_row *posts, const struct matrix_row *row)
{
	for (size_t i = 1; i < row->n && i < posts->n; i++)
		if (posts->cell[i].len && row->cell[i].len && !str_eq(posts->cell[i], row->cell[i]))
			return true;
	return false;
}

/* Below a row of posts: a day a row. */
static void read_days_down(const struct matrix *m, size_t head)
{
	const struct matrix_row *posts = &m->row[head];

	for (size_t r = head + 1; r < m->n; r++) {
		const struct matrix_row *row = &m->row[r];
		struct roster_entry entry = { .day_at = { row->line, 1, posts->cell[0] } };

		if (!is_day(m->f, row->cell[0], &entry.day)) {
			if (is_row_filled(posts, row))
				tell_no_day(m, entry.day_at, row->cell[0]);
			continue;
		}
		for (size_t i = 1; i < row->n && i < posts->n; i++) {
			entry.post = posts->cell[i];
			entry.post_at = (struct roster_spot){ posts->line, (int)i + 1, entry.post };
			entry.role_at = entry.post_at;
			if (entry.post.len)
				hand_over(m, row, i, &entry);
		}
	}
}

/* The row of posts: above the first day, or itself beginning with 日期 when none can be read. */
static size_t head_of_days_down(const struct matrix *m)
{
	size_t named = SIZE_MAX;
	int32_t day;

	for (size_t r = 0; r < m->n; r++) {
		if (is_day(m->f, m->row[r].cell[0], &day))
			return r ? r - 1 : SIZE_MAX;
		if (named == SIZE_MAX && str_eq(m->row[r].cell[0], STR("日期")))
			named = r;
	}
	return named;
}

/* False when it is no matrix. */
static bool read_matrix(struct rosterfile *f, struct str text)
{
	struct matrix m = { .f = f };
	size_t head;

	csv_rows(text, str_contains(text, STR("\t")) ? '\t' : ',', on_matrix_row, &m);
	for (size_t r = 0; r < m.n; r++)
		if (days_in_row(&m, r) >= DAYS_AT_LEAST) {
			read_days_across(&m, r);
			return true;
		}
	head = head_of_days_down(&m);
	if (head == SIZE_MAX || head + 1 == m.n)
		return false;
	read_days_down(&m, head);
	return true;
}

void rosterfile_read(struct rosterfile *f, struct str text)
{
	struct table t = { .findings = f->findings,
			   .arena = f->arena,
			   .scratch = f->arena,
			   .column = columns,
			   .ncolumns = COUNT(columns),
			   .fn = on_row,
			   .ctx = f,
			   .context = f->today - HALF_YEAR };
	struct sheet sheet;

	text = text_decode(text, f->arena).s;
	sheet = (struct sheet){ .csv = text };
	if (table_find_header(&t, &sheet, 1, true).fits || !read_matrix(f, text))
		table_read(&t, text);
}

#include "duty/rosterfile.h"

#include "moment.h"
#include "page/message.h"
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
	size_t head;	    /* the row that has the days, or the posts */
	bool down;	    /* the days stand below each other, in the first column */
	size_t days, posts; /* with what heads them */
	int lost;	    /* the first line of which not all is kept, or 0 */
	int open_quote;	    /* as csv_rows() says */
};

static void on_matrix_row(void *ctx, int line, const struct str *cell, size_t n)
{
	struct matrix *m = ctx;
	struct matrix_row *row;

	if (n > CSV_CELLS_MAX || (n && m->n == MATRIX_ROWS))
		m->lost = m->lost ? m->lost : line;
	if (m->n == MATRIX_ROWS)
		return;
	row = arena_push(m->f->arena, &m->row, &m->n, &m->cap, sizeof *row);
	*row = (struct matrix_row){ .line = line, .n = n < CSV_CELLS_MAX ? n : CSV_CELLS_MAX };
	for (size_t i = 0; i < row->n; i++)
		row->cell[i] = arena_str(m->f->arena, table_trim(cell[i]));
}

/* Days without a year are near today, those without a month in that of the title. */
static bool is_whole_day(const struct rosterfile *f, struct str s, int32_t *day)
{
	static const struct str with_month[] = { STR_INIT("月"), STR_INIT("-"), STR_INIT("/"),
						 STR_INIT(".") };

	for (size_t i = 0; i < COUNT(with_month); i++)
		if (str_contains(s, with_month[i]))
			return moment_day(s, f->today - HALF_YEAR, day);
	return moment_day(s, f->month, day);
}

/* The figures at the end of *s, off it. */
static struct str take_figures(struct str *s)
{
	const struct str whole = *s;

	while (s->len && str_span(str_from(whole, s->len - 1), STR_DIGITS))
		s->len--;
	return str_from(whole, s->len);
}

/* A title, 2026年12月值班表, or a heading, 12月; not 12月5日. */
static bool is_month(struct str s)
{
	size_t at = str_find(s, STR("月"));

	return at != SIZE_MAX && !str_span(table_trim(str_from(s, at + STR("月").len)), STR_DIGITS);
}

/* The first day of the month that it names: 2026年12月值班表, 十二月. */
static bool read_month(const struct rosterfile *f, struct str title, int32_t *first)
{
	static const struct str words[] = { STR_INIT("十二"), STR_INIT("十一"), STR_INIT("十"),
					    STR_INIT("九"),   STR_INIT("八"),	STR_INIT("七"),
					    STR_INIT("六"),   STR_INIT("五"),	STR_INIT("四"),
					    STR_INIT("三"),   STR_INIT("二"),	STR_INIT("一") };
	struct str head = str_head(title, str_find(title, STR("月")));
	struct str month = take_figures(&head), year = STR("");

	if (!is_month(title))
		return false;
	for (size_t i = 0; !month.len && i < COUNT(words); i++) {
		if (!str_ends(head, words[i]))
			continue;
		month = arena_int(f->arena, (int64_t)(COUNT(words) - i));
		head.len -= words[i].len;
	}
	if (str_ends(head, STR("年"))) {
		head.len -= STR("年").len;
		year = take_figures(&head);
	}
	return month.len && moment_day(arena_printf(f->arena, "%.*s%s%.*s月1日", STR_ARG(year),
						    year.len ? "年" : "", STR_ARG(month)),
				       f->today - HALF_YEAR, first);
}

/* A heading that is a day; 5日 六 中秋节 too, but no number, which may be a window's. */
static bool is_day(const struct rosterfile *f, struct str s, int32_t *day)
{
	struct str rest = s, first;
	int64_t number;

	if (s.len == 0 || str_to_int(s, INT64_MAX, &number) || is_month(s))
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

/* The place of day `day` and post `post`, each from 1; 0: where its heading stands. */
static struct roster_spot spot_at(const struct matrix *m, size_t day, size_t post)
{
	size_t r = m->head + (m->down ? day : post), i = m->down ? post : day;

	return (struct roster_spot){ m->row[r].line, (int)i + 1, m->row[m->head].cell[i] };
}

static struct str cell_at(const struct matrix *m, size_t day, size_t post)
{
	const struct matrix_row *row = &m->row[m->head + (m->down ? day : post)];
	size_t i = m->down ? post : day;

	return i < row->n ? row->cell[i] : STR("");
}

/* Somebody is on a post then, and it is not the posts again. */
static bool is_filled(const struct matrix *m, size_t day)
{
	for (size_t post = 1; post < m->posts; post++) {
		struct str name = cell_at(m, 0, post), people = cell_at(m, day, post);

		if (name.len && people.len && !str_eq(name, people))
			return true;
	}
	return false;
}

/* People stand where no day is: an error, since they would be left out in silence. */
static void tell_no_days(const struct matrix *m)
{
	for (size_t day = 1; day < m->days; day++) {
		struct roster_spot at = spot_at(m, day, 0);
		struct str cell = cell_at(m, day, 0);
		int32_t ignored;

		at.header = STR("日期");
		if (!is_day(m->f, cell, &ignored) && is_filled(m, day) && !is_beside_days(cell))
			rosterfile_error(m->f, &at,
					 cell.len ? arena_printf(m->f->arena, SAY_DATE, SAY(cell))
						  : STR(SAY_EMPTY));
	}
}

static void hand_over(const struct matrix *m, size_t day, size_t post)
{
	struct roster_entry entry = { .post = cell_at(m, 0, post),
				      .people = cell_at(m, day, post),
				      .day_at = spot_at(m, day, 0),
				      .post_at = spot_at(m, 0, post),
				      .role_at = spot_at(m, 0, post),
				      .people_at = spot_at(m, day, post) };

	entry.people_at.header = entry.post;
	if (entry.post.len && entry.people.len && is_day(m->f, cell_at(m, day, 0), &entry.day))
		m->f->fn(m->f->ctx, &entry);
}

static void read_cells(const struct matrix *m)
{
	if (m->lost)
		finding_add(m->f->findings, SEVERITY_ERROR, FINDING_BAD_VALUE, STR(""), m->lost, 1,
			    SAY_ROW "%.*s", m->lost, STR_ARG(message_plain(MSG_TABLE_LARGE)));
	if (m->open_quote)
		finding_add(m->f->findings, SEVERITY_ERROR, FINDING_BAD_FILE, STR(""),
			    m->open_quote, 1, SAY_ROW SAY_OPEN_QUOTE, m->open_quote);
	tell_no_days(m);
	for (size_t r = 1; r < (m->down ? m->days : m->posts); r++)
		for (size_t i = 1; i < (m->down ? m->posts : m->days); i++)
			hand_over(m, m->down ? r : i, m->down ? i : r);
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

/* The month that stands above the days, else that of today. */
static void find_month(struct matrix *m)
{
	struct rosterfile *f = m->f;
	int year, month, ignored;
	int32_t day;

	date_to_civil(f->today, &year, &month, &ignored);
	f->month = date_of_civil(year, month, 1);
	for (size_t r = 0; r < m->n; r++) {
		const struct matrix_row *row = &m->row[r];
		bool days = days_in_row(m, r) > 0;

		for (size_t i = 0; i < (days ? 1 : row->n); i++)
			if (read_month(f, row->cell[i], &f->month))
				return;
		if (days || is_day(f, row->cell[0], &day))
			return;
	}
}

/* False when it is no matrix. */
static bool find_matrix(struct matrix *m, struct str text)
{
	char delimiter = str_contains(text, STR("\t"))	? '\t'
			 : str_contains(text, STR(",")) ? ','
							: ';';

	m->open_quote = csv_rows(text, delimiter, on_matrix_row, m);
	find_month(m);
	while (m->head < m->n && days_in_row(m, m->head) < DAYS_AT_LEAST)
		m->head++;
	m->down = m->head == m->n;
	if (m->down)
		m->head = head_of_days_down(m);
	if (m->down && (m->head == SIZE_MAX || m->head + 1 == m->n))
		return false;
	m->days = m->down ? m->n - m->head : m->row[m->head].n;
	m->posts = m->down ? m->row[m->head].n : m->n - m->head;
	return true;
}

bool rosterfile_fits(struct str text, struct arena *a)
{
	struct rosterfile f = { .arena = a };
	struct matrix m = { .f = &f };

	return table_fits(columns, COUNT(columns), text, a) || find_matrix(&m, text);
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
	struct matrix m = { .f = f };

	text = text_decode(text, f->arena).s;
	if (!table_fits(columns, COUNT(columns), text, f->arena) && find_matrix(&m, text))
		read_cells(&m);
	else
		table_read(&t, text);
}

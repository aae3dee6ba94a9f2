#include "duty/rosterfile.h"

#include "moment.h"
#include "page/message.h"
#include "table/cell.h"
#include "table/tablewords.h"
#include "table/text.h"

enum { MATRIX_ROWS = 400, HALF_YEAR = 183, DAYS_AT_LEAST = 2, HEADING_BYTES = 400 };

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
	struct str told = arena_printf(f->arena, "%.*s%.*s", STR_ARG(label), STR_ARG(text));

	for (size_t i = 0; i < f->findings->n; i++) /* one cause, one message */
		if (str_eq(f->findings->list[i].text, told))
			return;
	finding_add(f->findings, SEVERITY_ERROR, FINDING_BAD_VALUE, STR(""), at->line, at->at,
		    "%.*s", STR_ARG(told));
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

/* As if the days stood below each other: when they stand across, rows are its columns. */
struct matrix {
	struct rosterfile *f;
	struct matrix_row {
		int line;
		struct str cell[CSV_CELLS_MAX];
		size_t n;
	} * row;
	size_t n, cap;
	bool across;
	size_t width;
	size_t at;	   /* the column of the days */
	size_t from;	   /* the first column that may be of a post */
	size_t head, days; /* the first row of what heads the posts, and of the days */
	struct str *heading; /* of each column, 户政大队 值班人员; empty when it is of no post */
	bool attributes; /* some columns say whose post it is, for each row */
	int lost;	 /* the first line of which not all is kept, or 0 */
	int open_quote;	 /* as csv_rows() says */
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

/* Whether one of the words is, begins or stands in s. */
static bool is_any(struct str s, struct str words, bool (*fits)(struct str s, struct str word))
{
	while (words.s)
		if (fits(s, str_cut(&words, '|')))
			return true;
	return false;
}

/* Days without a year are near today, those without a month in that of the title. */
static bool is_whole_day(const struct rosterfile *f, struct str s, int32_t *day)
{
	return moment_day(
		s, is_any(s, STR("月|-|/|."), str_contains) ? f->today - HALF_YEAR : f->month, day);
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

/* What stands beside days and posts and is neither, and the days' own heading. */
static bool is_beside(struct str s)
{
	return is_any(s,
		      STR("合计|小计|总计|备注|说明|注：|注:|星期|周几|周次|序号|电话|联系|手机|"
			  "日期|时间"),
		      str_starts);
}

/* Heads what a row says of its posts itself. */
static bool is_attribute(struct str heading)
{
	return is_any(heading, STR("窗口|窗口名称|服务窗口|部门|单位|类别|岗位"), str_eq);
}

/* Heads names, and says nothing of the post that an attribute does not. */
static bool is_people(struct str heading)
{
	return is_any(heading, STR("人员|姓名|值班人员|值班人"), str_eq);
}

static struct str cell_at(const struct matrix *m, size_t r, size_t c)
{
	size_t line = m->across ? c : r, i = m->across ? r : c;

	return line < m->n && i < m->row[line].n ? m->row[line].cell[i] : STR("");
}

static struct roster_spot spot_at(const struct matrix *m, size_t r, size_t c, struct str header)
{
	return (struct roster_spot){ m->row[m->across ? c : r].line, (int)(m->across ? r : c) + 1,
				     header };
}

/* Long ones are no headings, and are not copied again and again. */
static struct str joined(const struct matrix *m, struct str a, struct str b)
{
	if (!a.len || !b.len || a.len > HEADING_BYTES)
		return a.len ? a : b;
	return arena_printf(m->f->arena, "%.*s %.*s", STR_ARG(a), STR_ARG(b));
}

/* A cell of what heads the posts; one that is merged with those before it is as they are. */
static struct str heading_cell(const struct matrix *m, size_t r, size_t c)
{
	struct str s = cell_at(m, r, c);

	while (!s.len && r + 1 < m->days && c > m->from && c - 1 != m->at)
		s = cell_at(m, r, --c);
	return s;
}

/* All that heads a column. */
static struct str read_heading(const struct matrix *m, size_t c)
{
	struct str all = STR(""), before = STR("");

	for (size_t r = m->head; r < m->days; r++) {
		struct str s = heading_cell(m, r, c);

		if (c == m->at || is_beside(s))
			return STR("");
		if (!str_eq(s, before) && !(m->across && is_beside(cell_at(m, r, m->at))))
			all = joined(m, all, s);
		before = s;
	}
	return all;
}

/* What the row itself says of its posts, and where. */
static struct str attributes(const struct matrix *m, size_t r, struct roster_spot *at)
{
	struct str all = STR("");

	for (size_t c = m->width; m->attributes && c-- > m->from;) {
		struct str s = cell_at(m, r, c);

		if (!s.len || !is_attribute(m->heading[c]))
			continue;
		all = joined(m, s, all);
		*at = spot_at(m, r, c, m->heading[c]);
	}
	return all;
}

static void hand_over(const struct matrix *m, size_t r, size_t c, int32_t day)
{
	struct str head = m->heading[c], own;
	struct roster_entry e = { .day = day,
				  .title = m->f->title,
				  .people = cell_at(m, r, c),
				  .day_at = spot_at(m, r, m->at, STR("日期")),
				  .post_at = spot_at(m, m->days - 1, c, head) };

	if (is_attribute(head))
		return;
	own = attributes(m, r, &e.post_at);
	e.role_at = e.post_at;
	e.post = is_people(head) ? own.len ? own : STR("值班人员") : joined(m, own, head);
	e.people_at = spot_at(m, r, c, own.len ? head : e.post);
	m->f->fn(m->f->ctx, &e);
}

/* The day of a row; where rows say whose post they are, none is that of the row above. */
static bool row_day(const struct matrix *m, size_t r, int32_t *day)
{
	struct str cell = cell_at(m, r, m->at);
	struct roster_spot at = spot_at(m, r, m->at, STR("日期"));

	while (!cell.len && m->attributes && r > m->days)
		cell = cell_at(m, --r, m->at);
	if (is_day(m->f, cell, day))
		return true;
	for (size_t c = 0; c <= m->at; c++)
		if (is_beside(cell_at(m, r, c)))
			return false;
	/* people stand where no day is: an error, since they would be left out in silence */
	rosterfile_error(m->f, &at,
			 cell.len ? arena_printf(m->f->arena, SAY_DATE, SAY(cell))
				  : STR(SAY_EMPTY));
	return false;
}

static void read_cells(const struct matrix *m)
{
	int32_t day = m->f->today;

	if (m->lost)
		finding_add(m->f->findings, SEVERITY_ERROR, FINDING_BAD_VALUE, STR(""), m->lost, 1,
			    SAY_ROW "%.*s", m->lost, STR_ARG(message_plain(MSG_TABLE_LARGE)));
	if (m->open_quote)
		finding_add(m->f->findings, SEVERITY_ERROR, FINDING_BAD_FILE, STR(""),
			    m->open_quote, 1, SAY_ROW SAY_OPEN_QUOTE, m->open_quote);
	/* in the order of the sheet */
	for (size_t i = 0; i < m->n; i++)
		for (size_t j = 0; j < m->row[i].n; j++) {
			size_t r = m->across ? j : i, c = m->across ? i : j;

			if (r >= m->days && c >= m->from && m->heading[c].len &&
			    cell_at(m, r, c).len && row_day(m, r, &day))
				hand_over(m, r, c, day);
		}
}

/* Days across: the row that has them, and all that stands before the first of them. */
static bool find_days_across(struct matrix *m)
{
	int32_t day;

	while (m->at < m->n && days_in_row(m, m->at) < DAYS_AT_LEAST)
		m->at++;
	m->across = m->at < m->n;
	m->from = m->across ? m->at + 1 : 0;
	while (m->across && (m->days == 0 || !is_day(m->f, cell_at(m, m->days, m->at), &day)))
		m->days++;
	return m->across;
}

/* Days down: the column that has most of them, else that of 日期. */
static bool find_days_down(struct matrix *m)
{
	size_t most = 0;
	int32_t day;

	for (size_t c = 0; c < m->width; c++) {
		size_t first = SIZE_MAX, days = 0;

		for (size_t r = m->n; r-- > 0;)
			if (is_day(m->f, cell_at(m, r, c), &day)) {
				first = r;
				days += 2;
			} else if (!days && str_eq(cell_at(m, r, c), STR("日期"))) {
				first = r + 1;
			}
		days += first != SIZE_MAX;
		if (days <= most)
			continue;
		most = days;
		m->at = c;
		m->days = first;
	}
	/* above 日期 that is merged over two rows stand the windows */
	for (m->head = m->days - (m->days > 0); m->head > 0; m->head--) {
		struct str above = cell_at(m, m->head - 1, m->at), s = cell_at(m, m->head, m->at);

		if (!above.len || is_month(above) || (s.len && !str_eq(s, above)))
			break;
	}
	return most && m->days > 0 && m->days < m->n;
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
	for (size_t r = 0; r < m->n; r++)
		m->width = m->row[r].n > m->width ? m->row[r].n : m->width;
	if (!find_days_across(m) && !find_days_down(m))
		return false;
	if (m->across)
		m->width = m->n;
	m->heading = arena_alloc(m->f->arena, m->width * sizeof *m->heading);
	for (size_t c = 0; c < m->width; c++) {
		m->heading[c] = c < m->from ? STR("") : read_heading(m, c);
		m->attributes = m->attributes || is_attribute(m->heading[c]);
	}
	for (size_t r = 0; r < (m->across ? m->at : m->head); r++)
		for (size_t i = 0; i < m->row[r].n; i++)
			m->f->title = joined(m, m->f->title, m->row[r].cell[i]);
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

#include "table/table.h"

#include "table/tablewords.h"
#include "unicode.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

/* What the formulas of Excel and WPS leave behind when they fail. */
static const char *const formula_error[] = { "#REF!", "#N/A",	"#VALUE!", "#DIV/0!", "#NAME?",
					     "#NUM!", "#NULL!", "#SPILL!", "#CALC!",  "#####" };

/* UTF-8 read as GBK, and U+FFFD that was saved and read once more. */
static const char *const mojibake[] = { "\xEF\xBF\xBD", "锟斤拷", "烫烫烫", "屯屯屯", "ï¿½" };

/* 1 = A, 27 = AA; out has 4 bytes. */
static void column_letters(int at, char out[4])
{
	if (at > 26) {
		*out++ = (char)('A' + (at - 1) / 26 - 1);
		at = (at - 1) % 26 + 1;
	}
	*out++ = (char)('A' + at - 1);
	*out = '\0';
}

struct str table_cell_label(struct arena *a, int line, int at, struct str header)
{
	char letters[4];

	column_letters(at, letters);
	return arena_printf(a, SAY_CELL, line, at, letters, STR_ARG(header));
}

struct str column_word(const struct column *c)
{
	struct str words = str_of(c->words);

	return str_cut(&words, '|');
}

static void say(struct row *row, size_t column, enum severity severity, enum finding_code code,
		struct str text)
{
	struct table *t = row->table;
	int at = t->at[column];
	struct str label =
		at ? table_cell_label(t->scratch, row->line, at, column_word(&t->column[column]))
		   : arena_printf(t->scratch, SAY_ROW, row->line);

	finding_add(t->findings, severity, code, t->file, row->line, at, "%.*s%.*s", STR_ARG(label),
		    STR_ARG(text));
}

void row_error(struct row *row, size_t column, enum finding_code code, const char *fmt, ...)
{
	va_list ap;

	if (!row_good(row, column))
		return;
	va_start(ap, fmt);
	say(row, column, SEVERITY_ERROR, code, arena_vprintf(row->table->scratch, fmt, ap));
	va_end(ap);
	row->faulty |= 1U << column;
}

void row_warning(struct row *row, size_t column, enum finding_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(row, column, SEVERITY_WARNING, code, arena_vprintf(row->table->scratch, fmt, ap));
	va_end(ap);
}

bool row_good(const struct row *row, size_t column)
{
	return (row->faulty >> column & 1) == 0;
}

struct str row_keep(struct row *row, size_t column)
{
	struct str *kept = &row->table->kept[column];

	if (row->cell[column].len == 0)
		return (struct str){ NULL, 0 };
	if (!row_good(row, column)) /* never the measure of the rows below */
		return arena_str(row->table->arena, row->cell[column]);
	if (!str_eq(row->cell[column], *kept))
		*kept = arena_str(row->table->arena, row->cell[column]);
	return *kept;
}

/* Blanks, the ideographic one too, at both ends. */
static struct str trim(struct str s)
{
	const struct str wide = STR("\xE3\x80\x80"); /* U+3000 */

	for (;;) {
		s = str_trim(s);
		if (str_starts(s, wide))
			s = str_from(s, wide.len);
		else if (str_ends(s, wide))
			s.len -= wide.len;
		else
			return s;
	}
}

/* A wrapped cell is one line again: Chinese joins, other words get a blank. */
static struct str join_lines(struct str s, struct arena *a)
{
	char *out = arena_alloc(a, s.len + 1);
	size_t n = 0;

	while (s.s) {
		struct str line = trim(str_cut(&s, '\n'));

		if (n && line.len && !(out[n - 1] & 0x80) && !(line.s[0] & 0x80))
			out[n++] = ' ';
		if (line.len)
			memcpy(out + n, line.s, line.len);
		n += line.len;
	}
	return (struct str){ out, n };
}

static int32_t first_hidden(struct str s)
{
	while (s.len) {
		int32_t cp = utf8_next(&s);

		if (unicode_is_hidden(cp))
			return cp;
	}
	return 0;
}

static bool contains_any(struct str s, const char *const *word, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_contains(s, str_of(word[i])))
			return true;
	return false;
}

/* Faults that no column can bear. */
static void check_cell(struct row *row, size_t column)
{
	struct str s = row->cell[column];
	int32_t hidden;

	if (s.len == 0)
		return;
	hidden = first_hidden(s);
	if (contains_any(s, mojibake, COUNT(mojibake)))
		row_error(row, column, FINDING_ENCODING, SAY_MOJIBAKE);
	else if (hidden)
		row_error(row, column, FINDING_HIDDEN_CHAR, SAY_HIDDEN, (unsigned)hidden);
	else if (s.len > TABLE_CELL_BYTES)
		row_error(row, column, FINDING_BAD_VALUE, SAY_TOO_LONG, TABLE_CELL_BYTES);
	else if (s.s[0] == '#' && contains_any(s, formula_error, COUNT(formula_error)))
		row_error(row, column, FINDING_SPOILED_CELL, SAY_FORMULA, SAY(s));
}

/* Header words without what does not matter: blanks, 、 and ：, full-width forms. */
static struct str plain_word(struct str s, struct arena *a)
{
	char *out = arena_alloc(a, s.len + 1);
	size_t n = 0;

	while (s.len) {
		int32_t cp = unicode_narrow(utf8_next(&s));

		if (cp <= ' ' || cp == 0x3001 || cp == ':' || unicode_is_hidden(cp))
			continue;
		n += utf8_put(out + n, cp);
	}
	return (struct str){ out, n };
}

static bool is_named(const struct column *c, struct str word, struct arena *a)
{
	struct str words = str_of(c->words);

	while (words.s)
		if (str_eq(plain_word(str_cut(&words, '|'), a), word))
			return true;
	return false;
}

static int find_column(const struct table *t, struct str header)
{
	struct str word = plain_word(header, t->scratch);

	for (size_t i = 0; i < t->ncolumns; i++)
		if (is_named(&t->column[i], word, t->scratch))
			return (int)i;
	return -1;
}

static void read_header_cell(struct table *t, size_t i, struct str cell)
{
	int column = find_column(t, cell), at = (int)i + 1;

	t->column_of[i] = column;
	if (str_contains(cell, STR("，")))
		finding_add(t->findings, SEVERITY_WARNING, FINDING_BAD_FILE, t->file, 1, at,
			    SAY_FULL_WIDTH_COMMA, SAY(cell));
	else if (column < 0 && cell.len)
		finding_add(t->findings, SEVERITY_WARNING, FINDING_UNKNOWN_COLUMN, t->file, 1, at,
			    SAY_UNKNOWN_COLUMN, SAY(cell));
	if (column < 0)
		return;
	if (t->at[column])
		finding_add(t->findings, SEVERITY_ERROR, FINDING_BAD_FILE, t->file, 1, at,
			    SAY_HEADER_TWICE, SAY(cell));
	t->at[column] = at;
}

/* The words of all columns that must be there: “序号”“事项名称”. */
static struct str required_words(const struct table *t)
{
	struct str words = STR("");

	for (size_t i = 0; i < t->ncolumns; i++)
		if (t->column[i].required)
			words = arena_printf(t->scratch, "%.*s“%.*s”", STR_ARG(words),
					     STR_ARG(column_word(&t->column[i])));
	return words;
}

static bool knows_any(const struct table *t, const struct str *cell, size_t n)
{
	for (size_t i = 0; i < n && i < CSV_CELLS_MAX; i++)
		if (find_column(t, trim(cell[i])) >= 0)
			return true;
	return false;
}

static void require_columns(struct table *t)
{
	t->usable = true;
	for (size_t i = 0; i < t->ncolumns; i++) {
		if (!t->column[i].required || t->at[i])
			continue;
		finding_add(t->findings, SEVERITY_ERROR, FINDING_BAD_FILE, t->file, 1, 0,
			    SAY_NO_HEADER, STR_ARG(column_word(&t->column[i])));
		t->usable = false;
	}
}

/* One cause, one message. */
static void tell_no_header(struct table *t, struct str first)
{
	if (str_contains(first, STR("，")))
		finding_add(t->findings, SEVERITY_ERROR, FINDING_BAD_FILE, t->file, 1, 0,
			    SAY_FULL_WIDTH_COMMA, SAY(first));
	else
		finding_add(t->findings, SEVERITY_ERROR, FINDING_BAD_FILE, t->file, 1, 0,
			    SAY_NOT_HEADER, STR_ARG(required_words(t)));
}

static void read_header(struct table *t, const struct str *cell, size_t n)
{
	t->headed = true;
	t->width = n;
	if (!knows_any(t, cell, n)) {
		tell_no_header(t, cell[0]);
		return;
	}
	for (size_t i = 0; i < n && i < CSV_CELLS_MAX; i++)
		read_header_cell(t, i, trim(cell[i]));
	require_columns(t);
}

static void on_row(void *ctx, int line, const struct str *cell, size_t n)
{
	struct table *t = ctx;
	struct row row = { .table = t, .line = line };
	bool any = false;

	if (!t->headed) {
		read_header(t, cell, n);
		return;
	}
	if (!t->usable)
		return;
	for (size_t i = 0; i < n && i < t->width && i < CSV_CELLS_MAX; i++) {
		int column = t->column_of[i];
		struct str s = trim(cell[i]);

		any = any || s.len;
		if (column < 0)
			continue;
		if (s.len && memchr(s.s, '\n', s.len))
			s = join_lines(s, t->scratch);
		row.cell[column] = s;
		if (!str_eq(s, t->kept[column])) /* what was kept is known to be good */
			check_cell(&row, (size_t)column);
	}
	if (n > t->width)
		finding_add(t->findings, SEVERITY_ERROR, FINDING_BAD_FILE, t->file, line,
			    (int)t->width + 1, SAY_ROW SAY_TOO_WIDE, line, n, n - t->width);
	if (any)
		t->fn(t->ctx, &row);
}

void table_read(struct table *t, struct str text)
{
	int open_quote;

	assert(t->ncolumns <= TABLE_COLUMNS_MAX);
	t->rows = 1;
	for (size_t i = 0; i < text.len; i++)
		t->rows += text.s[i] == '\n';
	open_quote = csv_rows(text, on_row, t);
	if (open_quote)
		finding_add(t->findings, SEVERITY_ERROR, FINDING_BAD_FILE, t->file, open_quote, 0,
			    SAY_ROW SAY_OPEN_QUOTE, open_quote);
	if (!t->headed)
		finding_add(t->findings, SEVERITY_ERROR, FINDING_EMPTY, t->file, 0, 0,
			    SAY_EMPTY_FILE);
}

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

/* 工作表“清单” - before the row, where there are sheets. */
static struct str sheet_words(struct arena *a, struct str sheet)
{
	return sheet.len ? arena_printf(a, SAY_SHEET, SAY(sheet)) : STR("");
}

struct str table_cell_label(struct arena *a, struct str sheet, int line, int at, struct str header)
{
	char letters[4];

	column_letters(at, letters);
	return arena_printf(a, "%.*s" SAY_CELL, STR_ARG(sheet_words(a, sheet)), line, at, letters,
			    STR_ARG(header));
}

struct str column_word(const struct column *c)
{
	struct str words = str_of(c->words);

	return str_cut(&words, '|');
}

/* Behind the name of the sheet, where there are sheets. */
__attribute__((format(printf, 6, 7))) static void tell(struct table *t, enum severity severity,
						       enum finding_code code, int line, int at,
						       const char *fmt, ...)
{
	struct str sheet = sheet_words(t->scratch, t->sheet), text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(t->scratch, fmt, ap);
	va_end(ap);
	finding_add(t->findings, severity, code, t->file, line, at, "%.*s%.*s", STR_ARG(sheet),
		    STR_ARG(text));
}

static void say(struct row *row, size_t column, enum severity severity, enum finding_code code,
		struct str text)
{
	struct table *t = row->table;
	int at = t->at[column];
	struct str label;

	if (!at) {
		tell(t, severity, code, row->line, 0, SAY_ROW "%.*s", row->line, STR_ARG(text));
		return;
	}
	label = table_cell_label(t->scratch, t->sheet, row->line, at,
				 column_word(&t->column[column]));
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

/* The first character, and what is behind it; or the last and what is before. */
static bool drop_blank(struct str *s, bool last)
{
	struct str rest = *s;
	size_t from = 0;
	int32_t cp;

	if (last)
		for (from = s->len - 1; from && (s->s[from] & 0xC0) == 0x80;)
			from--;
	rest = str_from(*s, from);
	cp = utf8_next(&rest);
	if (!unicode_is_blank(cp) && !unicode_is_ignorable(cp))
		return false;
	*s = last ? str_head(*s, from) : rest;
	return true;
}

struct str table_trim(struct str s)
{
	while (s.len && drop_blank(&s, false))
		;
	while (s.len && drop_blank(&s, true))
		;
	if (str_starts(s, STR("'")) && unicode_is_formula(str_from(s, 1)))
		s = str_from(s, 1);
	return s;
}

static bool ends_open(struct str s)
{
	static const struct str marks[] = { STR_INIT("，"), STR_INIT("、"), STR_INIT("；"),
					    STR_INIT("："), STR_INIT("。"), STR_INIT("！"),
					    STR_INIT("？"), STR_INIT(","),  STR_INIT(";"),
					    STR_INIT(":"),  STR_INIT(".") };

	for (size_t i = 0; i < COUNT(marks); i++)
		if (str_ends(s, marks[i]))
			return false;
	return s.len > 0;
}

/* A wrapped cell is one line again: Chinese joins, other words get a blank, texts `between`. */
static struct str join_lines(struct str s, const char *between, struct arena *a)
{
	struct str apart = str_of(between ? between : "");
	char *out = arena_alloc(a, s.len * (1 + apart.len) + 1);
	size_t n = 0;

	while (s.s) {
		struct str line = table_trim(str_cut(&s, '\n')), sign = STR("");

		if (n && line.len && apart.len && ends_open((struct str){ out, n }))
			sign = apart;
		else if (n && line.len && !((out[n - 1] | line.s[0]) & 0x80))
			sign = STR(" ");
		memcpy(out + n, sign.s, sign.len);
		if (line.len)
			memcpy(out + n + sign.len, line.s, line.len);
		n += sign.len + line.len;
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

/* 1.3812345678E+10 with all its digits is the number that was typed. */
static struct str whole_number(struct str s, struct arena *a)
{
	size_t e = str_find(s, STR("E+"));
	int64_t exponent;
	char digits[32];
	size_t n = 0;

	if (e == SIZE_MAX || e < 3 || e > 20 || s.s[1] != '.' ||
	    !str_to_int(str_from(s, e + 2), 20, &exponent) || (size_t)exponent + 2 != e)
		return s;
	for (size_t i = 0; i < e; i++)
		if (s.s[i] >= '0' && s.s[i] <= '9')
			digits[n++] = s.s[i];
	return n + 1 == e ? arena_str(a, (struct str){ digits, n }) : s;
}

static int32_t seen(int32_t cp)
{
	return unicode_is_ignorable(cp) ? -1 : cp;
}

/* What a cell of figures says, of which marks that are not seen are no part. */
static struct str seen_figures(struct str s, struct arena *a)
{
	return whole_number(utf8_map(s, seen, a), a);
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

/* ---- the header ---- */

/* A merged cell stands in several places and is one. */
static bool is_carried(const struct table *t, size_t i)
{
	return t->sheet.len && i && str_eq(t->header.cell[i], t->header.cell[i - 1]);
}

static void read_header_cell(struct table *t, size_t i)
{
	int column = t->header.column_of[i], at = (int)i + 1, line = t->header.first_line;
	struct str cell = t->header.cell[i];

	if (is_carried(t, i))
		t->header.column_of[i] = -1;
	else if (str_contains(cell, STR("，")))
		tell(t, SEVERITY_WARNING, FINDING_BAD_FILE, line, at, SAY_FULL_WIDTH_COMMA, line,
		     SAY(cell));
	else if (column < 0 && cell.len)
		tell(t, SEVERITY_WARNING, FINDING_UNKNOWN_COLUMN, line, at, SAY_UNKNOWN_COLUMN,
		     line, SAY(cell));
	if (t->header.column_of[i] < 0)
		return;
	if (t->at[column])
		tell(t, SEVERITY_ERROR, FINDING_BAD_FILE, line, at, SAY_HEADER_TWICE, line,
		     SAY(cell));
	t->at[column] = at;
}

/* The words of all columns that must be there, or of those that are not: “序号”“事项名称”. */
static struct str required_words(const struct table *t, bool missing)
{
	struct str words = STR("");

	for (size_t i = 0; i < t->ncolumns; i++)
		if (t->column[i].required && !(missing && t->at[i]))
			words = arena_printf(t->scratch, "%.*s“%.*s”", STR_ARG(words),
					     STR_ARG(column_word(&t->column[i])));
	return words;
}

/* One cause, one message. */
static void tell_no_header(struct table *t, struct str text)
{
	struct str line = str_cut(&text, '\n');

	t->header.first_line = 1;
	if (str_contains(line, STR("，")) && !str_contains(line, STR(",")))
		tell(t, SEVERITY_ERROR, FINDING_BAD_FILE, t->header.first_line, 0,
		     SAY_FULL_WIDTH_COMMA, 1, SAY(line));
	else
		tell(t, SEVERITY_ERROR, FINDING_BAD_FILE, t->header.first_line, 0, SAY_NOT_HEADER,
		     STR_ARG(required_words(t, false)));
}

static void read_header(struct table *t)
{
	struct str missing;

	for (size_t i = 0; i < t->header.width; i++)
		read_header_cell(t, i);
	missing = required_words(t, true);
	t->usable = missing.len == 0;
	if (missing.len)
		tell(t, SEVERITY_ERROR, FINDING_BAD_FILE, t->header.first_line, 0, SAY_NO_HEADER,
		     t->header.first_line, STR_ARG(missing),
		     str_contains(missing, STR("”“")) ? "几" : "一");
}

/* ---- the rows below it ---- */

/* What may be a note below the table: it is one if no row follows. */
struct held_row {
	int line;
	struct str cell[CSV_CELLS_MAX];
	size_t n;
};

/* Several pages of one table repeat its header. */
static bool is_header_again(const struct table *t, const struct str *cell, size_t n)
{
	size_t i = 0;

	while (i < n && i < t->header.width && str_eq(table_trim(cell[i]), t->header.cell[i]))
		i++;
	return i == n && n == t->header.width;
}

/* How many cells hold the one text of the row; 0 when it has several. */
static size_t filled_alike(const struct str *cell, size_t n)
{
	struct str text = STR("");
	size_t alike = 0;

	for (size_t i = 0; i < n && i < CSV_CELLS_MAX; i++) {
		struct str s = table_trim(cell[i]);

		if (s.len && text.len && !str_eq(s, text))
			return 0;
		alike += s.len > 0;
		text = s.len ? s : text;
	}
	return alike;
}

/*
 * The one text of a row that may be a note, or nothing: in the first column words, more than 年,
 * 月 and 日 of a day; elsewhere, where a list may give a name alone, a sentence.
 */
static struct str note_of(const struct str *cell, size_t n)
{
	enum { SHORTEST = 4 }; /* 制表人： */
	size_t words = 0, at = 0;
	struct str text, rest;
	bool sentence;

	if (filled_alike(cell, n) != 1)
		return STR("");
	while (table_trim(cell[at]).len == 0)
		at++;
	sentence = at == 0;
	for (text = rest = table_trim(cell[at]); rest.len;) {
		int32_t cp = utf8_next(&rest);

		words += cp > 0x7F;
		sentence = sentence || utf8_has(STR(":：；。"), cp);
	}
	return sentence && words >= SHORTEST ? text : STR("");
}

static void tell_left_out(struct table *t, int line, struct str text)
{
	tell(t, SEVERITY_NOTE, FINDING_LEFT_OUT, line, 0, SAY_ROW SAY_LEFT_OUT, line, SAY(text));
}

static void tell_too_wide(struct table *t, int line, size_t n)
{
	int at = (int)t->header.width + 1;

	if (t->sheet.len)
		tell(t, SEVERITY_WARNING, FINDING_UNKNOWN_COLUMN, line, at, SAY_ROW SAY_BEYOND,
		     line);
	else
		tell(t, SEVERITY_ERROR, FINDING_BAD_FILE, line, at, SAY_ROW SAY_TOO_WIDE, line, n,
		     n - t->header.width);
}

static void hand_over(struct table *t, int line, const struct str *cell, size_t n)
{
	struct row row = { .table = t, .line = line };
	bool any = false;

	if (t->raw) {
		t->raw(t->ctx, line, cell, n);
		return;
	}
	for (size_t i = 0; i < n && i < t->header.width && i < CSV_CELLS_MAX; i++) {
		int column = t->header.column_of[i];
		struct str s = table_trim(cell[i]);

		any = any || s.len;
		if (column < 0)
			continue;
		if (s.len && memchr(s.s, '\n', s.len))
			s = join_lines(s, t->column[column].between, t->scratch);
		if (t->column[column].figures && !str_eq(s, t->kept[column]))
			s = seen_figures(s, t->scratch);
		row.cell[column] = s;
		if (!str_eq(s, t->kept[column])) /* what was kept is known to be good */
			check_cell(&row, (size_t)column);
	}
	if (n > t->header.width)
		tell_too_wide(t, line, n);
	t->given += any;
	if (any)
		t->fn(t->ctx, &row);
}

static void hold(struct table *t, int line, const struct str *cell, size_t n)
{
	struct held_row *held =
		arena_push(t->scratch, &t->held, &t->nheld, &t->held_cap, sizeof *held);

	*held = (struct held_row){ .line = line, .n = n < CSV_CELLS_MAX ? n : CSV_CELLS_MAX };
	for (size_t i = 0; i < held->n; i++)
		held->cell[i] = arena_str(t->scratch, cell[i]);
}

static void on_row(void *ctx, int line, const struct str *cell, size_t n)
{
	struct table *t = ctx;
	bool wide = t->header.width >= 3;

	if (line <= t->header.last_line || is_header_again(t, cell, n))
		return;
	if (wide && t->sheet.len && filled_alike(cell, n) >= 3) { /* merged across the table */
		tell_left_out(t, line, table_trim(cell[0]));
		return;
	}
	if (wide && note_of(cell, n).len) {
		hold(t, line, cell, n);
		return;
	}
	for (size_t i = 0; i < t->nheld; i++)
		hand_over(t, t->held[i].line, t->held[i].cell, t->held[i].n);
	t->nheld = 0;
	hand_over(t, line, cell, n);
}

void table_rows(struct table *t, const struct sheet *sheet)
{
	struct str rows = sheet->hidden_rows;
	int open_quote;

	t->sheet = sheet->name;
	t->rows = 1;
	for (size_t i = 0; i < sheet->csv.len; i++)
		t->rows += sheet->csv.s[i] == '\n';
	open_quote = csv_rows(sheet->csv, t->header.delimiter, on_row, t);
	if (open_quote)
		tell(t, SEVERITY_ERROR, FINDING_BAD_FILE, open_quote, 0, SAY_ROW SAY_OPEN_QUOTE,
		     open_quote);
	for (size_t i = 0; i < t->nheld; i++)
		tell_left_out(t, t->held[i].line, note_of(t->held[i].cell, t->held[i].n));
	if (rows.len)
		tell(t, SEVERITY_NOTE, FINDING_HIDDEN_ROW, 0, 0, SAY_HIDDEN_ROWS, STR_ARG(rows));
}

static void read_sheets(struct table *t, const struct sheet *sheet, size_t n, bool text)
{
	assert(t->ncolumns <= TABLE_COLUMNS_MAX);
	t->header = table_find_header(t, sheet, n, text);
	if (!t->header.first_line) {
		tell_no_header(t, n ? sheet[0].csv : STR(""));
		return;
	}
	t->sheet = sheet[t->header.sheet].name;
	read_header(t);
	if (t->usable)
		table_rows(t, &sheet[t->header.sheet]);
}

void table_read(struct table *t, struct str text)
{
	const struct sheet sheet = { .csv = text };

	if (table_trim(text).len == 0)
		tell(t, SEVERITY_ERROR, FINDING_EMPTY, 0, 0, SAY_EMPTY_FILE);
	else
		read_sheets(t, &sheet, 1, true);
}

void table_read_book(struct table *t, const struct workbook *book)
{
	if (book->old)
		tell(t, SEVERITY_NOTE, FINDING_OLD_FORMAT, 0, 0, SAY_OLD_FORMAT);
	read_sheets(t, book->sheet, book->n, false);
}

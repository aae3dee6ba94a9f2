/*
 * table_header.c - where the header of a table is: people put titles above it,
 * break it into two lines, and keep the table on the second sheet.
 */
#include "base/utf8.h"
#include "table/table.h"
#include "unicode.h"

#include <string.h>

/* The first rows of a sheet. */
struct head {
	struct arena *a;
	struct head_row {
		int line;
		struct str cell[CSV_CELLS_MAX];
		size_t n;
	} row[TABLE_HEADER_ROWS];
	size_t n;
};

/* 、 and ： and what is blank do not matter in the words of a header. */
static bool says_nothing(int32_t cp)
{
	return cp <= ' ' || cp == 0x3001 || cp == ':' || cp == '*' || unicode_is_hidden(cp);
}

static struct str plain_word(struct str s, struct arena *a)
{
	return unicode_plain(s, says_nothing, a);
}

static bool is_named(const struct column *c, struct str word, struct arena *a)
{
	struct str words = str_of(c->words);

	while (words.s)
		if (str_eq(plain_word(str_cut(&words, '|'), a), word))
			return true;
	return false;
}

int table_column_of(const struct table *t, struct str cell)
{
	struct str word = plain_word(cell, t->scratch);

	for (size_t i = 0; i < t->ncolumns && word.len; i++)
		if (is_named(&t->column[i], word, t->scratch))
			return (int)i;
	return -1;
}

static void on_row(void *ctx, int line, const struct str *cell, size_t n)
{
	struct head *h = ctx;
	struct head_row *row = &h->row[h->n];

	if (h->n == TABLE_HEADER_ROWS)
		return;
	n = n < CSV_CELLS_MAX ? n : CSV_CELLS_MAX;
	*row = (struct head_row){ .line = line, .n = n };
	for (size_t i = 0; i < n; i++)
		row->cell[i] = arena_str(h->a, table_trim(cell[i]));
	h->n++;
}

/* The beginning of the text that holds the first rows: a wrapped header has many lines. */
static struct str first_lines(struct str text)
{
	enum { LINES = 200, BYTES = 1 << 16 };
	struct str rest = text;

	for (int i = 0; i < LINES && rest.s; i++)
		str_cut(&rest, '\n');
	text = rest.s ? str_head(text, (size_t)(rest.s - text.s)) : text;
	return utf8_head(text, BYTES);
}

static bool knows_required(const struct table *t, const struct table_header *h)
{
	for (size_t c = 0; c < t->ncolumns; c++) {
		bool found = !t->column[c].required;

		for (size_t i = 0; i < h->width && !found; i++)
			found = h->column_of[i] == (int)c;
		if (!found)
			return false;
	}
	return true;
}

static void count(const struct table *t, struct table_header *h)
{
	h->known = 0;
	for (size_t i = 0; i < h->width; i++)
		h->known += h->column_of[i] >= 0;
	h->fits = knows_required(t, h);
}

static struct table_header of_row(const struct table *t, const struct head_row *row)
{
	struct table_header h = { .first_line = row->line, .last_line = row->line };

	h.width = row->n;
	for (size_t i = 0; i < row->n; i++) {
		h.cell[i] = row->cell[i];
		h.column_of[i] = table_column_of(t, row->cell[i]);
	}
	count(t, &h);
	return h;
}

/* What two cells, one above the other, say: the lower one, both, or the upper one. */
static void join_cell(const struct table *t, struct table_header *h, size_t i, struct str lower)
{
	struct str both = arena_printf(t->scratch, "%.*s%.*s", STR_ARG(h->cell[i]), STR_ARG(lower));
	int column = table_column_of(t, lower);

	if (lower.len == 0 || str_eq(lower, h->cell[i]))
		return;
	h->cell[i] = column >= 0 ? lower : both;
	if (column < 0)
		column = table_column_of(t, both);
	if (column >= 0)
		h->column_of[i] = column;
}

/* With the row below it, which is part of the header if it names a column and holds no data. */
static bool join(const struct table *t, struct table_header *h, const struct head_row *below)
{
	struct table_header joined = *h;
	size_t words = 0, filled = 0;

	if (below->line != h->last_line + 1)
		return false;
	for (size_t i = h->width; i < below->n; i++) {
		joined.cell[i] = STR("");
		joined.column_of[i] = -1;
	}
	joined.width = below->n > h->width ? below->n : h->width;
	for (size_t i = 0; i < below->n; i++) {
		struct str upper = joined.cell[i];

		join_cell(t, &joined, i, below->cell[i]);
		filled += below->cell[i].len > 0;
		words += below->cell[i].len &&
			 (joined.column_of[i] >= 0 && (table_column_of(t, below->cell[i]) >= 0 ||
						       table_column_of(t, joined.cell[i]) >= 0 ||
						       str_eq(below->cell[i], upper)));
	}
	joined.last_line = below->line;
	count(t, &joined);
	if (words == 0 || words < filled || joined.known < h->known)
		return false;
	*h = joined;
	return true;
}

static bool is_better(const struct table_header *h, const struct table_header *best)
{
	return h->fits != best->fits ? h->fits : h->known > best->known;
}

static void look_at(const struct table *t, struct str text, size_t sheet, char delimiter,
		    struct table_header *best)
{
	struct head *head = arena_alloc(t->scratch, sizeof *head);

	head->a = t->scratch;
	csv_rows(first_lines(text), delimiter, on_row, head);
	for (size_t i = 0; i < head->n && !best->fits; i++) {
		struct table_header h = of_row(t, &head->row[i]);

		if (i + 1 < head->n && h.known)
			join(t, &h, &head->row[i + 1]);
		h.sheet = sheet;
		h.delimiter = delimiter;
		if (h.known && is_better(&h, best))
			*best = h;
	}
}

struct table_header table_find_header(const struct table *t, const struct sheet *sheet, size_t n,
				      bool text)
{
	struct table_header best = { .delimiter = ',' };
	const char *delimiter = text ? ",\t;" : ",";

	for (size_t i = 0; i < n; i++)
		for (const char *d = delimiter; *d && !best.fits; d++)
			look_at(t, sheet[i].csv, i, *d, &best);
	return best;
}

bool table_fits(const struct column *column, size_t n, struct str text, struct arena *a)
{
	const struct table t = { .column = column, .ncolumns = n, .scratch = a };
	const struct sheet sheet = { .csv = text };

	return table_find_header(&t, &sheet, 1, true).fits;
}

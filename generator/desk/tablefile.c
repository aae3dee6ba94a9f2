#include "desk/tablefile.h"

#include "base/file.h"
#include "desk/hallfiles.h"
#include "table/csv.h"
#include "table/text.h"

#include <stdlib.h>

static struct str stem(struct str name)
{
	return str_head(name, str_find(name, STR(".")));
}

size_t tablefile_place(struct str file)
{
	size_t i = 0;

	while (read_tables[i] && !(str_contains(file, STR(".")) &&
				   str_eq(stem(file), stem(str_of(read_tables[i]->name)))))
		i++;
	return i;
}

size_t tablefile_column(const struct tablefile *t, struct str name)
{
	for (size_t i = 0; i < t->width; i++)
		if (str_eq(t->name[i], name))
			return i;
	return SIZE_MAX;
}

struct str tablefile_cell(const struct tablefile *t, const struct tablerow *row, struct str name)
{
	size_t at = tablefile_column(t, name);

	return at == SIZE_MAX ? STR("") : row->cell[at];
}

/* The cells below the columns of another table like it. */
static struct str joined(const struct tablefile *t, const struct tablerow *row,
			 const struct tablefile *like, char between)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < like->width; i++) {
		if (i)
			buf_add_char(&out, between);
		buf_add(&out, tablefile_cell(t, row, like->name[i]));
	}
	return buf_keep(&out, t->a);
}

static struct str key_of(const struct tablefile *t, const struct tablerow *row)
{
	return t->spec->label ? tablefile_cell(t, row, column_word(t->spec->column))
			      : joined(t, row, t, '|');
}

static struct tablerow *push(struct tablefile *t, int line)
{
	struct tablerow *row = arena_push(t->a, &t->row, &t->n, &t->cap, sizeof *row);

	row->cell = arena_array(t->a, t->width, sizeof *row->cell);
	row->line = line;
	return row;
}

static void on_row(void *ctx, int line, const struct str *cell, size_t n)
{
	struct tablefile *t = ctx;
	struct tablerow *row;
	bool any = false;

	row = push(t, line);
	for (size_t i = 0; i < n && i < t->width; i++) {
		row->cell[i] = arena_str(t->a, table_trim(cell[i]));
		any = any || row->cell[i].len;
	}
	if (any)
		row->key = key_of(t, row);
	else
		t->n--;
}

bool tablefile_read(struct tablefile *t, const struct table_spec *spec, const struct sheet *sheet,
		    struct str file, struct findings *f, struct arena *a)
{
	struct findings untold = { .arena = a };
	struct table rows = { .findings = f ? f : &untold,
			      .file = file,
			      .column = spec->column,
			      .ncolumns = spec->ncolumns,
			      .arena = a,
			      .scratch = a,
			      .raw = on_row,
			      .ctx = t };
	struct table_header h = table_find_header(&rows, sheet, 1, sheet->name.len == 0);

	*t = (struct tablefile){ .spec = spec, .a = a, .width = h.width, .line = h.last_line };
	if (!h.fits)
		return false;
	t->heading = arena_array(a, h.width, sizeof *t->heading);
	t->name = arena_array(a, h.width, sizeof *t->name);
	for (size_t i = 0; i < h.width; i++) {
		t->heading[i] = t->name[i] = h.cell[i];
		if (h.column_of[i] >= 0)
			t->name[i] = column_word(&spec->column[h.column_of[i]]);
	}
	rows.header = h;
	table_rows(&rows, sheet);
	return true;
}

bool tablefile_load(struct tablefile *t, const struct table_spec *spec, const char *folder,
		    struct arena *a)
{
	const struct content c = { .dir = str_of(folder) };
	struct str path = content_workbook(&c, spec->name, a);
	struct str text = hallfiles_read(folder, str_of(spec->name), a);
	struct workbook book;
	struct str bytes;
	struct err e;

	if (text.s || !path.s) {
		const struct sheet one = { .csv = text_decode(text, a).s };

		return tablefile_read(t, spec, &one, path, NULL, a);
	}
	if (!file_read(path.s, HALLFILES_MAX_BYTES, a, &bytes, &e) ||
	    !workbook_read(path, bytes, a, &book, &e))
		return false;
	for (size_t i = 0; i < book.n; i++)
		if (tablefile_read(t, spec, &book.sheet[i], path, NULL, a))
			return true;
	return false;
}

struct tablerow *tablefile_find(const struct tablefile *t, struct str key)
{
	for (size_t i = 0; i < t->n; i++)
		if (!t->row[i].gone && str_eq(t->row[i].key, key))
			return &t->row[i];
	return NULL;
}

struct tablerow *tablefile_add(struct tablefile *t, struct str key)
{
	struct tablerow *row = push(t, 0);
	size_t at = tablefile_column(t, column_word(t->spec->column));

	for (size_t i = 0; i < t->width; i++)
		row->cell[i] = STR("");
	row->key = arena_str(t->a, key);
	if (t->spec->label && at != SIZE_MAX && !str_starts(key, STR("+")))
		row->cell[at] = row->key;
	return row;
}

static struct str *wider(const struct tablefile *t, const struct str *cell, struct str last)
{
	struct str *more = arena_array(t->a, t->width + 1, sizeof *more);

	memcpy(more, cell, t->width * sizeof *more);
	more[t->width] = last;
	return more;
}

size_t tablefile_widen(struct tablefile *t, struct str heading, struct str name)
{
	t->heading = wider(t, t->heading, heading);
	t->name = wider(t, t->name, name);
	for (size_t i = 0; i < t->n; i++)
		t->row[i].cell = wider(t, t->row[i].cell, STR(""));
	return t->width++;
}

size_t tablefile_heading(struct tablefile *t, struct str heading)
{
	const struct table like = { .column = t->spec->column,
				    .ncolumns = t->spec->ncolumns,
				    .scratch = t->a };
	int known = table_column_of(&like, heading);
	struct str name = known < 0 ? heading : column_word(&t->spec->column[known]);
	size_t at = tablefile_column(t, name);

	return at == SIZE_MAX && known >= 0 ? tablefile_widen(t, arena_str(t->a, heading), name)
					    : at;
}

/* ---- twins ---- */

struct said_row {
	struct str says;
	struct tablerow *row;
};

static int by_text_and_place(const void *va, const void *vb)
{
	const struct said_row *a = va, *b = vb;
	int order = str_cmp(a->says, b->says);

	return order ? order : (a->row > b->row) - (a->row < b->row);
}

static struct said_row *sorted(const struct tablefile *t, const struct tablefile *like)
{
	struct said_row *list = arena_array(t->a, t->n, sizeof *list);

	for (size_t i = 0; i < t->n; i++) {
		struct tablerow *row = &t->row[i];

		list[i] = (struct said_row){ t->spec->label ? row->key : joined(t, row, like, '\0'),
					     row };
	}
	if (t->n)
		qsort(list, t->n, sizeof *list, by_text_and_place);
	return list;
}

struct tablerow **tablefile_twins(const struct tablefile *t, const struct tablefile *other)
{
	struct said_row *mine = sorted(t, t), *its = sorted(other, t);
	struct tablerow **twin = arena_array(t->a, t->n, sizeof *twin);

	for (size_t i = 0, k = 0; i < t->n && k < other->n;) {
		int order = str_cmp(mine[i].says, its[k].says);

		if (order == 0)
			twin[mine[i].row - t->row] = its[k].row;
		i += order <= 0;
		k += order >= 0;
	}
	return twin;
}

/* ---- as CSV ---- */

static void add_row(struct buf *out, const struct str *cell, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_add_char(out, ',');
		csv_add(out, cell[i]);
	}
	buf_add_char(out, '\n');
}

struct str tablefile_csv(const struct tablefile *t, bool placed)
{
	struct buf out = BUF_INIT;
	int line = 1;

	for (; placed && line < t->line; line++)
		buf_add_char(&out, '\n');
	add_row(&out, t->heading, t->width);
	for (size_t i = 0; i < t->n; i++) {
		for (line++; placed && line < t->row[i].line; line++)
			buf_add_char(&out, '\n');
		if (!t->row[i].gone)
			add_row(&out, t->row[i].cell, t->width);
	}
	return buf_keep(&out, t->a);
}

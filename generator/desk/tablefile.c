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

const struct table_spec *tablefile_spec(struct str name)
{
	for (size_t i = 0; read_tables[i]; i++)
		if (str_contains(name, STR(".")) &&
		    str_eq(stem(name), stem(str_of(read_tables[i]->name))))
			return read_tables[i];
	return NULL;
}

bool tablefile_has_keys(const struct table_spec *spec)
{
	struct str name = str_of(spec->name);

	return str_eq(name, STR("items.csv")) || str_eq(name, STR("windows.csv")) ||
	       str_eq(name, STR("holidays.csv"));
}

size_t tablefile_column(const struct tablefile *t, size_t index)
{
	const struct table like = { .column = t->spec->column,
				    .ncolumns = t->spec->ncolumns,
				    .scratch = t->a };

	for (size_t i = 0; i < t->width; i++)
		if (table_column_of(&like, t->heading[i]) == (int)index)
			return i;
	return SIZE_MAX;
}

static size_t heading_at(const struct tablefile *t, struct str heading)
{
	for (size_t i = 0; i < t->width; i++)
		if (str_eq(t->heading[i], heading))
			return i;
	return SIZE_MAX;
}

static struct str key_of(const struct tablefile *t, const struct tablerow *row)
{
	size_t at = tablefile_column(t, 0);
	struct str key = STR("");

	if (tablefile_has_keys(t->spec))
		return at == SIZE_MAX ? key : row->cell[at];
	for (size_t i = 0; i < t->width; i++)
		key = arena_printf(t->a, "%.*s%s%.*s", STR_ARG(key), i ? "|" : "",
				   STR_ARG(row->cell[i]));
	return key;
}

static struct tablerow *push(struct tablefile *t, int line)
{
	struct tablerow *row = arena_push(t->a, &t->row, &t->n, &t->cap, sizeof *row);

	row->cell = arena_array(t->a, t->width, sizeof *row->cell);
	row->line = line;
	return row;
}

struct reading {
	struct tablefile *t;
	int header_end;
};

static void on_row(void *ctx, int line, const struct str *cell, size_t n)
{
	const struct reading *r = ctx;
	struct tablefile *t = r->t;
	struct tablerow *row;
	bool any = false;

	for (size_t i = 0; i < n && i < t->width; i++)
		any = any || table_trim(cell[i]).len;
	if (line <= r->header_end || !any)
		return;
	row = push(t, line);
	for (size_t i = 0; i < n && i < t->width; i++)
		row->cell[i] = arena_str(t->a, table_trim(cell[i]));
	row->key = key_of(t, row);
}

bool tablefile_read(struct tablefile *t, const struct table_spec *spec, struct str text,
		    bool is_text, struct arena *a)
{
	const struct table like = {
		.column = spec->column, .ncolumns = spec->ncolumns, .arena = a, .scratch = a
	};
	const struct sheet sheet = { .csv = text };
	struct table_header h = table_find_header(&like, &sheet, 1, is_text);
	struct reading r = { t, h.last_line };

	*t = (struct tablefile){ .spec = spec, .a = a, .width = h.width, .line = h.last_line };
	if (!h.fits)
		return false;
	t->heading = arena_array(a, h.width, sizeof *t->heading);
	for (size_t i = 0; i < h.width; i++)
		t->heading[i] = h.cell[i];
	csv_rows(text, h.delimiter, on_row, &r);
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

	if (text.s || !path.s)
		return tablefile_read(t, spec, text_decode(text, a).s, true, a);
	if (!file_read(path.s, HALLFILES_MAX_BYTES, a, &bytes, &e) ||
	    !workbook_read(path, bytes, a, &book, &e))
		return false;
	for (size_t i = 0; i < book.n; i++)
		if (tablefile_read(t, spec, book.sheet[i].csv, false, a))
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
	size_t at = tablefile_column(t, 0);

	for (size_t i = 0; i < t->width; i++)
		row->cell[i] = STR("");
	row->key = arena_str(t->a, key);
	if (tablefile_has_keys(t->spec) && at != SIZE_MAX && !str_starts(key, STR("+")))
		row->cell[at] = row->key;
	return row;
}

/* By the spec, else as it stands there. */
static size_t place_of(const struct tablefile *t, struct str heading, bool *known)
{
	const struct table like = { .column = t->spec->column,
				    .ncolumns = t->spec->ncolumns,
				    .scratch = t->a };
	int index = table_column_of(&like, heading);

	*known = index >= 0;
	return *known ? tablefile_column(t, (size_t)index) : heading_at(t, heading);
}

bool tablefile_has(const struct tablefile *t, const struct tablefile *other, size_t column)
{
	bool known;

	return place_of(t, other->heading[column], &known) != SIZE_MAX;
}

struct str tablefile_like(const struct tablefile *t, const struct tablerow *row,
			  const struct tablefile *other, size_t column)
{
	bool known;
	size_t at = place_of(t, other->heading[column], &known);

	return at == SIZE_MAX ? STR("") : row->cell[at];
}

/* ---- found by another's ---- */

struct rowplace {
	struct str says;
	struct tablerow *row;
};

static int by_text_and_place(const void *va, const void *vb)
{
	const struct rowplace *a = va, *b = vb;
	int order = str_cmp(a->says, b->says);

	return order ? order : (a->row > b->row) - (a->row < b->row);
}

/* The cells in these columns; SIZE_MAX is an empty one. */
static struct str says(const struct tablefile *t, const struct tablerow *row, const size_t *at,
		       size_t width)
{
	struct buf out = BUF_INIT;
	struct str text;

	if (tablefile_has_keys(t->spec))
		return row->key;
	for (size_t i = 0; i < width; i++) {
		if (at[i] != SIZE_MAX)
			buf_add(&out, row->cell[at[i]]);
		buf_add_char(&out, '\0');
	}
	text = arena_str(t->a, buf_str(&out));
	buf_release(&out);
	return text;
}

struct rowindex rowindex_make(struct tablefile *t, const struct tablefile *like, size_t width)
{
	struct rowindex x = { like, width, arena_array(t->a, t->n, sizeof *x.place), t->n };
	size_t *at = arena_array(t->a, width, sizeof *at);
	bool known;

	for (size_t i = 0; i < width; i++)
		at[i] = place_of(t, like->heading[i], &known);
	for (size_t i = 0; i < t->n; i++)
		x.place[i] = (struct rowplace){ says(t, &t->row[i], at, width), &t->row[i] };
	if (x.n)
		qsort(x.place, x.n, sizeof *x.place, by_text_and_place);
	return x;
}

struct tablerow *rowindex_find(const struct rowindex *x, const struct tablerow *row)
{
	size_t *at = arena_array(x->like->a, x->width, sizeof *at), low = 0, high = x->n;
	struct str text;

	for (size_t i = 0; i < x->width; i++)
		at[i] = i;
	text = says(x->like, row, at, x->width);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (str_cmp(x->place[middle].says, text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < x->n && str_eq(x->place[low].says, text); low++)
		if (!x->place[low].row->gone)
			return x->place[low].row;
	return NULL;
}

size_t tablefile_widen(struct tablefile *t, struct str heading)
{
	struct str *wider = arena_array(t->a, t->width + 1, sizeof *wider);

	memcpy(wider, t->heading, t->width * sizeof *wider);
	wider[t->width] = heading;
	t->heading = wider;
	for (size_t i = 0; i < t->n; i++) {
		wider = arena_array(t->a, t->width + 1, sizeof *wider);
		memcpy(wider, t->row[i].cell, t->width * sizeof *wider);
		wider[t->width] = STR("");
		t->row[i].cell = wider;
	}
	return t->width++;
}

size_t tablefile_place(struct tablefile *t, struct str heading)
{
	bool known;
	size_t at = place_of(t, heading, &known);

	return at == SIZE_MAX && known ? tablefile_widen(t, arena_str(t->a, heading)) : at;
}

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
	struct str text;
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
	text = arena_str(t->a, buf_str(&out));
	buf_release(&out);
	return text;
}

#include "table/xlsx.h"

#include "table/numberformat.h"
#include "table/xml.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HIDDEN_NAMED = 5, ROWS_MAX = 1 << 20 };

struct sheet_entry {
	struct str name, id;
	bool hidden;
};

/* A file of the workbook and what it is for. */
struct relation {
	struct str id, type, target;
};

struct custom_format {
	int id;
	struct numberformat format;
};

struct book {
	struct zip z;
	struct arena *a;
	struct str folder; /* of the relations that are read, up to its slash: "xl/" */
	bool is_workbook, epoch_1904;
	struct sheet_entry *sheet;
	size_t nsheets, sheets_cap;
	struct relation *relation;
	size_t nrelations, relations_cap;
	struct custom_format *custom;
	size_t ncustom, custom_cap;
	struct numberformat *style; /* by the s of a cell */
	size_t nstyles, styles_cap;
	struct str *shared;
	size_t nshared, shared_cap;
	struct str run; /* what the runs of a rich text came to */
	int phonetic;	/* inside <rPh>: how it is said */
};

/* The sheet that is being read. */
struct sheet_parse {
	struct book *book;
	struct grid grid;
	int row, column;
	bool row_hidden, row_filled, formula;
	char type_text[16];
	int style;
	struct str value;
	struct str hidden_rows;
	int nhidden;
};

static int number(const char *text, int otherwise)
{
	int64_t n;

	return text && str_to_int(str_of(text), INT32_MAX, &n) ? (int)n : otherwise;
}

static bool is_true(const char *text)
{
	return text && (strcmp(text, "1") == 0 || strcmp(text, "true") == 0);
}

static struct str keep(struct book *b, const char *text)
{
	return arena_str(b->a, str_of(text));
}

/* ---- workbook.xml and its relations ---- */

static void on_workbook(void *ctx, const char *name, const char **attr)
{
	struct book *b = ctx;
	struct sheet_entry *sheet;
	const char *state = xml_attr(attr, "state");

	b->is_workbook = b->is_workbook || strcmp(name, "workbook") == 0;
	if (strcmp(name, "workbookPr") == 0)
		b->epoch_1904 = is_true(xml_attr(attr, "date1904"));
	if (strcmp(name, "sheet") != 0)
		return;
	sheet = arena_push(b->a, &b->sheet, &b->nsheets, &b->sheets_cap, sizeof *sheet);
	*sheet = (struct sheet_entry){ keep(b, xml_attr(attr, "name")),
				       keep(b, xml_attr(attr, "id")),
				       state && strcmp(state, "visible") != 0 };
}

static void on_relation(void *ctx, const char *name, const char **attr)
{
	struct book *b = ctx;
	struct relation *r;

	if (strcmp(name, "Relationship") != 0)
		return;
	r = arena_push(b->a, &b->relation, &b->nrelations, &b->relations_cap, sizeof *r);
	*r = (struct relation){ keep(b, xml_attr(attr, "Id")), keep(b, xml_attr(attr, "Type")),
				keep(b, xml_attr(attr, "Target")) };
}

static struct str folder_of(struct str path)
{
	while (path.len && path.s[path.len - 1] != '/')
		path.len--;
	return path;
}

/* "/xl/worksheets/sheet1.xml" or, from xl/, "worksheets/sheet1.xml" and "../xl/…". */
static const char *member_of(struct book *b, const struct relation *r)
{
	struct str rest = r->target, part;
	size_t n = str_starts(rest, STR("/")) ? 0 : b->folder.len;
	char *out = arena_alloc(b->a, b->folder.len + rest.len + 1);

	memcpy(out, b->folder.s, n);
	while (str_contains(rest, STR("/"))) {
		part = str_cut(&rest, '/');
		if (str_eq(part, STR(".."))) {
			n = folder_of((struct str){ out, n ? n - 1 : 0 }).len;
		} else if (part.len && !str_eq(part, STR("."))) {
			memcpy(out + n, part.s, part.len);
			n += part.len;
			out[n++] = '/';
		}
	}
	memcpy(out + n, rest.s, rest.len);
	out[n + rest.len] = '\0';
	return out;
}

static const char *member_of_type(struct book *b, struct str type)
{
	for (size_t i = 0; i < b->nrelations; i++)
		if (str_ends(b->relation[i].type, type))
			return member_of(b, &b->relation[i]);
	return "";
}

static const char *member_of_id(struct book *b, struct str id)
{
	for (size_t i = 0; i < b->nrelations; i++)
		if (str_eq(b->relation[i].id, id))
			return member_of(b, &b->relation[i]);
	return "";
}

/* ---- styles.xml: which numbers are days and times ---- */

static struct numberformat format_of(const struct book *b, int id)
{
	for (size_t i = 0; i < b->ncustom; i++)
		if (b->custom[i].id == id)
			return b->custom[i].format;
	return numberformat_builtin(id);
}

static void add_custom(struct book *b, const char **attr)
{
	struct custom_format *f =
		arena_push(b->a, &b->custom, &b->ncustom, &b->custom_cap, sizeof *f);

	*f = (struct custom_format){ number(xml_attr(attr, "numFmtId"), -1),
				     numberformat_of(str_of(xml_attr(attr, "formatCode"))) };
}

/* The xf of <cellXfs>, which stand behind those of <cellStyleXfs>. */
static void on_style(void *ctx, const char *name, const char **attr)
{
	struct book *b = ctx;

	if (strcmp(name, "numFmt") == 0)
		add_custom(b, attr);
	else if (strcmp(name, "cellXfs") == 0)
		b->nstyles = 0;
	else if (strcmp(name, "xf") == 0)
		*(struct numberformat *)arena_push(b->a, &b->style, &b->nstyles, &b->styles_cap,
						   sizeof *b->style) =
			format_of(b, number(xml_attr(attr, "numFmtId"), 0));
}

/* ---- texts ---- */

static void on_text(void *ctx, const char *name, const char **attr)
{
	struct book *b = ctx;

	(void)attr;
	if (strcmp(name, "si") == 0 || strcmp(name, "is") == 0)
		b->run = (struct str){ NULL, 0 };
	b->phonetic += strcmp(name, "rPh") == 0;
}

/* _x000D_ is how a carriage return is kept. */
static struct str without_escapes(struct book *b, struct str s)
{
	const struct str escape = STR("_x000D_");
	size_t at = str_find(s, escape);

	while (at != SIZE_MAX) {
		s = arena_printf(b->a, "%.*s%.*s", STR_ARG(str_head(s, at)),
				 STR_ARG(str_from(s, at + escape.len)));
		at = str_find(s, escape);
	}
	return s;
}

static void on_text_end(void *ctx, const char *name, struct str text)
{
	struct book *b = ctx;

	if (strcmp(name, "rPh") == 0)
		b->phonetic--;
	if (strcmp(name, "t") != 0 || b->phonetic)
		return;
	text = without_escapes(b, text);
	b->run = b->run.len ? arena_printf(b->a, "%.*s%.*s", STR_ARG(b->run), STR_ARG(text))
			    : arena_str(b->a, text);
}

static void on_shared_end(void *ctx, const char *name, struct str text)
{
	struct book *b = ctx;

	on_text_end(b, name, text);
	if (strcmp(name, "si") == 0)
		*(struct str *)arena_push(b->a, &b->shared, &b->nshared, &b->shared_cap,
					  sizeof b->run) = b->run;
}

/* ---- a sheet ---- */

/* B12 into column 2 and row 12; false for anything else. */
static bool place_of(struct str ref, int *column, int *row)
{
	int64_t n;
	int letters = 0;

	while (ref.len && ref.s[0] >= 'A' && ref.s[0] <= 'Z' && letters < 1 << 20) {
		letters = letters * 26 + (ref.s[0] - 'A' + 1);
		ref = str_from(ref, 1);
	}
	if (!letters || !str_to_int(ref, ROWS_MAX, &n))
		return false;
	*column = letters;
	*row = (int)n;
	return true;
}

static void add_range(struct sheet_parse *p, const char *ref)
{
	struct str rest = str_of(ref), first = str_cut(&rest, ':');
	struct grid_range r;

	if (place_of(first, &r.column, &r.row) && place_of(rest, &r.last_column, &r.last_row))
		grid_merge(&p->grid, r);
}

static void begin_row(struct sheet_parse *p, const char **attr)
{
	p->row = number(xml_attr(attr, "r"), p->row + 1);
	p->column = 0;
	p->row_hidden = is_true(xml_attr(attr, "hidden"));
	p->row_filled = false;
}

static void begin_cell(struct sheet_parse *p, const char **attr)
{
	const char *ref = xml_attr(attr, "r"), *type = xml_attr(attr, "t");

	p->column++;
	if (ref)
		place_of(str_of(ref), &p->column, &p->row);
	p->style = number(xml_attr(attr, "s"), -1);
	snprintf(p->type_text, sizeof p->type_text, "%s", type ? type : "n");
	p->value = p->book->run = (struct str){ NULL, 0 };
	p->formula = false;
}

static void on_cell(void *ctx, const char *name, const char **attr)
{
	struct sheet_parse *p = ctx;

	if (strcmp(name, "row") == 0)
		begin_row(p, attr);
	else if (strcmp(name, "c") == 0)
		begin_cell(p, attr);
	else if (strcmp(name, "f") == 0)
		p->formula = true;
	else if (strcmp(name, "mergeCell") == 0)
		add_range(p, xml_attr(attr, "ref"));
	on_text(p->book, name, attr);
}

static struct str number_text(struct sheet_parse *p)
{
	const struct book *b = p->book;
	struct numberformat plain = { 0 }, *f = &plain;
	char text[NUMBERFORMAT_TEXT], *end;
	double value = strtod(p->value.s, &end);

	if (end == p->value.s || !isfinite(value))
		return p->value;
	if (p->style >= 0 && (size_t)p->style < b->nstyles)
		f = &b->style[p->style];
	if (b->epoch_1904 && f->date && value >= 1)
		value += NUMBERFORMAT_1904;
	numberformat_print(f, value, text);
	return arena_str(b->a, str_of(text));
}

static struct str cell_text(struct sheet_parse *p)
{
	const struct book *b = p->book;
	struct str type = str_of(p->type_text);
	int64_t i;

	if (str_eq(type, STR("inlineStr")))
		return b->run;
	if (p->value.len == 0) /* a program that does not calculate wrote it */
		return p->formula ? STR("#CALC!") : p->value;
	if (str_eq(type, STR("s")))
		return str_to_int(p->value, INT32_MAX, &i) && (size_t)i < b->nshared ? b->shared[i]
										     : STR("");
	if (str_eq(type, STR("b")))
		return str_eq(p->value, STR("1")) ? STR("TRUE") : STR("FALSE");
	if (str_eq(type, STR("n")))
		return number_text(p);
	return without_escapes(p->book, p->value);
}

static void end_row(struct sheet_parse *p)
{
	if (!p->row_hidden || !p->row_filled)
		return;
	if (p->nhidden++ < HIDDEN_NAMED)
		p->hidden_rows = arena_printf(p->book->a, "%.*s%s%d", STR_ARG(p->hidden_rows),
					      p->nhidden > 1 ? "、" : "", p->row);
}

static void on_cell_end(void *ctx, const char *name, struct str text)
{
	struct sheet_parse *p = ctx;

	on_text_end(p->book, name, text);
	if (strcmp(name, "v") == 0)
		p->value = arena_str(p->book->a, text);
	if (strcmp(name, "c") == 0) {
		struct str s = cell_text(p);

		grid_add(&p->grid, p->row, p->column, s);
		p->row_filled = p->row_filled || s.len;
	}
	if (strcmp(name, "row") == 0)
		end_row(p);
}

static enum book_result read_sheet(struct book *b, const struct sheet_entry *sheet, grid_fn *fn,
				   void *ctx)
{
	struct sheet_parse p = { .book = b, .grid = { .arena = b->a } };
	enum book_result result =
		xml_read(&b->z, member_of_id(b, sheet->id), on_cell, on_cell_end, &p);

	if (result != BOOK_READ)
		return result;
	if (p.nhidden > HIDDEN_NAMED)
		p.hidden_rows = arena_printf(b->a, "%.*s等 %d", STR_ARG(p.hidden_rows), p.nhidden);
	return fn(ctx, sheet->name, &p.grid, p.hidden_rows) ? BOOK_READ : BOOK_TOO_LARGE;
}

/* The workbook and where its parts are; some programs call it workbook2.xml. */
static enum book_result read_package(struct book *b)
{
	enum book_result result = xml_read(&b->z, "_rels/.rels", on_relation, NULL, b);
	const char *path = member_of_type(b, STR("/officeDocument")), *relations;
	struct str name;

	if (result != BOOK_READ || !*path)
		path = "xl/workbook.xml";
	b->nrelations = 0;
	b->folder = folder_of(str_of(path));
	name = str_from(str_of(path), b->folder.len);
	relations = arena_printf(b->a, "%.*s_rels/%.*s.rels", STR_ARG(b->folder), STR_ARG(name)).s;
	result = xml_read(&b->z, path, on_workbook, NULL, b);
	if (result == BOOK_READ && !b->is_workbook)
		return BOOK_ABSENT;
	return result == BOOK_READ ? xml_read(&b->z, relations, on_relation, NULL, b) : result;
}

/* Styles and shared texts may be missing; what they are for is then not there. */
static enum book_result read_parts(struct book *b)
{
	enum book_result result = read_package(b);

	if (result != BOOK_READ)
		return result;
	result = xml_read(&b->z, member_of_type(b, STR("/styles")), on_style, NULL, b);
	if (result == BOOK_READ || result == BOOK_ABSENT)
		result = xml_read(&b->z, member_of_type(b, STR("/sharedStrings")), on_text,
				  on_shared_end, b);
	return result == BOOK_ABSENT ? BOOK_READ : result;
}

enum book_result xlsx_read(const char *path, struct arena *a, grid_fn *fn, void *ctx)
{
	struct book b = { .a = a, .folder = STR("") };
	enum book_result result;

	if (!zip_open(&b.z, path))
		return BOOK_DAMAGED;
	result = read_parts(&b);
	for (size_t i = 0; i < b.nsheets && result == BOOK_READ; i++)
		if (!b.sheet[i].hidden)
			result = read_sheet(&b, &b.sheet[i], fn, ctx);
	zip_close(&b.z);
	return result;
}

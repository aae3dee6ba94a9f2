#include "table/csv.h"

#include <csv.h>
#include <stdlib.h>

struct rows {
	csv_row_fn *fn;
	void *ctx;
	int line;
	struct buf bytes;	   /* the cells of this row, one behind the other */
	size_t end[CSV_CELLS_MAX]; /* where each ends in bytes */
	size_t n;		   /* cells so far */
	size_t used;		   /* up to the last that is not empty */
};

static void on_cell(void *cell, size_t len, void *ctx)
{
	struct rows *r = ctx;

	if (r->n < CSV_CELLS_MAX) {
		if (len)
			buf_add(&r->bytes, (struct str){ cell, len });
		r->end[r->n] = r->bytes.len;
	}
	r->n++;
	if (len)
		r->used = r->n;
}

static void on_row(int end, void *ctx)
{
	struct rows *r = ctx;
	struct str cell[CSV_CELLS_MAX];
	size_t from = 0;

	(void)end;
	for (size_t i = 0; i < r->used && i < CSV_CELLS_MAX; i++) {
		cell[i] = str_head(str_from(buf_str(&r->bytes), from), r->end[i] - from);
		from = r->end[i];
	}
	r->line++;
	if (r->used)
		r->fn(r->ctx, r->line, cell, r->used);
	r->n = r->used = 0;
	buf_clear(&r->bytes);
}

int csv_rows(struct str text, char delimiter, csv_row_fn *fn, void *ctx)
{
	struct rows r = { .fn = fn, .ctx = ctx, .bytes = BUF_INIT };
	struct csv_parser p;
	int open_quote = 0;

	/* Every LF is told, so that empty lines count. */
	if (csv_init(&p, CSV_REPALL_NL) != 0)
		abort();
	csv_set_delim(&p, (unsigned char)delimiter);
	if (csv_parse(&p, text.s, text.len, on_cell, on_row, &r) != text.len)
		abort(); /* without CSV_STRICT only memory can fail */
	/* Strict only now: stray quotes are tolerated, one that never closes is not. */
	csv_set_opts(&p, CSV_REPALL_NL | CSV_STRICT | CSV_STRICT_FINI);
	if (csv_fini(&p, on_cell, on_row, &r) != 0)
		open_quote = r.line + 1;
	csv_free(&p);
	buf_release(&r.bytes);
	return open_quote;
}

static void add_quoted(struct buf *out, struct str s)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		if (s.s[i] == '"')
			buf_add_char(out, '"');
		buf_add_char(out, s.s[i]);
	}
	buf_add_char(out, '"');
}

void csv_add(struct buf *out, struct str cell)
{
	bool plain = !str_starts(cell, STR(" ")) && !str_ends(cell, STR(" "));

	for (size_t i = 0; i < cell.len && plain; i++)
		plain = !memchr(",\"\n\r\t;", cell.s[i], 6);
	if (plain)
		buf_add(out, cell);
	else
		add_quoted(out, cell);
}

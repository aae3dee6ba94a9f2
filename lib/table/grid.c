#include "table/grid.h"

#include "table/csv.h"

#include <stdlib.h>

void grid_add(struct grid *g, int row, int column, struct str text)
{
	struct grid_cell *cell;

	g->full = g->full || g->n == GRID_CELLS_MAX;
	if (text.len == 0 || column < 1 || column > CSV_CELLS_MAX || row < 1 || g->full)
		return;
	cell = arena_push(g->arena, &g->cell, &g->n, &g->cap, sizeof *cell);
	*cell = (struct grid_cell){ row, column, text };
}

void grid_merge(struct grid *g, struct grid_range range)
{
	struct grid_range *merged =
		arena_push(g->arena, &g->merged, &g->nmerged, &g->merged_cap, sizeof *merged);

	*merged = range;
}

static int by_place(const void *va, const void *vb)
{
	const struct grid_cell *a = va, *b = vb;

	return a->row != b->row ? a->row - b->row : a->column - b->column;
}

static void sort(struct grid *g)
{
	if (g->n)
		qsort(g->cell, g->n, sizeof *g->cell, by_place);
}

/* The first `n` cells are those of the file, sorted. */
static void carry(struct grid *g, size_t n, const struct grid_range *r, int last_row)
{
	const struct grid_cell key = { .row = r->row, .column = r->column };
	const struct grid_cell *first = bsearch(&key, g->cell, n, sizeof key, by_place);
	int last_column = r->last_column < CSV_CELLS_MAX ? r->last_column : CSV_CELLS_MAX;
	struct str text;

	if (!first)
		return;
	text = first->text;
	for (int row = r->row; row <= r->last_row && row <= last_row; row++)
		for (int column = r->column; column <= last_column && !g->full; column++)
			if (row != r->row || column != r->column)
				grid_add(g, row, column, text);
}

static void carry_merged(struct grid *g)
{
	size_t n = g->n;
	int last_row;

	if (n == 0)
		return;
	sort(g);
	last_row = g->cell[n - 1].row;
	for (size_t i = 0; i < g->nmerged; i++)
		carry(g, n, &g->merged[i], last_row);
	sort(g);
}

void grid_csv(struct grid *g, struct buf *out)
{
	int row = 1, column = 0;

	carry_merged(g);
	for (size_t i = 0; i < g->n; i++) {
		const struct grid_cell *cell = &g->cell[i];

		for (; row < cell->row; row++, column = 0)
			buf_add_char(out, '\n');
		if (column == cell->column) /* what a merged cell hides */
			continue;
		for (column = column ? column : 1; column < cell->column; column++)
			buf_add_char(out, ',');
		csv_add(out, cell->text);
	}
	if (g->n)
		buf_add_char(out, '\n');
}

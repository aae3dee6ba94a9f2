/*
 * template_compile.h - from tokens to a flat list of operations for one scope
 * (part of template.h). Partials, parents and blocks are gone, names are
 * places, neighbouring literals are one.
 */
#ifndef LIB_TEMPLATE_COMPILE_H
#define LIB_TEMPLATE_COMPILE_H

#include "template/template_parse.h"

enum op_kind {
	OP_TEXT,
	OP_CELL,      /* print a cell */
	OP_IF,	      /* go to `to` when the cell is false */
	OP_UNLESS,    /* go to `to` when the cell is true */
	OP_LIST,      /* fetch rows into level; go to `to` when there are none */
	OP_RUNS,      /* the same with the pieces of a cell */
	OP_NEXT,      /* next row of level: go to `to`; without one go on */
	OP_UNLESS_ANY /* go to `to` when the list has rows */
};

struct op {
	enum op_kind kind;
	unsigned level; /* of the frame: 0 is the outermost */
	size_t field;	/* CELL, IF, UNLESS, RUNS */
	unsigned from;	/* RUNS: the level of the cell */
	size_t to;
	size_t at; /* TEXT: where its bytes begin in template->text */
	size_t len;
	void (*escape)(struct buf *out, struct str s);
	const struct view_list *list;
	const struct view_type *type; /* of the list's rows */
};

struct template
{
	struct sqlview *lists;
	const struct view_scope *scope;
	unsigned levels; /* frames that the scope has */
	const struct op *op;
	size_t n;
	const char *text;
	bool is_ics;
};

/* Of the rows of {{#name.runs}}. */
extern const struct view_type template_run;

#endif

/*
 * template_parse.h - what the parts of template share: files as lists of tokens
 * (template_parse.c), and templates as lists of operations for one scope
 * (template_compile.c), in which partials, parents and blocks are gone, names are places,
 * neighbouring literals are one.
 */
#ifndef LIB_TEMPLATE_PARSE_H
#define LIB_TEMPLATE_PARSE_H

#include "template/template.h"

enum { TEMPLATE_DEPTH_MAX = 32 }; /* of sections in a file, frames in scope, files in files */

typedef void escape_fn(struct buf *out, struct str s);

enum token_kind {
	TOKEN_TEXT,
	TOKEN_VAR,
	TOKEN_RAW, /* {{{name}}} and {{&name}} */
	TOKEN_SECTION,
	TOKEN_INVERTED,
	TOKEN_CLOSE,
	TOKEN_PARTIAL,
	TOKEN_PARENT,
	TOKEN_BLOCK,
	TOKEN_COMMENT,
};

struct token {
	enum token_kind kind;
	size_t at, end;	 /* bytes of the file */
	struct str text; /* the literal that is printed; else the name */
	size_t pair;	 /* an opening tag: its CLOSE; CLOSE: its opening tag */
	bool argument;	 /* BLOCK: directly in a PARENT, so it gives content, it places none */
};

struct template_file {
	struct template_file *next;
	struct str name; /* "item.html" */
	const char *path;
	struct str text;
	escape_fn *escape; /* of its format */
	struct token *token;
	size_t n;
};

/* The file of that name in the set, read and parsed at the first call. NULL and *e on any fault. */
const struct template_file *template_file(struct template_set *set, struct str name, struct err *e);
/* Fills *e with "what: name" and the place of byte `at`; returns false. */
bool template_fault(const struct template_file *f, size_t at, const char *what, struct str name,
		    struct err *e);

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

/* hallbook holds some 14,000 of them. */
struct op {
	enum op_kind kind;
	unsigned level; /* of the frame: 0 is the outermost */
	unsigned to;
	union {
		struct {
			unsigned at, len; /* TEXT: its bytes in template->text */
		};
		struct {
			unsigned field; /* CELL, IF, UNLESS, RUNS */
			unsigned from;	/* RUNS: the level of the cell */
		};
	};
	union {
		escape_fn *escape;	      /* CELL */
		const struct view_list *list; /* LIST, UNLESS_ANY */
	};
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

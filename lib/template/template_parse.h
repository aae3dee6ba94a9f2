/*
 * template_parse.h - template files as lists of tokens (part of template.h).
 *
 * Everything that can be known from one file alone is found here: tags, what
 * they pair with, and which lines consist of a tag only.
 */
#ifndef LIB_TEMPLATE_PARSE_H
#define LIB_TEMPLATE_PARSE_H

#include "template/template.h"

enum { TEMPLATE_DEPTH_MAX = 32 }; /* of sections in a file, frames in scope, files in files */

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
	enum template_format format;
	struct token *token;
	size_t n;
};

struct template_set {
	const char *dir;
	struct arena *keep, *scratch; /* of its templates, and of what only loading needs */
	struct template_file *file;   /* those that were read */
};

/* The file of that name in the set, read and parsed at the first call. NULL and *e on any fault. */
const struct template_file *template_file(struct template_set *set, struct str name, struct err *e);
/* Fills *e with "what: name" and the place of byte `at`; returns false. */
bool template_fault(const struct template_file *f, size_t at, const char *what, struct str name,
		    struct err *e);

#endif

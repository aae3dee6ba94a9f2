/*
 * name.h - names of people and organisations, read in one way wherever they
 * come from, so that equal names are equal bytes.
 */
#ifndef LIB_NAME_H
#define LIB_NAME_H

#include "base/arena.h"
#include "base/str.h"

enum { NAME_MAX_CHARS = 50 };

enum name_fault {
	NAME_OK,
	NAME_EMPTY,
	NAME_LONG,
	NAME_HIDDEN, /* something inside it that cannot be seen */
	NAME_CHARS,  /* a sign that no name has: name.odd */
};

struct name {
	struct str text; /* the normal form, as far as there is one */
	size_t chars;
	bool letters; /* some of them, or Han: a number or signs alone are no name */
	int32_t odd;  /* the first character that may not stand, or 0 */
};

/*
 * Han of all planes, Latin, digits, blanks and the marks that names have.
 * Composed (NFC), blanks of every kind are one blank and none at the ends, where
 * what clipboards carry along unseen is dropped too; full-width letters and
 * digits are plain ones; the dots that people type between Han are U+00B7.
 */
enum name_fault name_parse(struct arena *a, struct str in, struct name *out);

/* One line in the same way, of whatever can be seen. */
enum name_fault name_parse_line(struct arena *a, struct str in, struct name *out);

/* A name in its normal form without blanks between Han: of staff, whose tables write 王　伟 for
 * 王伟. */
struct str name_close(struct arena *a, struct str name);

/*
 * The next name of a list separated by 、 , ; / + blanks or lines; false at its end. 王　伟,
 * where each stands alone, is one.
 */
bool name_split(struct str *list, struct str *name);

#endif

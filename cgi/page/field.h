/*
 * field.h - what people type, brought into its normal form, or the message
 * that says what is wrong with it (microcopy err.*).
 *
 * Each function returns the null view (s == NULL) when the field is right;
 * *out is the normal form either way, as far as there is one. Memory from a.
 */
#ifndef CGI_FIELD_H
#define CGI_FIELD_H

#include "base/arena.h"
#include "base/str.h"

enum {
	NAME_MAX_CHARS = 50,  /* B9 */
	NOTE_MAX_CHARS = 100, /* microcopy err.note.long */
	TEXT_MAX_CHARS = 1000, /* of an entry in the duty log */
};

/*
 * Names of people and organisations: Han of all planes, Latin, digits, blanks
 * and the marks that names have. Look-alikes of the middle dot become U+00B7,
 * blanks of every kind one blank; control, bidi and zero-width characters are
 * never allowed (B9).
 */
struct str field_name(struct arena *a, struct str in, struct str *out);
/* The same, but may be empty. */
struct str field_agent(struct arena *a, struct str in, struct str *out);
/* lib/phone.h says what is understood (B8). */
struct str field_phone(struct arena *a, struct str in, struct str *out);
/* One line; line ends become blanks. May be empty. */
struct str field_note(struct arena *a, struct str in, struct str *out);

/* Several lines, for the duty log; may be empty. */
struct str field_text(struct arena *a, struct str in, struct str *out);

/* 张* , and for names of organisations the first two characters and * (C7). */
struct str field_name_masked(struct arena *a, struct str name);

#endif

/*
 * field.h - what people type, brought into its normal form, or the message
 * that says what is wrong with it.
 *
 * Each function returns the null view (s == NULL) when the field is right;
 * *out is the normal form either way, as far as there is one. Memory from a.
 */
#ifndef CGI_FIELD_H
#define CGI_FIELD_H

#include "base/arena.h"
#include "base/str.h"

enum {
	NOTE_MAX_CHARS = 100,
	TEXT_MAX_CHARS = 1000, /* of an entry in the duty log */
};

typedef struct str field_read(struct arena *a, struct str in, struct str *out);

/* Anything, as it is. */
field_read field_any;
/* lib/name.h says what is understood. */
field_read field_name;
/* The same, but may be empty. */
field_read field_agent;
/* lib/phone.h says what is understood. */
field_read field_phone;
/* One line; line ends become blanks. May be empty. */
field_read field_note;
/* The same where staff write: 备注, 原因, an address. What is wrong names no field. */
field_read field_line;

/* Several lines, for the duty log; may be empty. */
field_read field_text;

/* 张*, 曾*兰, 欧阳*兰, 宁都*司: who typed it can check it. */
struct str field_name_masked(struct arena *a, struct str name);

#endif

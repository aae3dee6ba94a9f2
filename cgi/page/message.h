/*
 * message.h - what hallbook tells people when something is wrong. The texts stand in
 * message.txt, from which make writes the list. Labels and other fixed words stand
 * in the templates.
 */
#ifndef CGI_MESSAGE_H
#define CGI_MESSAGE_H

#include "base/arena.h"

enum message {
#define X(name, text) name,
#include "page/message.txt.h"
#undef X
	MSG__MAX
};

/* The text with each {} replaced by an argument, in order; memory from a. */
struct str message_text(struct arena *a, enum message id, const struct str *arg, size_t nargs);
/* The same with one argument. */
struct str message_with(struct arena *a, enum message id, struct str arg);
/* The same without any. */
struct str message_plain(enum message id);

#endif

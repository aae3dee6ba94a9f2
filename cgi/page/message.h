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

/* The text, when it has no {}. */
struct str message_plain(enum message id);
/* With each {} replaced by a text, in order: message_with(a, MSG_LIMIT, count, phone). */
#define message_with(a, id, ...)                                                                   \
	message_text((a), (id), (const struct str[]){ __VA_ARGS__ },                               \
		     sizeof((const struct str[]){ __VA_ARGS__ }) / sizeof(struct str))
struct str message_text(struct arena *a, enum message id, const struct str *arg, size_t nargs);

#endif

/*
 * text.h - what staff save in whatever encoding, as UTF-8 with LF ends of line.
 *
 * The byte order mark decides (UTF-8, UTF-16LE, UTF-16BE), then well-formed
 * UTF-8, then GB18030 (of which GBK and GB2312 are parts). UTF-8 with a few
 * broken bytes in it is not taken for GB18030.
 */
#ifndef LIB_TEXT_H
#define LIB_TEXT_H

#include "base/arena.h"
#include "base/str.h"

struct text {
	struct str s;	      /* UTF-8, LF; what could not be read is U+FFFD */
	const char *encoding; /* when it was converted: "GB18030"; NULL for UTF-8 */
};

/* Never fails. The result is in `a` or is a part of raw. */
struct text text_decode(struct str raw, struct arena *a);

/* Of what should be UTF-8 already: the same, and nothing is converted. */
struct str text_repair(struct str s, struct arena *a);

/* Opens, for good, what a confined process cannot open: the encodings of text and of freexl. */
void text_keep_encodings(void);

#endif
